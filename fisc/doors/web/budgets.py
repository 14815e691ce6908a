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
from fisc.doors.web.pages import Page
from fisc.exchange.official_tables.budgets import budget_definition, budget_tables, plan_table
from fisc.exchange.official_tables.words import BOOKS
from fisc.stages.approve import queries


@require_safe
def budgets(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the adopted budget of the chosen place, its balance, and the plans of adjustment."""
    if downloads.wanted(page) and downloads.book_wanted(page):
        return downloads.book(page)
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
        "whole": downloads.book_ways(page) if found else {},
        "balanced": all(one.balance.allowed for one in found),
        "definition": budget_definition(),
    }
    return render(request, "web/budgets.html", context)
