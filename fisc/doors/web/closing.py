"""The close of months and of the year: what is open, what would be closed, and how books stand.

The page offers the next step to whoever may take it; the command decides, and says why not.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST, require_safe

from fisc.doors.web.cockpit import BOOKS
from fisc.doors.web.pages import Page
from fisc.doors.web.rules import opens
from fisc.engines.organisation.rights import open_to, roles_of
from fisc.registers import names
from fisc.stages.close import commands, queries
from fisc.stages.close.acts import Receipt

ITEMS_MAX: Final = 50
_DECEMBER: Final = 12


@dataclass(frozen=True, slots=True)
class Step:
    """One act of the close as a page offers it; who has the ``right`` sees its button."""

    take: Callable[[Page, Mapping[str, str]], Receipt]
    said: Any
    right: str


@require_safe
def closing(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the months and the year of a place, what is open, and how each book stands."""
    return render(request, "web/closing.html", _context(page))


@require_POST
def act(request: HttpRequest, page: Page, name: str) -> HttpResponse:
    """Take a step of the close; a refusal answers 409 with its working and what is open."""
    step = STEPS.get(name)
    if step is None:
        raise Http404(name)
    try:
        receipt = step.take(page, request.POST)
    except (commands.BadMonth, commands.UnknownReopening) as wrong:
        messages.error(request, str(wrong))
        return redirect("closing")
    if receipt.done:
        messages.success(request, step.said)
        return redirect("closing")
    context = _context(page) | {"receipt": receipt}
    return render(request, "web/closing.html", context, status=409)


def _close_month(page: Page, typed: Mapping[str, str]) -> Receipt:
    return commands.close_month(
        division=page.place.code,
        year=page.year,
        month=_whole(typed.get("month", "")),
        officer=page.person.username,
        day=page.today,
        at=page.now,
    )


def _close_year(page: Page, _typed: Mapping[str, str]) -> Receipt:
    return commands.close_year(
        division=page.place.code,
        year=page.year,
        officer=page.person.username,
        day=page.today,
        at=page.now,
    )


def _ask(page: Page, typed: Mapping[str, str]) -> Receipt:
    month = _whole(typed.get("month", ""))
    before = len(queries.reopenings(page.place.code, page.year))
    return commands.ask_to_reopen_month(
        number=f"REO-{page.year}-{page.place.code}-{month:02d}-{before + 1}",
        division=page.place.code,
        year=page.year,
        month=month,
        reason=typed.get("reason", ""),
        maker=page.person.username,
        at=page.now,
    )


def _reopen(page: Page, typed: Mapping[str, str]) -> Receipt:
    return commands.reopen_month(
        number=typed.get("number", ""),
        checker=page.person.username,
        day=page.today,
        at=page.now,
    )


STEPS: Final[Mapping[str, Step]] = MappingProxyType(
    {
        "month": Step(_close_month, _("The month is closed."), "close.close"),
        "year": Step(_close_year, _("The year is closed and carried over."), "close.close"),
        "ask": Step(_ask, _("Asked; another person decides."), "close.close"),
        "reopen": Step(_reopen, _("The month is open again, and those after it."), "close.reopen"),
    }
)


def _context(page: Page) -> dict[str, Any]:
    place, year = page.place.code, page.year
    months = queries.months(place, year)
    following = next((one for one in months if not one.closed), None)
    items = queries.open_items(place, year, end=_end(year, following.month)) if following else ()
    asked = queries.reopenings(place, year)
    statements = queries.final_statements(place, year, is_open=following is not None)
    persons = {one.closed_by for one in months} | {name for r in asked for name in _persons(r)}
    held = page.person.grants
    return {
        "page": page,
        "months": months,
        "closed": sum(one.closed for one in months),
        "next": following,
        "next_is_year": following is not None and following.month == _DECEMBER,
        "items": items[:ITEMS_MAX],
        "more": max(len(items) - ITEMS_MAX, 0),
        "count": len(items),
        "people": names.people(persons - {""}),
        "reopenings": asked,
        "last_closed": max((one.month for one in months if one.closed), default=None),
        "books": [(BOOKS[one.account.book], one) for one in statements],
        "carried": queries.carry_over(place, year) if following is None else (),
        "sees_payments": opens("payment", held),
        "may": {name for name, step in STEPS.items() if open_to(roles_of(step.right), held)},
    }


def _persons(asked: queries.Reopening) -> tuple[str, str]:
    return asked.maker, asked.checker


def _end(year: int, month: int) -> date:
    return date(year + month // _DECEMBER, month % _DECEMBER + 1, 1)


def _whole(text: str) -> int:
    return int(text) if text.isascii() and text.isdecimal() else 0
