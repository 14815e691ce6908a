"""Every operation, every role, every standing: what is answered is what the table of rights says.

Operations and their parameters come from the description that programs read. What is hidden
answers like what is not there; an act from elsewhere never succeeds.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest

from fisc.doors.api.rules import ANYBODY, RULES
from fisc.stages.pay import queries
from tests.doors import standings
from tests.doors.api.callers import Answer, Program, fresh_key
from tests.doors.api.samples import SAMPLES
from tests.doors.standings import ROLES, may, reaches_down, stand
from tests.stages.pay import cases
from tests.stages.town import SCHOOL, SCHOOL_RUNNING, TOWN, YEAR

ASKED = {
    "division": str(TOWN),
    "year": YEAR,
    "budget_unit": str(SCHOOL),
    "department_item": "30201",
    "item": "50201",
    "unit_kind": "1",
    "book": "general",
    "bank_day": str(cases.DAY),
    "state": "draft",
    "row": "spent",
}
WHOLE = {"division": str(TOWN), "year": str(YEAR), "kind": "functions", "code": "205"} | {
    "name": "trial-balance",
    "table": "indicators",
    "token": "0" * 32,
    "number": "999999",
}
# Acts that name no place, because they concern who asks.
ANYWHERE = {"changes-rule", "token", "payees-enter", "demo-token", "imports-try", "imports-give-up"}
READING = {"payments-preview", "changes-rule"}  # posted, because what is typed is long


@dataclass(frozen=True)
class Operation:
    """One operation as the description has it."""

    name: str
    method: str
    path: str
    asked: dict[str, Any]
    of_the_school: bool

    def address(self, things: dict[str, dict[str, str]]) -> str:
        """Return the address with its parts filled; a part that nobody knows fails."""
        path = self.path
        first = next((name for name in things if path.startswith(f"/{name}/{{")), "")
        for part, value in (WHOLE | things.get(first, {})).items():
            path = path.replace("{" + part + "}", value)
        assert "{" not in path, f"{self.name}: say in this test what stands for {path}."
        return path


def _school(voucher: str) -> dict[str, dict[str, str]]:
    return {
        "indicators": {"number": cases.POT.indicator},
        "payments": {"number": "PAY-2026-203005-1"},
        "units": {"code": str(SCHOOL)},
        "people": {"username": cases.CLERK},
        "jobs": {"number": "1"},
        "projects": {"code": str(SCHOOL_RUNNING)},
        "ledger/vouchers": {"key": voucher},
        "ledger/pots": {"number": str(cases.POT.number)},
        "ledger/batches": {"number": "999999"},
        "documents": {"kind": "budget", "year": str(YEAR), "number": "BUD-2026-239900-77"},
        "budget-drafts": {"number": "BUD-2026-239900-77"},
    }


ABSENT = {
    "indicators": {"number": "IND-2026-239900-9999"},
    "payments": {"number": "PAY-2026-203005-9999"},
    "units": {"code": "299999"},
    "people": {"username": "nobody.here"},
    "projects": {"code": "23000026Y000000009999"},
    "ledger/vouchers": {"key": "0" * 30 + "77"},
    "ledger/pots": {"number": "77"},
}


@pytest.fixture
def operations(program) -> list[Operation]:
    """Every operation of the description that asks who comes."""
    described = Program().get("/openapi.json").body
    found = []
    for address, methods in described["paths"].items():
        path = address.removeprefix("/api")
        for method, operation in methods.items():
            name = operation["operationId"]
            parameters = [one for one in operation.get("parameters", ()) if one["in"] == "query"]
            named = {one["name"] for one in parameters}
            wanted = {one["name"] for one in parameters if one.get("required")}
            wanted |= named & ({"division", "state"} if "division" in named else {"budget_unit"})
            asked = {one: ASKED[one] for one in sorted(wanted)}
            of_school = any(path.startswith(f"/{kind}/{{") for kind in ABSENT)
            found.append(Operation(name, method.upper(), path, asked, of_school))
    return [one for one in found if RULES[one.name].roles is not ANYBODY]


def test_every_operation_is_in_the_matrix(operations):
    closed = {name for name, rule in RULES.items() if rule.roles is not ANYBODY}

    assert {one.name for one in operations} == closed
    writing = {one.name for one in operations if one.method != "GET"}
    assert writing <= set(SAMPLES)


def _read(one: Operation, somebody: Program, things, sees: bool, town: bool) -> str:
    answer = somebody.get(one.address(things), **one.asked)
    if one.of_the_school:
        absent = somebody.get(one.address(ABSENT), **one.asked)
        if (absent.status, absent.type) != (404, "not-found"):
            return f"absent {absent.status}"
        if sees:
            return "" if answer.status == 200 else f"seen {answer.status}"
        return "" if _problem(answer) == (404, "not-found") else f"hidden {answer.status}"
    placed = "division" in one.asked or "{division}" in one.path
    seen = sees if "budget_unit" in one.asked else town or not placed
    if seen:
        return "" if answer.status in {200, 404} else f"seen {answer.status}"
    hidden = {(403, "out-of-scope"), (404, "not-found")}
    return "" if _problem(answer) in hidden else f"hidden {answer.status}"


def _problem(answer: Answer) -> tuple[int, str]:
    return (answer.status, answer.type if answer.status >= 400 else "")


def _told_of_each(one: Operation, answer: Answer) -> bool:
    """Say whether an answer to a set refused each of its requests by itself."""
    return one.name == "payments-submit-many" and answer.body["done"] == 0


def _write(one: Operation, somebody: Program, sees: bool, acts: bool, town: bool) -> str:
    sample = SAMPLES[one.name]
    body = json.dumps(sample.body).encode()
    if acts or one.name in ANYWHERE or (sees and one.name in READING):
        answer = somebody.send(one.method, sample.path, b"{}", key=None)
        return "" if answer.status != 403 else f"at home {answer.status}"
    answer = somebody.send(one.method, sample.path, body, key=sample.key or fresh_key())
    if answer.status < 400 and not _told_of_each(one, answer):
        return f"acted from elsewhere {answer.status}"
    if one.of_the_school and not sees:
        return "" if _problem(answer) == (404, "not-found") else f"hidden {answer.status}"
    if not sees and not town:
        return "" if answer.status in {403, 404} else f"foreign {answer.status}"
    return "" if answer.status < 500 else f"broke {answer.status}"


def test_a_role_gets_what_the_table_says_wherever_it_stands(operations):
    number = cases.draft()
    assert number == "PAY-2026-203005-1"
    cases.submitted()
    things = _school(queries.vouchers("PAY-2026-203005-2")[0].hex())
    wrong, cells = [], 0
    for role in ROLES:
        for standing, (_, _, sees, acts) in standings.standings(role).items():
            somebody = Program(stand(role, standing))
            for one in operations:
                cells += 1
                if not may(role, RULES[one.name].rights):
                    path = (
                        one.address(things) if one.name not in SAMPLES else SAMPLES[one.name].path
                    )
                    answer = somebody.send(one.method, path, b"{}", key=None)
                    fault = "" if _problem(answer) == (403, "no-right") else f"{answer.status}"
                elif one.method == "GET":
                    fault = _read(one, somebody, things, sees, standing != "foreign")
                else:
                    # A right that reaches down acts wherever it sees.
                    acting = acts or (sees and reaches_down(role, RULES[one.name].rights))
                    fault = _write(one, somebody, sees, acting, standing != "foreign")
                if fault:
                    wrong.append((role, standing, one.name, fault))

    assert not wrong, "\n".join(map(str, wrong))
    assert cells == len(operations) * sum(len(standings.standings(role)) for role in ROLES)
    assert cases.state(number) == "draft"
