"""Adjustment or virement: what a wished change is by the law, before anybody begins a document."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fisc.doors.web import downloads
from fisc.doors.web.pages import Page
from fisc.doors.web.rules import opens
from fisc.doors.web.tables.changing import OUTCOMES, definition, rules_table, source
from fisc.engines.budgets.changes import Change, Piece, Ruling, ruling_of
from fisc.exchange.amounts import Unit, read_amount
from fisc.exchange.official_tables.words import BOOKS
from fisc.exchange.sheets import Fault
from fisc.values import ZERO, Book, Money

ROWS: Final = 4
SUMS: Final[Mapping[str, Any]] = {
    "drawn": gettext_lazy("Drawn from the stabilisation fund"),
    "borrowed": gettext_lazy("More debt"),
    "from_above": gettext_lazy("Earmarked money from above, without matching"),
    "reserve": gettext_lazy("What the reserve still has"),
}
FLAGS: Final[Mapping[str, Any]] = {
    "priority": gettext_lazy("Priority spending is cut"),
    "emergency": gettext_lazy("An emergency that cannot wait"),
    "saving": gettext_lazy("Less is needed than was approved"),
}
_FIELDS: Final = ("amount_", *SUMS, *FLAGS)


@dataclass(frozen=True, slots=True)
class Typed:
    """What was typed: the change, or the texts that are no amounts."""

    change: Change
    wrong: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """One field of the form, and what was typed into it."""

    name: str
    label: Any
    text: str


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the form as it was typed."""

    at: int
    book: str
    function: str
    department: str
    text: str


@require_safe
def changing(request: HttpRequest, page: Page) -> HttpResponse:
    """Say what a wished change is and who approves it; nothing is written."""
    rules = rules_table(page)
    if downloads.wanted(page):
        return downloads.answer(page, rules.title, (rules,))
    asked = any(
        request.GET.get(name, "").strip() for name in request.GET if name.startswith(_FIELDS)
    )
    typed = read_change(request.GET)
    ruling = ruling_of(typed.change) if asked and not typed.wrong else None
    context: dict[str, Any] = {
        "page": page,
        "lines": [_line(request.GET, at) for at in range(1, ROWS + 1)],
        "books": [(book.value, BOOKS[book]) for book in Book if book is not Book.OUTSIDE],
        "sums": [Asked(name, label, _said(request.GET, name)) for name, label in SUMS.items()],
        "flags": [Asked(name, label, _said(request.GET, name)) for name, label in FLAGS.items()],
        "wrong": typed.wrong,
        "ruling": ruling,
        "outcome": OUTCOMES[ruling.outcome][1:] if ruling else None,
        "next": _next(page, ruling) if ruling else "",
        "rules": rules,
        "definition": definition(),
        "source": source(),
    }
    return render(request, "web/changing.html", context)


def read_change(typed: Mapping[str, str]) -> Typed:
    """Return the change that was typed, in yuan."""
    wrong: list[str] = []

    def amount(name: str) -> Money:
        text = typed.get(name, "").strip()
        if not text:
            return ZERO
        found = read_amount(text, Unit.YUAN)
        if isinstance(found, Fault):
            wrong.append(text)
            return ZERO
        return found.money

    pieces = []
    for at in range(1, ROWS + 1):
        line, money = _line(typed, at), amount(f"amount_{at}")
        if money:
            book = Book(line.book) if line.book in set(Book) else Book.GENERAL
            pieces.append(
                Piece(book=book, function=line.function, department=line.department, amount=money)
            )
    change = Change(
        pieces=tuple(pieces),
        drawn=amount("drawn"),
        borrowed=amount("borrowed"),
        from_above=amount("from_above"),
        reserve=amount("reserve"),
        priority=typed.get("priority") == "1",
        emergency=typed.get("emergency") == "1",
        saving=typed.get("saving") == "1",
    )
    return Typed(change, tuple(wrong))


def _said(typed: Mapping[str, str], name: str) -> str:
    return typed.get(name, "").strip()[:40]


def _line(typed: Mapping[str, str], at: int) -> Line:
    names = ("book", "function", "department", "amount")
    return Line(at, *(_said(typed, f"{name}_{at}") for name in names))


def _next(page: Page, ruling: Ruling) -> str:
    """Say what whoever asks does next."""
    if ruling.outcome == "adjustment":
        return _(
            "The budget office drafts the plan of an adjustment and submits it 30 days before the"
            " meeting; posted is only what the approved plan has left."
        )
    if ruling.outcome == "virement":
        if opens("indicator-drafting", page.person.grants):
            return _("Propose a virement between the indicators or lines; another person decides.")
        return _("Ask the finance department or your department to propose a virement.")
    if ruling.outcome == "reserve":
        return _(
            "Propose the use of the reserve; what it does not cover is spent first and put into the"
            " plan of an adjustment."
        )
    if ruling.outcome == "receipt":
        return _("Take up the notice from above and arrange it; report it to the congress.")
    return _("There is nothing to propose.")
