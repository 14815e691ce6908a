"""Indicators: a list, one in full, and what happened to it."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Path, Query, Schema

from fisc.datacentre import indicators, vouchers
from fisc.datacentre.moments import Moment
from fisc.doors.api import paging
from fisc.doors.api.asking import Filters
from fisc.doors.api.fields import Day, Indicator, Instant, InYuan, Yuan
from fisc.doors.api.gate import Caller, Desk, absent, caller
from fisc.doors.api.paging import Cursor, Limit
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
