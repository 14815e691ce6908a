"""The final accounts of a year: what was budgeted, what became of it, and whether it ties up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fisc.doors.web import downloads
from fisc.doors.web.cockpit import BOOKS
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.accounts import (
    accounts_definition,
    accounts_source,
    accounts_table,
    sources_table,
)
from fisc.stages.close import queries


@require_safe
def final_accounts(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the final accounts of a place, book by book; of an open year, how they stand today."""
    place, year = page.place.code, page.year
    rows = queries.final_accounts(place, year)
    closed = queries.is_closed(place, year)
    statements = queries.final_statements(place, year, is_open=not closed)
    accounts = {one.account.book: one.account for one in statements}
    names = {book: str(word) for book, word in BOOKS.items()}
    tables = [sources_table(page, statements, names)] if statements else []
    books = [book for book in names if any(row.book is book for row in rows)]
    tables += [
        accounts_table(page, names[book], [row for row in rows if row.book is book], accounts)
        for book in books
    ]
    if downloads.wanted(page):
        return downloads.answer(page, _("Final accounts"), tables)
    context = {
        "page": page,
        "tables": tables,
        "closed": closed,
        "definition": accounts_definition(),
        "source": accounts_source(),
    }
    return render(request, "web/final_accounts.html", context)
