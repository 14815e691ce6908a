"""Budgets: what was adopted and adjusted, and the acts of drafting, adopting and adjusting."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from fisc.doors.api import clock, keys
from fisc.doors.api.fields import (
    Asked,
    AskedInYuan,
    BookName,
    Day,
    Division,
    InYuan,
    Number,
    ProjectText,
    UnitText,
    WholeYear,
    Year,
    Yuan,
    text,
)
from fisc.doors.api.gate import Caller, Desk, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.problems import Refusal, refusal_of, stopped_by
from fisc.record import facts
from fisc.record.book import Book
from fisc.stages.approve import commands, queries
from fisc.stages.approve.commands import DraftLine, Receipt
from fisc.values import Book as Budget

desk: Final = Desk("Budgets · 预算")
Side = Literal["revenue", "expenditure", "balance"]
DRAFT_LINES_MAX: Final = 10_000
CODE: Final = r"^[0-9A-Za-z._-]{0,40}$"
CodeText = Annotated[str, Field(pattern=CODE)]


class BudgetRow(Schema):
    """One line and code of a budget."""

    side: str
    line: str
    code: str
    fund: str
    name_zh: str
    name_en: str
    adopted: Yuan
    adjusted: Yuan


class BookShown(Schema):
    """The budget of one book, revenue before expenditure."""

    book: str
    name_zh: str
    name_en: str
    rows: list[BudgetRow]


class BudgetShown(InYuan):
    """The adopted budget of a division and year; no books before adoption."""

    division: str
    year: int
    books: list[BookShown]


class DraftLineShown(Schema):
    """One line of a draft; ``used`` is what was posted of a plan's line."""

    position: int
    book: str
    side: str
    line: str
    code: str
    fund: str
    name_zh: str
    name_en: str
    amount: Yuan
    used: Yuan
    budget_unit: str
    project: str
    item: str
    department_item: str
    fund_type: str
    counterpart: str


class DraftShown(InYuan):
    """A draft of a budget, or the plan of an adjustment."""

    number: str
    kind: str
    division: str
    year: int
    title_zh: str
    title_en: str
    state: str
    maker: str
    checker: str
    resolution: str
    resolved_on: date | None
    lines: list[DraftLineShown]


class Plans(InYuan):
    """The plans of adjustments of a year."""

    rows: list[DraftShown]


class LineAsked(Asked):
    """One line to be drafted. ``line`` is found from the code where it is left out.

    An amount below zero lowers a line, in the plan of an adjustment only.
    """

    book: BookName
    side: Side
    amount: Yuan
    code: CodeText = ""
    line: str = Field("", pattern=r"^([0-9]{2})?$")
    fund: CodeText = ""
    other: BookName | None = None
    budget_unit: UnitText | Literal[""] = ""
    project: ProjectText | Literal[""] = ""
    item: str = Field("", pattern=r"^(5[0-9]{2}([0-9]{2})?)?$")
    department_item: str = Field("", pattern=r"^(3[0-9]{2}([0-9]{2})?)?$")
    fund_type: str = Field("", pattern=r"^[0-9]{0,3}$")
    counterpart: CodeText = ""


class DraftAsked(AskedInYuan):
    """A draft of a budget of all books, or the plan of an adjustment."""

    number: Number
    division: Division
    year: WholeYear
    kind: Literal["initial", "adjustment"] = "initial"
    title_zh: text(200) = ""  # type: ignore[valid-type]
    title_en: text(200) = ""  # type: ignore[valid-type]
    lines: list[LineAsked] = Field(min_length=1, max_length=DRAFT_LINES_MAX)


class Resolution(Asked):
    """What the congress, or its standing committee, decided."""

    resolution: text(120, empty=False)  # type: ignore[valid-type]
    resolved_on: Day


class PlanResolution(Resolution):
    """What the standing committee decided, and whether it cuts priority spending."""

    cuts_priority: bool = False


class AdjustmentAsked(Asked):
    """A posting of all that an approved plan has left, under a number of its own."""

    number: Number
    plan: Number


class ActShown(Schema):
    """What became of an act on a budget; ``alerts`` did not stop it."""

    number: str
    state: str
    fact: int | None
    alerts: list[Refusal]


@desk.get("/budgets/{division}/{year}", "budget", BudgetShown)
def budget(
    request: HttpRequest, division: Annotated[Division, Path()], year: Annotated[Year, Path()]
) -> BudgetShown:
    """Return the adopted budget, book by book, with what adjustments made of it."""
    caller(request).demand(division)
    return BudgetShown(
        division=division,
        year=year,
        books=[
            BookShown(
                book=str(found.book),
                name_zh=found.title_zh,
                name_en=found.title_en,
                rows=[
                    BudgetRow(**{name: getattr(row, name) for name in BudgetRow.model_fields})
                    for row in found.rows
                ],
            )
            for found in queries.budget(division, year)
        ],
    )


@desk.get("/budget-plans", "budget-plans", Plans)
def plans(
    request: HttpRequest, division: Annotated[Division, Query()], year: Annotated[Year, Query()]
) -> Plans:
    """Return the plans of adjustments of a year, with what of each line was posted."""
    caller(request).demand(division)
    return Plans(rows=[_draft(found) for found in queries.plans(division, year)])


