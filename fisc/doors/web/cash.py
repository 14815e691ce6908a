"""Cash: what is expected to go out of the treasury day by day, and what is left then."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fisc.datacentre import cash as centre
from fisc.datacentre.cash import Cash
from fisc.doors.web import downloads
from fisc.doors.web.choices import Choice
from fisc.doors.web.overviews import Drawn, drawn
from fisc.doors.web.pages import Page
from fisc.doors.web.pictures import Kind, Picture, Series
from fisc.doors.web.tables.cash import day_table, definition, test_table
from fisc.engines.forecast import daily
from fisc.engines.forecast.daily import Expected
from fisc.engines.forecast.guarantee import average_outflow, guarantee
from fisc.exchange.official_tables.words import BOOKS
from fisc.stages.pay.monthly import plans_of_months
from fisc.values import Money

DAYS: Final = {"20": 20, "40": 40, "60": 60}
_YUAN: Final = re.compile(r"\d{1,12}(?:[.]\d{2})?")


@require_safe
def cash(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the days to come of one book, with the lowest marked and the back-test beside."""
    every = centre.cash(page.book, page.place.code, page.year, page.when)
    asked = request.GET.get("book", "")
    chosen = next((one for one in every if str(one.book) == asked), every[0] if every else None)
    context: dict[str, Any] = {"page": page, "chosen": chosen, "definition": definition()}
    if chosen is None:
        return render(request, "web/cash.html", context)
    typed = request.GET.get("balance", "").strip().replace(",", "")
    balance = Money.yuan(typed) if _YUAN.fullmatch(typed) else chosen.left
    count = DAYS.get(request.GET.get("days", ""), 20)
    known = page.shown_day
    found = _expected(chosen, page, count)
    lowest = max(found, key=lambda one: (one.total, one.day), default=None)
    tables = (
        day_table(page, found, balance, lowest),
        test_table(page, daily.back_test(chosen.days, known)),
    )
    if downloads.wanted(page):
        return downloads.answer(page, _("Cash"), tables)
    outflow = average_outflow(chosen.days, known)
    level = guarantee(balance, outflow)
    context |= {
        "name": BOOKS[chosen.book],
        "books": [
            Choice(BOOKS[one.book], page.address(book=str(one.book)), one is chosen)
            for one in every
        ],
        "counts": [
            Choice(text, page.address(days=text), number == count) for text, number in DAYS.items()
        ],
        "typed": bool(typed) and balance is not chosen.left,
        "text": typed,
        "asked_for": str(count),
        "balance": balance,
        "outflow": outflow,
        "share": level[0] if level else None,
        "level": level[1].words if level else None,
        "lowest": lowest,
        "least": balance - lowest.total if lowest else None,
        "worst": balance - lowest.high if lowest else None,
        "tables": tables,
        "pictures": [_picture(page, found, balance, str(BOOKS[chosen.book]))],
    }
    return render(request, "web/cash.html", context)


def _expected(chosen: Cash, page: Page, count: int) -> tuple[Expected, ...]:
    known = page.shown_day
    days = daily.workdays(known + timedelta(days=1), count)
    plans = plans_of_months(page.place.code, page.year, known)
    left = centre.left_of_plans(chosen, plans, known)
    return daily.forecast(chosen.days, known, days, left)


def _picture(page: Page, found: tuple[Expected, ...], balance: Money, book: str) -> Drawn:
    series = (
        (_("Left"), [balance - one.total for one in found]),
        (_("Left, at least"), [balance - one.high for one in found]),
        (_("Left, at most"), [balance - one.low for one in found]),
    )
    picture = Picture(
        kind=Kind.MONTHS,
        title=_("What is left in %(book)s day by day") % {"book": book},
        definition=definition(),
        unit=page.unit,
        unit_label=str(page.unit_label),
        heading=_("Day"),
        labels=tuple(f"{one.day:%m-%d}" for one in found),
        series=tuple(Series(name, tuple(amounts), line=True) for name, amounts in series),
    )
    return drawn(picture)
