"""``fisc people``: persons and grants from the command line, by a person who is named."""

from __future__ import annotations

import pytest

from fisc.doors.cli import clock
from fisc.registers import grants, people
from tests.record.granting_office import FIRST, LI, SECOND, SYSTEM, staff
from tests.stages.town import DAY, MAKER, NOON, TOWN

pytestmark = pytest.mark.writes
PLACE = ("--division", TOWN)


@pytest.fixture
def office(town, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(clock, "today", lambda: DAY)
    staff()
    return town


def granted(fisc, *more) -> int:
    asked = fisc(
        "people", "grant", LI, "--role", "FIN_BUDGET", *PLACE,
        "--reason", "needed", "--officer", FIRST, "--json", *more,
    )  # fmt: skip
    assert (asked.code, asked.document["state"]) == (0, "proposed"), asked.out
    return asked.document["grant"]


def test_a_role_is_proposed_confirmed_and_ended(fisc, office):
    number = granted(fisc)
    alone = fisc("people", "confirm", number, "--officer", FIRST)
    assert (alone.code, "another person confirms" in alone.out) == (1, True)

    assert fisc("people", "confirm", number, "--officer", SECOND).code == 0
    assert people.person(LI, NOON).roles == ("FIN_BUDGET",)
    done = fisc("people", "end", number, "--reason", "moved", "--officer", FIRST)

    assert (done.code, done.out.strip()) == (0, f"Grant {number} is ended.")
    assert people.person(LI, NOON).roles == ()


def test_the_same_key_grants_once(fisc, office):
    assert granted(fisc, "--key", "k") == granted(fisc, "--key", "k")
    assert len(grants.grants_of(LI)) == 1


def test_a_person_is_entered_listed_and_shown(fisc, office):
    entered = fisc("people", "add", "wu.new", "--name-zh", "吴新", *PLACE, "--officer", SYSTEM)
    listed = fisc("people", "list", *PLACE, "--text", "wu.", "--json")
    granted(fisc)
    shown = fisc("people", "show", LI, "--json")
    trail = fisc("people", "trail", *PLACE, "--json")

    assert entered.code == 0
    assert [one["username"] for one in listed.document["people"]] == ["wu.new"]
    assert [one["given_by"] for one in shown.document["history"]] == [FIRST]
    assert trail.document["grants"][0]["reason"] == "needed"
    holders = fisc("people", "list", "--role", "FIN_BUDGET")
    assert MAKER in holders.out
    assert LI not in holders.out


def test_a_role_is_handed_on_until_a_day(fisc, office):
    own = grants.grants_of(MAKER)[0].number
    words = ("people", "delegate", own, "--to", LI, "--reason", "leave", "--officer", MAKER)

    assert fisc(*words, "--last-day", "2027-03-20").code == 1
    assert fisc(*words, "--last-day", "2026-03-20").code == 0
    assert people.person(LI, NOON).roles == ("FIN_BUDGET",)
    assert fisc("people", "show", MAKER, "--json").document["delegations"][0]["person"] == LI


@pytest.mark.parametrize(
    "words",
    [
        ("show", "nobody"),
        ("confirm", 999, "--officer", SECOND),
        ("end", 999, "--reason", "x", "--officer", FIRST),
        ("add", "a/b", "--name-zh", "某", *PLACE, "--officer", SYSTEM),
        ("add", "li", "--name-zh", "某", "--division", "x", "--officer", SYSTEM),
        ("grant", LI, "--role", "KING", *PLACE, "--reason", "x", "--officer", FIRST),
        ("grant", LI, "--role", "AUDITOR", *PLACE, "--reason", "x", "--officer", "nobody"),
    ],
)
def test_a_call_that_makes_no_sense_ends_with_two(fisc, office, words):
    call = fisc("people", *words, "--json")

    assert (call.code, call.document["done"]) == (2, False)


def test_the_command_speaks_chinese_too(fisc, office):
    call = fisc("people", "show", "nobody", lang="zh")

    assert (call.code, "命令内容有误" in call.err) == (2, True)
