"""Desks of authority: indicators, changes and transfers lie with who takes their next step."""

from __future__ import annotations

import pytest

from fisc.engines.budgets.rights import Grant
from fisc.record.acting import acting
from fisc.registers import people
from fisc.stages.allot import commands, desk
from fisc.stages.allot.desk import TRANSFERS
from fisc.stages.allot.proposals import FLOW as CHANGES
from fisc.stages.allot.steps import FLOW as INDICATORS
from tests.languages import assert_verdict
from tests.stages.allot.indicators import (
    HEAD,
    OFFICER,
    do,
    farm,
    issue,
    propose,
    register,
    school,
    transfer,
)
from tests.stages.town import CHECKER, MAKER, NOON, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
IND, POOL = "IND-2026-239900-2", "IND-2026-239900-1"
ALL = (OFFICER, HEAD, MAKER, CHECKER, STRANGER, "mayor", "school.clerk")


def hands(ask) -> dict[str, list[tuple[str, str]]]:
    """Return who has what on the desk, without those who have nothing."""
    found = {}
    for who in ALL:
        person = people.person(who, NOON)
        grants = (Grant(person.role, person.division, person.unit or ""),)
        found[who] = [(task.number, task.act) for task in ask(who, grants, limit=9)]
    return {who: tasks for who, tasks in found.items() if tasks}


def drafted(*drafts):
    receipt = commands.draft_indicators(
        drafts=drafts, division=TOWN, year=YEAR, maker=OFFICER, at=NOON
    )
    assert receipt.done, receipt.refusal


def allowed(who: str, kind: str, number: str) -> bool:
    verdict = desk.foreseen(acting(who, NOON), kind, number, YEAR)
    assert_verdict(verdict)
    return bool(verdict)


def test_an_indicator_goes_from_desk_to_desk(adopted):
    drafted(school(), farm())
    assert hands(desk.indicators_to_do) == {HEAD: [(IND, "review"), (POOL, "review")]}
    assert [allowed(who, INDICATORS, IND) for who in (HEAD, OFFICER)] == [True, False]
    commands.review_indicator(numbers=[IND, POOL], year=YEAR, reviewer=HEAD, at=NOON)
    registered = [(IND, "register_with_unit"), (POOL, "register_without_unit")]
    assert hands(desk.indicators_to_do) == {MAKER: registered}
    assert register([IND, POOL]).done
    # An allocation names its parts, so it is shown and not offered from a list.
    assert hands(desk.indicators_to_do) == {OFFICER: [(POOL, "")], CHECKER: [(IND, "issue")]}
    assert not allowed(OFFICER, INDICATORS, POOL)
    assert issue([IND]).done

    assert CHECKER not in hands(desk.indicators_to_do)
    assert [t.number for t in desk.handled(CHECKER, INDICATORS, "done", limit=9)] == [IND]
    assert [t.number for t in desk.handled(OFFICER, INDICATORS, "sent", limit=9)] == [POOL]
    assert not allowed(CHECKER, INDICATORS, IND)
    assert desk.waiting_act(INDICATORS, IND, YEAR) == ""


def test_a_change_lies_with_whoever_carries_it_out(running):
    propose("freeze", "FRZ-1", "10", indicator=IND)

    assert hands(desk.changes_to_do) == {CHECKER: [("FRZ-1", "freeze")]}
    assert [t.number for t in desk.handled(MAKER, CHANGES, "sent", limit=9)] == ["FRZ-1"]
    assert [allowed(who, CHANGES, "FRZ-1") for who in (CHECKER, MAKER, STRANGER)] == [
        True,
        False,
        False,
    ]
    assert do("freeze", "FRZ-1").done
    assert hands(desk.changes_to_do) == {}
    assert [t.number for t in desk.handled(CHECKER, CHANGES, "done", limit=9)] == ["FRZ-1"]
    assert not allowed(CHECKER, CHANGES, "FRZ-1")


def test_a_transfer_lies_with_whoever_issues_it(adopted):
    number = "TRF-2026-239900-1"
    assert transfer().done

    assert hands(desk.transfers_to_do) == {CHECKER: [(number, "issue")]}
    assert allowed(CHECKER, TRANSFERS, number)
    assert not allowed(MAKER, TRANSFERS, number)
    assert [t.number for t in desk.handled(MAKER, TRANSFERS, "drafts", limit=9)] == [number]
    assert desk.waiting_act(TRANSFERS, number, YEAR) == "issue"


def test_what_does_not_exist_cannot_be_done(adopted):
    for kind in (INDICATORS, CHANGES, TRANSFERS):
        assert not allowed(CHECKER, kind, "nothing")
        assert desk.waiting_act(kind, "nothing", YEAR) == ""
