"""Desks of authority: indicators, changes and transfers lie with who takes their next step."""

from __future__ import annotations

import pytest

from fisc.engines.organisation.paper_acts import Wish
from fisc.engines.organisation.rights import Grant
from fisc.record import desks
from fisc.record.acting import acting
from fisc.record.book import Book
from fisc.registers import people
from fisc.stages.allot import commands
from fisc.stages.allot.ways import CHANGES, INDICATORS, KINDS, TRANSFERS
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
from tests.stages.town import CHECKER, DAY, MAKER, NOON, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
IND, POOL = "IND-2026-239900-2", "IND-2026-239900-1"
ALL = (OFFICER, HEAD, MAKER, CHECKER, STRANGER, "mayor", "school.clerk")


def hands(kind: str, today=DAY) -> dict[str, list[tuple[str, str]]]:
    """Return who has what on the desk, without those who have nothing."""
    found = {}
    for who in ALL:
        person = people.person(who, NOON)
        grants = (Grant(person.role, person.division, person.unit or ""),)
        tasks = desks.to_do(Book(), [KINDS[kind]], who, grants, today=today, limit=9)
        found[who] = [(task.number, task.act) for task in tasks]
    return {who: tasks for who, tasks in found.items() if tasks}


def listed(who: str, kind: str, name: str) -> list[str]:
    found = desks.handled(Book(), [KINDS[kind]], who, name, today=DAY, limit=9)
    return [task.number for task in found]


def drafted(*drafts):
    receipt = commands.draft_indicators(
        drafts=drafts, division=TOWN, year=YEAR, maker=OFFICER, at=NOON
    )
    assert receipt.done, receipt.refusal


def allowed(who: str, kind: str, number: str) -> bool:
    wish = Wish("", who)
    verdict = desks.foreseen(Book(), KINDS[kind], number, YEAR, wish, acting(who, NOON))
    assert_verdict(verdict)
    return bool(verdict)


def test_an_indicator_goes_from_desk_to_desk(adopted):
    drafted(school(), farm())
    assert hands(INDICATORS) == {HEAD: [(IND, "review"), (POOL, "review")]}
    assert [allowed(who, INDICATORS, IND) for who in (HEAD, OFFICER)] == [True, False]
    commands.review_indicator(numbers=[IND, POOL], year=YEAR, reviewer=HEAD, at=NOON)
    registered = [(IND, "register_with_unit"), (POOL, "register_without_unit")]
    assert hands(INDICATORS) == {MAKER: registered}
    assert register([IND, POOL]).done
    # An allocation names its parts, so it is shown and not offered from a list.
    assert hands(INDICATORS) == {OFFICER: [(POOL, "allocate")], CHECKER: [(IND, "issue")]}
    assert not allowed(OFFICER, INDICATORS, POOL)
    assert issue([IND]).done

    assert CHECKER not in hands(INDICATORS)
    assert listed(CHECKER, INDICATORS, "done") == [IND]
    assert listed(OFFICER, INDICATORS, "sent") == [POOL]
    assert not allowed(CHECKER, INDICATORS, IND)
    assert desks.waiting_act(KINDS[INDICATORS], IND, YEAR) == ""


def test_a_change_lies_with_whoever_carries_it_out(running):
    propose("freeze", "FRZ-1", "10", indicator=IND)

    assert hands(CHANGES) == {CHECKER: [("FRZ-1", "freeze")]}
    assert listed(MAKER, CHANGES, "sent") == ["FRZ-1"]
    assert [allowed(who, CHANGES, "FRZ-1") for who in (CHECKER, MAKER, STRANGER)] == [
        True,
        False,
        False,
    ]
    assert do("freeze", "FRZ-1").done
    assert hands(CHANGES) == {}
    assert listed(CHECKER, CHANGES, "done") == ["FRZ-1"]
    assert not allowed(CHECKER, CHANGES, "FRZ-1")


def test_a_transfer_lies_with_whoever_issues_it(adopted):
    number = "TRF-2026-239900-1"
    assert transfer().done

    assert hands(TRANSFERS) == {CHECKER: [(number, "issue")]}
    assert allowed(CHECKER, TRANSFERS, number)
    assert not allowed(MAKER, TRANSFERS, number)
    assert listed(MAKER, TRANSFERS, "drafts") == [number]
    assert desks.waiting_act(KINDS[TRANSFERS], number, YEAR) == "issue"


def test_what_does_not_exist_cannot_be_done(adopted):
    for kind in (INDICATORS, CHANGES, TRANSFERS):
        assert not allowed(CHECKER, kind, "nothing")
        assert desks.waiting_act(KINDS[kind], "nothing", YEAR) == ""
