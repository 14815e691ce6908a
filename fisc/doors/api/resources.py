"""Resources: what can be used now, what lies idle, the register, and sweeps of idle money."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from fisc.datacentre.moments import places
from fisc.doors.api import clock, keys, paging
from fisc.doors.api.fields import (
    Asked,
    Division,
    Indicator,
    InYuan,
    Nothing,
    Number,
    WholeYear,
    Year,
    Yuan,
    text,
)
from fisc.doors.api.gate import Caller, Desk, absent, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.paging import Cursor, Limit
from fisc.doors.api.problems import said, stopped_by
from fisc.engines.budgets.resources.available import Resource
from fisc.exchange.resources import inventory, narrowed
from fisc.exchange.sweeps import propose_idle
from fisc.record.balances import Selection
from fisc.record.book import Book
from fisc.registers import divisions
from fisc.registers import resources as register
from fisc.stages.allot import sweep_queries, sweeps
from fisc.stages.allot.acts import Receipt
from fisc.stages.allot.sweep_queries import SweepRecord
from fisc.values import DivisionCode, Words

desk: Final = Desk("Resources · 各类资源")
LIST: Final = "resources"
KindText = Annotated[str, Query(pattern=r"^[a-z_]{0,40}$", description="One kind; empty for all.")]
Flexibility = Literal["free", "guided", "locked"]
Reason = Literal["TWO_YEARS", "NOT_EXECUTED", "UNALLOCATED", "UNSPENT"]
SourceCode = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,59}$")]


class ReasonShown(Schema):
    """Why something is idle, by a code of law/budgets/idle.csv, since when, and the working."""

    kind: str
    since: date
    amount: Yuan
    why: str


class ResourceShown(Schema):
    """One resource: where it lies, how freely it is used and until when, and what it loses."""

    code: str
    kind: str
    division: str
    budget_unit: str
    about: str
    book: str
    origin: int
    flexibility: Flexibility
    expiry: date | None
    amount: Yuan
    idle: Yuan
    interest: Yuan
    reasons: list[ReasonShown]
    may: str


class AgeShown(Schema):
    """What is left of the money of one year in all books; ``balance_from`` when it is swept."""

    origin: int
    age: Literal["current", "carried", "balance"]
    balance_from: date
    amount: Yuan


class Resources(InYuan):
    """A page of resources, best to use first; sums and ages are of all that was asked for.

    ``cut`` says that the ledger has more pots than were read: ask about a narrower place then.
    """

    rows: list[ResourceShown]
    count: int
    free: Yuan
    idle: Yuan
    interest: Yuan
    ages: list[AgeShown]
    cut: bool
    next: str | None


class ReportShown(Schema):
    """What was reported of a source on a day."""

    day: date
    amount: Yuan
    planned: Yuan | None
    entered_by: str


class ResourceInFull(InYuan):
    """A source of the register with everything that was reported of it."""

    code: str
    kind: str
    name: str
    division: str
    budget_unit: str
    bank: str
    basis: str
    expiry: date | None
    reason: str
    reports: list[ReportShown]


class SweptShown(Schema):
    """What one indicator lost."""

    indicator: str
    budget_unit: str
    book: str
    origin: int
    amount: Yuan
    interest: Yuan
    why: str


class SweepShown(Schema):
    """A sweep and what came of it."""

    number: str
    division: str
    reason: str
    evidence: str
    state: str
    maker: str
    checker: str
    amount: Yuan
    lines: list[SweptShown]


class MadeShown(Schema):
    """What the pool gave to a line of the budget."""

    number: str
    book: str
    budget_unit: str
    project: str
    function: str
    amount: Yuan
    reason: str


class Sweeps(InYuan):
    """The sweeps of a division and everything under it, and what was made of the pool's money."""

    rows: list[SweepShown]
    made: list[MadeShown]


class SweepAsked(Asked):
    """Idle indicators to be taken back whole, for one reason and on one evidence."""

    number: Number
    division: Division
    year: WholeYear
    reason: Reason
    evidence: text(200, empty=False)  # type: ignore[valid-type]
    indicators: list[Indicator] = Field(min_length=1, max_length=sweeps.LINES_MAX)


class ReversalAsked(Asked):
    """Why a sweep is given back."""

    reason: text(200, empty=False)  # type: ignore[valid-type]


class SweepAct(Schema):
    """What became of an act on a sweep, and the facts that it left."""

    number: str
    state: str
    facts: list[int]


