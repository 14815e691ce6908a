"""The whole interface, explored by Schemathesis from the description that programs read.

It sends what the description allows and what it forbids, as several persons, and compares each
answer with the description: the status, the media type, the shape, no fault of ours, nothing
forbidden let in, nobody without a token. ``make soak`` does the same for longer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any, Final
from unittest.mock import patch

import schemathesis
from django.core.wsgi import get_wsgi_application
from schemathesis.engine import Status, events, from_schema
from schemathesis.transport.wsgi import WSGITransport

from fisc.doors.api import tokens
from fisc.stages.pay import queries
from tests.doors.api.callers import Program
from tests.doors.api.samples import SAMPLES
from tests.record import granting_office
from tests.stages.approve import budgets
from tests.stages.pay import cases
from tests.stages.town import NOON, SCHOOL, SCHOOL_RUNNING, TOWN, YEAR

CHECKS: Final = (
    "not_a_server_error",
    "status_code_conformance",
    "content_type_conformance",
    "response_headers_conformance",
    "response_schema_conformance",
    "negative_data_rejection",
    "missing_required_header",
    "unsupported_method",
    "ignored_auth",
)
# Who asks: each of them may use other operations, and together they may use all.
CALLERS: Final[Mapping[str, str]] = {
    "FIN_BUDGET": "budget.officer",
    "FIN_PAYCENTER": "pay.auditor",
    "UNIT_CLERK": "school.clerk",
    "AUDITOR": "town.auditor",
}
OTHERS: Final[Mapping[str, str]] = {
    "FIN_BUDGET_HEAD": "budget.head",
    "FIN_BUSINESS": "business.officer",
    "FIN_BUSINESS_HEAD": "business.head",
    "FIN_TREASURY": "treasury.officer",
    "FIN_DIRECTOR": "finance.director",
    "UNIT_REVIEWER": "school.reviewer",
    "UNIT_HEAD": "school.head",
    "AGENT_BANK": "agent.bank",
    "SYS_ADMIN": granting_office.SYSTEM,
    "SEC_ADMIN": granting_office.FIRST,
    "AUDIT_ADMIN": granting_office.LOGS,
}


@dataclass
class Found:
    """What an exploration found: how much it asked, and each fault once."""

    requests: int = 0
    operations: set[str] = field(default_factory=set)
    good: set[str] = field(default_factory=set)
    faults: dict[str, str] = field(default_factory=dict)


def furnish() -> dict[str, dict[str, Any]]:
    """Put something of each kind into the office; return its numbers, by path."""
    number = cases.submitted()
    cases.draft()
    budgets.draft()
    for name in (
        "ceilings-draft",
        "indicators-draft",
        "transfers-draft",
        "changes-propose",
        "revenue-statements-enter",
        "stabilisation-orders-write",
        "scenarios-keep",
        "salary-files-enter",
        "cash-plans-enter",
    ):
        sample = SAMPLES[name]
        answer = Program(sample.person).post(sample.path, sample.body, key=sample.key)
        assert answer.status == 200, answer.raw.decode()
    sample = SAMPLES["imports-try"]
    tried = Program(sample.person).post(sample.path, sample.body, key=None)
    assert tried.status == 200, tried.raw.decode()
    return {
        "/imports/runs": {"token": tried.body["token"]},
        "/imports/templates": {"table": "indicators"},
        "/imports/batches": {"table": "indicators", "number": 1},
        "/tables": {"name": "trial-balance"},
        "/reopenings": {"number": "REO-2026-239900-1"},
        "/payments": {"number": number},
        "/indicators": {"number": cases.POT.indicator},
        "/units": {"code": str(SCHOOL)},
        "/projects": {"code": str(SCHOOL_RUNNING)},
        "/classifications": {"kind": "functions", "code": "205"},
        "/ledger/vouchers": {"key": queries.vouchers(number)[0].hex()},
        "/ledger/pots": {"number": str(cases.POT.number)},
        "/ledger/batches": {"number": 1},
        "/budget-drafts": {"number": "BUD-2026-239900-1"},
        "/ceilings": {"number": "CEI-2026-239900-1"},
        "/transfers": {"number": "TRF-2026-239900-1"},
        "/resources": {"code": "ACC-1"},
        "/sweeps": {"number": "SWP-2026-239900-1"},
        "/changes": {"number": "CUT-2026-239900-1"},
        "/revenue-statements": {"number": "REV-2026-239900-1"},
        "/stabilisation-orders": {"number": "STA-2026-239900-1"},
        "/scenarios": {"number": "SCE-2026-239900-1"},
        "/salary-files": {"number": "SAL-2026-203005-3"},
        "/cash-plans": {"number": "PLA-2026-203005-3"},
    }


ASKED: Final[Mapping[str, Any]] = {
    "division": str(TOWN),
    "year": YEAR,
    "budget_unit": str(SCHOOL),
    "department_item": "30201",
    "item": "50502",
    "unit_kind": "3",
    "Idempotency-Key": "explored-1",
}


def exemplified(described: dict[str, Any], things: Mapping[str, Mapping[str, Any]]) -> dict:
    """Return the description with examples that lead to what is there."""
    made = deepcopy(described)
    for address, operations in made["paths"].items():
        path = address.removeprefix("/api")
        first = next((name for name in things if path.startswith(f"{name}/{{")), "")
        known = {**ASKED, **things.get(first, {})}
        for operation in operations.values():
            for parameter in operation.get("parameters", ()):
                if parameter["name"] in known and parameter["schema"].get("type") != "array":
                    parameter["example"] = known[parameter["name"]]
            sample = SAMPLES.get(operation["operationId"])
            if sample is not None and "requestBody" in operation:
                content = operation["requestBody"]["content"]["application/json"]
                content["example"] = dict(sample.body)
                for parameter in operation["parameters"]:
                    if parameter["name"] == "Idempotency-Key" and sample.key:
                        parameter["example"] = sample.key
    return made


def explore(
    described: dict[str, Any],
    person: str,
    *,
    operations: Collection[str],
    examples: int,
    phases: Iterable[str] = ("examples", "coverage", "fuzzing"),
    seed: int = 1,
) -> Found:
    """Let Schemathesis ask as one person, and return what it found."""
    schema = schemathesis.openapi.from_dict(described)
    schema.app = get_wsgi_application()
    schema.location = "/api/openapi.json"
    schema = schema.include(operation_id=sorted(operations))
    token, _ = tokens.issue(person, at=NOON, hours=8)
    schema.config.update(headers={"Authorization": f"Bearer {token}", "Accept-Language": "en"})
    schema.config.seed = seed
    schema.config.continue_on_failure = True
    schema.config.phases.update(phases=list(phases))
    schema.config.generation.update(max_examples=examples, database="none", no_shrink=True)
    schema.config.checks.update(included_check_names=list(CHECKS))
    with patch.object(WSGITransport, "send", _in_process):
        return read(from_schema(schema).execute())


_send = WSGITransport.send


def _in_process(transport: Any, case: Any, **told: Any) -> Any:
    """Send without what concerns a network; a probe without a token would bring it here."""
    for name in ("max_redirects", "verify", "cert", "proxies"):
        told.pop(name, None)
    return _send(transport, case, **told)


def read(stream: Iterable[Any]) -> Found:
    """Read the events of an exploration."""
    found = Found()
    for event in stream:
        if isinstance(event, events.NonFatalError):
            found.faults[f"{event.label}: {event.value!r}"[:300]] = ""
        elif isinstance(event, events.FatalError):
            raise event.exception
        elif isinstance(event, events.ScenarioFinished):
            recorder = event.recorder
            found.operations.add(recorder.label)
            found.requests += len(recorder.interactions)
            for interaction in recorder.interactions.values():
                if interaction.response is not None and interaction.response.status_code == 200:
                    found.good.add(recorder.label)
            for case_id, checks in recorder.checks.items():
                for check in checks:
                    if check.status is Status.FAILURE:
                        failure = check.failure_info.failure
                        said = f"{recorder.label}: {check.name}: {failure.title}: {failure.message}"
                        asked = recorder.interactions[failure.case_id or case_id].request
                        found.faults.setdefault(
                            said[:600], f"{asked.method} {asked.uri} {(asked.body or b'')[:300]!r}"
                        )
    return found
