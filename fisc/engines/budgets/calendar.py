"""The budget year's calendar: when each step may begin, by when it is done, and how it stands.

The steps are a table of the law. Here their days are worked out for a year: fixed days, terms
before and after the events on which they hang, and the working day on which a last day falls in
fact. What was done comes from the record; what is late or soon follows from both and from the day.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import StrEnum
from typing import Final

from fisc.law.calendar import UnknownYear, next_workday, previous_workday
from fisc.law.calendar_kinds import CalendarStep
from fisc.law.parameters import NotYetInForce, parameter
from fisc.law.tables import CALENDAR_EVENTS, CALENDAR_STEPS, find, read
from fisc.values import Citation, Cited, Step

SOON: Final = "budgets/deadlines:soon_days"
MONTHS: Final = tuple(f"{month:02d}" for month in range(1, 13))
_FIXED: Final = re.compile(r"(-1|0|1):(\d\d)-(\d\d)")
_TERM: Final = re.compile(r"([a-z_]+)(?:([+-])([a-z_/]+:[a-z_]+))?")
_DECEMBER: Final = 12


class State(StrEnum):
    """How a step stands, the most pressing first."""

    LATE = "late"
    SOON = "soon"
    OPEN = "open"
    WAITING = "waiting"
    AHEAD = "ahead"
    PAST = "past"
    DONE_LATE = "done_late"
    DONE = "done"


_PRESSING: Final = tuple(State)


@dataclass(frozen=True, slots=True)
class Done:
    """That a step was done: on which day, by which document, for which department or month.

    ``day`` is None where the record only knows that nothing is left to do.
    """

    day: date | None
    document: str = ""
    part: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What the record knows of a budget year of a place.

    ``events`` are days by event, and within it by part (empty for the whole); ``done`` what was
    done by step, ``late`` the steps of which the record itself says that something is overdue.
    ``departments`` are those that the place has.
    """

    year: int
    events: Mapping[str, Mapping[str, date]] = field(default_factory=dict)
    done: Mapping[str, tuple[Done, ...]] = field(default_factory=dict)
    late: frozenset[str] = frozenset()
    departments: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One department or month of a step, or the whole of it."""

    part: str
    due: date | None
    done: Done | None
    state: State


@dataclass(frozen=True, slots=True, kw_only=True)
class Occurrence:
    """A step in a year, with its days and how it stands.

    ``raw`` is the last day by the count, ``due`` the working day on which it falls in fact, the
    earliest of what is not done yet. ``certain`` is false where the holidays of that year are not
    known. ``working`` says how the last day was found; ``waits_for`` is the event that is missing.
    """

    row: CalendarStep
    opens: date | None
    raw: date | None
    due: date | None
    certain: bool
    state: State
    parts: tuple[Part, ...]
    working: Step
    waits_for: str = ""

    @property
    def done(self) -> tuple[Part, ...]:
        """The parts that are done."""
        return tuple(part for part in self.parts if part.done is not None)

    @property
    def missing(self) -> tuple[Part, ...]:
        """The parts that are not done."""
        return tuple(part for part in self.parts if part.done is None)

    @property
    def done_on(self) -> date | None:
        """The day on which the last part was done; None while one is missing."""
        days = [part.done.day for part in self.parts if part.done and part.done.day]
        return max(days) if days and not self.missing else None

    @property
    def warns(self) -> bool:
        """Whether it is late or soon and its delay is told."""
        return self.row.warns and self.state in {State.LATE, State.SOON}


@dataclass(frozen=True, slots=True)
class _Last:
    """A last day: by the count, in fact, whether that is certain, and how it was found."""

    raw: date | None
    due: date | None
    certain: bool
    working: Step
    waits_for: str = ""


def steps() -> tuple[CalendarStep, ...]:
    """Return the steps of the budget year in their order.

    Source: law/budgets/calendar.csv
    """
    return tuple(read(CALENDAR_STEPS))


def soon_days(day: date) -> int:
    """Return how many days before its deadline a step is soon.

    Source: law/budgets/deadlines.yaml
    """
    days: Cited[int] = parameter(SOON).on(day)
    return days.value


def calendar(known: Known, *, day: date) -> tuple[Occurrence, ...]:
    """Return every step of a budget year as it stands on a day.

    Shape: in the order of the table.
    Always: what is done is neither late nor soon; what hangs on an event that is not known has no
    last day and waits.

    Example:
        >>> known = Known(year=2026, events={"adopted": {"": date(2026, 1, 18)}})
        >>> found = {one.row.step: one for one in calendar(known, day=date(2026, 2, 10))}
        >>> reply = found["B15"]
        >>> str(reply.raw), str(reply.due), reply.state.value
        ('2026-02-07', '2026-02-09', 'late')
        >>> print(reply.working)  # doctest: +ELLIPSIS
        Adoption of the budget on 2026-01-18 and 20 days: 2026-02-07, ... so 2026-02-09. [...]
    """
    soon = soon_days(day)
    return tuple(_occurrence(row, known, day, soon) for row in steps())


def pressing(found: Iterable[Occurrence]) -> tuple[Occurrence, ...]:
    """Return what is told of a calendar: late first, then soon, each by its last day."""
    told = [one for one in found if one.warns]
    return tuple(
        sorted(told, key=lambda one: (one.state is State.SOON, one.due or date.max, one.row.step))
    )


def _occurrence(row: CalendarStep, known: Known, day: date, soon: int) -> Occurrence:
    opens = _day_of(row.opens, known, "")
    names = {"department": known.departments or ("",), "month": MONTHS}.get(row.per, ("",))
    lasts = {name: _last(row, known, name) for name in names}
    done = {one.part: one for one in known.done.get(row.step, ())}
    parts = tuple(
        _part(row, name, lasts[name], done.get(name) or done.get(""), opens, day, soon, known)
        for name in names
    )
    state = min((part.state for part in parts), key=_PRESSING.index)
    leading = min(parts, key=lambda part: (_PRESSING.index(part.state), part.due or date.max))
    last = lasts[leading.part]
    return Occurrence(
        row=row,
        opens=opens,
        raw=last.raw,
        due=last.due,
        certain=last.certain,
        state=state,
        parts=parts,
        working=last.working,
        waits_for=last.waits_for,
    )


def _part(
    row: CalendarStep,
    name: str,
    last: _Last,
    done: Done | None,
    opens: date | None,
    day: date,
    soon: int,
    known: Known,
) -> Part:
    if done is not None:
        late = done.day is not None and last.due is not None and done.day > last.due
        return Part(name, last.due, done, State.DONE_LATE if late else State.DONE)
    if row.step in known.late:
        return Part(name, last.due, None, State.LATE)
    if last.due is not None and day > last.due and row.kept.endswith("transfers"):
        return Part(name, last.due, Done(None), State.DONE)  # the record tells of none that waits
    return Part(name, last.due, None, _not_done(row, last.due, opens, day, soon))


def _not_done(
    row: CalendarStep, due: date | None, opens: date | None, day: date, soon: int
) -> State:
    """Say how a step stands that is not done, by its days."""
    begun = opens is not None and opens <= day
    if due is None:
        return State.OPEN if begun and row.kept != "entered" else State.WAITING
    if day > due:
        return State.LATE if row.warns else State.PAST
    if (due - day).days <= soon:
        return State.SOON
    return State.OPEN if begun else State.AHEAD


def _last(row: CalendarStep, known: Known, part: str) -> _Last:
    """Return the last day of a step for one of its parts."""
    basis = Citation(row.instrument, row.place)
    fixed = _FIXED.fullmatch(row.due)
    if fixed:
        raw = _fixed(fixed, known.year)
        said, said_zh = f"By {raw}", f"{raw} 前"
        return _shifted(row, raw, said, said_zh, basis)
    found = _TERM.fullmatch(row.due)
    if found is None:
        raise ValueError(f"{row.step}: {row.due!r} is no day of the calendar.")
    event, sign, name = found.groups()
    began = _event_day(known, event, part)
    words = find(CALENDAR_EVENTS, event)
    if began is None:
        step = Step(f"Waits for: {words.name_en}.", f"待定：{words.name_zh}。", basis)
        return _Last(None, None, True, step, event)
    if name is None:
        step = Step(f"{words.name_en} on {began}.", f"{words.name_zh}，日期为 {began}。", basis)
        return _Last(began, began, True, step)
    try:
        term: Cited[int] = parameter(name).on(began)
    except NotYetInForce:
        step = Step(
            f"{words.name_en} on {began}; no term is known for that day.",
            f"{words.name_zh} {began}；当时无期限规定。",
            basis,
        )
        return _Last(None, None, False, step)
    raw = began + timedelta(days=term.value if sign == "+" else -term.value)
    and_, zh = ("and", "后") if sign == "+" else ("less", "前")
    said = f"{words.name_en} on {began} {and_} {term.value} days: {raw}"
    said_zh = f"{words.name_zh} {began}，{zh} {term.value} 日：{raw}"
    return _shifted(row, raw, said, said_zh, term.source)


def _shifted(row: CalendarStep, raw: date, said: str, said_zh: str, source: Citation) -> _Last:
    """Move a last day that is a rest day: on to the next working day, or back before an event."""
    move = {"next": next_workday, "previous": previous_workday}.get(row.shift)
    if move is None:
        return _Last(raw, raw, True, Step(f"{said}.", f"{said_zh}。", source))
    try:
        due = move(raw)
    except UnknownYear:
        step = Step(
            f"{said}; the holidays of that year are not known yet.",
            f"{said_zh}；该年节假日安排尚未公布。",
            source,
        )
        return _Last(raw, raw, False, step)
    if due == raw:
        return _Last(raw, due, True, Step(f"{said}.", f"{said_zh}。", source))
    step = Step(f"{said}, a rest day, so {due}.", f"{said_zh}，遇休息日，为 {due}。", source)
    return _Last(raw, due, True, step)


def _day_of(text: str, known: Known, part: str) -> date | None:
    if not text:
        return None
    fixed = _FIXED.fullmatch(text)
    return _fixed(fixed, known.year) if fixed else _event_day(known, text, part)


def _event_day(known: Known, event: str, part: str) -> date | None:
    if event == "month":
        return _end_of_month(known.year, int(part)) if part else None
    days = known.events.get(event, {})
    return days.get(part) or days.get("")


def _fixed(found: re.Match[str], year: int) -> date:
    offset, month, day = map(int, found.groups())
    return date(year + offset, month, day)


def _end_of_month(year: int, month: int) -> date:
    following = date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)
    return following - timedelta(days=1)
