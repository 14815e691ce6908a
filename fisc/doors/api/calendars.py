"""The calendar of the budget year: its steps, how they stand, and what was entered of them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Path, Schema
from pydantic import Field

from fisc.datacentre.moments import places
from fisc.doors.api import clock, keys
from fisc.doors.api.fields import Asked, Day, Division, WholeYear, Year, text
from fisc.doors.api.gate import Desk, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.problems import said, stopped_by
from fisc.engines.budgets.calendar import Occurrence
from fisc.exchange.calendars import year_calendar
from fisc.record.book import Book
from fisc.stages.approve import calendar
from fisc.stages.approve.acts import Receipt
from fisc.values import Words

desk: Final = Desk("Calendar of the budget year · 预算年度日历")
StepName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]{1,30}$")]
PartName = Annotated[str, Field(pattern=r"^[0-9A-Za-z]{0,6}$")]


class StepShown(Schema):
    """A step: its last day, and how it stands; days that are not known are null.

    ``parts`` are the departments or months of the step, ``done`` how many of them are done;
    ``certain`` is false where the holidays of that year are not known.
    """

    step: str
    stage: str
    title: str
    opens: date | None
    due: date | None
    certain: bool
    state: str
    done_on: date | None
    done: int
    parts: int
    why: str
    warns: bool


class EnteredShown(Schema):
    """Something that was entered; without a day it takes the entry before it back."""

    step: str
    part: str
    done_on: date | None
    document: str
    actor: str
    recorded_on: date


class CalendarShown(Schema):
    """The steps of a budget year, and everything that was entered of it, oldest first."""

    division: str
    year: int
    day: date
    steps: list[StepShown]
    entered: list[EnteredShown]


class StepEntered(Asked):
    """That a step was done, or the day of an event; the part is a department or a month."""

    division: Division
    year: WholeYear
    step: StepName
    part: PartName = ""
    done_on: Day
    document: text(120, empty=False)  # type: ignore[valid-type]


class StepTakenBack(Asked):
    """What was entered wrongly, and why."""

    division: Division
    year: WholeYear
    step: StepName
    part: PartName = ""
    reason: text(120, empty=False)  # type: ignore[valid-type]


class StepAct(Schema):
    """What was entered or taken back."""

    number: str


@desk.get("/calendar/{division}/{year}", "calendar", CalendarShown)
def show(
    request: HttpRequest,
    division: Annotated[Division, Path()],
    year: Annotated[Year, Path()],
) -> CalendarShown:
    """Return the steps of the budget year of a division, as they stand today."""
    caller(request).demand(division)
    today = clock.today()
    entries = calendar.entries_of(division, year)
    closed = any(
        (one.division, one.year) == (division, year) and one.closed_at is not None
        for one in places(Book())
    )
    found = year_calendar(division, year, entries, day=today, closed=closed)
    return CalendarShown(
        division=division,
        year=year,
        day=today,
        steps=[_shown(one) for one in found],
        entered=[
            EnteredShown(**{name: getattr(one, name) for name in EnteredShown.model_fields})
            for one in entries.trail
        ],
    )


@desk.post("/calendar/records", "calendar-enter", StepAct)
def enter(request: HttpRequest, asked: StepEntered, key: Key) -> StepAct:
    """Enter that a step was done, with its day and document.

    The key is ``division/year/step``, with ``/part`` where there is one.
    """
    asking = caller(request)
    asking.demand(asked.division)
    keys.demand_number(key, _key(asked))
    return _done(
        calendar.record_step(
            division=asked.division,
            year=asked.year,
            step=asked.step,
            part=asked.part,
            done_on=asked.done_on,
            document=asked.document,
            officer=asking.username,
            day=clock.today(),
            at=clock.now(),
        )
    )


@desk.post("/calendar/withdrawals", "calendar-take-back", StepAct)
def take_back(request: HttpRequest, asked: StepTakenBack, key: Key) -> StepAct:
    """Take back what was entered wrongly; both stay in the trail. The key is as for entering."""
    asking = caller(request)
    asking.demand(asked.division)
    keys.demand_number(key, _key(asked))
    return _done(
        calendar.take_step_back(
            division=asked.division,
            year=asked.year,
            step=asked.step,
            part=asked.part,
            reason=asked.reason,
            officer=asking.username,
            day=clock.today(),
            at=clock.now(),
        )
    )


def _key(asked: StepEntered | StepTakenBack) -> str:
    parts = (asked.division, str(asked.year), asked.step, asked.part)
    return "/".join(part for part in parts if part)


def _shown(one: Occurrence) -> StepShown:
    row = one.row
    return StepShown(
        step=row.step,
        stage=row.stage,
        title=said(Words(row.name_en, row.name_zh)),
        opens=one.opens,
        due=one.due,
        certain=one.certain,
        state=one.state.value,
        done_on=one.done_on,
        done=len(one.done),
        parts=len(one.parts),
        why=said(Words(one.working.en, one.working.zh)),
        warns=one.warns,
    )


def _done(receipt: Receipt) -> StepAct:
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    return StepAct(number=receipt.number)
