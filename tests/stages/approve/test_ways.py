"""Ceilings and budgets are returned, corrected, sent straight back and taken back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fisc.engines.organisation.rights import Grant
from fisc.record import desks, trails
from fisc.record.book import Book
from fisc.registers import people
from fisc.stages.approve import commands
from fisc.stages.approve.ceilings import BadCeiling
from fisc.stages.approve.discarding import discard_draft
from fisc.stages.approve.models import BudgetDraft, Ceiling
from fisc.stages.approve.ways import BUDGETS, CEILINGS, KINDS
from fisc.values import Book as Budget
from fisc.values import Money
from tests.stages.approve import budgets
from tests.stages.town import CHECKER, DAY, MAKER, NOON, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
BUD, CEI = "BUD-2026-239900-1", "CEI-2026-239900-1"


def go(act: str, who: str, kind: str = BUDGETS, number: str = BUD, **more):
    return commands.go(kind=kind, number=number, year=YEAR, act=act, officer=who, at=NOON, **more)


def back(who: str = CHECKER, kind: str = BUDGETS, number: str = BUD):
    return go("return", who, kind, number, reason="the sums")


def acts(kind: str = BUDGETS, number: str = BUD) -> list[tuple[str, str, str]]:
    return [(one.act, one.actor, one.to_state) for one in trails.of(Book(), kind, number, YEAR)]


def rule(receipt) -> str:
    assert not receipt.done
    return receipt.refusal.rule.en


def ceiling(yuan: str = "100"):
    return commands.draft_ceiling(
        number=CEI,
        division=TOWN,
        year=YEAR,
        book=Budget.GENERAL,
        code="RECEPTION",
        amount=Money.yuan(yuan),
        members={"department_item": ["30217"]},
        maker=MAKER,
        at=NOON,
    )


def desk(who: str, today=DAY) -> list[tuple[str, str, bool]]:
    person = people.person(who, NOON)
    grants = (Grant(person.role, person.division, person.unit or ""),)
    found = desks.to_do(Book(), KINDS.values(), who, grants, today=today, limit=9)
    return [(one.number, one.act, one.from_list) for one in found]


def test_a_budget_is_returned_changed_and_adopted_by_another(town):
    budgets.draft()
    assert desk(CHECKER) == [(BUD, "adopt", False)]
    assert back().done
    assert desk(MAKER) == [(BUD, "resubmit", True)]
    with pytest.raises(commands.WrongDraft):
        budgets.adopt()
    changed = commands.change_draft(number=BUD, lines=budgets.LINES, maker=MAKER, at=NOON)
    assert changed.state == "RETURNED"
    assert go("resubmit", MAKER).done
    assert go("take_back", MAKER).state == "RETURNED"
    assert go("resubmit", MAKER).done
    assert budgets.adopt().done

    assert acts() == [
        ("draft", MAKER, "FIN_FINAL"),
        ("return", CHECKER, "RETURNED"),
        ("change", MAKER, "RETURNED"),
        ("resubmit", MAKER, "FIN_FINAL"),
        ("take_back", MAKER, "RETURNED"),
        ("resubmit", MAKER, "FIN_FINAL"),
        ("adopt", CHECKER, "NPC_APPROVED"),
    ]
    assert [one.version for one in trails.of(Book(), BUDGETS, BUD, YEAR)] == [1, 1, 2, 2, 2, 2, 2]


def test_who_drafted_a_budget_neither_returns_nor_adopts_it(town):
    assert budgets.draft(maker=CHECKER).done

    assert rule(back()) == "four eyes"
    assert rule(budgets.adopt()) == "four eyes"
    assert rule(back(STRANGER)) == "own division"
    assert BudgetDraft.objects.get(number=BUD).state == "FIN_FINAL"


def test_a_returned_budget_is_discarded_and_its_trail_stays(town):
    budgets.draft()
    back()

    assert discard_draft(number=BUD, maker=MAKER, at=NOON).done
    assert [act for act, *_ in acts()] == ["draft", "return", "discard"]
    assert not BudgetDraft.objects.exists()


def test_a_ceiling_is_returned_corrected_under_its_number_and_set(town):
    budgets.draft()
    budgets.adopt()
    assert ceiling().done
    assert desk(CHECKER) == [(CEI, "set", True)]
    assert back(CHECKER, CEILINGS, CEI).done
    with pytest.raises(BadCeiling):
        commands.set_ceiling(number=CEI, checker=CHECKER, day=DAY, at=NOON)
    assert ceiling("90").state == "RETURNED"
    assert Ceiling.objects.get(number=CEI).amount_fen == 90_00
    assert go("resubmit", MAKER, CEILINGS, CEI).done
    assert commands.set_ceiling(number=CEI, checker=CHECKER, day=DAY, at=NOON).done
    with pytest.raises(BadCeiling):
        ceiling("80")

    assert [act for act, *_ in acts(CEILINGS, CEI)] == [
        "draft",
        "return",
        "change",
        "resubmit",
        "set",
    ]


def test_a_ceiling_that_waits_too_long_is_late_for_whoever_sets_it(town):
    assert ceiling().done
    person = people.person(CHECKER, NOON)
    grants = (Grant(person.role, person.division),)
    late = DAY + timedelta(days=30)

    (task,) = desks.to_do(Book(), KINDS.values(), CHECKER, grants, today=late, limit=9)
    (sent,) = desks.handled(Book(), KINDS.values(), MAKER, "drafts", today=late, limit=9)
    assert (task.act, task.light) == ("set", "late")
    assert "gone up to" in sent.note.en
