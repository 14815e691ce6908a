"""The page of a document on its way: what it says, its trail, what comes next, and its acts."""

from __future__ import annotations

import re

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from fisc.record import trails
from fisc.record.book import Book
from fisc.stages.allot.models import Indicator
from fisc.stages.approve.models import BudgetDraft
from tests.doors.web import street
from tests.doors.web.test_reading import QUERIES_MAX, words
from tests.stages.allot.indicators import HEAD
from tests.stages.approve import budgets
from tests.stages.town import CHECKER, MAKER, STRANGER, TOWN, YEAR

NUMBER = "IND-2026-239900-901"  # brought in by the budget officer
PAGE = f"/documents/indicator/2026/{NUMBER}"
BUDGET = f"BUD-{street.LAST_YEAR}-{TOWN}-1"


def buttons(answer) -> list[str]:
    return re.findall(rf'action="{PAGE}/(\w+)"', answer.content.decode())


def send(browser, name: str, **typed: str):
    page = browser.get(PAGE).content.decode()
    once = re.search(r'name="once" value="(\w+)"', page)
    given = {"once": once[1] if once else "late", "version": "1"} | typed
    return browser.post(f"{PAGE}/{name}", given)


def state() -> str:
    return Indicator.objects.get(number=NUMBER).state


def test_a_reviewer_sees_what_is_asked_to_whom_it_goes_and_what_is_checked(come):
    page = come(HEAD, "en").get(PAGE)
    said = words(page)

    assert buttons(page) == ["review", "return"]
    assert "Register with a unit" in said
    assert "K09 Project headroom" in said
    assert "Its next step is due by" in said
    assert "Draft Zhou Min" in said.replace("  ", " ")
    assert "2050202" in said


def test_a_page_offers_only_the_acts_of_whoever_asks(come):
    assert buttons(come(MAKER, "en").get(PAGE)) == ["discard"]
    assert buttons(come("auditor", "en").get(PAGE)) == []


@pytest.mark.writes
def test_an_indicator_is_returned_sent_back_reviewed_and_taken_back_by_buttons(book, come):
    head, maker = come(HEAD, "en"), come(MAKER, "en")

    without = send(head, "return")
    assert (without.status_code, state()) == (409, "DRAFT")
    assert "needs a reason" in words(without)
    assert send(head, "return", reason="which school?", to="author").status_code == 302
    assert "returned by business.head: which school?" in words(maker.get("/work"))
    assert buttons(maker.get(PAGE)) == ["resubmit", "discard"]
    assert send(maker, "resubmit").status_code == 302
    assert send(head, "review").status_code == 302
    assert buttons(head.get(PAGE)) == ["take_back"]
    assert send(head, "take_back").status_code == 302
    assert send(head, "take_back").status_code == 409

    acts = [one.act for one in trails.of(Book(), "indicator", NUMBER, YEAR)]
    assert acts == ["draft", "return", "resubmit", "review", "take_back"]
    assert words(head.get(PAGE)).count("which school?") == 1


@pytest.mark.writes
def test_a_form_that_is_about_another_version_changes_nothing(book, come):
    answer = send(come(HEAD, "en"), "review", version="1")
    assert answer.status_code == 302

    again = send(come(HEAD, "en"), "return", version="7", reason="x")
    assert again.status_code in {403, 409}
    assert state() == "REVIEWED"


@pytest.mark.writes
def test_the_same_form_sent_twice_acts_once(book, come):
    head = come(HEAD, "en")
    typed = {"once": "abc", "version": "1", "reason": "why"}

    assert head.post(f"{PAGE}/return", typed).status_code == 302
    assert head.post(f"{PAGE}/return", typed).status_code == 302

    acts = [one.act for one in trails.of(Book(), "indicator", NUMBER, YEAR)]
    assert acts == ["draft", "return"]


@pytest.mark.writes
def test_a_budget_is_adopted_on_its_page_with_its_resolution(book, come):
    number = "BUD-2026-239900-5"
    assert budgets.draft(number, kind="adjustment").done
    page, browser = f"/documents/budget/{YEAR}/{number}", come(CHECKER, "en")
    assert 'name="resolution"' in browser.get(page).content.decode()

    without = browser.post(f"{page}/adopt", {"once": "a", "version": "1"})
    assert without.status_code == 409
    assert "a budget needs the number" in words(without)
    typed = {"once": "b", "version": "1", "resolution": "NPC 8", "resolved_on": "2026-06-01"}
    assert browser.post(f"{page}/adopt", typed).status_code == 302
    assert BudgetDraft.objects.get(number=number).resolution == "NPC 8"


@pytest.mark.parametrize(
    "address",
    [
        "/documents/indicator/2026/IND-2026-239900-9999",
        "/documents/indicator/2025/IND-2026-239900-901",
        "/documents/dream/2026/IND-2026-239900-901",
    ],
)
def test_what_is_not_there_answers_so(come, address):
    assert come(CHECKER).get(address).status_code == 404
    assert come(CHECKER).post(f"{address}/review", {"once": "x"}).status_code == 404


@pytest.mark.parametrize("name", ["draft", "change", "allocate", "give_parts", "nonsense"])
def test_what_is_done_elsewhere_has_no_button_and_no_address(come, name):
    assert come(HEAD).post(f"{PAGE}/{name}", {"once": "x"}).status_code == 404


def test_somebody_of_another_division_does_not_see_it(come):
    assert come(STRANGER).get(PAGE).status_code == 404


def test_budgets_show_their_adoption_trail_and_lead_to_their_pages(come):
    page = come(CHECKER, "en").get(f"/budgets?year={street.LAST_YEAR}")

    assert f'href="/documents/budget/{street.LAST_YEAR}/{BUDGET}"' in page.content.decode()
    assert "Enter the approval" in words(page)


@pytest.mark.parametrize("address", [PAGE, f"/documents/budget/{street.LAST_YEAR}/{BUDGET}"])
def test_a_page_of_a_document_asks_few_questions(come, address):
    browser = come(HEAD)
    browser.get(address)
    with CaptureQueriesContext(connections["default"]) as asked:
        assert browser.get(address).status_code == 200
    assert 0 < len(asked) <= QUERIES_MAX
