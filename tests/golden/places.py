"""Enter the place of a golden year: its people, units, projects and payees."""

from __future__ import annotations

from datetime import UTC, date, datetime, time
from typing import Any

from fisc.registers import divisions, people, projects, units
from fisc.stages.pay import commands as pay
from fisc.values import DivisionCode, FunctionCode, Money, ProjectCode, UnitCode


def noon(day: date) -> datetime:
    """Return noon of a day where the office stands."""
    return datetime.combine(day, time(4), UTC)


def settle(year: dict[str, Any]) -> None:
    """Enter everything that stands before the first day."""
    division = DivisionCode(year["division"])
    divisions.seed()
    for unit in year["units"]:
        units.add(
            units.UnitRecord(
                code=UnitCode(unit["code"]),
                name_zh=unit["name_zh"],
                name_en=unit["name_en"],
                division=division,
                parent=UnitCode(unit["under"]) if "under" in unit else None,
                department_code=unit["department"],
                level=unit["level"],
                kind=unit["kind"],
                is_basic=unit["level"] > 0,
            )
        )
    for project in year["projects"]:
        projects.add(
            projects.ProjectRecord(
                code=ProjectCode(project["code"]),
                name_zh=project["name_zh"],
                name_en=project["name_en"],
                unit=UnitCode(project["unit"]),
                function=FunctionCode(project["function"]),
                total=Money.yuan(project["yuan"]),
                is_stored=True,
            )
        )
    for username, who in year["people"].items():
        unit = UnitCode(who["unit"]) if "unit" in who else None
        people.add(
            people.PersonRecord(
                username, who["name_zh"], who["name_en"], who["role"], division, unit
            )
        )
    first = date(year["year"], 1, 1)
    for payee in year["payees"]:
        receipt = pay.enter_payee(
            **payee,
            officer="treasury.second",
            day=first,
            at=noon(first),
            key=f"payee/{payee['account']}",
        )
        assert receipt.done, receipt
