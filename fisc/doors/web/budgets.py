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
from fisc.doors.web.becoming import WITHIN, budget_areas, budget_fall, class_name
from fisc.doors.web.documents import trails_of
from fisc.doors.web.overviews import Drawn, drawn
from fisc.doors.web.pages import Page
from fisc.exchange.official_tables.budgets import budget_definition, budget_tables, plan_table
from fisc.exchange.official_tables.words import BOOKS
from fisc.stages.approve import queries
from fisc.stages.approve.queries import BookBudget


@require_safe
def budgets(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the adopted budget of the chosen place, its balance, and the plans of adjustment."""
    if request.GET.get(downloads.FORMAT) == downloads.PACKAGE:
        return downloads.package(page)
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
    asked = request.GET.get(WITHIN, "")
    within = asked if any(queries.shares(one, asked) for one in found) else ""
    shown = [
        (book, one, of_book, _pictures(page, one, str(book), within))
        for book, one, of_book in books
    ]
    context: dict[str, Any] = {
        "page": page,
        "books": shown,
        "pictures": any(pictures for *_book, pictures in shown),
        "within": class_name(within) if within else "",
        "every_class": page.address(**{WITHIN: None}),
        "plans": adjusting,
        "whole": downloads.book_ways(page) if found else {},
        "package": page.address(**{downloads.FORMAT: downloads.PACKAGE}),
        "balanced": all(one.balance.allowed for one in found),
        "definition": budget_definition(),
        "documents": trails_of(page, queries.documents(page.place.code, page.year), page.year),
    }
    return render(request, "web/budgets.html", context)


def _pictures(page: Page, budget: BookBudget, book: str, within: str) -> list[Drawn]:
    """Return what adjustments made of the uses of a book, and of what the uses consist."""
    classes = queries.shares(budget)
    inside = queries.shares(budget, within) if within else classes
    pictures = (
        budget_fall(page, classes, book),
        budget_areas(page, inside, book, within),
    )
    return [drawn(one) for one in pictures if one is not None]
