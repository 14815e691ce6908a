"""Drafts are changed line by line, all or none, and every change turned about restores them."""

from __future__ import annotations

import pytest

from fisc.stages.allot import commands
from fisc.stages.allot.discarding import withdraw_proposals
from fisc.stages.allot.lines import (
    Chosen,
    DraftJudge,
    Edit,
    edit_indicators,
    lines,
    next_change_numbers,
    totals,
)
from fisc.stages.allot.models import Change, Indicator
from fisc.values import Book, Money
from tests.stages.allot.indicators import OFFICER, farm, issued, reviewed, school
from tests.stages.town import DAY, MAKER, NOON, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
ONE, TWO = "IND-2026-239900-11", "IND-2026-239900-12"


def everything():
    names = [one.name for one in Indicator._meta.concrete_fields if one.name != "id"]
    return list(Indicator.objects.order_by("number").values(*names))


@pytest.fixture
def drafts(adopted):
    made = (school(ONE, "5", purpose="chalk"), school(TWO, "7"))
    assert commands.draft_indicators(
        drafts=made, division=TOWN, year=YEAR, maker=OFFICER, at=NOON
    ).done
    return made


def edited(*edits, maker=OFFICER):
    return edit_indicators(edits=edits, year=YEAR, maker=maker, at=NOON)


def test_an_edit_changes_what_it_names_and_turned_about_restores_it(drafts):
    before = everything()
    edits = (
        Edit(ONE, {"amount_fen": (500, 499), "purpose": ("chalk", "pens")}),
        Edit(TWO, {"department_item": ("30201", "30202")}),
    )
    assert edited(*edits).done

    found = {row["number"]: row for row in everything()}
    assert (found[ONE]["amount_fen"], found[ONE]["purpose"]) == (499, "pens")
    assert found[TWO]["department_item"] == "30202"
    assert edited(*(edit.back for edit in edits)).done
    assert everything() == before


def test_one_edit_that_cannot_be_made_stops_all(drafts):
    before = everything()
    sound = Edit(ONE, {"amount_fen": (500, 1)})
    for wrong, said in (
        (Edit(TWO, {"amount_fen": (500, 1)}), "is 700 now, not 500"),
        (Edit(TWO, {"function": ("2050202", "2057777")}), "2057777"),
        (Edit(TWO, {"fund_type": ("111", "122"), "book": ("general", "general")}), "122"),
    ):
        receipt = edited(sound, wrong)
        assert not receipt.done
        assert said in receipt.refusal.why
        assert everything() == before
    with pytest.raises(commands.WrongIndicator, match="positive"):
        edited(sound, Edit(TWO, {"amount_fen": (700, 0)}))
    with pytest.raises(commands.WrongIndicator, match="state is not changed so"):
        edited(sound, Edit(TWO, {"state": ("DRAFT", "EXECUTABLE")}))
    with pytest.raises(commands.UnknownIndicator):
        edited(sound, Edit("IND-none", {"amount_fen": (1, 2)}))
    assert everything() == before


@pytest.mark.parametrize("who", [MAKER, STRANGER, "school.clerk"])
def test_only_who_drafted_a_line_changes_it(drafts, who):
    receipt = edited(Edit(ONE, {"amount_fen": (500, 1)}), maker=who)

    assert not receipt.done
    assert everything()[0]["amount_fen"] == 500


def test_a_reviewed_line_is_no_longer_edited(adopted):
    (number,) = reviewed(school(ONE, "5"))

    assert not edited(Edit(number, {"amount_fen": (500, 1)})).done


def test_lines_say_what_a_draft_asks_for_and_what_an_issued_one_was_granted(drafts):
    issued(school())
    found = {line.number: line for line in lines(TOWN, YEAR)}

    assert (found[ONE].state, found[ONE].amount) == ("DRAFT", Money(500))
    assert found["IND-2026-239900-2"].amount == Money.yuan("30000000")
    assert totals(TOWN, YEAR, Chosen(state="DRAFT", maker=OFFICER)) == (2, Money(1200))
    assert [line.number for line in lines(TOWN, YEAR, Chosen(state="DRAFT"), first=1, most=1)] == [
        TWO
    ]
    assert list(lines(TOWN, YEAR + 1)) == []


def propose(number):
    return commands.propose_change(
        number=number,
        act="recall",
        division=TOWN,
        year=YEAR,
        amount=Money(5),
        reason="spare",
        maker=OFFICER,
        at=NOON,
        indicator="IND-2026-239900-2",
    )


def test_proposals_are_numbered_on_and_withdrawn_by_who_made_them(running):
    assert next_change_numbers(TOWN, YEAR, 2) == [
        "CHG-2026-239900-000001",
        "CHG-2026-239900-000002",
    ]
    number = next_change_numbers(TOWN, YEAR, 1)[0]
    assert propose(number).done
    assert next_change_numbers(TOWN, YEAR, 1) == ["CHG-2026-239900-000002"]
    assert {line.proposed for line in lines(TOWN, YEAR)} == {number}

    assert not withdraw_proposals(numbers=[number], maker=MAKER, at=NOON).done
    assert withdraw_proposals(numbers=[number], maker=OFFICER, at=NOON).done
    assert not Change.objects.exists()
    with pytest.raises(commands.UnknownChange):
        withdraw_proposals(numbers=[number], maker=OFFICER, at=NOON)


def test_a_proposal_that_was_carried_out_is_not_withdrawn(running):
    assert propose("CHG-1").done
    assert commands.recall(number="CHG-1", checker="budget.head", day=DAY, at=NOON).done
    receipt = withdraw_proposals(numbers=["CHG-1"], maker=OFFICER, at=NOON)

    assert not receipt.done
    assert "carried out by budget.head" in receipt.refusal.why


def test_the_judge_names_the_field_at_fault(town):
    judge = DraftJudge(str(TOWN), YEAR)
    for change, field in (
        ({"function": "2057777"}, "function"),
        ({"item": "57777"}, "item"),
        ({"department_item": "37777"}, "department_item"),
        ({"project": "23000026T000000009999"}, "project"),
        ({"unit": "216"}, "unit"),
        ({"fund_type": "122"}, "fund_type"),
    ):
        assert field in [name for name, _ in judge.faults_of(school(**change))], change
    assert list(judge.faults_of(school())) == []
    assert list(judge.faults_of(farm())) == []
    assert school().book is Book.GENERAL
