"""Spending standards: the library with its search, the history of each, and a small calculator."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from fractions import Fraction
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from fisc.doors.web import downloads
from fisc.doors.web.pages import Page
from fisc.doors.web.rules import opens
from fisc.doors.web.templatetags.figures import called
from fisc.engines.budgets.standards import (
    Choice,
    Judged,
    Standard,
    choose,
    history,
    in_force,
    judge,
)
from fisc.exchange.amounts import Unit, read_amount
from fisc.exchange.official_tables.standards import definition, source, standard_table
from fisc.exchange.sheets import Fault
from fisc.exchange.standards import every, narrowed, wanted
from fisc.law.tables import STANDARD_TERMS, read
from fisc.values import Money

ROWS_MAX: Final = 200
QUANTITY_MAX: Final = 9


@require_safe
def standards(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the standards that hold at the chosen place on a day, and reckon with one of them."""
    asked = request.GET
    day = _day(asked.get("on", "")) or page.today
    domain, grade = asked.get("domain", ""), asked.get("grade", "")
    words = asked.get("q", "").strip()
    known = every(page.place.code)
    held = in_force(known, day)
    rows = narrowed(held, domain=domain, grade=grade, words=words)
    start = asked.get("from", "1")
    first = int(start) if start.isdecimal() and 0 < len(start) < 8 else 1  # noqa: PLR2004
    at = max(first, 1) - 1
    part = rows if downloads.wanted(page) else rows[at : at + ROWS_MAX]
    table = standard_table(page, part, day=day, count=len(rows), link=_address)
    if downloads.wanted(page):
        return downloads.answer(page, table.title, (table,))
    context = {
        "page": page,
        "table": table,
        "rows": bool(part),
        "count": len(rows),
        "every": len(held),
        "on": day,
        "words": words,
        "domain": domain,
        "grade": grade,
        "narrowed": bool(words or domain or grade),
        "clear": page.address(q=None, domain=None, grade=None, **{"from": None}),
        "domains": _terms("domain"),
        "grades": _terms("grade"),
        "items": _terms("item"),
        "may_enter": opens("import-new", page.person.grants),
        "definition": definition(),
        "source": source(),
        **_reckoned(page, known, day),
        **_paging(page, first, len(rows)),
    }
    return render(request, "web/standards.html", context)


@require_safe
def standard(request: HttpRequest, page: Page, code: str) -> HttpResponse:
    """Show one standard with its history: the same item and scope over time."""
    known = every(page.place.code)
    like = next((one for one in reversed(known) if one.code == code), None)
    if like is None:
        raise Http404(code)
    found = history(known, like)
    table = standard_table(page, found, day=page.today, key="history")
    if downloads.wanted(page):
        return downloads.answer(page, table.title, (table,))
    context = {"page": page, "one": like, "table": table}
    return render(request, "web/standard.html", context)


def _reckoned(page: Page, known: Sequence[Standard], day: date) -> dict[str, Any]:
    """Return what the calculator has to say; nothing before an item is chosen."""
    asked = page.request.GET
    item = asked.get("item", "")
    names = {"how_many": "quantity", "sum_typed": "amount", "exception": "exception"}
    typed = {own: asked.get(name, "").strip() for own, name in names.items()}
    found: dict[str, Any] = {"item": item, "typed": typed, "choice": None, "judged": None}
    if not item:
        return found
    grade, kind = asked.get("for_grade", ""), asked.get("unit_kind", "")
    choice = choose(known, wanted(item, day, page.place.code, grade=grade, unit_kind=kind))
    found |= {"choice": choice, "for_grade": grade, "unit_kind": kind}
    quantity, amount = _quantity(typed["how_many"]), _amount(typed["sum_typed"])
    found["judged"] = _judged(choice, quantity, amount, typed["exception"])
    return found


def _judged(
    choice: Choice, quantity: Fraction | None, amount: Money | None, exception: str
) -> Judged | None:
    if choice.standard is None or choice.standard.amount is None:
        return None
    if quantity is None or amount is None:
        return None
    return judge(choice, quantity, amount, exception)


def _quantity(text: str) -> Fraction | None:
    plain = text.replace(",", "")
    if not plain.isascii() or not plain.isdecimal() or len(plain) > QUANTITY_MAX:
        return None
    return Fraction(int(plain))


def _amount(text: str) -> Money | None:
    found = read_amount(text, Unit.YUAN) if text else None
    if found is None or isinstance(found, Fault):
        return None
    return found.money


def _terms(kind: str) -> list[tuple[str, str]]:
    return [(row.code, called(row)) for row in read(STANDARD_TERMS) if row.set == kind]


def _address(one: Standard) -> str:
    return reverse("standard", args=[one.code])


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _paging(page: Page, first: int, count: int) -> dict[str, Any]:
    last, back = min(first + ROWS_MAX - 1, count), max(first - ROWS_MAX, 1)
    return {
        "first": first,
        "last": last,
        "earlier": page.address(**{"from": str(back)}) if first > 1 else "",
        "later": page.address(**{"from": str(first + ROWS_MAX)}) if last < count else "",
    }
