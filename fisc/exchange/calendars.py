"""The calendar of a budget year of a place, from all that the record knows of it.

Adoption and entered days come from ``approve``, what of transfers waits from ``allot``, and the
close of the year from the record itself. Nothing is entered here.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from datetime import date
from typing import Final

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
from fisc.registers.units import departments_of
from fisc.stages.allot.deadlines import late_transfers
from fisc.stages.approve.calendar import Entries, known

_TRANSFERS: Final[Mapping[str, Callable[[Waiting], bool]]] = {
    "general_transfers": lambda one: one.kind == "issue" and not one.earmarked,
    "earmarked_transfers": lambda one: one.kind == "issue" and one.earmarked,
    "onward_transfers": lambda one: one.kind == "onward",
}


def year_calendar(
    division: str, year: int, entries: Entries, *, day: date, closed: bool
) -> tuple[Occurrence, ...]:
    """Return the steps of a budget year of a division as they stand on a day.

    ``entries`` are its adoption and all that was entered; ``closed`` says that the year is closed.

    Source: law/budgets/calendar.csv
    """
    adopted = entries.adoption is not None
    overdue = [one.waiting for one in late_transfers(division, year, day)] if adopted else []
    late = {
        row.step
        for row in steps()
        if row.kept in _TRANSFERS and any(map(_TRANSFERS[row.kept], overdue))
    }
    departments = departments_of([division]).get(division, ())
    facts = _known(year, entries, departments, frozenset(late), closed=closed)
    return calendar(facts, day=day)


def pressing_steps(
    divisions: Collection[str], year: int, *, day: date
) -> Mapping[str, tuple[Occurrence, ...]]:
    """Return what is late or soon in the calendars of several divisions, by division.

    Only what hangs on days that were adopted or entered; what of transfers waits is told by itself.
    """
    every = known(divisions, year)
    # Whoever enters all departments at once needs no list of them.
    apart = [division for division, own in every.items() if any(one.part for one in own.trail)]
    departments = departments_of(apart) if apart else {}
    return {
        division: pressing(
            calendar(
                _known(year, own, departments.get(division, ()), frozenset(), closed=False),
                day=day,
            )
        )
        for division, own in every.items()
    }


def _known(
    year: int, entries: Entries, departments: Collection[str], late: frozenset[str], *, closed: bool
) -> Known:
    gives = {row.step or row.event: row.event for row in read(CALENDAR_EVENTS)}
    events: dict[str, dict[str, date]] = {}
    done: dict[str, list[Done]] = {}
    adoption = entries.adoption
    if adoption is not None and adoption.done_on is not None:
        events["adopted"] = {"": adoption.done_on}
        for row in steps():
            if row.kept == "adoption":
                done[row.step] = [Done(adoption.done_on, adoption.document)]
    for one in entries.standing:
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
