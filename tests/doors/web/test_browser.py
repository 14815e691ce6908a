"""The pages in a real browser: what people do with hand and eye."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

import pytest

from fisc.engines.ledger.keys import posting_key
from fisc.stages.pay import queries
from tests.doors.web import street
from tests.doors.web.drawn import in_workbook
from tests.stages.pay import cases
from tools.serving import browser as started
from tools.serving import served

pytestmark = pytest.mark.browser
PATIENCE = 30_000  # milliseconds; other work may keep the machine busy
CLICKS_MAX = 4
JOURNEY_MAX = 6  # from the entrance to a voucher and a file


@pytest.fixture(scope="module")
def chromium():
    # The browser's own loop runs in this thread; Django would take it for an asynchronous office.
    with pytest.MonkeyPatch.context() as patch, started() as found:
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        yield found


@pytest.fixture
def visit(book, chromium, django_db_blocker) -> Iterator[Callable]:
    """Return ``visit("school.clerk", "/")``: a page that this person opened."""
    contexts = []
    with django_db_blocker.unblock(), served() as address:

        def _visit(who: str, path: str = "/", **options):
            context = chromium.new_context(
                locale="en-US", viewport={"width": 1366, "height": 768}, **options
            )
            contexts.append(context)
            context.set_default_timeout(PATIENCE)
            page = context.new_page()
            page.faults = []
            page.on("console", lambda said: _heard(page, said.text))
            page.on("pageerror", lambda fault: page.faults.append(str(fault)))
            page.on("requestfailed", lambda asked: _failed(page, asked))
            page.outside = []
            page.on(
                "request",
                lambda asked: asked.url.startswith(address) or page.outside.append(asked.url),
            )
            page.goto(address + "/login")
            with page.expect_navigation():
                page.locator(f"button[value='{who}']").click()
            page.goto(address + path)
            return page

        yield _visit
        for context in contexts:
            context.close()


def _heard(page, said: str) -> None:
    # A refusal is an answer; the browser remarks on its status all the same.
    if "status of 422" not in said:
        page.faults.append(said)


def _failed(page, asked) -> None:
    # A question that was on its way when the page was left is cut off, and nobody misses it.
    if asked.failure != "net::ERR_ABORTED":
        page.faults.append(asked.url)


def fill(page, **typed: str) -> None:
    page.fill("#indicator", typed.get("indicator", street.PAPER.indicator))
    page.fill("#account", cases.STATIONER)
    page.fill("#purpose", typed.get("purpose", "粉笔"))
    page.check("input[name=no_invoice]")
    page.check("input[name=procurement][value=no]")
    page.fill("#amount", typed["amount"])


def outcome(page, control: str, wanted: str) -> None:
    page.locator(f"#control-{control}.control-{wanted}").wait_for()


def test_somebody_comes_in_and_goes_out(visit):
    page = visit("mayor", "/")
    assert "Zheng Yang" in page.inner_text("header")
    page.get_by_role("button", name="Sign out").click()

    assert "/login" in page.url
    assert not page.outside


def test_the_cockpit_answers_without_a_click_and_loads_nothing_from_outside(visit):
    page = visit("mayor", "/?unit=wan")

    assert page.locator("h1").inner_text().startswith("8.4% of the budget is paid")
    assert page.locator(".figures").is_visible()
    assert page.locator("svg.bullet").count() >= 5
    box = page.locator("tbody svg.bullet .bar-paid").first.bounding_box()
    whole = page.locator("tbody svg.bullet .bar-budget").first.bounding_box()
    assert abs(box["width"] / whole["width"] - 0.196) < 0.01
    assert not page.outside
    assert not page.faults


def test_a_figure_leads_to_its_voucher_in_at_most_four_clicks(visit):
    page = visit("mayor", "/")
    clicks = 0
    for link in ("General public budget", street.PAPER.indicator, "PAY-2026-203005-1"):
        shown = page.locator("#drawer" if "PAY" in link else "main")  # an indicator opens beside
        shown.get_by_role("link", name=link, exact=True).first.click()
        clicks += 1

    assert clicks <= CLICKS_MAX
    assert "/vouchers/" in page.url
    assert "Payment confirmed by bank receipt" in page.inner_text("main")
    assert "340,000.00" in page.inner_text("main")


def test_a_first_timer_goes_from_the_entrance_to_a_voucher_and_the_file_in_six_clicks(
    visit, tmp_path
):
    page = visit("mayor", "/")
    page.context.clear_cookies()
    page.goto(page.url.rpartition("/")[0] + "/login")
    clicks = 0

    def _click(found):
        nonlocal clicks
        with page.expect_navigation():
            found.click()
        clicks += 1

    main = page.locator("main")
    _click(page.locator("button[value='mayor']"))
    assert "52,695,678.90" in page.inner_text(".figures")
    _click(main.get_by_role("link", name="General public budget", exact=True))
    main.get_by_role("link", name=street.PAPER.indicator, exact=True).click()
    clicks += 1  # it opens at the side of the list
    drawer = page.locator("#drawer")
    _click(drawer.get_by_role("link", name="PAY-2026-203005-1", exact=True).first)
    assert "340,000.00" in page.inner_text("main")
    _click(main.get_by_role("link", name=street.PAPER.indicator, exact=True).first)
    with page.expect_download() as coming:
        main.get_by_role("link", name="Download Excel").click()
    clicks += 1
    coming.value.save_as(tmp_path / "history.xlsx")
    file = in_workbook((tmp_path / "history.xlsx").read_bytes())

    assert clicks <= JOURNEY_MAX
    assert coming.value.suggested_filename.endswith("_2026_2026-06-30.xlsx")
    assert len(file.rows) == 6
    assert "PAY-2026-203005-1" in {row[2] for row in file.rows}
    assert not page.outside


def test_the_place_and_day_are_taken_as_soon_as_they_are_chosen(visit):
    page = visit("mayor", "/")
    page.fill("#day", "2026-03-01")
    with page.expect_navigation():
        page.press("#day", "Enter")

    assert "as of 2026-03-01" in page.inner_text("main")
    assert "day=2026-03-01" in page.url


def test_the_controls_answer_while_one_types_first_no_then_yes(visit):
    page = visit("school.clerk", "/payments/new")
    fill(page, amount="12万")
    outcome(page, "K03", "refuse")
    panel = page.inner_text("#panel")
    assert "-21,500.00" in panel
    assert "¥21,500.00 too much" in panel
    assert page.inner_text("#capitals") == "壹拾贰万元整"
    assert "understood as 120,000.00 yuan" in page.inner_text("#amount-hint")

    page.get_by_role("button", name="Check and send for review").click()
    assert "Not accepted. Nothing you typed is lost." in page.inner_text("main")
    assert page.input_value("#amount") == "12万"
    assert page.input_value("#purpose") == "粉笔"

    page.fill("#amount", "1,200")
    outcome(page, "K03", "pass")
    assert "97,300.00" in page.inner_text("#panel")
    page.get_by_role("button", name="Check and send for review").click()
    page.wait_for_url(re.compile(r"/payments/PAY-2026-203005-\d+$"))
    assert "Saved for review" in page.inner_text("main")
    assert not page.faults


def test_what_is_typed_keeps_the_focus_while_the_panel_changes(visit):
    page = visit("school.clerk", "/payments/new")
    page.fill("#indicator", street.PAPER.indicator)
    page.focus("#amount")
    for sign in "98500.01":
        page.keyboard.type(sign)
    outcome(page, "K03", "refuse")

    assert page.evaluate("document.activeElement.id") == "amount"
    assert page.input_value("#amount") == "98500.01"


def test_the_newest_answer_stands_even_when_an_older_one_comes_later(visit):
    page = visit("school.clerk", "/payments/new")
    held = []

    def _late(route):
        if "amount=999999" in route.request.url:
            held.append(route)
        else:
            route.continue_()

    page.route("**/payments/controls*", _late)
    page.fill("#indicator", street.PAPER.indicator)
    page.fill("#amount", "999999")
    page.wait_for_timeout(400)
    page.fill("#amount", "100")
    outcome(page, "K03", "pass")
    assert held
    for route in held:
        route.continue_()
    page.wait_for_timeout(500)

    outcome(page, "K03", "pass")


def test_who_types_on_asks_fewer_than_eight_times_a_second_and_one_at_a_time(visit):
    page = visit("school.clerk", "/payments/new")
    asked, cut, held = [], [], []  # questions are held, so that none is answered
    page.on("request", lambda one: "/controls" in one.url and asked.append(one.url))
    page.on("requestfailed", lambda one: cut.append(one.url))
    page.clock.install()
    page.reload()
    page.clock.pause_at(page.evaluate("Date.now()") + 1000)
    page.route("**/payments/controls*", lambda route: held.append(route.request.url))
    for typed in range(101, 121):  # a key every tenth of a second, for two seconds
        page.fill("#amount", str(typed))
        page.clock.run_for(100)
    page.clock.run_for(200)
    page.wait_for_timeout(200)

    assert 5 <= len(asked) <= 16
    assert "amount=120" in asked[-1]
    assert sorted(cut) == sorted(asked[:-1])


def test_a_double_click_makes_one_request(visit):
    page = visit("school.clerk", "/payments/new")
    before = len(queries.requests_of(street.SCHOOL, 2026))
    fill(page, amount="1,200")
    outcome(page, "K03", "pass")
    page.get_by_role("button", name="Check and send for review").dblclick()
    page.wait_for_url(re.compile(r"/payments/PAY-2026-203005-\d+$"))

    assert len(queries.requests_of(street.SCHOOL, 2026)) == before + 1


def test_a_double_click_pays_once(book, visit):
    number = cases.reviewed(120_000)
    page = visit("school.head", f"/payments/{number}")
    before = cases.chambers(book)
    page.get_by_role("button", name="Submit and reserve").dblclick()
    page.get_by_text("Submitted: the amount is reserved.").wait_for()

    assert cases.chambers(book) == (before[0] - 120_000, before[1] + 120_000, before[2])


def test_going_back_and_sending_again_makes_nothing_twice(visit):
    page = visit("school.clerk", "/payments/new")
    before = len(queries.requests_of(street.SCHOOL, 2026))
    fill(page, amount="1,200")
    outcome(page, "K03", "pass")
    page.get_by_role("button", name="Save as a draft").click()
    page.wait_for_url(re.compile(r"/payments/PAY-2026-203005-\d+$"))
    page.go_back()

    assert len(queries.requests_of(street.SCHOOL, 2026)) == before + 1


def test_when_the_session_has_ended_what_was_typed_stays(visit):
    page = visit("school.clerk", "/payments/new")
    fill(page, amount="1,200")
    outcome(page, "K03", "pass")
    page.context.clear_cookies(name="sessionid")
    page.fill("#amount", "1,300")
    page.get_by_text("Your session has ended.").wait_for()

    assert page.input_value("#amount") == "1,300"
    assert page.input_value("#purpose") == "粉笔"


def test_reading_and_asking_work_without_a_script(visit):
    page = visit("school.clerk", "/payments/new", java_script_enabled=False)
    fill(page, amount="12万")
    page.get_by_role("button", name="Check and send for review").click()
    assert "¥21,500.00 too much" in page.inner_text("main")
    page.fill("#amount", "1,200")
    page.get_by_role("button", name="Check and send for review").click()

    assert "Saved for review" in page.inner_text("main")


@pytest.mark.parametrize("width", [320, 1366])
def test_a_page_never_scrolls_sideways_as_a_whole(visit, width):
    for who, path in (
        ("mayor", "/"),
        ("school.reviewer", "/work"),
        ("budget.head", "/indicators"),
        ("school.clerk", "/payments/new"),
        ("pay.auditor", "/payments"),
        ("pay.auditor", "/payments/PAY-2026-203005-5"),
        ("auditor", "/indicators/IND-2026-239900-1"),
        ("auditor", "/vouchers/" + posting_key("PAY-2026-203005-1").hex()),
        ("auditor", "/trial-balance"),
        ("auditor", "/final-accounts"),
        ("auditor", "/sealing"),
    ):
        page = visit(who, path)
        page.set_viewport_size({"width": width, "height": 768})
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= width, f"{path} is {wide} wide on a screen of {width}"
