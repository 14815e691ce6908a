"""Every line of a budget with all that it names, for tables that spell a budget out.

A file of its own because tables of many kinds read it, and the queries add up more coarsely.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from django.db.models import Q

from fisc.engines.budgets.lines import Side
from fisc.stages.approve.models import ADJUSTMENT, APPROVED, DRAFTED, INITIAL, BudgetLine
from fisc.values import Book, Money


@dataclass(frozen=True, slots=True)
class Spelled:
    """A line of a budget as it was drafted; ``adjusted`` includes what adjustments posted.

    ``drafted`` says that the congress has not adopted it yet.
    """

    year: int
    book: Book
    side: Side
    line: str
    code: str
    fund: str
    project: str
    item: str
    department_item: str
    counterpart: str
    adopted: Money
    adjusted: Money
    drafted: bool = False


def spelled(division: str, years: Collection[int]) -> tuple[Spelled, ...]:
    """Return the lines of the budgets of some years, added up where they name the same.

    A budget is what the congress adopted; where it has adopted none, the draft before it, of
    several the one with the last number. Plans of adjustment count as far as they are posted.

    Units: fen. Shape: by year, then by line and code.
    """
    names = ("book", "side", "line", "code", "fund", "project", "item", "department_item")
    rows = BudgetLine.objects.filter(
        Q(draft__state=APPROVED) | Q(draft__state=DRAFTED, draft__kind=INITIAL),
        draft__division=division,
        draft__year__in=list(years),
    ).values_list(
        "draft__year",
        *names,
        "counterpart",
        "draft",
        "draft__state",
        "draft__kind",
        "amount_fen",
        "used_fen",
    )
    sums: dict[tuple[str, tuple[Any, ...]], list[int]] = {}
    for *key, number, state, kind, amount, used in rows:
        own = sums.setdefault((number if state == DRAFTED else "", tuple(key)), [0, 0])
        own[0] += 0 if kind == ADJUSTMENT else amount
        own[1] += used if kind == ADJUSTMENT else amount
    chosen = _chosen(sums)
    return tuple(
        _spelled(key, first, last, drafted=bool(draft))
        for (draft, key), (first, last) in sorted(sums.items())
        if draft == chosen[key[0]]
    )


def _chosen(found: Iterable[tuple[str, tuple[Any, ...]]]) -> dict[int, str]:
    """Return by year the draft whose lines count: none where one is adopted, else the last."""
    drafts: dict[int, set[str]] = {}
    for draft, key in found:
        drafts.setdefault(key[0], set()).add(draft)
    return {year: "" if "" in own else max(own) for year, own in drafts.items()}


def _spelled(key: tuple[Any, ...], first: int, last: int, *, drafted: bool) -> Spelled:
    year, book, side, line, code, fund, project, item, department_item, counterpart = key
    return Spelled(
        year=year,
        book=Book(book),
        side=side,
        line=line,
        code=code,
        fund=fund,
        project=project,
        item=item,
        department_item=department_item,
        counterpart=counterpart,
        adopted=Money(first),
        adjusted=Money(last),
        drafted=drafted,
    )
