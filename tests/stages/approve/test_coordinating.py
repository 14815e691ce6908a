"""A draft that does not balance is coordinated; who made it takes the plan over."""

from __future__ import annotations

import pytest

from fisc.record import trails
from fisc.stages.approve import commands, queries
from fisc.stages.approve.commands import WrongDraft
from fisc.stages.approve.coordinating import choices, coordinated
from fisc.values import Book, Money
from tests.stages.approve.budgets import (
    ADOPTED_ON,
    FARM_LINE,
    LINES,
    SCHOOL_LINE,
    adopt,
    draft,
    income,
    line,
)
from tests.stages.town import CHECKER, MAKER, NOON, TOWN, YEAR

pytestmark = pytest.mark.writes
NUMBER = "BUD-2026-239900-1"
# Three million too much, and a reserve beyond 3 per cent of own-level spending.
WISHES = (*LINES, line("2010101", "2000000"), line("2130153", "1000000"))


def take(mark, maker=MAKER, **more):
    return commands.take_over(
        number=NUMBER, mark=mark, maker=maker, day=ADOPTED_ON, at=NOON, **more
    )


def amounts(number=NUMBER):
    return {one.line.code: one.line.amount for one in queries.draft(number).lines}


def test_what_is_held_back_gives_way_before_anybody_is_cut(town):
    draft(lines=WISHES)

    found = coordinated(NUMBER, ADOPTED_ON)

    assert found.changes
    planned = {one.code: one.amount for one in found.planned}
    assert "22902" not in planned  # three million, held back
    assert planned["2050202"] == SCHOOL_LINE.amount
    assert planned["2010101"] == Money.yuan("2000000")
    assert amounts()["22902"] == Money.yuan("3000000")  # asking changed nothing


def test_the_plan_taken_over_is_adopted_where_the_draft_was_not(town):
    draft(lines=WISHES)
    assert not adopt().done
    mark = coordinated(NUMBER, ADOPTED_ON).mark

    receipt = take(mark)

    assert receipt.done, receipt.refusal
    assert "22902" not in amounts()
    assert adopt().done
    assert not coordinated(NUMBER, ADOPTED_ON).changes


def test_taking_over_is_a_change_of_the_draft_on_its_trail(town):
    draft(lines=WISHES)
    before = trails.of(town, "budget", NUMBER, YEAR)
    assert take(coordinated(NUMBER, ADOPTED_ON).mark).done
    (new,) = trails.of(town, "budget", NUMBER, YEAR)[len(before) :]
    assert (new.act, new.actor) == ("change", MAKER)


def test_only_who_made_the_draft_takes_the_plan_over(town):
    draft(lines=WISHES)
    receipt = take(coordinated(NUMBER, ADOPTED_ON).mark, maker=CHECKER)
    assert receipt.refusal.rule.en == "own draft"
    assert "22902" in amounts()


def test_a_plan_that_was_looked_at_before_the_draft_changed_is_not_taken_over(town):
    draft(lines=WISHES)
    mark = coordinated(NUMBER, ADOPTED_ON).mark
    commands.change_draft(number=NUMBER, lines=LINES, maker=MAKER, at=NOON)
    receipt = take(mark)
    assert receipt.refusal.rule.en == "plan of the coordination"
    assert "look again" in receipt.refusal.why


def test_where_no_plan_exists_the_rules_that_conflict_are_named_and_nothing_is_taken(town):
    """Interest is owed, so that half the revenue cannot carry it."""
    draft(lines=(income("10101", "100"), line("23203", "150"), line("227", "2")))
    found = coordinated(NUMBER, ADOPTED_ON)
    assert found.plan is None
    members = " ".join(one.en for one in found.answer.conflict.members)
    assert "balance of the general public budget" in members
    assert "232" in members
    assert take(found.mark).refusal.rule.en == "plan of the coordination"


def test_what_the_fund_holds_is_drawn_when_somebody_says_so(town):
    draft(lines=(income("10101", "100"), FARM_LINE_SMALL, line("227", "2")))
    without = coordinated(NUMBER, ADOPTED_ON)
    known = coordinated(NUMBER, ADOPTED_ON, Money.yuan("60"))
    assert without.plan is not None
    assert "11015" not in {one.code for one in without.planned}
    # Own spending of 102.00 needs 2.00 from the fund; half of the reserve need not go for it.
    assert {one.code: one.amount for one in known.planned}["11015"] == Money.yuan("2")
    assert known.mark != without.mark


def test_an_adopted_budget_is_shown_but_not_changed(town):
    draft()
    assert adopt().done
    found = coordinated(NUMBER, ADOPTED_ON)
    assert not found.changes
    assert take(found.mark).refusal.rule.en == "drafts only"
    assert [one.open for one in choices(TOWN)] == [False]


def test_the_plan_of_an_adjustment_is_not_coordinated(town):
    draft("BUD-2026-239900-8", LINES, kind="adjustment")
    with pytest.raises(WrongDraft):
        coordinated("BUD-2026-239900-8", ADOPTED_ON)


def test_money_between_books_moves_on_both_sides(town):
    """State capital hands over too little; what it hands over is received."""
    draft(
        lines=(
            *LINES,
            income("1030601", "300", book=Book.CAPITAL),
            line("2300803", "60", book=Book.CAPITAL, other=Book.GENERAL),
            line("2230105", "240", book=Book.CAPITAL),
            income("110090103", "60", other=Book.CAPITAL),
            line("2010101", "60"),
        )
    )
    planned = {one.code: one.amount for one in coordinated(NUMBER, ADOPTED_ON).planned}
    assert planned["2300803"] == planned["110090103"] == Money.yuan("90")
    assert planned["2230105"] == Money.yuan("210")


FARM_LINE_SMALL = line("2130153", "100", item=FARM_LINE.item)
