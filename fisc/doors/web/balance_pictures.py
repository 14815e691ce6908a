"""Pictures of the four budgets: where the money comes from and goes, and what makes the balance."""

from __future__ import annotations

from typing import Any, Final

from django.utils.translation import gettext as _

from fisc.datacentre.four_books import FourBudgets
from fisc.doors.web.flows import Flow, Node, graph
from fisc.doors.web.pages import Page
from fisc.doors.web.pictures import Kind, Picture, Series
from fisc.doors.web.templatetags.figures import called
from fisc.engines.budgets.four_books import AVAILABLE, BALANCE
from fisc.engines.budgets.streams import Stop, Stream, streams
from fisc.exchange.amounts import shown
from fisc.exchange.official_tables.words import BOOKS
from fisc.values import ZERO, Book, Money

_BOOKED: Final = frozenset({"intake", "available"})


def sankey(page: Page, found: FourBudgets) -> Picture | None:
    """Return where the money comes from and goes; None where nothing flows.

    Raises:
        Circle: never; the stages lead in one direction, and the graph is checked for it.
    """
    names = {one.row: called(one.name) for one in found.matrix.rows}
    every = streams(found.matrix)
    if not every:
        return None
    largest = max(
        (one for one in every if one.source.stage == "source"),
        default=None,
        key=lambda one: one.amount,
    )
    title = _("Where the money comes from and goes")
    if largest is not None:
        title = _("Most of the money comes in as: %(source)s, %(book)s") % {
            "source": names[largest.source.code],
            "book": BOOKS[Book(largest.target.code)],
        }
    return Picture(
        kind=Kind.FLOWS,
        title=title,
        definition=_(
            "source, then the budget that takes it in, then what the budget has available after"
            " what it gave to others and got from them, then the use; without what governments of"
            " the view give one another"
        ),
        unit=page.unit,
        unit_label=str(page.unit_label),
        heading="",
        flows=graph(_flow(one, names) for one in every),
    )


def fall(page: Page, found: FourBudgets, tab: str) -> Picture | None:
    """Return how a balance is made, of the total or of one book; None where a part is unknown."""
    book = None if tab == "all" else Book(tab)
    steps: list[tuple[str, Money]] = []
    wholes: list[int] = []
    level = ZERO
    for row in found.matrix.rows:
        amount = row.total if book is None else row.amounts.get(book, ZERO)
        if amount is None:
            return None
        if row.row in {AVAILABLE, BALANCE}:
            if row.row == BALANCE and level != amount:
                steps.append((_("Does not tie"), amount - level))
            wholes.append(len(steps))
            steps.append((called(row.name), amount))
            level = amount
        elif row.row != "used" and amount != ZERO:
            change = amount if row.side == "revenue" else -amount
            steps.append((called(row.name), change))
            level += change
    whole: Any = _("All four") if book is None else BOOKS[book]
    return Picture(
        kind=Kind.WATERFALL,
        title=_("%(book)s: of %(available)s available, %(balance)s are left")
        % {
            "book": whole,
            "available": _said(page, steps[wholes[0]][1]),
            "balance": _said(page, level),
        },
        definition=_("resources one by one, then uses one by one, down to the balance"),
        unit=page.unit,
        unit_label=str(page.unit_label),
        heading=_("Step"),
        labels=tuple(label for label, _amount in steps),
        series=(Series(_("Amount"), tuple(amount for _label, amount in steps)),),
        wholes=frozenset(wholes),
    )


def _flow(one: Stream, names: dict[str, str]) -> Flow:
    return Flow(_node(one.source, names), _node(one.target, names), one.amount)


def _node(stop: Stop, names: dict[str, str]) -> Node:
    if stop.stage in _BOOKED:
        name = str(BOOKS[Book(stop.code)])
        if stop.stage == "available":
            name = _("%(book)s, available") % {"book": name}
        return Node(stop.stage, stop.code, name)
    return Node(stop.stage, stop.code, names[stop.code])


def _said(page: Page, amount: Money) -> str:
    return f"{shown(amount, page.unit)} {page.unit_label}"
