"""The cockpit: how far the year has got, book by book, against the pace of the year."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fisc.datacentre import execution
from fisc.doors.web import downloads
from fisc.doors.web.overviews import overviews
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.cockpit import cockpit_tables, drawn
from fisc.exchange.official_tables.execution import lines_of
from fisc.exchange.official_tables.words import BOOKS

__all__ = ["BOOKS", "cockpit"]


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
    if downloads.wanted(page):
        return downloads.answer(page, _("Cockpit"), tuple(tables.values()))
    return render(request, "web/cockpit.html", context)