@desk.get("/resources", "resources", Resources)
def list_resources(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    year: Annotated[Year, Query()],
    kind: KindText = "",
    flexibility: Annotated[Flexibility | None, Query()] = None,
    idle: Annotated[bool, Query(description="Only what lies idle, the dearest first.")] = False,
    search: Annotated[str, Query(max_length=40)] = "",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Resources:
    """Return what can be used now in a division and everything under it, and what lies idle."""
    asking = caller(request)
    asking.demand(division)
    first = paging.first_row(cursor, LIST)
    book = Book()
    chosen = _selection(book, asking, division, year)
    found = inventory(book, chosen, year=year, day=clock.today())
    every = found.idle if idle else found.rows
    rows = narrowed(every, kind=kind, flexibility=flexibility or "", words=search)
    part, onward = paging.part(rows, first, limit, LIST)
    return Resources(
        rows=[_shown(one) for one in part],
        count=len(rows),
        free=found.usable_total,
        idle=found.idle_total,
        interest=found.interest_total,
        ages=[
            AgeShown(
                origin=line.origin, age=line.age, balance_from=line.balance_from, amount=line.total
            )
            for line in found.ages
        ],
        cut=found.cut,
        next=onward,
    )


@desk.get("/resources/{code}", "resource", ResourceInFull)
def one_resource(request: HttpRequest, code: Annotated[SourceCode, Path()]) -> ResourceInFull:
    """Return one source of the register with everything that was reported of it."""
    record = register.resource(code)
    if record is None:
        raise absent(f"resource {code}")
    caller(request).demand_seen(f"resource {code}", record.division, record.unit)
    names = ("code", "kind", "name", "division", "bank", "basis", "expiry", "reason")
    told = [
        ReportShown(**{name: getattr(one, name) for name in ReportShown.model_fields})
        for one in register.reports(code)
    ]
    values = {name: getattr(record, name) for name in names}
    return ResourceInFull(**values, budget_unit=record.unit, reports=told)


@desk.get("/sweeps", "sweeps", Sweeps)
def list_sweeps(
    request: HttpRequest, division: Annotated[Division, Query()], year: Annotated[Year, Query()]
) -> Sweeps:
    """Return who lost what by sweeps of idle money, and what the pool gave away since."""
    asking = caller(request)
    asking.demand(division)
    below = tuple(_selection(Book(), asking, division, year).division or ())
    return Sweeps(
        rows=[_sweep(one) for one in sweep_queries.sweeps(below, year)],
        made=[
            MadeShown(
                number=one.number,
                book=str(one.book),
                budget_unit=one.unit,
                project=one.project,
                function=one.function,
                amount=one.amount,
                reason=one.reason,
            )
            for one in sweep_queries.made_of_pool(below, year)
        ],
    )


@desk.post("/sweeps", "sweeps-propose", SweepAct)
def propose(request: HttpRequest, asked: SweepAsked, key: Key) -> SweepAct:
    """Propose to take idle money back; another person carries it out. The key is its number.

    Each indicator must be idle for the reason today.
    """
    asking = caller(request)
    asking.demand(asked.division)
    keys.demand_number(key, asked.number)
    receipt = propose_idle(
        Book(),
        division=asked.division,
        year=asked.year,
        reason=asked.reason,
        evidence=asked.evidence,
        numbers=asked.indicators,
        maker=asking.username,
        day=clock.today(),
        at=clock.now(),
        number=asked.number,
    )
    return _done(receipt)


@desk.post("/sweeps/{number}/carrying-out", "sweeps-carry-out", SweepAct)
def carry_out(
    request: HttpRequest,
    number: Annotated[Number, Path()],
    key: Key,
    asked: Nothing | None = None,  # noqa: ARG001
) -> SweepAct:
    """Take back everything that a sweep proposes, or nothing. The key is its number."""
    keys.demand_number(key, number)
    return _done(
        sweeps.carry_out_sweep(
            number=number, checker=caller(request).username, day=clock.today(), at=clock.now()
        )
    )


@desk.post("/sweeps/{number}/reversal", "sweeps-reverse", SweepAct)
def reverse(
    request: HttpRequest, number: Annotated[Number, Path()], asked: ReversalAsked, key: Key
) -> SweepAct:
    """Give back everything that a sweep took, or nothing. The key is its number."""
    keys.demand_number(key, number)
    return _done(
        sweeps.reverse_sweep(
            number=number,
            reason=asked.reason,
            checker=caller(request).username,
            day=clock.today(),
            at=clock.now(),
        )
    )


def _selection(book: Book, asking: Caller, division: str, year: int) -> Selection:
    below = set(map(str, divisions.subtree(DivisionCode(division)))) & asking.divisions
    known = sorted({found.division for found in places(book)} & below)
    units = None if asking.units is None else sorted(asking.units)
    return Selection(division=known, year=(year,), unit=units)


def _done(receipt: Receipt) -> SweepAct:
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    return SweepAct(number=receipt.number, state=receipt.state, facts=list(receipt.facts))


def _shown(one: Resource) -> ResourceShown:
    held = one.holding
    return ResourceShown(
        code=one.code,
        kind=held.kind,
        division=held.division,
        budget_unit=held.owner,
        about=held.about,
        book=str(held.book or ""),
        origin=held.origin,
        flexibility=one.flexibility,
        expiry=one.expiry,
        amount=one.amount,
        idle=one.idle_amount,
        interest=one.interest,
        reasons=[
            ReasonShown(
                kind=reason.kind.code,
                since=reason.since,
                amount=reason.amount,
                why=said(Words(reason.step.en, reason.step.zh)),
            )
            for reason in one.reasons
        ],
        may=said(one.may),
    )


def _sweep(one: SweepRecord) -> SweepShown:
    return SweepShown(
        number=one.number,
        division=one.division,
        reason=one.reason_code,
        evidence=one.evidence,
        state=one.state,
        maker=one.maker,
        checker=one.checker,
        amount=one.total,
        lines=[
            SweptShown(
                indicator=line.indicator,
                budget_unit=line.unit,
                book=str(line.book),
                origin=line.origin,
                amount=line.amount,
                interest=line.interest,
                why=said(line.why),
            )
            for line in one.lines
        ],
    )
