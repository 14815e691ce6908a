"""The tables that a people's congress gets, with their check formulas: a page, files, papers.

The page lists the tables of one kind of paper and shows one of them; the files hold them all.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fisc.doors.web import downloads
from fisc.doors.web.choices import Choice
from fisc.doors.web.pages import Page
from fisc.engines.budgets.congress import Kind
from fisc.exchange.official import Table
from fisc.exchange.official_tables.book import judged, tables_of
from fisc.exchange.official_tables.checks import outcomes
from fisc.exchange.official_tables.congress import (
    KIND_NAMES,
    KINDS,
    congress_book,
    congress_title,
    list_table,
)

KIND: Final = "kind"
SHOWN: Final = "shown"


@require_safe
def congress(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the congress tables of the chosen place, year and kind, one of them in full."""
    kind = _kind(request)
    chapters = congress_book(page, kind)
    tables = tables_of(chapters)
    addresses = {one.key: page.address(**{SHOWN: one.key}) for one in tables}
    listed = list_table(page, chapters, addresses)
    if downloads.wanted(page):
        if downloads.book_wanted(page):
            return downloads.bound(page, chapters, _("Congress tables"), congress_title(page, kind))
        return downloads.answer(page, _("Congress tables"), (listed, *tables))
    table = _shown(request, tables)
    wrong = sum(outcomes(one).count("wrong") for one in tables)
    context: dict[str, Any] = {
        "page": page,
        "kinds": [
            Choice(KIND_NAMES[one], page.address(**{KIND: one}), one == kind) for one in KINDS
        ],
        "list": listed,
        "table": table,
        "around": _around(tables, table, addresses),
        "judged": judged(tables),
        "wrong": wrong,
        "whole": downloads.book_ways(page) if tables else {},
        "definition": table.definition if table else "",
        "source": listed.source,
    }
    return render(request, "web/congress.html", context)


def _kind(request: HttpRequest) -> Kind:
    asked = request.GET.get(KIND, KINDS[0])
    found = next((one for one in KINDS if one == asked), None)
    if found is None:
        raise Http404(asked)
    return found


def _shown(request: HttpRequest, tables: Sequence[Table]) -> Table | None:
    """Return the table that is asked for, else the first one.

    Raises:
        Http404: there is no such table.
    """
    asked = request.GET.get(SHOWN, "")
    found = next((one for one in tables if asked in ("", one.key)), None)
    if found is None and asked and tables:
        raise Http404(asked)
    return found


def _around(
    tables: Sequence[Table], table: Table | None, addresses: dict[str, str]
) -> dict[str, str]:
    """Return the addresses of the tables before and after one."""
    if table is None:
        return {}
    at = tables.index(table)
    before = addresses[tables[at - 1].key] if at else ""
    after = addresses[tables[at + 1].key] if at + 1 < len(tables) else ""
    return {"before": before, "after": after}
