"""Bank and books: how each bank's day came out, and every difference until somebody settles it."""

from __future__ import annotations

from datetime import date
from typing import Any, Final
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fisc.doors.web import downloads
from fisc.doors.web.pages import Page
from fisc.doors.web.rules import opens
from fisc.doors.web.steps import moved_on, request_seen
from fisc.doors.web.tables.reconciliation import (
    day_table,
    difference_table,
    reconciliation_definition,
    reconciliation_source,
)
from fisc.doors.web.typed import amount_of
from fisc.engines.controls.outcomes import Control
from fisc.exchange.official import Table
from fisc.stages.pay import commands, queries
from fisc.stages.pay.day_reports import reports
from fisc.stages.pay.queries import RequestView
from fisc.stages.pay.states import State
from fisc.values import ZERO, Money

UNKNOWN_MAX: Final = 50


@require_safe
def reconciliation(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the days of a year that were reconciled, what is open, and what nobody knows yet."""
    if downloads.wanted(page):
        return downloads.answer(page, _("Reconciliation"), _tables(page))
    return render(request, "web/reconciliation.html", _context(page))


@require_POST
def resolve(request: HttpRequest, page: Page, number: str) -> HttpResponse:
    """Decide on the bank's word what became of a payment that nobody answered."""
    found = request_seen(page, number)
    paid, bank_day, problem = _typed(request, found)
    once = request.POST.get("once", "")
    if problem or paid is None or bank_day is None or not once:
        return _refused(request, page, problem or _("This form is no longer new."), (), 422)
    try:
        receipt = commands.resolve_unknown(
            number=number,
            paid=paid,
            bank_day=bank_day,
            officer=page.person.username,
            reason=request.POST.get("reason", "").strip(),
            day=page.today,
            at=page.now,
            key=f"resolve/{number}/{once}",
        )
    except (commands.OutOfTurn, commands.KeyReused):
        return _refused(request, page, moved_on(), (), 409)
    if not receipt.done:
        return _refused(request, page, "", receipt.refusals, 409)
    messages.success(request, _("Decided; the difference is settled."))
    return redirect("reconciliation")


def _typed(request: HttpRequest, found: RequestView) -> tuple[Money | None, date | None, str]:
    """Read the form: what the bank paid, on which day, or what is wrong with it."""
    try:
        day = date.fromisoformat(request.POST.get("bank_day", ""))
    except ValueError:
        return None, None, _("Give the bank's day as year-month-day.")
    said = request.POST.get("said", "")
    if said in {"whole", "nothing"}:
        return (found.amount or ZERO) if said == "whole" else ZERO, day, ""
    problems: dict[str, str] = {}
    paid = amount_of(request.POST.get("paid", "").strip(), "paid", problems, {})
    return paid, day, problems.get("paid", "" if paid else _("Say how much the bank paid."))


def _refused(
    request: HttpRequest,
    page: Page,
    problem: str,
    refusals: tuple[Control, ...],
    status: int,
) -> HttpResponse:
    context = _context(page) | {"stale": problem, "refusals": refusals, "typed": request.POST}
    return render(request, "web/reconciliation.html", context, status=status)


def _tables(page: Page) -> tuple[Table, Table, Table]:
    place, year = page.place.code, page.year
    days = reports(page.book, place, year)
    return (
        day_table(page, days),
        difference_table(page, queries.differences(place), settled=False),
        difference_table(page, queries.differences(place, settled=True), settled=True),
    )


def _context(page: Page) -> dict[str, Any]:
    days, waiting, settled = _tables(page)
    unknown = queries.requests_in(page.place.code, State.UNKNOWN, limit=UNKNOWN_MAX + 1)
    return {
        "page": page,
        "days": days,
        "waiting": waiting,
        "settled": settled,
        "unknown": unknown[:UNKNOWN_MAX],
        "more": len(unknown) > UNKNOWN_MAX,
        "may_resolve": opens("reconciliation-resolve", page.person.grants),
        "definition": reconciliation_definition(),
        "source": reconciliation_source(),
        "once": uuid4().hex,
    }
