"""Resources: what can be used now, carry-over by age, idle money, the register, and sweeps.

Every tab is one question; the list is the same for all of them, so that a resource has one place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fisc.doors.web import downloads
from fisc.doors.web.overviews import Drawn, drawn
from fisc.doors.web.pages import Page
from fisc.doors.web.pictures import Kind, Picture, Series
from fisc.doors.web.rules import opens
from fisc.doors.web.templatetags.figures import called
from fisc.engines.budgets.resources.available import Resource
from fisc.exchange.official import Table
from fisc.exchange.official_tables import resources as tables
from fisc.exchange.official_tables.words import BOOKS
from fisc.exchange.resources import Inventory, inventory, narrowed
from fisc.law.tables import IDLE_KINDS, RESOURCE_KINDS, read
from fisc.registers import resources as register
from fisc.stages.allot import sweep_queries
from fisc.values import Book

ROWS_MAX: Final = 100
_ACCOUNTS: Final = frozenset({"account"})
TABS: Final[Mapping[str, Any]] = {
    "now": gettext_lazy("What can be used now"),
    "ages": gettext_lazy("Carry-over by age"),
    "idle": gettext_lazy("Idle money"),
    "accounts": gettext_lazy("Accounts"),
    "sources": gettext_lazy("Assets and own money of units"),
    "sweeps": gettext_lazy("Sweeps"),
}


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to look: a word, and where it leads."""

    label: Any
    href: str
    current: bool


