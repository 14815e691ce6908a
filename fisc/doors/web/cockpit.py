"""The cockpit: how far the year has got, book by book, against the pace of the year."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fisc.datacentre import execution
from fisc.datacentre.execution import Execution, Overview, Part
from fisc.datacentre.trend import trend
from fisc.doors.web import downloads
from fisc.doors.web.charts import bullet
from fisc.doors.web.concerns import Light, concerns, lights
from fisc.doors.web.overviews import overviews
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.cockpit import cockpit_tables
from fisc.doors.web.templatetags.figures import called, percent
from fisc.law.parameters import parameter
from fisc.registers.classification import UnknownCode, function
from fisc.registers.names import Name
from fisc.values import Book, Cited, Money

BOOKS = {
    Book.GENERAL: gettext_lazy("General public budget"),
    Book.FUNDS: gettext_lazy("Government funds budget"),
    Book.CAPITAL: gettext_lazy("State capital operations budget"),
    Book.INSURANCE: gettext_lazy("Social insurance funds budget"),
    Book.SPECIAL: gettext_lazy("Special accounts"),
    Book.UNIT: gettext_lazy("Unit funds"),
    Book.OUTSIDE: gettext_lazy("Journals kept elsewhere"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One bar and its row: a part of the budget, how far it got, and how that is judged."""

    key: str
    label: str
    execution: Execution
    ahead: Fraction | None
    pace: str
    bar: SafeString


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the six figures: the amount, what was added since a day, and its light."""

    label: str
    amount: Money | None
    moved: Money | None
    since: date | None
    light: Light | None


@require_safe
def cockpit(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the year's execution of the chosen place, as a whole and in its parts."""
    found = execution.overview(page.book, page.selection, page.when)
    gap = parameter("payments/checks:progress_gap_max").on(page.shown_day)
    divisions = {part.key: page.division_name(part.key) for part in found.divisions}
    context: dict[str, Any] = {
        "page": page,
        "whole": _line(page, Part("", found.whole), _("Total"), gap),
        "books": [_line(page, part, str(BOOKS[Book(part.key)]), gap) for part in found.books],
        "functions": _lines(page, found.functions, _functions(found.functions), gap),
        "divisions": _lines(page, found.divisions, divisions, gap)
        if len(found.divisions) > 1
        else (),
        "gap": gap,
        **overviews(page, found, gap.value, BOOKS),
    }
    found_concerns = concerns(page, context["whole"], _parts(context), context["months"])
    context |= {
        "concerns": found_concerns,
        "figures": _figures(page, found, lights(page, context["whole"], found_concerns), context),
    }
    tables = context["tables"] = cockpit_tables(page, context)
    if downloads.wanted(page):
        return downloads.answer(page, _("Cockpit"), tuple(tables.values()))
    return render(request, "web/cockpit.html", context)


def _parts(context: Mapping[str, Any]) -> list[tuple[str, Line]]:
    """Return the lines of which one may be furthest behind, each with what kind it is."""
    kinds = (("place", "divisions"), ("book", "books"), ("function", "functions"))
    return [(kind, line) for kind, name in kinds for line in context[name] if line.key]


def _figures(
    page: Page, found: Overview, shown: Mapping[str, Light], context: Mapping[str, Any]
) -> list[Figure]:
    """Return the six figures, each with how it moved this month and its light, if it has one.

    The past does not move: there, and where the year is over, no figure has a trend.
    """
    moves = page.day is None and page.shown_day == page.today and not context["too_large"]
    moved = (
        trend(page.book, page.selection, found.whole, page.when, page.shown_day) if moves else None
    )
    words = {
        "budget": _("Budget"),
        "issued": _("Issued"),
        "applied": _("Applied for"),
        "paid": _("Paid"),
        "balance": _("Balance"),
    }
    figures = [
        Figure(
            word,
            getattr(found.whole, key),
            None if moved is None else getattr(moved, key),
            moved.day if moved else None,
            shown.get(key),
        )
        for key, word in words.items()
    ]
    return [*figures, Figure(_("Rate of execution"), None, None, None, shown.get("rate"))]


def _functions(parts: Iterable[Part]) -> Mapping[str, Name]:
    found = {}
    for part in parts:
        try:
            heading = function(part.key)
        except (UnknownCode, ValueError):
            continue
        found[part.key] = Name(part.key, heading.name_zh, heading.name_en)
    return found


def _lines(
    page: Page, parts: Iterable[Part], labels: Mapping[str, Name], gap: Cited[Fraction]
) -> list[Line]:
    largest = sorted(parts, key=lambda part: (-part.execution.budget.fen, part.key))
    return [
        _line(
            page,
            part,
            called(labels[part.key]) if part.key in labels else part.key or _("Not classified"),
            gap,
        )
        for part in largest
    ]


def _line(page: Page, part: Part, label: str, gap: Cited[Fraction]) -> Line:
    rate = part.execution.rate
    ahead = None if rate is None else rate - page.progress
    said = _("%(label)s: %(rate)s paid, %(gone)s of the year gone") % {
        "label": label,
        "rate": percent(rate),
        "gone": percent(page.progress),
    }
    bar = bullet(part.execution, page.progress, said)
    return Line(part.key, label, part.execution, ahead, _pace(ahead, gap.value), bar)


def _pace(ahead: Fraction | None, gap: Fraction) -> str:
    if ahead is None:
        return "none"
    if abs(ahead) <= gap:
        return "even"
    return "ahead" if ahead > 0 else "behind"
