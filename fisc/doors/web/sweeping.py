"""The acts of sweeps on the page of resources: propose what is ticked, carry out, give back."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from fisc.doors.web.pages import Page
from fisc.doors.web.resources import shown
from fisc.exchange.sweeps import NothingChosen, propose_idle
from fisc.stages.allot import sweep_queries, sweeps
from fisc.stages.allot.acts import Receipt
from fisc.stages.allot.documents import UnknownIndicator

TEXT_MAX: Final = 200


@require_POST
def propose(request: HttpRequest, page: Page) -> HttpResponse:
    """Propose to take the ticked rows back, or say why not."""
    try:
        receipt = propose_idle(
            page.book,
            division=page.place.code,
            year=page.year,
            reason=request.POST.get("reason", ""),
            evidence=request.POST.get("evidence", "").strip()[:TEXT_MAX],
            numbers=request.POST.getlist("row")[: sweeps.LINES_MAX],
            maker=page.person.username,
            day=page.today,
            at=page.now,
        )
    except (NothingChosen, UnknownIndicator, sweeps.WrongSweep):
        messages.error(request, _("Tick at least one row that can be taken back."))
        return redirect(f"{reverse('resources')}?tab=idle")
    if receipt.refusal is not None:
        return shown(request, page, {"refusal": receipt.refusal})
    said = _("Proposed as %(number)s; another person carries it out.")
    messages.success(request, said % {"number": receipt.number})
    return redirect(f"{reverse('resources')}?tab=sweeps")


@require_POST
def step(request: HttpRequest, page: Page, name: str) -> HttpResponse:
    """Carry a sweep out, or give back what it took; a refusal answers 409 with its working."""
    act = STEPS.get(name)
    if act is None:
        raise Http404(name)
    number = request.POST.get("number", "")
    found = sweep_queries.sweep(number)
    if found is None or not page.sees(found.division, ""):
        messages.error(request, _("There is no such sweep."))
        return redirect(f"{reverse('resources')}?tab=sweeps")
    try:
        receipt = act[0](page, number, request.POST)
    except sweeps.WrongSweep:
        messages.error(request, _("Say why."))
        return redirect(f"{reverse('resources')}?tab=sweeps")
    if receipt.refusal is not None:
        return shown(request, page, {"refusal": receipt.refusal})
    messages.success(request, act[1])
    return redirect(f"{reverse('resources')}?tab=sweeps")


def _carry_out(page: Page, number: str, _typed: Mapping[str, str]) -> Receipt:
    return sweeps.carry_out_sweep(
        number=number, checker=page.person.username, day=page.today, at=page.now
    )


def _give_back(page: Page, number: str, typed: Mapping[str, str]) -> Receipt:
    return sweeps.reverse_sweep(
        number=number,
        reason=typed.get("reason", "").strip()[:TEXT_MAX],
        checker=page.person.username,
        day=page.today,
        at=page.now,
    )


STEPS: Final[Mapping[str, tuple[Callable[[Page, str, Mapping[str, str]], Receipt], Any]]] = {
    "carry-out": (_carry_out, gettext_lazy("The money is back in the pool.")),
    "give-back": (_give_back, gettext_lazy("Everything that the sweep took is given back.")),
}
