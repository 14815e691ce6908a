"""My work: what waits for me, what I sent, finished or drafted; and many acts at once.

A batch is first shown: what will happen, what is skipped and why. Each document is then an act of
its own under its own key, in the version that was seen, so that a batch never stops in the middle
without saying which went through.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final
from uuid import uuid4

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fisc.doors.web import downloads
from fisc.doors.web.desks import APPROVE, DESKS, LISTS, RETURN, ROWS_MAX, Wish, tasks
from fisc.doors.web.pages import Page
from fisc.doors.web.rules import opens
from fisc.doors.web.tables.work import work_table
from fisc.stages.pay import work
from fisc.values import Verdict

FRAGMENT: Final = "X-Fragment"
REASON_LENGTH: Final = 200
_PARTS: Final = 4


@dataclass(frozen=True, slots=True)
class Tab:
    """One list as a page offers it."""

    label: Any
    href: str
    current: bool


@dataclass(frozen=True, slots=True)
class Line:
    """One document of a batch: what was chosen, where it is, and what is against it."""

    value: str
    number: str
    title: Any
    against: tuple[Verdict, ...]


@require_safe
def desk(request: HttpRequest, page: Page) -> HttpResponse:
    """Show one list of whoever asks, over all kinds of documents or of one."""
    asked, kind = request.GET.get("list", ""), request.GET.get("kind", "")
    name = asked if asked in LISTS else "todo"
    found = tasks(page, name, kind if kind in DESKS else "")
    every = len(found)
    words = request.GET.get("q", "").strip().lower()
    if words:
        found = tuple(one for one in found if words in f"{one.number} {one.about}".lower())
    table = work_table(page, name, found[:ROWS_MAX], ticks=name == "todo")
    if downloads.wanted(page):
        return downloads.answer(page, table.title, (table,))
    context = {
        "page": page,
        "name": name,
        "table": table,
        "rows": bool(found),
        "count": len(found),
        "more": max(len(found) - ROWS_MAX, 0),
        "words": words,
        "unfiltered": every,
        "clear": page.address(q=None),
        "tabs": [
            Tab(label, page.address(list=one, q=None), one == name) for one, label in LISTS.items()
        ],
        "kinds": [
            Tab(one.title, page.address(kind=flow), flow == kind) for flow, one in DESKS.items()
        ],
        "every": Tab(_("all kinds"), page.address(kind=None), kind not in DESKS),
        "reasons": _reasons(page) if name == "todo" else (),
        "once": uuid4().hex,
    }
    return render(request, "web/work.html", context)


def _reasons(page: Page) -> tuple[str, ...]:
    """Return the reasons that somebody gave for returning payments, where they return such."""
    if not opens("payment-act", page.person.grants):
        return ()
    return work.own_reasons(page.person.username)


@require_POST
def batch(request: HttpRequest, page: Page) -> HttpResponse:
    """Show what a batch would do, or do it and tell what became of each document."""
    way = request.POST.get("way", "")
    wishes = _wishes(request.POST, way)
    if way not in {APPROVE, RETURN} or not wishes:
        messages.error(request, _("Tick at least one row, and say what to do with it."))
        return redirect("work")
    does = request.POST.get("confirm") == "1"
    lines = [_line(page, wish, does=does) for wish in wishes]
    fine = [line for line in lines if not line.against]
    context = {
        "page": page,
        "way": way,
        "returns": way == RETURN,
        "does": does,
        "fine": fine,
        "fine_count": len(fine),
        "against": [line for line in lines if line.against],
        "against_count": len(lines) - len(fine),
        "reason": request.POST.get("reason", "").strip(),
        "once": request.POST.get("once", ""),
    }
    status = 200 if fine else 409
    if FRAGMENT in request.headers:
        return render(request, "web/work_said.html", context, status=status)
    return render(request, "web/work_batch.html", context, status=status)


def _wishes(data: QueryDict, way: str) -> list[Wish]:
    """Read what was ticked; a row that names nothing is left out."""
    reason = data.get("reason", "").strip()[:REASON_LENGTH]
    once = data.get("once", "")[:64]
    found = []
    for value in dict.fromkeys(data.getlist("row")):
        parts = value.split("/")
        if len(parts) != _PARTS or parts[0] not in DESKS or not once:
            continue
        flow, number, year, version = parts
        if year.isdecimal() and version.isdecimal() and len(year) <= _PARTS and len(version) < 10:  # noqa: PLR2004
            found.append(Wish(flow, number, int(year), int(version), way, reason, once))
    return found[:ROWS_MAX]


def _line(page: Page, wish: Wish, *, does: bool) -> Line:
    desk = DESKS[wish.flow]
    against = desk.take(page, wish) if does else desk.foresee(page, wish)
    value = f"{wish.flow}/{wish.number}/{wish.year}/{wish.version}"
    return Line(value, wish.number, desk.title, against)
