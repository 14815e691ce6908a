"""One table of rights: nothing is named that is not in it, nothing in it is without use."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import fisc
from fisc.engines.organisation.flows import flow
from fisc.engines.organisation.rights import ANYBODY, Grant, Place, covers, judge, right, roles_of
from fisc.law.tables import FLOWS, RIGHTS, ROLES, STATE_MACHINES, UnknownRow, read
from fisc.stages.allot.models import ACTS as CHANGES
from fisc.stages.pay.persons import ACTS, PAPER_ACTS, right_of

ROOMS = "see|verify|import|approve|allot|pay|close|people|jobs|standards|resources"
NAMED = re.compile(rf'"((?:{ROOMS})\.[a-z_]+)"')
SOURCES = [
    path for path in Path(fisc.__file__).parent.rglob("*.py") if "migrations" not in path.parts
]
ROLE_CODES = {row.code for row in read(ROLES)}
TOWN, COUNTY, PROVINCE, AWAY = "239900", "239901", "230000", "239902"


def _named() -> set[str]:
    found = {name for path in SOURCES for name in NAMED.findall(path.read_text("utf-8"))}
    found |= {f"allot.{act}" for act in CHANGES}
    found |= {row.right for row in read(FLOWS) if row.right}
    return found | {right_of(act) for act in (*ACTS, *PAPER_ACTS)}


def test_every_right_that_is_named_stands_in_the_table_and_every_right_is_named():
    assert _named() == {row.right for row in read(RIGHTS)}


def test_no_stage_and_no_door_lists_roles_of_its_own():
    quoted = re.compile("|".join(f'"{code}"' for code in sorted(ROLE_CODES)))
    # Who waits for what state is a matter of the queue, and decides nothing.
    allowed = {"doors/web/payments.py"}
    root = Path(fisc.__file__).parent
    for path in SOURCES:
        place = path.relative_to(root).as_posix()
        if place.startswith(("stages/", "doors/")) and place not in allowed:
            text = re.sub(r">>> .*|'''.*", "", path.read_text("utf-8"))
            assert not quoted.search(text), f"{place}: name a right, not a role."


def test_the_roles_of_a_right_are_named_exactly_where_it_is_for_roles():
    for row in read(RIGHTS):
        assert bool(row.roles) == (row.audience == "roles"), row.right
        assert len(set(row.roles)) == len(row.roles), row.right


def test_the_drawing_of_an_indicator_names_the_same_steps_and_roles_as_its_flow():
    drawn = {
        (row.action_en, row.from_state, row.to_state): set(row.actors)
        for row in read(STATE_MACHINES)
        if row.object == "INDICATOR"
    }
    steps = {
        (row.act.replace("_", " "), start, end): set(roles_of(row.right))
        for row in flow("indicator").steps
        for start in row.from_states
        for end in row.to_states
    }

    assert {name: drawn[name] for name in steps} == steps


def test_a_right_that_is_not_in_the_table_is_named():
    with pytest.raises(UnknownRow, match=r"rights\.csv has no row 'pay\.dream'"):
        right("pay.dream")


REACH = {
    # scope: here, a unit's own, its child, its sibling, a county below, a foreign county
    ("unit", ""): (True, True, True, True, False, False),
    ("unit", "203"): (False, True, False, False, False, False),
    ("division", ""): (True, True, True, True, False, False),
    ("subtree", ""): (True, True, True, True, True, False),
    ("subtree", "203"): (True, True, True, False, False, False),
    ("everything", ""): (True, True, True, True, True, True),
    ("own", "203"): (False, False, False, False, False, False),
}
ABOVE = frozenset({TOWN, PROVINCE})
PLACES = (
    Place(TOWN),
    Place(TOWN, "203"),
    Place(TOWN, "203005", units_above=frozenset({"203"})),
    Place(TOWN, "216"),
    Place(COUNTY, divisions_above=ABOVE),
    Place("239100", divisions_above=frozenset({PROVINCE})),
)


@pytest.mark.parametrize(("scope", "unit"), REACH)
def test_a_right_reaches_as_far_as_its_scope(scope, unit):
    grant = Grant("FIN_BUDGET", TOWN, unit)

    assert tuple(covers(scope, grant, place, "li") for place in PLACES) == REACH[scope, unit]


def test_what_is_ones_own_is_what_one_made():
    assert covers("own", Grant("EXPERT", AWAY), Place(TOWN, owner="li"), "li")


@pytest.mark.parametrize("row", read(RIGHTS), ids=lambda row: row.right)
def test_a_verdict_follows_the_table_and_says_why_in_both_languages(row):
    for code in sorted(ROLE_CODES):
        verdict = judge(row, "li", [Grant(code, TOWN)])
        assert bool(verdict) is (row.audience != "roles" or code in row.roles)
        for step in verdict.steps:
            assert "li" in step.en
            assert "li" in step.zh


def test_one_grant_must_give_both_the_role_and_the_place():
    split = [Grant("FIN_BUDGET_HEAD", COUNTY), Grant("FIN_BUDGET", TOWN)]
    wanted = right("allot.issue")

    assert judge(wanted, "li", split, Place(COUNTY))
    assert not judge(wanted, "li", split, Place(TOWN))
    assert judge(wanted, "li", split, Place(TOWN)).rule.en == "role of the step"
    assert judge(wanted, "li", split, Place(AWAY)).rule.en == "own division"


def test_somebody_without_any_grant_may_only_come_in():
    assert judge(right("see.entrance"), "li", [])
    assert not judge(right("see.self"), "li", [])
    assert not judge(right("allot.issue"), "li", [], Place(TOWN))
    assert roles_of("pay.draft", "see.entrance") is ANYBODY
