"""One document of the budget on its way: what it says, its trail, to whom it goes, what is next.

The page is the same for indicators, changes of authority, transfers, ceilings and budgets. It
offers acts; the command decides, and a refusal answers 409 with its working.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import uuid4

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fisc.doors.web.authority_desks import KINDS, STATES, TITLES, Deed, act_said, carry_out
from fisc.doors.web.pages import Page
from fisc.doors.web.steps import duration, seen_version
from fisc.doors.web.templatetags.figures import called
from fisc.engines.organisation.flows import flow
from fisc.engines.organisation.rights import roles_of
from fisc.law.names import control, role
from fisc.record import trails
from fisc.record.sheets import Sheet, sheet
from fisc.record.trails import Mark
from fisc.record.ways import OWN, UnknownDocument, concerns
from fisc.registers import names
from fisc.values import Verdict, Words

# Done where what it needs is typed, and not by a button.
_ELSEWHERE: Final = frozenset({"change", "allocate"})
REASON_LENGTH: Final = 200


@dataclass(frozen=True, slots=True)
class Button:
    """An act that the page offers; ``resolves`` says that it enters a resolution."""

    name: str
    label: Any
    asks_why: bool
    primary: bool
    resolves: bool
    targets: tuple[tuple[str, Any], ...]


@require_safe
def document(request: HttpRequest, page: Page, kind: str, year: int, number: str) -> HttpResponse:
    """Show one document on its way."""
    return _document_page(request, page, _seen(page, kind, year, number))


@require_POST
def act(
    request: HttpRequest, page: Page, kind: str, year: int, number: str, name: str
) -> HttpResponse:
    """Do one act on a document, or be told why not."""
    found = _seen(page, kind, year, number)
    row, once = flow(kind).named(name), request.POST.get("once", "")[:64]
    if row is None or row.kind in {"begin", "outside"} or name in _ELSEWHERE:
        raise Http404(name)
    deed = Deed(
        kind,
        number,
        year,
        name,
        once or uuid4().hex,
        request.POST.get("reason", "").strip()[:REASON_LENGTH],
        request.POST.get("to", "").strip(),
        seen_version(request.POST),
        request.POST.get("resolution", "").strip()[:120],
        _day(request.POST.get("resolved_on", "")),
        priority=request.POST.get("priority") == "1",
    )
    refusal = carry_out(page, deed)
    if refusal is not None:
        return _document_page(request, page, found, refusal)
    messages.success(request, _("Done: %(act)s.") % {"act": act_said(kind)(name)})
    if row.kind == "end":
        return redirect("work")
    return redirect("document", kind, year, number)


def trail_of(page: Page, kind: str, year: int, number: str) -> list[dict[str, Any]]:
    """Return the trail of a document for a page of its own, with one question and no names."""
    said = act_said(kind)
    return [_told(mark, {}, said) for mark in trails.of(page.book, kind, number, year)]


def trails_of(page: Page, documents: Sequence[tuple[str, str]], year: int) -> list[Any]:
    """Return the trails of documents of a year, by kind and number, as a page shows them."""
    found = trails.of_many(page.book, [(kind, number, year) for kind, number in documents])
    people = names.people({mark.actor for marks in found.values() for mark in marks})
    return [
        {
            "kind": kind,
            "title": TITLES[kind],
            "number": number,
            "year": year,
            "trail": [_told(mark, people, act_said(kind)) for mark in marks],
        }
        for (kind, number, year), marks in found.items()
    ]


def _seen(page: Page, kind: str, year: int, number: str) -> Sheet:
    """Return a document that the person may see; one that they may not is not there.

    Raises:
        Http404: there is none, or none for them.
    """
    try:
        found = sheet(page.book, KINDS[kind], number, year, today=page.today, now=page.now)
    except (UnknownDocument, KeyError) as unknown:
        raise Http404(number) from unknown
    document = found.document
    mine = concerns(document, page.person.username, page.person.grants)
    if not page.sees(document.division, document.unit) or not mine:
        raise Http404(number)
    return found


def _way(page: Page, found: Sheet) -> dict[str, Any]:
    document = found.document
    said = act_said(document.flow.name)
    people: dict[str, Any] = {one.username: one for one in found.persons}
    if others := {mark.actor for mark in found.trail} - people.keys():
        people |= names.people(others)
    return {
        "kind": document.flow.name,
        "number": document.number,
        "year": document.year,
        "version": found.version,
        "state": STATES[document.state],
        "state_code": document.state,
        "trail": [_told(mark, people, said) for mark in found.trail],
        "buttons": _buttons(page, found),
        "ahead": [
            {
                "label": said(one.act),
                "hands": one.hands,
                "more": one.more,
                "usual": duration(one.usual),
                "samples": one.samples,
                "checks": [control(code) for code in one.checks],
            }
            for one in found.ahead
        ],
        "due": found.due,
        "late": found.due is not None and found.due.passed(page.today),
        "once": uuid4().hex,
    }


def _told(mark: Mark, people: Mapping[str, Any], said: Any) -> dict[str, Any]:
    return {
        "mark": mark,
        "act": said(mark.act),
        "actor": people.get(mark.actor),
        "role": role(mark.role) if mark.role else None,
        "from": STATES.get(mark.from_state, ""),
        "to": STATES.get(mark.to_state, mark.to_state),
    }


def _buttons(page: Page, found: Sheet) -> list[Button]:
    """Return the acts to offer to whoever asks; whether they may, the act says."""
    document, who = found.document, page.person.username
    made = []
    for one in found.acts:
        row = document.flow.act(one.name, document.state)
        if row is None or one.name in _ELSEWHERE or not one.right:
            continue
        mine = document.maker == who if row.kind in OWN else True
        if row.kind == "recall":
            mine = bool(found.trail) and found.trail[-1].actor == who
        if mine and roles_of(one.right).intersection(page.person.roles):
            label = act_said(document.flow.name)(one.name)
            asks = row.reason != "never" or row.kind == "return"
            primary = row.kind in {"step", "resubmit"}
            resolves = one.name == "adopt"
            made.append(Button(one.name, label, asks, primary, resolves, one.targets))
    return made


def _document_page(
    request: HttpRequest, page: Page, found: Sheet, refusal: Verdict | None = None
) -> HttpResponse:
    document = found.document
    context = {
        "page": page,
        "found": document,
        "title": TITLES[document.flow.name],
        "says": [
            (label, called(text) if isinstance(text, Words) else text) for label, text in found.says
        ],
        "way": _way(page, found),
        "refusal": refusal,
    }
    status = 200 if refusal is None else 409
    return render(request, "web/document.html", context, status=status)


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None
