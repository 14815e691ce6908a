"""Payment requests: the queue, the form with its live controls, one request and its next step.

The page offers steps; the command decides. A form carries a one-time key, so that a double click,
the back button or a retry does a thing once. A refusal answers 409 or 422 with its working, and
nothing that was typed is lost.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fisc.doors.web import downloads
from fisc.doors.web.pages import Page
from fisc.doors.web.payments_using import using
from fisc.doors.web.rules import opens
from fisc.doors.web.sources import follow
from fisc.doors.web.steps import (
    ACTS,
    STATES,
    TOLD,
    acts_open,
    moved_on,
    request_seen,
    seen_version,
    steps_said,
    way,
    way_of,
    whither,
)
from fisc.doors.web.tables.payments import queue_definition, queue_table
from fisc.doors.web.typed import FIELDS, Form, form_of, values_of
from fisc.doors.web.wording import elements_of
from fisc.engines.controls.outcomes import Control
from fisc.exchange.amounts import Unit
from fisc.exchange.official import Table
from fisc.registers import names
from fisc.stages.pay import commands, keeping, queries, work
from fisc.stages.pay.queries import Panel, QueueLine, RequestView
from fisc.stages.pay.states import EDITABLE, State
from fisc.values import ZERO

ROWS_MAX: Final = 50
# The states that wait for each role, in the order in which they are looked at.
_WAITING: Final = {
    "UNIT_CLERK": (State.RETURNED, State.FAILED, State.EXPIRED, State.DRAFT),
    "UNIT_REVIEWER": (State.DRAFT,),
    "UNIT_HEAD": (State.REVIEWED,),
    "FIN_PAYCENTER": (State.SUBMITTED, State.WARNED, State.APPROVED),
    "FIN_DIRECTOR": (State.AUDITED,),
    "FIN_TREASURY": (State.UNKNOWN, State.RELEASED),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One state of the queue as a page shows it."""

    state: State
    label: Any
    count: int
    href: str
    current: bool


