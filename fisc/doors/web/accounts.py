"""The final accounts of a year: what was budgeted, what became of it, and whether it ties up."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fisc.doors.web import downloads
from fisc.doors.web.pages import Page
from fisc.exchange.official_tables.accounts import (
    accounts_definition,
    accounts_source,
    final_tables,
)
from fisc.stages.close import queries


@require_safe
def final_accounts(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the final accounts of a place, book by book; of an open year, how they stand today."""
    tables = final_tables(page)
    if downloads.wanted(page):
        return downloads.answer(page, _("Final accounts"), tables)
    context = {
        "page": page,
        "tables": tables,
        "closed": queries.is_closed(page.place.code, page.year),
        "definition": accounts_definition(),
        "source": accounts_source(),
    }
    return render(request, "web/final_accounts.html", context)