@require_safe
def resources(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the resources of the chosen place in one of several ways."""
    return shown(request, page, {})


def shown(request: HttpRequest, page: Page, more: Mapping[str, Any]) -> HttpResponse:
    """Answer with the page; ``more`` is what an act has to say, such as a refusal."""
    asked = request.GET.get("tab", request.POST.get("tab", ""))
    tab = asked if asked in TABS else "now"
    found = inventory(page.book, page.selection, year=page.year, day=page.today)
    held, context = _of_tab(request, page, tab, found)
    if downloads.wanted(page):
        return downloads.answer(page, str(TABS[tab]), held)
    cleared = {"q": None, "kind": None, "flexibility": None, "from": None}
    context |= {
        "page": page,
        "tab": tab,
        "tabs": [
            Tab(label, page.address(tab=name, **cleared), name == tab)
            for name, label in TABS.items()
        ],
        "found": found,
        "usable": found.usable_total,
        "idle_total": found.idle_total,
        "interest": found.interest_total,
        "may_enter": opens("import-new", page.person.grants),
        "definition": held[0].definition,
        "source": held[0].source,
        **more,
    }
    status = 409 if more.get("refusal") is not None else 200
    return render(request, "web/resources.html", context, status=status)


@require_safe
def resource(request: HttpRequest, page: Page, number: str) -> HttpResponse:
    """Show one source of the register with everything that was reported of it."""
    record = register.resource(number)
    if record is None or not page.sees(record.division, record.unit):
        raise Http404(number)
    context = {
        "page": page,
        "record": record,
        "kind": next(one for one in read(RESOURCE_KINDS) if one.code == record.kind),
        "place": page.division_name(record.division),
        "reports": register.reports(number),
    }
    return render(request, "web/resource.html", context)


def _of_tab(
    request: HttpRequest, page: Page, tab: str, found: Inventory
) -> tuple[list[Table], dict[str, Any]]:
    if tab == "ages":
        table = tables.age_table(page, found.ages, found.terms)
        return [table], {"table": table, "drawn": _picture(page, found)}
    if tab == "sweeps":
        return _sweeps(page)
    return _listed(request, page, tab, found)


def _listed(
    request: HttpRequest, page: Page, tab: str, found: Inventory
) -> tuple[list[Table], dict[str, Any]]:
    words = request.GET.get("q", "").strip()
    kind, flexibility = (request.GET.get(name, "") for name in ("kind", "flexibility"))
    every = _every(tab, found)
    rows = narrowed(every, kind=kind, flexibility=flexibility, words=words)
    start = request.GET.get("from", "1")
    first = int(start) if start.isdecimal() and 0 < len(start) < 8 else 1  # noqa: PLR2004
    at = max(first, 1) - 1
    part = rows if downloads.wanted(page) else rows[at : at + ROWS_MAX]
    key = {"now": "resources"}.get(tab, tab)
    may_sweep = tab == "idle" and opens("resource-sweep", page.person.grants)
    table = tables.resource_table(
        page,
        part,
        found.terms,
        key=key,
        count=len(rows),
        link=lambda one: _address(page, one),
        tick=lambda one: _tick(page, one) if may_sweep else "",
    )
    held = [table]
    context: dict[str, Any] = {
        "table": table,
        "rows": bool(part),
        "count": len(rows),
        "every": len(every),
        "words": words,
        "kind": kind,
        "flexibility": flexibility,
        "narrowed": bool(words or kind or flexibility),
        "clear": page.address(q=None, kind=None, flexibility=None, **_START),
        "kinds": [(row.code, called(row)) for row in read(RESOURCE_KINDS)],
        "flexibilities": [(name, word) for name, (_l, _s, word) in tables.FLEXIBLE.items()],
        "may_sweep": may_sweep,
        "reasons": [(row.code, called(row)) for row in read(IDLE_KINDS) if row.swept],
        **_paging(page, first, len(rows)),
    }
    if tab == "idle":
        context["by_kind"] = tables.idle_table(page, found.rows, found.terms)
        held = [context["by_kind"], table]
    return held, context


_START: Final[Mapping[str, None]] = {"from": None}


def _every(tab: str, found: Inventory) -> Sequence[Resource]:
    if tab == "idle":
        return found.idle
    if tab == "now":
        return found.rows
    accounts = tab == "accounts"
    return tuple(
        one for one in found.registered if (one.holding.row.group in _ACCOUNTS) is accounts
    )


def _sweeps(page: Page) -> tuple[list[Table], dict[str, Any]]:
    divisions = tuple(page.selection.division or ())
    found = sweep_queries.sweeps(divisions, page.year)
    if page.scope_units is not None:
        found = ()
    made = sweep_queries.made_of_pool(divisions, page.year) if found else ()
    lost, given = tables.sweep_table(page, found), tables.made_table(page, made)
    may = opens("resource-sweep-step", page.person.grants)
    waiting = [one for one in found if one.state == "PROPOSED"]
    done = [one for one in found if one.state == "DONE"]
    return [lost, given], {
        "table": lost,
        "given": given,
        "sweeps": found,
        "waiting": waiting if may else [],
        "done": done if may else [],
        "made": made,
    }


def _picture(page: Page, found: Inventory) -> Drawn | None:
    """Return what is left of each year's money as stacked bars, one colour for each book."""
    books = [book for book in Book if any(line.of(book) for line in found.ages)]
    if not books:
        return None
    old = [line for line in found.ages if line.age == "balance"]
    title = (
        _("Money of %(years)s is balance and goes back to the pool")
        % {"years": ", ".join(str(line.origin) for line in old)}
        if old
        else _("Nothing is two years old")
    )
    return drawn(
        Picture(
            kind=Kind.MONTHS,
            title=title,
            definition=_("authority that is open now, by the year that granted it and by book"),
            unit=page.unit,
            unit_label=str(page.unit_label),
            heading=_("Money of"),
            labels=tuple(str(line.origin) for line in found.ages),
            series=tuple(
                Series(str(BOOKS[book]), tuple(line.of(book) for line in found.ages))
                for book in books
            ),
            dated=False,
        )
    )


def _address(page: Page, one: Resource) -> str:
    """Return where a resource is looked at: its indicator, or its page of the register."""
    held = one.holding
    if held.row.group != "ledger":
        return reverse("resource", args=[one.code])
    if "/" in one.code or not opens("indicator", page.person.grants):
        return ""
    return reverse("indicator", args=[one.code])


def _tick(page: Page, one: Resource) -> str:
    """Return what the form of a sweep is told; a row that no sweep takes back cannot be chosen."""
    mine = one.holding.division == page.place.code and "/" not in one.code
    return one.code if mine and one.swept and one.holding.kind != "frozen" else ""


def _paging(page: Page, first: int, count: int) -> dict[str, Any]:
    last, back = min(first + ROWS_MAX - 1, count), max(first - ROWS_MAX, 1)
    return {
        "first": first,
        "last": last,
        "earlier": page.address(**{"from": str(back)}) if first > 1 else "",
        "later": page.address(**{"from": str(first + ROWS_MAX)}) if last < count else "",
    }
