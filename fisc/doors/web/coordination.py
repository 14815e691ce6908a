"""Coordinating a draft of the four budgets: draft against plan, the proof, or what conflicts.

The page asks; taking the plan over as the draft is an act of who made the draft.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fisc.doors.web import downloads
from fisc.doors.web.pages import Page
from fisc.engines.organisation.rights import roles_of
from fisc.exchange.amounts import Unit, read_amount, written
from fisc.exchange.official_tables.coordination import (
    coordination_definition,
    coordination_source,
    coordination_tables,
)
from fisc.exchange.sheets import Fault
from fisc.stages.approve import coordinating
from fisc.stages.approve.commands import take_over
from fisc.stages.approve.coordinating import Choice, Coordination
from fisc.values import Money, Verdict


@require_safe
def coordination(request: HttpRequest, page: Page) -> HttpResponse:
    """Show a draft of the chosen place beside the plan nearest to it, or why there is none."""
    choices = coordinating.choices(page.place.code)
    asked = request.GET.get("draft", "")
    chosen = next((one for one in choices if one.number == asked), None)
    if chosen is None and choices:
        chosen = choices[0]
    found = _coordinated(page, chosen, request.GET.get("stabilisation", ""))
    if downloads.wanted(page):
        tables = coordination_tables(page, found) if found is not None else ()
        return downloads.answer(page, _("Coordination"), tables)
    return render(request, "web/coordination.html", _context(page, choices, found))


@require_POST
def take(request: HttpRequest, page: Page, number: str) -> HttpResponse:
    """Take a plan over as the draft, or be told why not."""
    division = coordinating.division_of(number)
    if not division or not page.sees(division, ""):
        raise Http404(number)
    typed = request.POST.get("stabilisation", "")
    receipt = take_over(
        number=number,
        mark=request.POST.get("mark", "")[:16],
        maker=page.person.username,
        day=page.today,
        at=page.now,
        stabilisation=_held(typed),
    )
    if receipt.done:
        messages.success(request, _("The plan is the draft now; its trail says who took it over."))
        return redirect(_address(number, typed))
    found = coordinating.coordinated(number, page.today, _held(typed))
    choices = coordinating.choices(division)
    context = _context(page, choices, found, receipt.refusal)
    return render(request, "web/coordination.html", context, status=409)


def _coordinated(page: Page, chosen: Choice | None, typed: str) -> Coordination | None:
    if chosen is None:
        return None
    return coordinating.coordinated(chosen.number, page.today, _held(typed))


def _context(
    page: Page,
    choices: Sequence[Choice],
    found: Coordination | None,
    refusal: Verdict | None = None,
) -> dict[str, Any]:
    held = found.standing.stabilisation if found is not None else None
    mine = found is not None and found.draft.maker == page.person.username
    may = bool(roles_of("approve.draft").intersection(page.person.roles))
    plan = found.plan if found is not None else None
    return {
        "page": page,
        "choices": choices,
        "found": found,
        "refusal": refusal,
        "tables": coordination_tables(page, found) if found is not None else (),
        "plan": plan,
        "moved": Money.total(one.amount for one in plan.moved) if plan is not None else None,
        "gap": max((one.gap for one in plan.moved), default=0) if plan is not None else 0,
        "takes": found is not None and found.changes and found.draft.open and mine and may,
        "of_another": found is not None and found.changes and found.draft.open and not mine,
        "fund_typed": written(held, Unit.YUAN) if held is not None else "",
        "definition": coordination_definition(),
        "source": coordination_source(),
    }


def _held(typed: str) -> Money | None:
    """Return what somebody says the stabilisation fund holds; nothing that cannot be read."""
    read = read_amount(typed.strip()[:30], Unit.YUAN) if typed.strip() else None
    if read is None or isinstance(read, Fault) or read.money < Money(0):
        return None
    return read.money


def _address(number: str, typed: str) -> str:
    asked = {"draft": number} | ({"stabilisation": typed.strip()[:30]} if typed.strip() else {})
    return f"{reverse('coordination')}?{urlencode(asked)}"
