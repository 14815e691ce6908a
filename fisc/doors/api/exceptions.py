"""Exceptions: everything that is not as it should be at a place, as the page lists it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Query, Schema

from fisc.datacentre.execution import time_progress
from fisc.datacentre.moments import places
from fisc.doors.api import clock, paging
from fisc.doors.api.fields import Division, InYuan, Year, Yuan
from fisc.doors.api.gate import Caller, Desk, caller
from fisc.doors.api.paging import Cursor, Limit
from fisc.doors.api.problems import said
from fisc.engines.organisation.exceptions import Exceptional
from fisc.engines.organisation.rights import Place
from fisc.exchange.exceptions import Asked, exceptions, narrowed
from fisc.record.balances import Selection
from fisc.record.book import Book
from fisc.registers import divisions, names
from fisc.registers.hierarchy import path_to
from fisc.values import DivisionCode, FiscalYear, Words

desk: Final = Desk("Exceptions · 异常事项")
LIST: Final = "exceptions"
KindText = Annotated[str, Query(pattern=r"^[a-z_]{0,40}$", description="One kind; empty for all.")]
LightName = Literal["alarm", "notice"]


class ExceptionShown(Schema):
    """One thing that is not as it should be.

    ``number`` names it where it is found, ``about`` is in its own words; ``next`` is who is next,
    by their roles. ``amount`` and ``since`` are null where there is none.
    """

    kind: str
    title: str
    light: LightName
    number: str
    division: str
    budget_unit: str
    about: str
    next: str
    since: date | None
    amount: Yuan | None


class ExceptionList(InYuan):
    """A page of exceptions, the loud ones first, then the oldest.

    ``cut`` says that some source has more than it gave; ask about a narrower place then.
    """

    rows: list[ExceptionShown]
    count: int
    cut: bool
    next: str | None


@desk.get("/exceptions", "exceptions", ExceptionList)
def list_exceptions(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    year: Annotated[Year, Query()],
    kind: KindText = "",
    light: Annotated[LightName | None, Query()] = None,
    search: Annotated[str, Query(max_length=40)] = "",
    limit: Limit = 100,
    cursor: Cursor = "",
) -> ExceptionList:
    """Return what is not as it should be now in a division and everything under it.

    `search` keeps those whose number, unit or words contain the text. Each kind is seen by whoever
    has the right that the law names for it.
    """
    asking = caller(request)
    asking.demand(division)
    first = paging.first_row(cursor, LIST)
    book, today = Book(), clock.today()
    found = exceptions(book, _asked(book, asking, division, year), day=today, now=clock.now())
    rows = narrowed(found.rows, kind, light or "", search)
    part, onward = paging.part(rows, first, limit, LIST)
    return ExceptionList(
        rows=[_shown(one) for one in part], count=len(rows), cut=found.cut, next=onward
    )


def _asked(book: Book, asking: Caller, division: str, year: int) -> Asked:
    """Return the question as the page asks it: about what the record knows of, and they may see."""
    below = set(map(str, divisions.subtree(DivisionCode(division)))) & asking.divisions
    known = sorted({found.division for found in places(book)} & below)
    fiscal = FiscalYear(year)
    day = max(fiscal.first_day, min(clock.today(), fiscal.end - timedelta(days=1)))
    return Asked(
        who=asking.username,
        grants=asking.grants,
        selection=Selection(
            division=known,
            year=(year,),
            unit=None if asking.units is None else sorted(asking.units),
        ),
        divisions=tuple(known),
        year=year,
        progress=time_progress(fiscal, day),
        place_of=_places_of(asking),
    )


def _places_of(asking: Caller) -> Callable[[str, str], Place]:
    """Return where a unit of a division stands, with what stands above both."""
    parents = {code: one.parent for code, one in names.division_places().items()}
    homes = {one.division for one in asking.grants if one.unit}
    units = {code: one.parent for code, one in names.unit_places(homes).items()}

    def place(division: str, unit: str) -> Place:
        return Place(
            division,
            unit,
            divisions_above=_above(division, parents),
            units_above=_above(unit, units),
        )

    return place


def _above(code: str, parents: Mapping[str, str | None]) -> frozenset[str]:
    return frozenset(path_to(code, parents)) - {code} if code in parents else frozenset()


def _shown(one: Exceptional) -> ExceptionShown:
    return ExceptionShown(
        kind=one.kind,
        title=said(Words(one.row.title_en, one.row.title_zh)),
        light=one.light.value,
        number=one.number,
        division=one.division,
        budget_unit=one.unit,
        about=said(one.about),
        next=said(one.next),
        since=one.since,
        amount=one.amount,
    )
