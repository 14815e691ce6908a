"""Whatever the description allows or forbids, the answer is one that it describes."""

from __future__ import annotations

import os

import pytest

from fisc.doors.api.rules import ANYBODY, RULES
from fisc.registers import people
from fisc.registers.people import PersonRecord
from tests.doors.api.callers import Program
from tests.doors.api.explored import CALLERS, OTHERS, exemplified, explore, furnish
from tests.record import granting_office
from tests.stages.town import TOWN

# Requests for each operation and caller; a soak asks for more, and starts elsewhere.
EXAMPLES = int(os.environ.get("FISC_SOAK_EXAMPLES", "2"))
SEED = int(os.environ.get("FISC_SOAK_SEED", "1"))


@pytest.fixture
def described(program):
    people.add(PersonRecord("town.auditor", "某", "One", "AUDITOR", TOWN))
    granting_office.staff()
    things = furnish()
    return exemplified(Program().get("/openapi.json").body, things)


def shown(found) -> str:
    return "\n".join(f"{fault}\n    {asked}" for fault, asked in found.faults.items())


def admitted(role: str) -> set[str]:
    return {name for name, rule in RULES.items() if rule.admits(role)}


def assigned(role: str) -> set[str]:
    """Return what a role explores in depth: what nobody before it may use."""
    everybody = [*CALLERS, *OTHERS]
    before = everybody[: everybody.index(role)]
    return admitted(role) - {name for one in before for name in admitted(one)}


def test_every_operation_is_explored_in_depth_by_somebody():
    assert set().union(*(assigned(role) for role in [*CALLERS, *OTHERS])) == set(RULES)


@pytest.mark.parametrize("role", CALLERS)
def test_an_operation_answers_whoever_asks_as_it_is_described(described, role):
    """What a role may use is asked for at random; what it may not, with one good request."""
    own = admitted(role)
    found = explore(
        described,
        CALLERS[role],
        operations=own,
        examples=EXAMPLES,
        phases=("examples", "fuzzing"),
        seed=SEED,
    )
    closed = explore(
        described, CALLERS[role], operations=set(RULES) - own, examples=1, phases=("examples",)
    )

    assert not found.faults, shown(found)
    assert not closed.faults, shown(closed)
    assert len(found.operations) + len(closed.operations) == len(RULES)
    assert len(found.good) > len(own) / 2
    assert not closed.good


@pytest.mark.parametrize("role", [*CALLERS, *OTHERS])
def test_every_corner_of_the_description_holds(described, role):
    found = explore(
        described,
        (CALLERS | OTHERS)[role],
        operations=assigned(role),
        examples=1,
        phases=("coverage",),
    )

    assert not found.faults, shown(found)
    assert len(found.operations) == len(assigned(role))


def test_what_differs_from_the_description_is_found(described, monkeypatch):
    """Three lies about one operation: its statuses, its shape, and that it cannot break."""
    operation = described["paths"]["/api/me"]["get"]
    shape = described["components"]["schemas"]["Me"]["properties"]
    shape["role"] = {"type": "integer"}
    found = explore(described, "school.clerk", operations=["me"], examples=1)
    assert any("response_schema_conformance" in fault for fault in found.faults), found

    shape["role"] = {"type": "string"}
    for status in [one for one in operation["responses"] if one != "404"]:
        del operation["responses"][status]
    found = explore(described, "school.clerk", operations=["me"], examples=1)
    assert any("status_code_conformance" in fault for fault in found.faults), found

    def broken(*_):
        raise RuntimeError("broken")

    monkeypatch.setattr("fisc.doors.api.sessions.Me", broken)
    found = explore(described, "school.clerk", operations=["me"], examples=1)
    assert any("not_a_server_error" in fault for fault in found.faults), found
    assert RULES["demo-token"].roles is ANYBODY