@desk.get("/budget-drafts/{number}", "budget-draft", DraftShown)
def one_draft(request: HttpRequest, number: Annotated[Number, Path()]) -> DraftShown:
    """Return one draft or plan with its lines."""
    return _draft(_seen(caller(request), number))


@desk.post("/budget-drafts", "budget-drafts-draft", ActShown)
def draft_budget(request: HttpRequest, asked: DraftAsked, key: Key) -> ActShown:
    """Write the draft of a budget, or of the plan of an adjustment. The key is its number."""
    asking = caller(request)
    asking.demand(asked.division)
    keys.demand_number(key, asked.number)
    receipt = commands.draft_budget(
        number=asked.number,
        division=asked.division,
        year=asked.year,
        lines=[_line(line) for line in asked.lines],
        maker=asking.username,
        at=clock.now(),
        kind=asked.kind,
        title_zh=asked.title_zh,
        title_en=asked.title_en,
    )
    return done(receipt)


@desk.post("/budget-drafts/{number}/adoption", "budget-drafts-adopt", ActShown)
def adopt(
    request: HttpRequest, number: Annotated[Number, Path()], asked: Resolution, key: Key
) -> ActShown:
    """Enter the congress's adoption: the first posting of the year. The key is the number.

    Whoever made the draft does not enter its adoption. Every book must balance.
    """
    asking = caller(request)
    _seen(asking, number)
    keys.demand_number(key, number)
    receipt = commands.adopt_budget(
        number=number,
        resolution=asked.resolution,
        resolved_on=asked.resolved_on,
        checker=asking.username,
        day=clock.today(),
        at=clock.now(),
    )
    return _approved(receipt, asked)


@desk.post("/budget-drafts/{number}/approval", "budget-drafts-approve", ActShown)
def approve_plan(
    request: HttpRequest, number: Annotated[Number, Path()], asked: PlanResolution, key: Key
) -> ActShown:
    """Enter the standing committee's approval of a plan; nothing is posted yet.

    A plan that only moves money inside the totals is a virement and is not approved here, unless
    the resolution cuts priority spending. The key is the plan's number.
    """
    asking = caller(request)
    _seen(asking, number)
    keys.demand_number(key, number)
    receipt = commands.approve_plan(
        number=number,
        resolution=asked.resolution,
        resolved_on=asked.resolved_on,
        checker=asking.username,
        day=clock.today(),
        at=clock.now(),
        priority=asked.cuts_priority,
    )
    return _approved(receipt, asked)


@desk.post("/budget-adjustments", "budget-adjust", ActShown)
def adjust(request: HttpRequest, asked: AdjustmentAsked, key: Key) -> ActShown:
    """Post all that an approved plan has left, up and down. The key is the posting's number."""
    asking = caller(request)
    _seen(asking, asked.plan)
    keys.demand_number(key, asked.number)
    receipt = commands.adjust_budget(
        plan=asked.plan,
        number=asked.number,
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
    )
    shown = done(receipt)
    fact = facts.find(Book(), f"adjusted/{asked.number}")
    keys.demand_same(asked.number, same=fact is None or fact.body["plan"] == asked.plan)
    return shown


def _seen(asking: Caller, number: str) -> queries.Draft:
    found = queries.draft(number)
    asking.demand_seen(f"draft {number}", found.division)
    return found


def _line(asked: LineAsked) -> DraftLine:
    return DraftLine(
        book=Budget(asked.book),
        side=asked.side,
        amount=asked.amount,
        code=asked.code,
        line=asked.line,
        fund=asked.fund,
        other=Budget(asked.other) if asked.other else None,
        unit=asked.budget_unit,
        project=asked.project,
        item=asked.item,
        department_item=asked.department_item,
        fund_type=asked.fund_type,
        counterpart=asked.counterpart,
    )


def _draft(found: queries.Draft) -> DraftShown:
    return DraftShown(
        number=found.number,
        kind=found.kind,
        division=found.division,
        year=found.year,
        title_zh=found.title_zh,
        title_en=found.title_en,
        state=found.state,
        maker=found.maker,
        checker=found.checker,
        resolution=found.resolution,
        resolved_on=found.resolved_on,
        lines=[_line_shown(row) for row in found.lines],
    )


def _line_shown(row: queries.LinePosition) -> DraftLineShown:
    line = row.line
    return DraftLineShown(
        position=row.position,
        book=str(line.book),
        side=line.side,
        line=line.line,
        code=line.code,
        fund=line.fund,
        name_zh=row.name_zh,
        name_en=row.name_en,
        amount=line.amount,
        used=row.used,
        budget_unit=line.unit,
        project=line.project,
        item=line.item,
        department_item=line.department_item,
        fund_type=line.fund_type,
        counterpart=line.counterpart,
    )


def _approved(receipt: Receipt, asked: Resolution) -> ActShown:
    """Return what became of an approval, unless it was approved by another resolution before."""
    shown = done(receipt)
    found = queries.draft(receipt.number)
    same = (found.resolution, found.resolved_on) == (asked.resolution, asked.resolved_on)
    keys.demand_same(receipt.number, same=same)
    return shown


def done(receipt: Receipt) -> ActShown:
    """Return what became of an act, or stop the request with its refusal."""
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    return ActShown(
        number=receipt.number,
        state=receipt.state,
        fact=receipt.fact,
        alerts=[refusal_of(alert) for alert in receipt.alerts],
    )
