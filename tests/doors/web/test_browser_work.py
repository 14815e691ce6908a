"""My work in the browser: journey J2, a hundred papers with one key each and as one batch."""

from __future__ import annotations

import re

import pytest

from fisc.stages.pay import queries
from fisc.stages.pay.states import State
from tests.doors.web.journeys import journey
from tests.doors.web.test_browser import chromium, visit  # noqa: F401 - the fixtures
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
        page.wait_for_function("document.querySelectorAll('#table-work tbody tr').length === 0")

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
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert "/payments/PAY-" in page.url


def test_a_batch_works_without_a_script(papers, visit):  # noqa: F811
    page = visit("school.reviewer", "/work?q=paper", java_script_enabled=False)
    page.locator("input[name=row]").first.check()
    page.fill("#reason", "look again")
    page.get_by_role("button", name="Return the ticked").click()
    page.get_by_role("button", name="Return them").click()

    assert "1 done" in page.inner_text("h1")
    assert State.RETURNED in states(papers)
