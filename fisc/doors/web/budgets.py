"""The budget book by book: what was adopted, what adjustments made of it, and whether it balances.

Unlike the pages of the ledger, this one is about the budget of the place itself: what stands below
it has adopted budgets of its own.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fisc.doors.web import downloads
from fisc.doors.web.cockpit import BOOKS
from fisc.doors.web.documents import trails_of
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.budgets import budget_definition, budget_tables, plan_table
from fisc.stages.approve import queries


@require_safe
def budgets(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the adopted budget of the chosen place, its balance, and the plans of adjustment."""
    found = queries.budget(page.place.code, page.year)
    plans = queries.plans(page.place.code, page.year)
    books = [
        (BOOKS[one.book], one, budget_tables(page, one, str(BOOKS[one.book]))) for one in found
    ]
    adjusting = plan_table(page, plans) if plans else None
    if downloads.wanted(page):
        tables = [table for *_book, of_book in books for table in of_book]
        tables += [adjusting] if adjusting is not None else []
        return downloads.answer(page, _("Budget book"), tables)
    context: dict[str, Any] = {
        "page": page,
        "books": books,
        "plans": adjusting,
        "balanced": all(one.balance.allowed for one in found),
        "definition": budget_definition(),
        "documents": trails_of(page, queries.documents(page.place.code, page.year), page.year),
    }
    return render(request, "web/budgets.html", context)