@require_safe
def queue(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the requests of one state, and how many there are in each."""
    if number := request.GET.get("indicator", ""):
        return using(request, page, number)
    unit = page.own_unit
    lines = queries.queue(page.place.code, unit=unit)
    asked = request.GET.get("state", "")
    counts = {line.state: line.count for line in lines}
    waiting = [state for role in page.person.roles for state in _WAITING.get(role, ())]
    waiting = waiting or [State.RELEASED]
    usual = next((one for one in waiting if one in counts), waiting[-1])
    state = State(asked) if asked in set(State) else usual
    after = request.GET.get("after", "")
    try:
        rows = queries.requests_in(
            page.place.code, state, unit=unit, after=after, limit=ROWS_MAX + 1
        )
    except commands.UnknownRequest as unknown:
        raise Http404(after) from unknown
    line = next((one for one in lines if one.state == state), QueueLine(state, 0, ZERO))
    if downloads.wanted(page):
        table = _table(page, line, _all_requests(page.place.code, state, unit))
        return downloads.answer(page, table.title, (table,))
    context = {
        "page": page,
        "state": state,
        "label": STATES[state],
        "tabs": [
            Tab(
                one,
                STATES[one],
                counts.get(one, 0),
                page.address(state=one, after=None),
                one == state,
            )
            for one in State
            if one in counts or one == state
        ],
        "rows": bool(rows),
        "table": _table(page, line, [rows[:ROWS_MAX]]),
        "later": page.address(after=rows[ROWS_MAX - 1].number) if len(rows) > ROWS_MAX else "",
        "may_begin": opens("payment-new", page.person.grants),
    }
    return render(request, "web/payments.html", context)


def _table(page: Page, line: QueueLine, parts: Iterable[Sequence[RequestView]]) -> Table:
    state = str(STATES[line.state])
    return queue_table(page, state, parts, line.count, line.amount, queue_definition())


def _all_requests(division: str, state: State, unit: str) -> Iterator[Sequence[RequestView]]:
    """Yield the requests of a state, some at a time, each part after the last of the one before."""
    found = queries.requests_in(division, state, unit=unit, limit=downloads.PART)
    while found:
        yield found
        last = found[-1].number
        found = queries.requests_in(division, state, unit=unit, after=last, limit=downloads.PART)


@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest, page: Page) -> HttpResponse:
    """Begin a request; save it half typed, or complete for the reviewer."""

    def _save(form: Form, key: str) -> commands.Receipt:
        return commands.draft_request(
            unit=page.own_unit,
            year=form.year,
            typed=form.typed,
            officer=page.person.username,
            day=page.today,
            at=page.now,
            key=key,
        )

    data = request.POST if request.method == "POST" else _kept(page) or request.GET
    return _form_page(request, page, form_of(page, data), _save, number="")


@require_http_methods(["GET", "HEAD", "POST"])
def edit(request: HttpRequest, page: Page, number: str) -> HttpResponse:
    """Change a draft, or a request that came back; reviews begin anew."""
    found = request_seen(page, number)

    def _save(form: Form, key: str) -> commands.Receipt:
        return commands.change_draft(
            number=number,
            typed=form.typed,
            officer=page.person.username,
            day=page.today,
            at=page.now,
            key=key,
        )

    data = request.POST if request.method == "POST" else _kept(page) or _filled(values_of(found))
    form = form_of(page, data)
    return _form_page(request, page, form, _save, number=number, state=found.state)


@require_POST
def keep(request: HttpRequest, page: Page) -> HttpResponse:
    """Keep what is being typed, so that it is there when its writer comes back; save nothing."""
    keeping.keep_form(
        owner=page.person.username,
        key=request.POST.get("kept", ""),
        number=request.POST.get("number", ""),
        fields={name: request.POST.get(name, "").strip() for name in (*FIELDS, "of_year")},
        at=page.now,
    )
    return HttpResponse(status=204)


@require_safe
def controls(request: HttpRequest, page: Page) -> HttpResponse:
    """Answer what the controls say about what is being typed; nothing of it is kept."""
    if not page.own_unit:
        raise Http404("controls")
    form = form_of(page, request.GET)
    context = {
        "page": page,
        "form": form,
        "panel": _preview(page, form),
        "yuan": Unit.YUAN,
    }
    return render(request, "web/live.html", context)


@require_safe
def payment(request: HttpRequest, page: Page, number: str) -> HttpResponse:
    """Show one request: where it is, what the controls say, who did what, and the next step."""
    return _payment_page(request, page, number)


@require_POST
def act(request: HttpRequest, page: Page, number: str, name: str) -> HttpResponse:
    """Take one step with a request, or be told why not."""
    request_seen(page, number)
    step = ACTS.get(name)
    once = request.POST.get("once", "")
    if step is None:
        raise Http404(name)
    if not once:
        return _payment_page(request, page, number, stale=moved_on(), status=409)
    try:
        receipt = step.take(
            number=number,
            officer=page.person.username,
            day=page.today,
            at=page.now,
            key=f"{name}/{number}/{once}",
            reason=request.POST.get("reason", "").strip(),
            version=seen_version(request.POST),
            **whither(step, request.POST),
        )
    except (commands.OutOfTurn, commands.KeyReused):
        return _payment_page(request, page, number, stale=moved_on(), status=409)
    if not receipt.done:
        return _payment_page(request, page, number, refusals=receipt.refusals, status=409)
    messages.success(request, step.said)
    return redirect("payment", number)


def _kept(page: Page) -> QueryDict | None:
    """Return what was typed into an open form that the address names, if it was kept."""
    key = page.request.GET.get("kept", "")
    kept = keeping.kept_form(page.person.username, key) if key else None
    return _filled(kept.fields) if kept else None


def _filled(values: Mapping[str, str]) -> QueryDict:
    data = QueryDict(mutable=True)
    data.update(values)
    return data


def _form_page(
    request: HttpRequest,
    page: Page,
    form: Form,
    save: Callable[[Form, str], commands.Receipt],
    *,
    number: str,
    state: State = State.DRAFT,
) -> HttpResponse:
    """Show the form, or save what was sent with it and go to the request."""
    panel = _preview(page, form)
    refusals: tuple[Control, ...] = ()
    stale = ""
    saves = request.method == "POST" and not form.picked
    if saves:
        once = request.POST.get("once", "")
        sends = request.POST.get("act") == "send"
        stops = tuple(control for control in panel.controls if not control.allows)
        if not once:
            stale = moved_on()
        elif form.problems or (sends and stops):
            refusals = stops if sends else ()
        else:
            try:
                receipt = save(form, f"form/{once}")
            except (commands.KeyReused, commands.OutOfTurn, commands.ImpossibleDraft):
                stale = moved_on()
            else:
                if receipt.done:
                    keeping.let_go(owner=page.person.username, key=request.POST.get("kept", ""))
                    messages.success(request, _saved(sends=sends))
                    return redirect("payment", receipt.subject)
                refusals = receipt.refusals
    context = {
        "page": page,
        "form": form,
        "number": number,
        "panel": panel,
        "refusals": refusals,
        "stale": stale,
        "once": uuid4().hex,
        "kept": _key(page),
        "way": way_of(state),
        "yuan": Unit.YUAN,
    }
    status = 422 if refusals or (saves and form.problems) else 200
    return render(request, "web/payment_form.html", context, status=409 if stale else status)


def _payment_page(
    request: HttpRequest,
    page: Page,
    number: str,
    *,
    refusals: tuple[Control, ...] = (),
    stale: str = "",
    status: int = 200,
) -> HttpResponse:
    try:
        sheet = work.sheet(number, day=page.today, now=page.now)
    except commands.UnknownRequest as unknown:
        raise Http404(number) from unknown
    found, trail = sheet.view, sheet.trail
    if not page.sees(found.division, found.unit):
        raise Http404(number)
    labels = {**names.units({found.unit}), **names.projects({found.project})}
    people: dict[str, Any] = {one.username: one for one in sheet.persons}
    if others := {step.actor for step in trail} - people.keys():
        people |= names.people(others)
    vouchers = queries.vouchers(found.number)
    context = {
        "page": page,
        "found": found,
        "followed": follow(page, found, vouchers),
        "label": STATES[found.state],
        "way": way(found, trail, people),
        "panel": sheet.panel,
        "ahead": steps_said(sheet.ahead),
        "elements": elements_of(found, labels, None),
        "trail": [(step, TOLD.get(step.act, step.act), people.get(step.actor)) for step in trail],
        "acts": acts_open(sheet.acts, page.person.roles),
        "may_edit": opens("payment-edit", page.person.grants) and found.state in EDITABLE,
        "vouchers": vouchers,
        "refusals": refusals,
        "stale": stale,
        "once": uuid4().hex,
        "yuan": Unit.YUAN,
    }
    return render(request, "web/payment.html", context, status=status)


def _preview(page: Page, form: Form) -> Panel:
    return queries.preview(
        unit=page.own_unit,
        division=page.home,
        year=form.year,
        typed=form.typed,
        day=page.today,
    )


def _key(page: Page) -> str:
    """Return the key under which a form is kept: the one that is gone on with, or a new one."""
    data = page.request.POST if page.request.method == "POST" else page.request.GET
    return data.get("kept", "") or uuid4().hex[:12]


def _saved(*, sends: bool) -> str:
    if sends:
        return _("Saved for review by a second person of your unit.")
    return _("Saved as a draft.")
