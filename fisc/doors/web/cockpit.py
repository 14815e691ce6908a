"""The cockpit: how far the year has got, book by book, against the pace of the year."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fisc.datacentre import execution
from fisc.datacentre.execution import Overview
from fisc.datacentre.trend import trend
from fisc.doors.web import downloads
from fisc.doors.web.concerns import Light, concerns, lights
from fisc.doors.web.overviews import overviews
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.cockpit import cockpit_tables, drawn
from fisc.exchange.official_tables.execution import Line, Lines, lines_of
from fisc.exchange.official_tables.words import BOOKS
from fisc.values import Money

__all__ = ["BOOKS", "cockpit"]


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
    lines = drawn(page, lines_of(page, found))
    tables = cockpit_tables(page, lines)
    context: dict[str, Any] = {
        "page": page,
        "tables": tables,
        "whole": lines.whole,
        "books": lines.books,
        "functions": lines.functions,
        "divisions": lines.divisions,
        "gap": lines.gap,
        **overviews(page, found, lines.gap.value, BOOKS),
    }
    found_concerns = concerns(page, lines.whole, _parts(lines), context["months"])
    context |= {
        "concerns": found_concerns,
        "figures": _figures(page, found, lights(page, lines.whole, found_concerns), context),
    }
    if downloads.wanted(page):
        return downloads.answer(page, _("Cockpit"), tuple(tables.values()))
    return render(request, "web/cockpit.html", context)


def _parts(lines: Lines) -> list[tuple[str, Line]]:
    """Return the lines of which one may be furthest behind, each with what kind it is."""
    kinds = (("place", lines.divisions), ("book", lines.books), ("function", lines.functions))
    return [(kind, line) for kind, found in kinds for line in found if line.key]


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
