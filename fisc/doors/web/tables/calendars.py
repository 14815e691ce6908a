"""The tables of the budget year's calendar: the steps of each stage, and what was entered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fisc.doors.web.pages import Page
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import called, cited
from fisc.engines.budgets.calendar import Occurrence, State
from fisc.engines.budgets.calendar_records import step_or_event
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.law.calendar_kinds import CalendarEvent
from fisc.law.tables import DEPARTMENTS, UnknownRow, find
from fisc.registers import names
from fisc.stages.approve.calendar import Recorded
from fisc.values import Words

STAGES: Final[Mapping[str, Any]] = {
    "prepare": gettext_lazy("Preparation"),
    "review": gettext_lazy("Review and adoption"),
    "reply": gettext_lazy("Reply and transfers"),
    "disclose": gettext_lazy("Disclosure"),
    "execute": gettext_lazy("Execution"),
    "adjust": gettext_lazy("Adjustment"),
    "close": gettext_lazy("Close of the year"),
    "final": gettext_lazy("Final accounts"),
    "evaluate": gettext_lazy("Evaluation"),
}
STATES: Final[Mapping[State, tuple[str, Any]]] = {
    State.LATE: ("wrong", gettext_lazy("■ late")),
    State.SOON: ("ahead", gettext_lazy("▲ soon")),
    State.OPEN: ("even", gettext_lazy("▶ under way")),
    State.WAITING: ("none", gettext_lazy("○ waits")),
    State.AHEAD: ("none", gettext_lazy("○ still ahead")),
    State.PAST: ("none", gettext_lazy("□ past, not entered")),
    State.DONE_LATE: ("behind", gettext_lazy("● done late")),
    State.DONE: ("even", gettext_lazy("● done")),
}


def calendar_tables(page: Page, found: Sequence[Occurrence]) -> tuple[Table, ...]:
    """Return the steps of each stage as a table, in the order of the year."""
    return tuple(
        _stage(page, stage, str(title), [one for one in found if one.row.stage == stage])
        for stage, title in STAGES.items()
    )


def entered_table(page: Page, found: Sequence[Recorded]) -> Table:
    """Return everything that was entered of a year, newest first."""
    people = names.people({one.actor for one in found})
    return framed(
        page,
        key="entered",
        title=_("What was entered"),
        columns=(
            Column(_("Step"), Kind.CODE),
            Column(_("What"), head=True),
            Column(_("For whom"), beneath=True),
            Column(_("Day"), Kind.DAY),
            Column(_("Document or reason")),
            Column(_("Entered by")),
            Column(_("Entered on"), Kind.DAY),
        ),
        rows=tuple(
            Row(
                (
                    number_of(one.step),
                    called(step_or_event(one.step)),
                    part_name(one.part),
                    one.done_on if one.done_on is not None else _("taken back"),
                    one.document,
                    called(people[one.actor]) if one.actor in people else one.actor,
                    one.recorded_on,
                )
            )
            for one in reversed(found)
        ),
        count=len(found),
        definition=definition(),
        source=source(),
        as_of=page.today,
    )


def number_of(step: str) -> str:
    """Return the number of a step; the day of an event has none."""
    return "" if isinstance(step_or_event(step), CalendarEvent) else step


def part_name(part: str) -> str:
    """Return what a part of a step is called: the whole, a month, or a department."""
    if not part:
        return _("all")
    try:
        return called(find(DEPARTMENTS, part))
    except UnknownRow:
        return part


def definition() -> str:
    """Say what the days of the calendar are."""
    return _(
        "days of the law; a term ends so many days after its event, and where that is a rest day,"
        " on the next working day; a term before a meeting ends on the working day before; days of"
        " practice are a default and not official"
    )


def source() -> str:
    """Say where the calendar comes from."""
    return _("the calendar of the law, the adopted budget, the ledger, and what was entered")


def _stage(page: Page, stage: str, title: str, found: Iterable[Occurrence]) -> Table:
    rows = tuple(_row(one) for one in found)
    return framed(
        page,
        key=f"calendar-{stage}",
        title=title,
        columns=(
            Column(_("Step"), Kind.CODE, look="w-rate"),
            Column(_("What"), head=True, look="w-name"),
            Column(_("Who"), beneath=True),
            Column(_("From"), Kind.DAY, look="w-day"),
            Column(_("Last day"), Kind.DAY, look="w-day"),
            Column(_("How it stands"), Kind.SIGNAL, look="w-day"),
            Column(_("Done on"), Kind.DAY, look="w-day"),
            Column(_("Done"), look="w-unit"),
            Column(_("Document"), beneath=True),
            Column(_("Why this day")),
            Column(_("Basis"), beneath=True),
        ),
        rows=rows,
        count=len(rows),
        definition=definition(),
        source=source(),
        as_of=page.today,
    )


def _row(one: Occurrence) -> Row:
    look, word = STATES[one.state]
    row = one.row
    basis = cited(one.working.source) if one.working.source else ""
    if row.conf == "C":
        basis = f"{basis} ({_('default, not official')})"
    return Row(
        (
            row.step,
            called(row),
            called(Words(row.actors_en, row.actors_zh)),
            one.opens if one.opens is not None else "",
            one.due if one.due is not None else "",
            str(word),
            one.done_on if one.done_on is not None else "",
            f"{len(one.done)}/{len(one.parts)}" if len(one.parts) > 1 else "",
            _document(one),
            called(one.working),
            basis,
        ),
        state=look,
    )


def _document(one: Occurrence) -> str:
    papers = dict.fromkeys(part.done.document for part in one.parts if part.done)
    said = [paper for paper in papers if paper]
    return (
        said[0]
        if len(said) == 1
        else _("%(count)s documents") % {"count": len(said)}
        if said
        else ""
    )
