"""The page of standards: which holds, its history, and what is above it."""

from __future__ import annotations

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from tests.doors.web.test_reading import QUERIES_MAX, words
from tests.stages.town import MAKER


def page(come, more="", who=MAKER):
    return come(who, "en").get(f"/standards{more}")


@pytest.mark.parametrize("more", ["", "?item=travel_lodging&for_grade=others&quantity=3&amount=9"])
def test_the_library_is_shown_with_few_questions(come, more):
    browser = come(MAKER, "en")
    with CaptureQueriesContext(connections["default"]) as asked:
        answer = browser.get(f"/standards{more}")

    assert answer.status_code == 200
    assert len(asked) <= QUERIES_MAX
    assert "107 standards hold" in words(answer)


def test_a_day_before_all_standards_says_so(come):
    assert "No standard holds on that day." in words(page(come, "?on=2010-01-01"))
    assert "107 standards hold" in words(page(come, "?on=nonsense"))


def test_the_library_is_narrowed(come):
    said = words(page(come, "?domain=meeting&q=ST014"))

    assert "Class 2 meeting, province" in said
    assert "ST011" not in said
    assert "Nothing fits the filter" in words(page(come, "?q=zzzz"))


@pytest.mark.parametrize(
    ("amount", "exception", "said"),
    [
        ("90000", "", "Within the standard"),
        ("95000", "", "Above the standard"),
        ("95,000", "EX-1", "Above the standard, with an exception"),
    ],
)
def test_the_calculator_judges_with_its_working(come, amount, exception, said):
    more = f"?item=car_running&quantity=3&amount={amount}&exception={exception}"
    found = words(page(come, more))

    assert said in found
    assert "3 (car and year) × ¥30,000.00 = ¥90,000.00" in found


def test_the_calculator_waits_for_figures_and_says_when_nothing_holds(come):
    assert "Type a quantity" in words(page(come, "?item=car_running&quantity=x&amount=1"))
    assert "No standard of" in words(page(come, "?item=nothing"))


def test_a_standard_has_a_page_of_its_own(come):
    browser = come("school.clerk", "en")

    assert "Lodging, Harbin, others, peak season" in words(browser.get("/standards/TL003P"))
    assert browser.get("/standards/NONE").status_code == 404
