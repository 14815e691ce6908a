"""My work in the browser: journey J2, a hundred papers with one key each and as one batch."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from fisc.stages.pay import queries
from fisc.stages.pay.states import State
from tests.doors.web.journeys import journey
from tests.doors.web.test_browser import chromium, fill, outcome, visit  # noqa: F401 - the fixtures
from tests.stages.pay import cases

pytestmark = pytest.mark.browser
PAPERS = 100


@pytest.fixture
def papers(book) -> list[str]:
    """A hundred drafts that wait for the reviewer of the school, each of another amount."""
    return [cases.draft(100 + number) for number in range(PAPERS)]


def states(numbers) -> set[State]:
    return {queries.request(number).state for number in numbers}


def test_a_hundred_papers_are_reviewed_with_one_key_each(papers, visit):  # noqa: F811
    page = visit("school.reviewer", "/work?q=paper")
    assert page.locator("#table-work tbody tr").count() == PAPERS
    with journey("J2 one by one", "100 papers in 20 min, 1 key per paper", page) as walked:
        for _ in papers:
            walked.press("a")
        page.locator("#table-work tbody tr").first.wait_for(state="detached")
        expect(page.locator("#table-work tbody tr")).to_have_count(0)

    assert (walked.clicks, walked.keys) == (0, PAPERS)
    assert states(papers) == {State.REVIEWED}
    assert not page.faults


def test_a_batch_is_three_clicks_and_says_what_it_will_do(papers, visit):  # noqa: F811
    changed = papers[3]
    page = visit("school.reviewer", "/work?q=paper")
    cases.act("change_draft", changed, cases.CLERK, typed=cases.typed(999))
    with journey("J2 as a batch", "3 clicks for a batch", page) as walked:
        walked.click("Tick all")
        walked.go("Approve the ticked")
        assert f"{PAPERS - 1} will be approved" in page.inner_text("h1")
        assert "you saw version 1" in page.inner_text("main")
        walked.go("Approve them")
        assert f"{PAPERS - 1} done" in page.inner_text("h1")

    assert walked.clicks <= 3
    assert states([changed]) == {State.DRAFT}
    assert states(set(papers) - {changed}) == {State.REVIEWED}


def test_a_return_by_key_asks_for_its_reason(papers, visit):  # noqa: F811
    page = visit("school.reviewer", "/work?q=paper")
    with journey("J2 return one", "a reason and one key", page) as walked:
        walked.press("j")
        walked.press("j")
        walked.press("r")
        walked.write("wrong purpose")
        with page.expect_navigation():
            walked.press("Enter")
        assert re.search(r"1 will be (returned|approved)", page.inner_text("h1"))

    assert page.locator("input[name=reason]").input_value() == "wrong purpose"


def test_space_ticks_the_row_and_enter_opens_it(papers, visit):  # noqa: F811
    page = visit("school.reviewer", "/work?q=paper")
    page.keyboard.press("j")
    page.keyboard.press(" ")
    assert page.locator("input[name=row]:checked").count() == 1
    page.keyboard.press("Enter")
    page.locator("#drawer-content section").first.wait_for()  # the list stays
    assert page.locator("#drawer-title").inner_text().startswith("PAY-")
    assert page.locator("input[name=row]:checked").count() == 1


def test_a_batch_works_without_a_script(papers, visit):  # noqa: F811
    page = visit("school.reviewer", "/work?q=paper", java_script_enabled=False)
    page.locator("input[name=row]").first.check()
    page.fill("#reason", "look again")
    page.get_by_role("button", name="Return the ticked").click()
    page.get_by_role("button", name="Return them").click()

    assert "1 done" in page.inner_text("h1")
    assert State.RETURNED in states(papers)


def test_when_the_session_has_ended_one_signs_in_on_the_page_and_goes_on(visit):  # noqa: F811
    page = visit("school.clerk", "/payments/new")
    fill(page, amount="1,200")
    outcome(page, "K03", "pass")
    page.context.clear_cookies(name="sessionid")
    with journey("session ended", "nothing typed is lost, 1 click", page) as walked:
        page.fill("#amount", "1,300")
        page.locator("#again").wait_for(state="visible")
        assert page.input_value("#purpose") == "粉笔"
        walked.click("Sign in and go on")
        page.locator("#again").wait_for(state="hidden")
    assert page.input_value("#amount") == "1,300"
    with page.expect_navigation():
        page.get_by_role("button", name="Check and send for review").click()

    assert walked.clicks == 1
    assert "1,300.00" in page.inner_text("main")
    assert not [fault for fault in page.faults if "401" not in fault]


def test_what_is_typed_is_there_again_when_its_writer_comes_back(visit):  # noqa: F811
    page = visit("school.clerk", "/payments/new")
    fill(page, amount="1,200")
    page.locator("#purpose").focus()  # leaving a field keeps the form
    page.get_by_text("Kept on the server").wait_for()
    page.goto(page.url.split("/payments")[0] + "/work?list=drafts&kind=payment_form")
    with page.expect_navigation():
        page.locator("#table-work tbody a").first.click()

    assert page.input_value("#amount") == "1,200"
    assert page.input_value("#purpose") == "粉笔"
    assert not page.faults
