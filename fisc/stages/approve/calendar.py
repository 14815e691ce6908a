"""The days of the budget year that somebody enters: a session, a reply, a disclosure.

A file of its own because these are days with a document, neither a budget nor a posting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from fisc.engines.budgets.calendar_records import (
    Entered,
    UnknownStep,
    check_entry,
    step_or_event,
)
from fisc.law.calendar_kinds import CalendarEvent, CalendarStep
from fisc.law.tables import CALENDAR_EVENTS, read
from fisc.record import facts
from fisc.record.book import Book
from fisc.registers import units
from fisc.stages.approve.acts import Receipt, acting, attempt, demand, demand_duty, refuse
from fisc.stages.approve.models import APPROVED, INITIAL, BudgetDraft, CalendarRecord
from fisc.values import Words

__all__ = [
    "Recorded",
    "UnknownStep",
    "adoptions",
    "record_step",
    "record_steps",
    "recorded",
    "take_step_back",
    "trail",
]

RIGHT: Final = "approve.record_step"


@dataclass(frozen=True, slots=True)
class Recorded:
    """One entry as it holds, or held; without a day it takes the one before it back."""

    division: str
    step: str
    part: str
    done_on: date | None
    document: str
    actor: str
    recorded_on: date


def record_step(
    *,
    division: str,
    year: int,
    step: str,
    done_on: date,
    document: str,
    officer: str,
    day: date,
    at: datetime,
    part: str = "",
) -> Receipt:
    """Enter that a step of a budget year was done, or the day of an event, with its document.

    ``part`` is the department or the month, empty for all of it. Entering the same once more
    changes nothing; entering something else corrects what was entered, which stays in the trail.

    Raises:
        UnknownStep: the calendar has no such step or event.

    Source: law/budgets/calendar.csv
    """
    entry = Entered(step=step, part=part, done_on=done_on, document=document)
    return record_steps(
        division=division, year=year, entries=(entry,), officer=officer, day=day, at=at
    )


def record_steps(
    *,
    division: str,
    year: int,
    entries: Sequence[Entered],
    officer: str,
    day: date,
    at: datetime,
) -> Receipt:
    """Enter several steps at once, in their order: all of them, or none and the reason why.

    Raises:
        UnknownStep: the calendar has no such step or event.
    """
    rows = [step_or_event(entry.step) for entry in entries]
    number = ", ".join(_number(year, entry.step, entry.part) for entry in entries)

    def act(book: Book) -> Receipt:
        demand_duty(acting(officer, at), division, RIGHT, number)
        departments = units.departments_of([division]).get(division, ())
        by = _By(book, division, year, officer, day, at)
        fact = None
        for row, entry in zip(rows, entries, strict=True):
            began = _began(row, division, year, entry.part)
            demand(check_entry(entry, began=began, day=day, departments=departments))
            fact = by.enter(entry.step, entry.part, entry.done_on, entry.document.strip()) or fact
        return Receipt(number, "", fact)

    return attempt(number, "", act)


def take_step_back(
    *,
    division: str,
    year: int,
    step: str,
    reason: str,
    officer: str,
    day: date,
    at: datetime,
    part: str = "",
) -> Receipt:
    """Take back what was entered of a step, with the reason; both stay in the trail.

    Raises:
        UnknownStep: the calendar has no such step or event.
    """
    step_or_event(step)
    number = _number(year, step, part)

    def act(book: Book) -> Receipt:
        demand_duty(acting(officer, at), division, RIGHT, number)
        standing = _newest(division, year, step, part)
        if standing is None or standing.done_on is None:
            refuse(
                Words("step entered", "已登记事项"),
                f"Nothing is entered of {number}.",
                f"{number} 没有登记，不能撤销。",
            )
        if not reason.strip():
            refuse(Words("reason", "撤销原因"), "Say why it is taken back.", "请说明撤销原因。")
        by = _By(book, division, year, officer, day, at)
        return Receipt(number, "", by.enter(step, part, None, reason.strip()))

    return attempt(number, "", act)


def recorded(divisions: Iterable[str], year: int) -> Mapping[str, tuple[Recorded, ...]]:
    """Return what is entered of a budget year, by division: the entries that hold now."""
    found: dict[str, dict[tuple[str, str], Recorded]] = {}
    for row in CalendarRecord.objects.filter(division__in=list(divisions), year=year):
        found.setdefault(row.division, {})[row.step, row.part] = _entry(row)
    return {
        division: tuple(one for one in rows.values() if one.done_on is not None)
        for division, rows in found.items()
    }


def trail(division: str, year: int) -> tuple[Recorded, ...]:
    """Return everything that was ever entered of a budget year, oldest first."""
    return tuple(map(_entry, CalendarRecord.objects.filter(division=division, year=year)))


def adoptions(divisions: Iterable[str], year: int) -> Mapping[str, tuple[date, str]]:
    """Return on which day and by which resolution each division adopted its budget."""
    rows = BudgetDraft.objects.filter(
        division__in=list(divisions), year=year, kind=INITIAL, state=APPROVED
    ).values_list("division", "resolved_on", "resolution")
    return {division: (day, resolution) for division, day, resolution in rows if day is not None}


def _began(row: CalendarStep | CalendarEvent, division: str, year: int, part: str) -> date | None:
    """Return the day of the event on which a step hangs, None where none is known."""
    event = next(
        (one for one in read(CALENDAR_EVENTS) if one.event == getattr(row, "opens", "")), None
    )
    if event is None:
        return None
    if event.event == "adopted":
        adopted = adoptions([division], year).get(division)
        return None if adopted is None else adopted[0]
    entered = {
        one.part: one.done_on
        for one in recorded([division], year).get(division, ())
        if one.step == event.step
    }
    return entered.get(part) or entered.get("")


@dataclass(frozen=True, slots=True)
class _By:
    """Who enters something of which year, and when; the act is open."""

    book: Book
    division: str
    year: int
    officer: str
    day: date
    at: datetime

    def enter(self, step: str, part: str, done_on: date | None, document: str) -> int | None:
        """Add a row and its fact; the number of the fact, None where the same holds already."""
        before = _newest(self.division, self.year, step, part)
        if before is not None and (before.done_on, before.document) == (done_on, document):
            return None
        row = CalendarRecord.objects.create(
            division=self.division,
            year=self.year,
            step=step,
            part=part,
            done_on=done_on,
            document=document,
            actor=self.officer,
            recorded_on=self.day,
        )
        told = {
            "year": self.year,
            "step": step,
            "part": part,
            "done_on": "" if done_on is None else str(done_on),
            "document": document,
        }
        fact = facts.append(
            self.book,
            division=self.division,
            kind="StepRecorded",
            key=f"step/{self.division}/{row.pk}",
            day=self.day,
            actor=self.officer,
            at=self.at,
            subject=f"calendar {self.division} {self.year}",
            body=told,
        )
        return fact.number


def _newest(division: str, year: int, step: str, part: str) -> CalendarRecord | None:
    rows = CalendarRecord.objects.filter(division=division, year=year, step=step, part=part)
    return rows.select_for_update().order_by("-id").first()


def _entry(row: CalendarRecord) -> Recorded:
    return Recorded(
        row.division, row.step, row.part, row.done_on, row.document, row.actor, row.recorded_on
    )


def _number(year: int, step: str, part: str) -> str:
    return "-".join(filter(None, (str(year), step, part)))
