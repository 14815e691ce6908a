"""Exceptions: one list of everything that is not as it should be in an officer's scope."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from fisc.doors.web import downloads
from fisc.doors.web.pages import Page
from fisc.doors.web.rules import opens
from fisc.doors.web.tables.exceptions import LIGHTS, exception_table
from fisc.doors.web.templatetags.figures import called
from fisc.engines.organisation.exceptions import Exceptional, Light, kinds
from fisc.engines.organisation.rights import Place
from fisc.exchange.exceptions import Asked, exceptions, narrowed
from fisc.registers.hierarchy import path_to

ROWS_MAX: Final = 100


@dataclass(frozen=True, slots=True)
class Tab:
    """One way to narrow the list: a word, how many there are, and where it leads."""

    label: Any
    count: int
    href: str
    current: bool
    look: str = ""


@require_safe
def exception_list(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the exceptions of the chosen place, narrowed by kind, light and words."""
    found = exceptions(page.book, _asked(page), day=page.today, now=page.now)
    every = found.rows
    kind, light = request.GET.get("kind", ""), request.GET.get("light", "")
    words = request.GET.get("q", "").strip()
    rows = narrowed(every, kind, light, words)
    start = request.GET.get("from", "1")
    first = int(start) if start.isdecimal() and 0 < len(start) < 8 else 1  # noqa: PLR2004
    wants_file = downloads.wanted(page)
    shown = rows if wants_file else rows[max(first, 1) - 1 : max(first, 1) - 1 + ROWS_MAX]
    table = exception_table(page, shown, count=len(rows))
    if wants_file:
        return downloads.answer(page, table.title, (table,))
    context = {
        "page": page,
        "table": table,
        "alarms": sum(one.light is Light.ALARM for one in every),
        "every": len(every),
        "count": len(rows),
        "rows": bool(shown),
        "cut": found.cut,
        "narrowed": bool(kind or light or words),
        "words": words,
        "kind": kind,
        "light": light,
        "may_verify": opens("sealing", page.person.grants),
        "clear": page.address(kind=None, light=None, q=None, **_START),
        "lights": _lights(page, every, light),
        "kinds": _kinds(page, every, kind),
        **_paging(page, first, len(rows)),
    }
    return render(request, "web/exceptions.html", context)


_START: Final[Mapping[str, None]] = {"from": None}


def _asked(page: Page) -> Asked:
    units = {code: place.parent for code, place in _unit_places(page).items()}

    def _place(division: str, unit: str) -> Place:
        return Place(
            division,
            unit,
            divisions_above=_above(division, page.above),
            units_above=_above(unit, units),
        )

    return Asked(
        who=page.person.username,
        grants=page.grants,
        selection=page.selection,
        divisions=tuple(page.selection.division or ()),
        year=page.year,
        progress=page.progress,
        place_of=_place,
    )


def _above(code: str, parents: Mapping[str, str | None]) -> frozenset[str]:
    """Return everything above a code; nothing for what belongs to no place."""
    return frozenset(path_to(code, parents)) - {code} if code in parents else frozenset()


def _unit_places(page: Page) -> Mapping[str, Any]:
    """Return where units stand; that matters only to whoever is here for units."""
    return page.unit_places if any(one.unit for one in page.grants) else {}


def _lights(page: Page, every: tuple[Exceptional, ...], asked: str) -> list[Tab]:
    counts = Counter(one.light for one in every)
    tabs = [Tab(_("all"), len(every), page.address(light=None, **_START), not asked)]
    for light, (look, sign, word) in LIGHTS.items():
        address = page.address(light=str(light), **_START)
        tabs.append(Tab(f"{sign} {word}", counts[light], address, asked == light, look))
    return tabs


def _kinds(page: Page, every: tuple[Exceptional, ...], asked: str) -> list[Tab]:
    counts = Counter(one.kind for one in every)
    tabs = [Tab(_("all kinds"), len(every), page.address(kind=None, **_START), not asked)]
    for row in kinds():
        if counts[row.kind] or asked == row.kind:
            address = page.address(kind=row.kind, **_START)
            tabs.append(Tab(called(row), counts[row.kind], address, asked == row.kind))
    return tabs


def _paging(page: Page, first: int, count: int) -> dict[str, Any]:
    last, back = min(first + ROWS_MAX - 1, count), max(first - ROWS_MAX, 1)
    return {
        "first": first,
        "last": last,
        "earlier": page.address(**{"from": str(back)}) if first > 1 else "",
        "later": page.address(**{"from": str(first + ROWS_MAX)}) if last < count else "",
    }
