"""What one year leaves is in the next one once, whatever its budget says of it."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from fisc.law.names import control
from fisc.stages.approve import commands
from fisc.values import Money
from tests.stages.approve.budgets import adopt, draft, income, line
from tests.stages.close.years import close_months, close_year, open_year
from tests.stages.ledgers import chain_holds, roles
from tests.stages.town import CHECKER, MAKER, TOWN, YEAR

pytestmark = pytest.mark.writes
NEXT = YEAR + 1
FIRST_YEAR = (income("10101", "115"), line("227", "1"), line("2050202", "99"), line("23009", "15"))
# 15 yuan were never arranged; the reserve and the school's money come back by themselves.
SECOND_YEAR = (
    income("10101", "85"),
    income("1100802", "15"),
    line("227", "1"),
    line("2050202", "99"),
)


def adopt_next(lines=SECOND_YEAR):
    number = "BUD-2027-239900-1"
    commands.draft_budget(
        number=number,
        division=TOWN,
        year=NEXT,
        lines=lines,
        maker=MAKER,
        at=datetime(2027, 1, 10, 4, 0, tzinfo=UTC),
    )
    return commands.adopt_budget(
        number=number,
        resolution="NPC 2027-7",
        resolved_on=date(2027, 1, 18),
        checker=CHECKER,
        day=date(2027, 1, 20),
        at=datetime(2027, 1, 20, 4, 0, tzinfo=UTC),
    )


def test_without_a_year_before_what_is_brought_forward_is_posted(town):
    draft(lines=(income("10101", "85"), income("1100802", "15"), *SECOND_YEAR[2:]))

    assert adopt().done
    assert roles(town)["source_carried"] == 1500


def test_after_a_year_before_it_was_brought_by_the_opening_and_is_not_posted_twice(town):
    draft(lines=FIRST_YEAR)
    adopt()
    close_months(11)
    close_year()
    open_year()
    assert roles(town, year=NEXT)["revenue_budget"] == 1500

    receipt = adopt_next()

    assert receipt.done, receipt.refusal
    held = roles(town, year=NEXT)
    assert held["source_carried"] == 11_500  # all that was left, once
    assert held["source_own"] == 8500
    assert "revenue_budget" not in held
    assert chain_holds(town, year=NEXT)


def test_a_budget_that_brings_forward_more_than_was_left_is_refused(town):
    draft(lines=FIRST_YEAR)
    adopt()
    close_months(11)
    close_year()
    open_year()
    more = (income("10101", "84.99"), income("1100802", "15.01"), *SECOND_YEAR[2:])

    receipt = adopt_next(more)

    assert receipt.refusal.rule == control("K01")
    assert roles(town, year=NEXT)["revenue_budget"] == Money.yuan("15").fen


def test_nothing_is_brought_forward_from_a_year_that_is_still_open(town):
    draft(lines=FIRST_YEAR)
    adopt()

    receipt = adopt_next()

    assert receipt.refusal.rule.en == "year closed"
    assert roles(town, year=NEXT) == {}
