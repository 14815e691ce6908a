"""How the office runs: every check of what it stands on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from django.http import HttpRequest
from ninja import Schema

from fisc.doors.api import clock
from fisc.doors.api.gate import Desk
from fisc.doors.api.problems import said
from fisc.exchange.checkup import Finding
from fisc.jobs.checkup import examined

desk: Final = Desk("Health · 运行状况")
Found = Literal["good", "note", "bad"]
_FINDINGS: Final[Mapping[Finding, Found]] = {
    Finding.GOOD: "good",
    Finding.NOTE: "note",
    Finding.BAD: "bad",
}


class HealthCheck(Schema):
    """One thing that was looked at."""

    name: str
    finding: Found
    said: str


class Health(Schema):
    """Every check as it is now; ``sound`` where none is bad."""

    sound: bool
    checks: list[HealthCheck]


@desk.get("/health", "health", Health)
def health(request: HttpRequest) -> Health:  # noqa: ARG001 - as every operation
    """Look at everything that the office stands on, as the page and ``fisc doctor`` do."""
    checks = [
        HealthCheck(name=said(one.name), finding=_FINDINGS[one.finding], said=said(one.said))
        for one in examined(clock.now())
    ]
    return Health(sound=all(one.finding != "bad" for one in checks), checks=checks)
