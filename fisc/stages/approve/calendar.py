"""The days of the budget year that somebody enters: a session, a reply, a disclosure.

A file of its own because these are days with a document, neither a budget nor a posting.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Value

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
    "Entries",
    "Recorded",
    "UnknownStep",
    "entries_of",
    "known",
    "record_step",
    "record_steps",
    "take_step_back",
]

RIGHT: Final = "approve.record_step"
ADOPTED: Final = "adopted"  # the event of the calendar that an approved budget is


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


@dataclass(frozen=True, slots=True)
class Entries:
    """What is known of a budget year: its adoption, and all that was entered, oldest first."""

    adoption: Recorded | None = None
    trail: tuple[Recorded, ...] = ()

    @property
    def standing(self) -> tuple[Recorded, ...]:
        """Which entries hold now: of each step and part the newest, unless it took one back."""
        newest = {(one.step, one.part): one for one in self.trail}
        return tuple(one for one in newest.values() if one.done_on is not None)


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

    Taking back the same once more, for the same reason, changes nothing.

    Raises:
        UnknownStep: the calendar has no such step or event.
    """
    step_or_event(step)
    number = _number(year, step, part)

    def act(book: Book) -> Receipt:
        demand_duty(acting(officer, at), division, RIGHT, number)
        standing = _newest(division, year, step, part)
        if standing is not None and (standing.done_on, standing.document) == (None, reason.strip()):
            return Receipt(number, "")
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


def known(divisions: Iterable[str], year: int) -> Mapping[str, Entries]:
    """Return the adoption of a budget year and all that was entered of it, by division.

    One question for both, so that a list of many places stays cheap.
    """
    wanted = list(divisions)
    drafts = BudgetDraft.objects.filter(
        division__in=wanted, year=year, kind=INITIAL, state=APPROVED
    ).order_by()
    rows = CalendarRecord.objects.filter(division__in=wanted, year=year).order_by()
    adopted = drafts.values_list(
        Value(0), "division", Value(ADOPTED), Value(""), "resolved_on", "resolution", "checker",
        "resolved_on",
    )  # fmt: skip
    entered = rows.values_list(
        "id", "division", "step", "part", "done_on", "document", "actor", "recorded_on"
    )
    found: dict[str, list[Recorded]] = {}
    for _id, *row in sorted(adopted.union(entered, all=True), key=lambda row: int(row[0])):
        found.setdefault(row[0], []).append(Recorded(*row))
    return {division: _entries(rows) for division, rows in found.items()}


def entries_of(division: str, year: int) -> Entries:
    """Return the adoption of one division's budget year and all that was entered of it."""
    return known([division], year).get(division, Entries())


def _entries(rows: Iterable[Recorded]) -> Entries:
    every = tuple(rows)
    adoption = next((one for one in every if one.step == ADOPTED), None)
    return Entries(adoption, tuple(one for one in every if one.step != ADOPTED))


def _began(row: CalendarStep | CalendarEvent, division: str, year: int, part: str) -> date | None:
    """Return the day of the event on which a step hangs, None where none is known."""
    opens = row.opens if isinstance(row, CalendarStep) else ""
    event = next((one for one in read(CALENDAR_EVENTS) if one.event == opens), None)
    if event is None:
        return None
    found = entries_of(division, year)
    if event.event == ADOPTED:
        return found.adoption.done_on if found.adoption else None
    entered = {one.part: one.done_on for one in found.standing if one.step == event.step}
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


def _number(year: int, step: str, part: str) -> str:
    return "-".join(filter(None, (str(year), step, part)))
