"""What made an amount what it is, and of what it consists: figures first, the drawing after."""

from __future__ import annotations

import html
import json
import re
from dataclasses import replace

import pytest

from fisc.datacentre import indicators
from fisc.datacentre.became import became
from fisc.datacentre.moments import Moment
from fisc.doors.web.becoming import STEPS_MAX, budget_areas, budget_fall
from fisc.exchange.amounts import Unit
from fisc.stages.approve import queries
from fisc.stages.approve.queries import Share
from fisc.values import Money
from tests.doors.web import street
from tests.doors.web.test_reading import words
from tests.record import people

NOW = Moment(street.NOW)
BUDGETS = f"/budgets?year={street.LAST_YEAR}&unit=yuan"


class Page:
    """As much of a page as a picture asks for."""

    unit = Unit.YUAN
    unit_label = "yuan"

    @staticmethod
    def address(**changes: str | None) -> str:
        return "?" + "&".join(f"{name}={value}" for name, value in changes.items())


def pictures(answer) -> list[dict]:
    found = re.findall(r'data-picture="([^"]*)"', answer.content.decode())
    return [json.loads(html.unescape(one)) for one in found]


def share(code: str, fen: int, adopted: int | None = None, *, deeper: bool = False) -> Share:
    return Share(code, Money(fen if adopted is None else adopted), Money(fen), deeper)


@pytest.mark.writes
def test_an_indicator_became_what_it_is_by_what_happened_to_it(book):
    pot = street.PAPER
    moves = (
        ("recall", replace(pot, family="expenditure", indicator="", unit="", project=""), 1000),
        ("freeze", replace(pot, family="frozen"), 2000),
    )
    for event, other, fen in moves:
        role = {"recall": "expenditure_budget", "freeze": "frozen"}[event]
        move = people.move(event, other.account(role), pot.account("executable"), fen)
        assert book.post(people.voucher(event, move), actor="x", at=people.NOON).done
    found = indicators.indicator(book, pot.indicator, NOW)
    steps = became(book, found, NOW)

    assert [one.event.name for one in steps] == ["issue_directly", "recall"]
    assert [one.amount for one in steps] == [Money(500_000_00), Money(-1000)]
    assert found.execution.issued == Money(500_000_00 - 1000)
    assert found.execution.frozen == Money(2000)


def test_the_page_of_an_indicator_goes_from_what_is_issued_to_what_is_free(come):
    answer = come("auditor", "en").get(f"/indicators/{street.PAPER.indicator}?unit=yuan")
    (fall,) = pictures(answer)

    assert fall["kind"] == "waterfall"
    assert fall["labels"] == ["Issued", "Applied for", "Paid", "Free"]
    assert fall["series"][0]["fen"] == ["50000000", "-6150000", "-34000000", "9850000"]
    assert "Of 500,000.00 yuan issued, 98,500.00 yuan can still be applied for" in words(answer)


def test_an_indicator_to_which_nothing_happened_has_no_picture(come):
    answer = come("auditor").get(f"/indicators/{street.FIELD.indicator}")

    assert pictures(answer) == []


def test_a_book_that_was_adjusted_goes_from_what_was_adopted_to_what_it_became(come):
    answer = come("mayor", "en").get(BUDGETS)
    fall, areas = pictures(answer)

    assert fall["labels"] == ["Adopted", "Education", "After adjustment"]
    assert fall["series"][0]["fen"] == ["12000000000", "-500000000", "11500000000"]
    assert areas["kind"] == "treemap"
    assert "adjustments lowered the uses from 120,000,000.00 yuan to 115,000,000.00 yuan" in words(
        answer
    )
    assert "Education takes 66.1% of the uses" in words(answer)


def test_the_classes_add_up_to_the_uses_and_the_sections_to_their_class(book):
    (general,) = queries.budget(street.TOWN, street.LAST_YEAR)
    classes = queries.shares(general)

    assert Money.total(one.adjusted for one in classes) == general.total("expenditure")[1]
    assert Money.total(one.adopted for one in classes) == general.total("expenditure")[0]
    for one in classes:
        inside = queries.shares(general, one.code)
        assert Money.total(part.adjusted for part in inside) == one.adjusted


def test_one_class_leads_to_its_sections_and_back(come):
    mayor = come("mayor", "en")
    answer = mayor.get(f"{BUDGETS}&class=205")

    assert pictures(answer)[1]["labels"] == ["General education"]
    assert "Only Education; show all classes" in words(answer)
    assert pictures(mayor.get(f"{BUDGETS}&class=nothing")) == pictures(mayor.get(BUDGETS))


def test_an_area_that_dwarfs_the_rest_is_said_and_what_is_below_zero_is_listed():
    parts = [share("205", 81, deeper=True), share("208", 19), share("227", 0), share("230", -5)]
    picture = budget_areas(Page, parts, "General", "")

    assert len(picture.labels) == 2
    assert picture.hrefs == ("?class=205", "")
    assert [amount for _name, amount in picture.apart] == [Money(0), Money(-5)]
    assert picture.remarks
    one_under = [share("205", 79), share("208", 21)]
    assert not budget_areas(Page, one_under, "General", "").remarks


def test_one_class_alone_or_none_is_no_comparison():
    assert budget_areas(Page, [share("205", 5)], "General", "") is None
    assert budget_areas(Page, [share("205", 0), share("208", -1)], "General", "") is None
    assert budget_fall(Page, [share("205", 5)], "General") is None


def test_the_smallest_changes_are_drawn_as_one_and_the_steps_still_add_up():
    codes = ["201", "203", "204", "205", "206", "207", "208", "210", "211", "212"]
    parts = [share(code, 100 + at, 100 - at) for at, code in enumerate(codes, start=1)]
    picture = budget_fall(Page, parts, "General")

    assert len(picture.labels) == STEPS_MAX + 3
    assert picture.series[0].amounts[-2] == Money(2 * (1 + 2))
