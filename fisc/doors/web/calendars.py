"""The calendar of the budget year: its steps with their legal days, and how each stands."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fisc.doors.web import downloads
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.calendars import (
    STATES,
    calendar_tables,
    definition,
    entered_table,
    part_name,
    source,
)
from fisc.doors.web.templatetags.figures import called, day
from fisc.doors.web.timelines import Span, timeline
from fisc.engines.budgets.calendar import MONTHS, Occurrence, State
from fisc.engines.budgets.calendar_records import enterable, step_or_event
from fisc.engines.organisation.rights import open_to, roles_of
from fisc.exchange.calendars import year_calendar
from fisc.law.calendar_kinds import CalendarEvent
from fisc.stages.approve import calendar
from fisc.stages.approve.acts import Receipt

PART_SEPARATOR: Final = "|"


@dataclass(frozen=True, slots=True)
class Step:
    """One act on the calendar as the page offers it."""

    take: Callable[[Page, Mapping[str, str]], Receipt]
    said: Any


@require_safe
def year(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the steps of the budget year of the chosen place, stage by stage."""
    found, entries = _found(page)
    if downloads.wanted(page):
        tables = (*calendar_tables(page, found), entered_table(page, entries.trail))
        return downloads.answer(page, _("Calendar of the budget year"), tables)
    return render(request, "web/calendar.html", _context(page, found, entries))


@require_POST
def act(request: HttpRequest, page: Page, name: str) -> HttpResponse:
    """Enter a step or take one back; a refusal answers 409 with its working."""
    step = STEPS.get(name)
    if step is None:
        raise Http404(name)
    try:
        receipt = step.take(page, request.POST)
    except (calendar.UnknownStep, ValueError) as wrong:
        messages.error(request, str(wrong))
        return redirect("calendar")
    if receipt.done:
        messages.success(request, step.said)
        return redirect("calendar")
    context = _context(page, *_found(page)) | {
        "receipt": receipt,
        "typed": request.POST,
        "day_text": request.POST.get("done_on", ""),
    }
    return render(request, "web/calendar.html", context, status=409)


def _enter(page: Page, typed: Mapping[str, str]) -> Receipt:
    return calendar.record_step(
        division=page.place.code,
        year=page.year,
        step=typed.get("step", ""),
        part=typed.get("part", ""),
        done_on=date.fromisoformat(typed.get("done_on", "").strip()),
        document=typed.get("document", "")[:120],
        officer=page.person.username,
        day=page.today,
        at=page.now,
    )


def _take_back(page: Page, typed: Mapping[str, str]) -> Receipt:
    step, _separator, part = typed.get("entry", "").partition(PART_SEPARATOR)
    return calendar.take_step_back(
        division=page.place.code,
        year=page.year,
        step=step,
        part=part,
        reason=typed.get("reason", "")[:120],
        officer=page.person.username,
        day=page.today,
        at=page.now,
    )


STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "enter": Step(_enter, gettext_lazy("Entered.")),
        "take-back": Step(_take_back, gettext_lazy("Taken back; both stay in the trail.")),
    }
)


def _found(page: Page) -> tuple[tuple[Occurrence, ...], calendar.Entries]:
    entries = calendar.entries_of(page.place.code, page.year)
    closed = page.closed_at is not None
    found = year_calendar(page.place.code, page.year, entries, day=page.today, closed=closed)
    return found, entries


def _context(page: Page, found: Sequence[Occurrence], entries: calendar.Entries) -> dict[str, Any]:
    counts = Counter(one.state for one in found)
    departments = next(one for one in found if one.row.per == "department").parts
    return {
        "page": page,
        "tables": calendar_tables(page, found),
        "entered": entered_table(page, entries.trail) if entries.trail else None,
        "picture": _picture(page, found),
        "legend": [(look, word) for look, word in dict(STATES.values()).items()],
        "late": counts[State.LATE],
        "soon": counts[State.SOON],
        "done": counts[State.DONE] + counts[State.DONE_LATE],
        "count": len(found),
        "may_enter": open_to(roles_of(calendar.RIGHT), page.person.grants),
        "enterable": [_offer(one) for one in enterable()],
        "parts": [
            *((part.part, part_name(part.part)) for part in departments if part.part),
            *((month, f"{page.year}-{month}") for month in MONTHS),
        ],
        "standing": [
            (
                f"{one.step}{PART_SEPARATOR}{one.part}",
                called(step_or_event(one.step)),
                part_name(one.part),
                day(one.done_on),
            )
            for one in entries.standing
        ],
        "definition": definition(),
        "source": source(),
    }


def _offer(one: Any) -> tuple[str, str]:
    """Return what can be entered: its name, and what it is called; steps with their number."""
    if isinstance(one, CalendarEvent):
        return one.event, called(one)
    return one.step, f"{one.step} {called(one)}"


def _picture(page: Page, found: Sequence[Occurrence]) -> Any:
    spans = [
        Span(
            one.row.step,
            f"{one.row.step} {called(one.row)}: {STATES[one.state][1]}",
            one.opens,
            one.due,
            STATES[one.state][0],
        )
        for one in found
    ]
    label = _("The steps of the budget year %(year)s from %(first)s to %(last)s") % {
        "year": page.year,
        "first": f"{page.year - 1}-01",
        "last": f"{page.year + 1}-12",
    }
    return timeline(
        spans,
        first=date(page.year - 1, 1, 1),
        end=date(page.year + 2, 1, 1),
        today=page.today,
        label=label,
    )
