"""The requests behind two terms of the control panel: reserved of an indicator, and paid."""

from __future__ import annotations

from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext_lazy as _

from fisc.datacentre.indicators import pot_numbered
from fisc.doors.web import downloads
from fisc.doors.web.choices import Choice
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.payments import queue_table, use_definition
from fisc.stages.pay.finding import paid_from, reserving

ROWS_MAX: Final = 500
PARTS: Final = {"reserved": (_("Reserved"), reserving), "paid": (_("Paid"), paid_from)}


def using(request: HttpRequest, page: Page, number: str) -> HttpResponse:
    """Show the requests that reserve of an indicator, or were paid from it, whatever their state.

    Raises:
        Http404: the person may not see the indicator, or there is none.
    """
    pot = pot_numbered(page.book, number, page.year)
    if pot is None or not page.sees(pot.division, pot.unit):
        raise Http404(number)
    part = request.GET.get("part", "")
    label, ask = PARTS[part] if part in PARTS else PARTS["reserved"]
    found = ask(number, page.year, limit=ROWS_MAX)
    title = f"{number} · {label}"
    table = queue_table(page, title, [found.rows], found.count, found.total, use_definition())
    if downloads.wanted(page):
        return downloads.answer(page, table.title, (table,))
    context: dict[str, Any] = {
        "page": page,
        "using": number,
        "parts": [
            Choice(word, page.address(part=name), name == part or word == label)
            for name, (word, _ask) in PARTS.items()
        ],
        "label": label,
        "rows": bool(found.rows),
        "table": table,
    }
    return render(request, "web/payments.html", context)
