"""The close: months and what is open in them, closing a month or a year, reopening a month."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from fisc.doors.api import clock, keys
from fisc.doors.api.fields import Asked, Division, Nothing, Number, WholeYear, Year, text
from fisc.doors.api.gate import Desk, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.problems import stopped_by
from fisc.stages.close import commands, queries
from fisc.stages.close.commands import Receipt

desk: Final = Desk("Closing · 结账")
_DECEMBER: Final = 12
ITEMS_MAX: Final = 1000
MonthNumber = Annotated[int, Field(strict=True, ge=1, le=_DECEMBER)]


class MonthShown(Schema):
    """A month of a year, closed or open, who closed it last and how often it was reopened."""

    month: int
    closed: bool
    closed_by: str
    reopened: int


class OpenItemShown(Schema):
    """Something that keeps a month from being closed."""

    kind: str
    subject: str


class ReopeningShown(Schema):
    """A request to reopen a month, and what came of it."""

    number: str
    month: int
    reason: str
    state: str
    maker: str
    checker: str


class Closing(Schema):
    """The months of a year; ``open`` is what keeps the next one from being closed."""

    division: str
    year: int
    closed: bool
    months: list[MonthShown]
    open: list[OpenItemShown]
    reopenings: list[ReopeningShown]


class ClosingMonth(Asked):
    """A month to be closed."""

    division: Division
    year: WholeYear
    month: MonthNumber


class ClosingYear(Asked):
    """A year to be closed."""

    division: Division
    year: WholeYear


class ReopeningAsked(ClosingMonth):
    """A closed month that should be opened again, and why."""

    number: Number
    reason: text(400, empty=False)  # type: ignore[valid-type]


class CloseAct(Schema):
    """What was closed or opened, and the facts that it left."""

    subject: str
    facts: list[int]


@desk.get("/months", "months", Closing)
def months(
    request: HttpRequest, division: Annotated[Division, Query()], year: Annotated[Year, Query()]
) -> Closing:
    """Return the months of a year, what is open in the next one, and the requests to reopen."""
    caller(request).demand(division)
    found = queries.months(division, year)
    following = next((one for one in found if not one.closed), None)
    waiting = (
        queries.open_items(division, year, end=_end(year, following.month)) if following else ()
    )
    return Closing(
        division=division,
        year=year,
        closed=queries.is_closed(division, year),
        months=[
            MonthShown(**{name: getattr(one, name) for name in MonthShown.model_fields})
            for one in found
        ],
        open=[
            OpenItemShown(kind=str(one.kind), subject=one.subject) for one in waiting[:ITEMS_MAX]
        ],
        reopenings=[
            ReopeningShown(**{name: getattr(one, name) for name in ReopeningShown.model_fields})
            for one in queries.reopenings(division, year)
        ],
    )


@desk.post("/months/closing", "months-close", CloseAct)
def close_month(request: HttpRequest, asked: ClosingMonth, key: Key) -> CloseAct:
    """Close a month in which nothing is open. The key is ``division/year-month``."""
    asking = caller(request)
    asking.demand(asked.division)
    keys.demand_number(key, f"{asked.division}/{asked.year}-{asked.month:02d}")
    return _done(
        commands.close_month(
            division=asked.division,
            year=asked.year,
            month=asked.month,
            officer=asking.username,
            day=clock.today(),
            at=clock.now(),
        )
    )


@desk.post("/years/closing", "years-close", CloseAct)
def close_year(request: HttpRequest, asked: ClosingYear, key: Key) -> CloseAct:
    """Close a year and carry over what is left. The key is ``division/year``."""
    asking = caller(request)
    asking.demand(asked.division)
    keys.demand_number(key, f"{asked.division}/{asked.year}")
    return _done(
        commands.close_year(
            division=asked.division,
            year=asked.year,
            officer=asking.username,
            day=clock.today(),
            at=clock.now(),
        )
    )


@desk.post("/reopenings", "reopenings-ask", CloseAct)
def ask_to_reopen(request: HttpRequest, asked: ReopeningAsked, key: Key) -> CloseAct:
    """Ask for a closed month to be opened again; another person decides. The key is its number."""
    asking = caller(request)
    asking.demand(asked.division)
    keys.demand_number(key, asked.number)
    return _done(
        commands.ask_to_reopen_month(
            number=asked.number,
            division=asked.division,
            year=asked.year,
            month=asked.month,
            reason=asked.reason,
            maker=asking.username,
            at=clock.now(),
        )
    )


@desk.post("/reopenings/{number}/granting", "reopenings-grant", CloseAct)
def reopen(
    request: HttpRequest,
    number: Annotated[Number, Path()],
    key: Key,
    asked: Nothing | None = None,  # noqa: ARG001
) -> CloseAct:
    """Open a month again that another person asked for. The key is the number of the request."""
    keys.demand_number(key, number)
    return _done(
        commands.reopen_month(
            number=number,
            checker=caller(request).username,
            day=clock.today(),
            at=clock.now(),
        )
    )


def _done(receipt: Receipt) -> CloseAct:
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    return CloseAct(subject=receipt.subject, facts=list(receipt.facts))


def _end(year: int, month: int) -> date:
    return date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
