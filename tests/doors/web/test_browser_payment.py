"""Journey J6 in the browser: a payment asked for with live controls, by hand and by keyboard.

What exists of its subject: everything but the reading of an invoice's picture, whose number, amount
and seller are typed.
"""

from __future__ import annotations

import re
import time

import pytest

from fisc.stages.pay import queries
from fisc.stages.pay.commands import Message
from fisc.stages.pay.states import State
from fisc.values import Money
from tests.doors.web import street
from tests.doors.web.journeys import journey, table_of
from tests.doors.web.test_browser import chromium, outcome, visit  # noqa: F401 - the fixtures
from tests.stages.pay import cases
from tests.stages.town import DAY

pytestmark = pytest.mark.browser
FIELDS_MAX = 8
FREE = 98_500_00
walked_all = []
REQUEST = re.compile(r"/payments/PAY-2026-203005-\d+$")


@pytest.fixture(scope="module", autouse=True)
def table():
    """Print all journeys of this file as one table when they are done."""
    yield
    print(f"\n\n{table_of(walked_all)}")  # noqa: T201 - shown with pytest -s


def offered(page, field: str, value: str) -> None:
    """Wait until a value is the one that Enter would take."""
    page.locator(f"#{field}-offers-0[value='{value}'][aria-selected=true]").wait_for()


def requests() -> int:
    return len(queries.requests_of(street.SCHOOL, 2026))


def test_a_payment_to_a_known_payee_takes_one_page_and_few_fields(visit):  # noqa: F811
    page = visit("school.clerk", "/work")
    before = requests()
    goals = {"clicks": 8, "fields": FIELDS_MAX, "seconds": 90}
    with journey("J6 request", "90 s, 8 fields, 1 page", page, walked_all, **goals) as walked:
        walked.go(page.locator("nav.menu").get_by_role("link", name="Payments"))
        walked.go(page.locator("main").get_by_role("link", name="New request"))
        first = page.locator("#indicator-offers .offer").first
        walked.click(page.locator("#indicator"))
        first.wait_for()
        assert first.get_attribute("value") == street.PAPER.indicator  # what was used last
        walked.click(first)
        walked.fields += 1
        walked.fill("#account", "wj")
        offered(page, "account", cases.STATIONER)
        walked.press("Enter")
        walked.fill("#purpose", "粉笔")
        walked.tick("input[name=no_invoice]")
        walked.tick("input[name=procurement][value=no]")
        begun = time.monotonic()
        walked.fill("#amount", "120000")
        outcome(page, "K03", "refuse")
        walked.note(f"check answer {1000 * (time.monotonic() - begun):.0f} ms of 300")
        assert page.inner_text("#capitals") == "壹拾贰万元整"
        said = page.inner_text("#panel")
        for line in ("500,000.00", "61,500.00", "340,000.00", "98,500.00", "-21,500.00"):
            assert line in said
        assert "21,500.00 yuan short" in page.inner_text("#remedy")
        assert page.locator("#control-K03").inner_text().startswith("✗")
        assert page.locator(".control-pass").count() >= 5
        walked.fill("#amount", "1200")
        outcome(page, "K03", "pass")
        walked.go("Check and send for review")
        assert "Saved for review" in page.inner_text("main")

    assert walked.fields <= FIELDS_MAX
    assert REQUEST.search(page.url)
    assert requests() == before + 1
    assert page.locator("ol.way li.here").inner_text().startswith("Entered")
    assert not page.faults


def test_the_same_request_is_made_without_a_mouse(visit):  # noqa: F811
    page = visit("school.clerk", "/work")
    goals = {"clicks": 0, "fields": FIELDS_MAX}
    with journey("J6 by keyboard", "no mouse", page, walked_all, **goals) as walked:
        walked.enter("nav.menu a[href='/payments']")
        walked.enter("main a.primary")
        walked.tab_to("#indicator")
        walked.write("bgf")
        offered(page, "indicator", street.PAPER.indicator)
        walked.press("Enter")
        walked.tab_to("#amount")
        walked.write("1200")
        walked.tab_to("#account")
        walked.write("wj")
        offered(page, "account", cases.STATIONER)
        walked.press("Enter")
        walked.tab_to("#purpose")
        walked.write("粉笔")
        walked.tab_to("input[name=no_invoice]")
        walked.press("Space")
        walked.tab_to("input[name=procurement]")
        walked.press("Space")
        walked.fields = 6
        outcome(page, "K03", "pass")
        walked.enter("button.primary[value=send]")
        assert "Saved for review" in page.inner_text("main")

    assert walked.clicks == 0
    assert not page.faults


def test_a_sum_that_is_too_much_is_lowered_with_one_click(visit):  # noqa: F811
    form = f"/payments/new?indicator={street.PAPER.indicator}&amount=12万&purpose=x"
    page = visit("school.clerk", form)
    before = requests()
    with page.expect_navigation():
        page.get_by_role("button", name="Lower the amount to 98,500.00").click()

    assert page.input_value("#amount") == "98,500.00"
    assert page.input_value("#purpose") == "x"
    assert page.locator("#control-K03.control-pass").count() == 1
    assert requests() == before


def test_without_a_script_what_fits_is_offered_after_sending(visit):  # noqa: F811
    page = visit("school.clerk", "/payments/new", java_script_enabled=False)
    before = requests()
    page.fill("#indicator", "小学")
    page.get_by_role("button", name="Save as a draft").click()
    assert "Choose one of those that fit." in page.inner_text("main")
    page.locator(f"#indicator-offers .offer[value='{street.PAPER.indicator}']").click()

    assert page.input_value("#indicator") == street.PAPER.indicator
    assert requests() == before


def test_two_persons_in_the_same_second_do_not_spend_the_same_money(book, visit):  # noqa: F811
    numbers = [cases.reviewed(60_000_00), cases.reviewed(60_000_00)]
    before = cases.chambers(book)
    assert before[0] == FREE
    pages = [visit("school.head", f"/payments/{number}") for number in numbers]
    press = "document.querySelector('.act button.primary').click()"
    for page in pages:
        page.evaluate(f"setTimeout(() => {press}, 50)")
    for page in pages:
        page.wait_for_load_state("load")
        page.locator("main .said").first.wait_for()
    states = sorted(str(queries.request(number).state) for number in numbers)
    said = [page.inner_text("main") for page in pages]

    assert cases.chambers(book) == (FREE - 60_000_00, before[1] + 60_000_00, before[2])
    assert "reviewed" in states
    refused = next(text for text in said if "Submitted: the amount" not in text)
    assert "¥21,500.00 too much" in refused


def test_what_the_bank_sends_back_is_a_task_on_the_workbench(visit):  # noqa: F811
    number = cases.sent(7_000_00, purpose="退票")
    paid = Money(7_000_00)
    cases.answer(Message("bank/back", number, "failed", paid, DAY))
    assert queries.request(number).state is State.FAILED
    page = visit("school.clerk", "/work")
    with journey("J6 sent back", "on the workbench, 1 click", page, walked_all, clicks=1) as walked:
        row = page.locator("#table-work tbody tr", has_text=number)
        assert "not paid by the bank" in row.inner_text()
        walked.click(row.locator("a").first)
        page.locator("#drawer-content section").first.wait_for()
        assert "Not paid by the bank" in page.inner_text("#drawer")

    assert walked.clicks == 1
