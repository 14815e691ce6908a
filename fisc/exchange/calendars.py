"""The calendar of a budget year of a place, from all that the record knows of it.

Adoption and entered days come from ``approve``, what of transfers waits from ``allot``, and the
close of the year from the record itself. Nothing is entered here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from datetime import date
from typing import Final

from fisc.datacentre.moments import places
from fisc.engines.budgets.calendar import (
    Done,
    Known,
    Occurrence,
    calendar,
    pressing,
    steps,
)
from fisc.engines.budgets.deadlines import Waiting
from fisc.law.tables import CALENDAR_EVENTS, read
from fisc.record.book import Book
from fisc.registers.units import departments_of
from fisc.stages.allot.deadlines import late_transfers
from fisc.stages.approve.calendar import Recorded, adoptions, recorded

_TRANSFERS: Final[Mapping[str, Callable[[Waiting], bool]]] = {
    "general_transfers": lambda one: one.kind == "issue" and not one.earmarked,
    "earmarked_transfers": lambda one: one.kind == "issue" and one.earmarked,
    "onward_transfers": lambda one: one.kind == "onward",
}


def year_calendar(book: Book, division: str, year: int, *, day: date) -> tuple[Occurrence, ...]:
    """Return the steps of a budget year of a division as they stand on a day.

    Source: law/budgets/calendar.csv
    """
    adopted = adoptions([division], year).get(division)
    entries = recorded([division], year).get(division, ())
    overdue = [one.waiting for one in late_transfers(division, year, day)] if adopted else []
    late = {
        row.step
        for row in steps()
        if row.kept in _TRANSFERS and any(map(_TRANSFERS[row.kept], overdue))
    }
    closed = any(
        one.division == division and one.year == year and one.closed_at is not None
        for one in places(book)
    )
    departments = departments_of([division]).get(division, ())
    known = _known(year, adopted, entries, departments, frozenset(late), closed=closed)
    return calendar(known, day=day)


def pressing_steps(
    divisions: Collection[str], year: int, *, day: date
) -> Mapping[str, tuple[Occurrence, ...]]:
    """Return what is late or soon in the calendars of several divisions, by division.

    Only what hangs on days that were adopted or entered; what of transfers waits is told by itself.
    """
    adopted, entries = adoptions(divisions, year), recorded(divisions, year)
    departments = departments_of(divisions) if adopted or entries else {}
    found = {}
    for division in divisions:
        mine = entries.get(division, ())
        if division in adopted or mine:
            known = _known(
                year,
                adopted.get(division),
                mine,
                departments.get(division, ()),
                frozenset(),
                closed=False,
            )
            found[division] = pressing(calendar(known, day=day))
    return found


def _known(
    year: int,
    adopted: tuple[date, str] | None,
    entries: Iterable[Recorded],
    departments: Collection[str],
    late: frozenset[str],
    *,
    closed: bool,
) -> Known:
    gives = {row.step or row.event: row.event for row in read(CALENDAR_EVENTS)}
    events: dict[str, dict[str, date]] = {}
    done: dict[str, list[Done]] = {}
    if adopted is not None:
        events["adopted"] = {"": adopted[0]}
        for row in steps():
            if row.kept == "adoption":
                done[row.step] = [Done(*adopted)]
    for one in entries:
        if one.done_on is None:
            continue
        done.setdefault(one.step, []).append(Done(one.done_on, one.document, one.part))
        if one.step in gives:
            events.setdefault(gives[one.step], {})[one.part] = one.done_on
    if closed:
        for row in steps():
            if row.kept == "year_close":
                done[row.step] = [Done(None)]
    return Known(
        year=year,
        events=events,
        done={step: tuple(rows) for step, rows in done.items()},
        late=late,
        departments=tuple(departments),
    )
