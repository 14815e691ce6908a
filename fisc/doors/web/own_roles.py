"""One's own roles: what one holds, whom one stands in for, and handing a role on for a time."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fisc.doors.web import downloads
from fisc.doors.web.pages import Page
from fisc.doors.web.people import MISTAKES
from fisc.doors.web.tables.people import grants_table
from fisc.doors.web.typed_grants import day_typed, last_day_typed, number_typed
from fisc.law.parameters import parameter
from fisc.law.tables import ROLES, find
from fisc.record import granting
from fisc.record.granting import Granted, WrongGrant
from fisc.registers import grants
from fisc.registers.grants import ENDED, GrantRecord


@require_safe
def own_roles(request: HttpRequest, page: Page) -> HttpResponse:
    """Show what one holds and has handed on, and offer to hand on what can be."""
    context = _context(page)
    if downloads.wanted(page):
        return downloads.answer(page, context["table"].title, (context["table"],))
    return render(request, "web/own_roles.html", context)


@require_POST
def step(request: HttpRequest, page: Page, name: str) -> HttpResponse:
    """Hand a role on, or end what is held in somebody's place; a refusal answers 409."""
    if name not in {"delegate", "end"}:
        raise Http404(name)
    try:
        done = _delegate(page) if name == "delegate" else _end(page)
    except MISTAKES as wrong:
        messages.error(request, _("This cannot be done so: %(what)s") % {"what": wrong})
        return redirect("own-roles")
    if done.refusal is not None:
        context = _context(page) | {"refusal": done.refusal, "typed": request.POST}
        return render(request, "web/own_roles.html", context, status=409)
    said = _("Handed on until the day that was named.") if name == "delegate" else _("Ended.")
    messages.success(request, said)
    return redirect("own-roles")


def _delegate(page: Page) -> Granted:
    typed, officer = page.request.POST, page.person.username
    last_day = last_day_typed(typed.get("last_day", ""))
    if last_day is None:
        raise WrongGrant("Name a last day.")
    return granting.delegate(
        number=number_typed(typed.get("grant", "")),
        to=typed.get("to", "").strip(),
        first_day=day_typed(typed.get("first_day", ""), page.today),
        last_day=last_day,
        reason=typed.get("reason", ""),
        officer=officer,
        at=page.now,
        key=f"web/{officer}/{typed.get('once', '')[:32]}",
    )


def _end(page: Page) -> Granted:
    typed, officer = page.request.POST, page.person.username
    number, why = number_typed(typed.get("grant", "")), typed.get("reason", "")
    return granting.end(number=number, officer=officer, why=why, at=page.now)


def _handed_on(one: GrantRecord, page: Page) -> bool:
    """Whether it could be handed on: it is held now, one's own, and no administrator's."""
    office = find(ROLES, one.role).organisation
    return one.holds(page.today) and not one.behalf and office != "operations"


def _context(page: Page) -> dict[str, Any]:
    own = grants.grants_of(page.person.username)
    lent = grants.in_place_of(page.person.username)
    rows = (*own, *lent)
    days_max = parameter("organisation/delegation:days_max").on(page.today)
    return {
        "page": page,
        "table": grants_table(page, "grants", _("My roles"), [rows], len(rows)),
        "rows": bool(rows),
        "own": [one for one in own if _handed_on(one, page)],
        "lent": [one for one in rows if one.behalf and one.state != ENDED],
        "days_max": days_max,
        "once": uuid4().hex,
    }
