"""What outlives a year: divisions, units, projects, and the codes of the classifications."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from types import MappingProxyType
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest
from ninja import Path, Query, Schema

from fisc.doors.api.fields import Digits, Division, InYuan, ProjectText, UnitText, Yuan
from fisc.doors.api.gate import Desk, absent, caller
from fisc.doors.api.paging import Cursor, Limit, by_code
from fisc.doors.api.problems import Step, said, steps_of
from fisc.law.kinds import DivisionRow, Heading, UnitKind
from fisc.law.tables import (
    DEPARTMENT_ECONOMIC,
    DIVISIONS,
    FUNCTIONS,
    FUNDS,
    GOVERNMENT_ECONOMIC,
    REVENUE,
    SOCIAL_INSURANCE,
    STATE_CAPITAL,
    Table,
    read,
)
from fisc.registers import classification, projects, units
from fisc.values import (
    Code,
    DepartmentItemCode,
    DivisionCode,
    GovernmentItemCode,
    ProjectCode,
    UnitCode,
)

desk: Final = Desk("Registers · 基础信息")
Kind = Literal[
    "revenue",
    "functions",
    "funds",
    "state-capital",
    "social-insurance",
    "government-items",
    "department-items",
]
KINDS: Final[Mapping[str, Table[Heading]]] = MappingProxyType(
    {
        "revenue": REVENUE,
        "functions": FUNCTIONS,
        "funds": FUNDS,
        "state-capital": STATE_CAPITAL,
        "social-insurance": SOCIAL_INSURANCE,
        "government-items": GOVERNMENT_ECONOMIC,
        "department-items": DEPARTMENT_ECONOMIC,
    }
)


class DivisionShown(Schema):
    """A division; ``fiscal_parent`` is where its money comes from."""

    code: str
    name_zh: str
    name_en: str
    kind: str
    level: str
    parent: str | None
    fiscal_parent: str | None
    is_statutory: bool
    is_fictional: bool
    is_budget_level: bool


class Divisions(Schema):
    """The divisions in scope, by code."""

    rows: list[DivisionShown]


class UnitShown(Schema):
    """A budget unit. Only basic units spend."""

    code: str
    name_zh: str
    name_en: str
    division: str
    parent: str | None
    department_code: str
    level: int
    kind: str
    is_basic: bool


class Units(Schema):
    """A page of units, by code."""

    rows: list[UnitShown]
    next: str | None


class ProjectShown(InYuan):
    """A project; ``total`` covers its whole life."""

    code: str
    name_zh: str
    name_en: str
    budget_unit: str
    function: str
    kind: str
    total: Yuan
    is_stored: bool


class Projects(InYuan):
    """A page of projects, by code."""

    rows: list[ProjectShown]
    next: str | None


class HeadingShown(Schema):
    """A code of a classification; its parent is a relation, not a beginning of the code."""

    code: str
    name_zh: str
    name_en: str
    level: int
    parent: str | None
    book: str | None
    side: str | None
    first_year: int | None
    last_year: int | None


class Headings(Schema):
    """A page of codes, in their order."""

    rows: list[HeadingShown]
    next: str | None


class CodeShown(Schema):
    """A code, the way down to it, and what stands directly under it."""

    code: HeadingShown
    path: list[str]
    children: list[str]
    is_leaf: bool


class Pairing(Schema):
    """Whether a unit of a kind may book two economic items together, and why."""

    allowed: bool
    rule: str
    steps: list[Step]


@desk.get("/divisions", "divisions", Divisions)
def list_divisions(request: HttpRequest) -> Divisions:
    """Return the divisions that you may see: your own and every one under it."""
    asking = caller(request)
    found = sorted((row for row in read(DIVISIONS) if row.code in asking.divisions), key=_code)
    return Divisions(
        rows=[
            DivisionShown(
                parent=row.parent_code, fiscal_parent=row.fiscal_parent_code, **_plain(row)
            )
            for row in found
        ]
    )


@desk.get("/units", "units", Units)
def list_units(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Units:
    """Return the budget units of one division itself, by code."""
    asking = caller(request)
    asking.demand(division)
    found = units.units_of(DivisionCode(division))
    seen = [(str(one.code), one) for one in found if asking.sees(division, str(one.code))]
    page, onward = by_code(seen, limit, cursor, "units")
    return Units(rows=[UnitShown.model_validate(asdict(one)) for one in page], next=onward)


@desk.get("/units/{code}", "unit", UnitShown)
def one_unit(request: HttpRequest, code: Annotated[UnitText, Path()]) -> UnitShown:
    """Return one budget unit."""
    found = units.unit(UnitCode(code))
    caller(request).demand_seen(f"unit {code}", str(found.division), code)
    return UnitShown.model_validate(asdict(found))


@desk.get("/projects", "projects", Projects)
def list_projects(
    request: HttpRequest,
    budget_unit: Annotated[UnitText, Query()],
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Projects:
    """Return the projects of one unit; personnel (R), public-use quota (Y) and others (T)."""
    unit = units.unit(UnitCode(budget_unit))
    caller(request).demand_seen(f"unit {budget_unit}", str(unit.division), budget_unit)
    found = [(str(one.code), one) for one in projects.projects_of(unit.code)]
    page, onward = by_code(found, limit, cursor, "projects")
    return Projects(rows=[_project(one) for one in page], next=onward)


@desk.get("/projects/{code}", "project", ProjectShown)
def one_project(request: HttpRequest, code: Annotated[ProjectText, Path()]) -> ProjectShown:
    """Return one project."""
    found = projects.project(ProjectCode(code))
    division = str(units.unit(found.unit).division)
    caller(request).demand_seen(f"project {code}", division, str(found.unit))
    return _project(found)


@desk.get("/classifications/{kind}", "classifications", Headings)
def list_codes(
    request: HttpRequest,  # noqa: ARG001
    kind: Annotated[Kind, Path()],
    under: Annotated[Digits | None, Query(description="Only what stands directly under.")] = None,
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Headings:
    """Return the codes of a classification, all of them or those directly under one."""
    found = [
        (str(one.code), one)
        for one in read(KINDS[kind])
        if under is None or one.parent_code == under
    ]
    page, onward = by_code(found, limit, cursor, f"classifications/{kind}")
    return Headings(rows=[_heading(one) for one in page], next=onward)


@desk.get("/classifications/{kind}/{code}", "classification", CodeShown)
def one_code(
    request: HttpRequest,  # noqa: ARG001
    kind: Annotated[Kind, Path()],
    code: Annotated[Digits, Path()],
) -> CodeShown:
    """Return one code, the way down to it, and what stands directly under it.

    Money is booked on leaves only.
    """
    found = next((one for one in read(KINDS[kind]) if one.code == code), None)
    if found is None:
        raise absent(f"{kind} {code}")
    own: Code = found.code
    below = classification.children(own)
    return CodeShown(
        code=_heading(found),
        path=[str(step) for step in classification.path(own)],
        children=[str(child) for child in below],
        is_leaf=not below,
    )


@desk.get("/economic-pairs", "economic-pair", Pairing)
def economic_pair(
    request: HttpRequest,  # noqa: ARG001
    department_item: Annotated[str, Query(pattern=r"^3[0-9]{2}([0-9]{2})?$")],
    item: Annotated[str, Query(pattern=r"^5[0-9]{2}([0-9]{2})?$")],
    unit_kind: Annotated[UnitKind, Query()],
) -> Pairing:
    """Say whether a unit of a kind may book a department item under a government item."""
    verdict = classification.pair_allowed(
        DepartmentItemCode(department_item), GovernmentItemCode(item), unit_kind
    )
    return Pairing(allowed=verdict.allowed, rule=said(verdict.rule), steps=steps_of(verdict))


def _code(row: DivisionRow) -> str:
    return str(row.code)


def _plain(row: DivisionRow) -> dict[str, Any]:
    names = DivisionShown.model_fields.keys() - {"parent", "fiscal_parent"}
    return {name: getattr(row, name) for name in names}


def _project(found: projects.ProjectRecord) -> ProjectShown:
    return ProjectShown(
        code=str(found.code),
        name_zh=found.name_zh,
        name_en=found.name_en,
        budget_unit=str(found.unit),
        function=str(found.function),
        kind=found.kind,
        total=found.total,
        is_stored=found.is_stored,
    )


def _heading(found: Heading) -> HeadingShown:
    return HeadingShown(
        code=str(found.code),
        name_zh=found.name_zh,
        name_en=found.name_en,
        level=found.level,
        parent=None if found.parent_code is None else str(found.parent_code),
        book=None if found.book is None else str(found.book),
        side=found.side,
        first_year=found.first_year,
        last_year=found.last_year,
    )
