"""Indicators: a list, one in full, and what happened to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from fisc.datacentre import indicators, vouchers
from fisc.datacentre.moments import Moment
from fisc.doors.api import clock, keys, paging
from fisc.doors.api.asking import Filters, FunctionText
from fisc.doors.api.fields import (
    AskedInYuan,
    BookName,
    Day,
    Division,
    Flag,
    Indicator,
    Instant,
    InYuan,
    PositiveYuan,
    ProjectText,
    UnitText,
    WholeYear,
    Yuan,
    text,
)
from fisc.doors.api.gate import Caller, Desk, absent, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.paging import Cursor, Limit
from fisc.doors.api.problems import stopped_by
from fisc.doors.api.shapes import (
    AsOf,
    EventShown,
    Executed,
    PotShown,
    as_of,
    event_shown,
    executed,
    instant,
    moment,
    pot_shown,
)
from fisc.record.book import Book
from fisc.stages.allot import commands
from fisc.values import Book as Budget
from fisc.values.years import LAST_YEAR

desk: Final = Desk("Indicators · 指标")
LIST: Final = "indicators"


class IndicatorRow(Schema):
    """One indicator and what it holds."""

    pot: PotShown
    execution: Executed


class IndicatorList(InYuan):
    """A page of indicators, by division, unit, function and number."""

    as_of: AsOf
    rows: list[IndicatorRow]
    count: int
    next: str | None


class IndicatorShown(InYuan):
    """One indicator in full; ``pending`` of it waits to be allocated or issued."""

    as_of: AsOf
    number: str
    pot: PotShown
    pots: list[PotShown]
    execution: Executed
    pending: Yuan


class IndicatorAsked(AskedInYuan):
    """An indicator to be drafted; see the handbook's elements of an indicator.

    ``source`` is 1 initial, 2 adjustment, 3 virement or addition; ``origin`` the year of carried
    budget that it draws on, 0 for this year's.
    """

    number: Indicator
    division: Division
    year: WholeYear
    book: BookName
    function: FunctionText
    amount: PositiveYuan
    budget_unit: UnitText | Literal[""] = ""
    project: ProjectText | Literal[""] = ""
    item: str = Field("", pattern=r"^(5[0-9]{2}([0-9]{2})?)?$")
    department_item: str = Field("", pattern=r"^(3[0-9]{2}([0-9]{2})?)?$")
    fund_type: str = Field("", pattern=r"^[0-9]{0,3}$")
    counterpart: str = Field("", pattern=r"^[0-9A-Za-z._-]{0,38}$")
    document: text(120) = ""  # type: ignore[valid-type]
    business_division: str = Field("", pattern=r"^[0-9A-Za-z]{0,10}$")
    indicator_division: str = Field("", pattern=r"^[0-9A-Za-z]{0,10}$")
    direct_fund: Flag = False
    bond: str = Field("", pattern=r"^[0-9A-Za-z._-]{0,38}$")
    top_project: str = Field("", pattern=r"^[0-9A-Za-z]{0,21}$")
    guarantee: str = Field("", pattern=r"^[0-9A-Za-z]{0,40}$")
    source: Literal["1", "2", "3"] = "1"
    in_advance: Flag = False
    decision: text(120) = ""  # type: ignore[valid-type]
    origin: Annotated[int, Field(strict=True, ge=0, le=LAST_YEAR)] = 0


class IndicatorAct(Schema):
    """What became of an act on an indicator."""

    number: str
    state: str


class Happening(Schema):
    """One entry in the history of an indicator, and what it added to or took from each part."""

    key: str
    document: str | None
    day: date
    recorded_at: datetime
    actor: str
    reason: str
    event: EventShown
    amount: Yuan
    free: Yuan
    applied: Yuan
    paid: Yuan


class History(InYuan):
    """A page of the history of an indicator, newest first."""

    as_of: AsOf
    rows: list[Happening]
    count: int
    next: str | None


@desk.get("/indicators", "indicators", IndicatorList)
def list_indicators(
    request: HttpRequest,
    filters: Query[Filters],
    search: Annotated[str, Query(max_length=40)] = "",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> IndicatorList:
    """Return indicators with what was issued, applied for and paid of each.

    `search` keeps those whose number or project contains the text.
    """
    when = moment(filters.day, filters.known)
    first = paging.first_row(cursor, LIST)
    found = indicators.listing(
        Book(), filters.selection(caller(request)), when, search=search, first=first, most=limit
    )
    onward = paging.written(LIST, found.last) if found.last < found.count else None
    rows = [IndicatorRow(pot=pot_shown(r.pot), execution=executed(r.execution)) for r in found.rows]
    return IndicatorList(as_of=as_of(when), rows=rows, count=found.count, next=onward)


@desk.post("/indicators", "indicators-draft", IndicatorAct)
def draft(request: HttpRequest, asked: IndicatorAsked, key: Key) -> IndicatorAct:
    """Draft an indicator, to be reviewed, registered and issued by others. The key is its number.

    Codes must be leaves, of the book and the year, and go together with the kind of the unit.
    """
    asking = caller(request)
    asking.demand(asked.division)
    keys.demand_number(key, asked.number)
    plain = asked.model_dump(exclude={"unit", "division", "year", "budget_unit"})
    plain |= {"amount": asked.amount, "book": Budget(asked.book), "unit": asked.budget_unit}
    receipt = commands.draft_indicator(
        draft=commands.IndicatorDraft(**plain),
        division=asked.division,
        year=asked.year,
        maker=asking.username,
        at=clock.now(),
    )
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    return IndicatorAct(number=receipt.number, state=receipt.state)


@desk.get("/indicators/{number}", "indicator", IndicatorShown)
def one_indicator(
    request: HttpRequest,
    number: Annotated[Indicator, Path()],
    day: Annotated[Day | None, Query()] = None,
    known: Annotated[Instant | None, Query()] = None,
) -> IndicatorShown:
    """Return one indicator with everything that it holds, in all pots that carry its number."""
    when = moment(day, known)
    found = _seen(caller(request), number, when)
    return IndicatorShown(
        as_of=as_of(when),
        number=number,
        pot=pot_shown(found.pot),
        pots=[pot_shown(pot) for pot in found.pots],
        execution=executed(found.execution),
        pending=found.pending,
    )


@desk.get("/indicators/{number}/history", "indicator-history", History)
def history(
    request: HttpRequest,
    number: Annotated[Indicator, Path()],
    day: Annotated[Day | None, Query()] = None,
    known: Annotated[Instant | None, Query()] = None,
    limit: Limit = 100,
    cursor: Cursor = "",
) -> History:
    """Return every entry that touched an indicator, newest first, with who wrote it and why."""
    book, when = Book(), moment(day, known)
    found = _seen(caller(request), number, when)
    first = paging.first_row(cursor, "history")
    count, rows = vouchers.history(book, found.pots, when, first=first, most=limit)
    last = first - 1 + len(rows)
    return History(
        as_of=as_of(when),
        rows=[_happening(row) for row in rows],
        count=count,
        next=paging.written("history", last) if last < count else None,
    )


def _seen(asking: Caller, number: str, when: Moment) -> indicators.Indicator:
    found = indicators.indicator(Book(), number, when)
    if not any(asking.sees_pot(pot) for pot in found.pots):
        raise absent(f"indicator {number}")
    return found


def _happening(row: vouchers.Happening) -> Happening:
    return Happening(
        key=row.key.hex(),
        document=row.document,
        day=row.day,
        recorded_at=instant(row.recorded_at),
        actor=row.actor,
        reason=row.reason,
        event=event_shown(row.event, reversing=row.reversing),
        amount=row.amount,
        free=row.free,
        applied=row.applied,
        paid=row.paid,
    )
