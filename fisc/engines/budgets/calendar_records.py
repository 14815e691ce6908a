"""Whether a step of the budget year may be entered as done: its day, its document, its department.

What the record knows by itself, such as an adoption, is entered by nobody. A day that is set
beforehand, such as that of a session, may lie ahead; what was done may not.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from fisc.engines.budgets.calendar import MONTHS
from fisc.law.calendar_kinds import CalendarEvent, CalendarStep
from fisc.law.tables import CALENDAR_EVENTS, CALENDAR_STEPS, UnknownRow, find, read
from fisc.values import Citation, Step, Verdict, Words

_RULE: Final = Words("step of the budget year", "预算年度事项")


class UnknownStep(LookupError):
    """The calendar has no such step and no such event."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Entered:
    """What somebody wants to enter: a step or an event, for which part, done when, by what."""

    step: str
    done_on: date
    document: str
    part: str = ""


def step_or_event(name: str) -> CalendarStep | CalendarEvent:
    """Return a step of the calendar, or an event whose day somebody sets.

    Raises:
        UnknownStep: there is neither.

    Source: law/budgets/calendar.csv, law/budgets/calendar_events.csv
    """
    try:
        return find(CALENDAR_STEPS, name)
    except UnknownRow:
        event = next((row for row in read(CALENDAR_EVENTS) if row.event == name), None)
    if event is None:
        raise UnknownStep(f"The calendar has no step or event {name!r}.")
    return event


def enterable() -> tuple[CalendarStep | CalendarEvent, ...]:
    """Return what can be entered: the events whose days are set, then the steps.

    Example:
        >>> [one.event for one in enterable() if isinstance(one, CalendarEvent)]
        ['session', 'adjustment_meeting', 'final_meeting']
    """
    events = [row for row in read(CALENDAR_EVENTS) if not row.step and row.event != "month"]
    return (*events, *(row for row in read(CALENDAR_STEPS) if row.kept == "entered"))


def check_entry(
    wanted: Entered, *, day: date, departments: Collection[str], began: date | None = None
) -> Verdict:
    """Judge whether a step may be entered as done.

    ``began`` is the day of the event on which the step hangs, None where none is known.

    Raises:
        UnknownStep: the calendar does not have it.

    Example:
        >>> reply = Entered(step="B15", done_on=date(2026, 2, 2), document="财预〔2026〕3号")
        >>> check_entry(reply, day=date(2026, 2, 2), departments=()).allowed
        True
        >>> print(check_entry(reply, day=date(2026, 2, 1), departments=()).steps[0])
        2026-02-02 is still to come; what was done is entered when it is done.
    """
    row = step_or_event(wanted.step)
    against = tuple(_against(row, wanted, day, departments, began))
    if against:
        return Verdict(False, _RULE, against)
    said = Step(f"{row.name_en}: {wanted.done_on}.", f"{row.name_zh}：{wanted.done_on}。")
    return Verdict(True, _RULE, (said,))


def _against(
    row: CalendarStep | CalendarEvent,
    wanted: Entered,
    day: date,
    departments: Collection[str],
    began: date | None,
) -> Iterator[Step]:
    if not wanted.document.strip():
        yield Step("The number of the document is missing.", "缺少文号。")
    if row not in enterable():
        yield Step(
            f"{row.name_en}: the record knows this by itself, so it is not entered.",
            f"{row.name_zh}：由系统记录得出，不需登记。",
        )
    if isinstance(row, CalendarEvent):
        if wanted.part:
            yield Step("This day holds for the whole place.", "该日期适用于全部，不分部门。")
        return
    yield from _part(row, wanted.part, departments)
    if wanted.done_on > day:
        yield Step(
            f"{wanted.done_on} is still to come; what was done is entered when it is done.",
            f"{wanted.done_on} 尚未到来，完成后再登记。",
        )
    if began is not None and wanted.done_on < began:
        yield Step(
            f"It cannot have been done on {wanted.done_on}, before {began}, on which it hangs.",
            f"不可能在 {began} 之前的 {wanted.done_on} 完成。",
            Citation(row.instrument, row.place),
        )


def _part(row: CalendarStep, part: str, departments: Collection[str]) -> Iterator[Step]:
    known = {"department": departments, "month": MONTHS}.get(row.per, ())
    if part and part not in known:
        yield Step(
            f"{part} is no department or month of this step.", f"该事项没有部门或月份 {part}。"
        )
    if row.per == "month" and not part:
        yield Step("Say which month.", "请说明月份。")
