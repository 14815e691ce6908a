"""Every line of a budget with all that it names, for tables that spell a budget out.

A file of its own because tables of many kinds read it, and the queries add up more coarsely.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

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

    A budget is what the congress adopted; where it has adopted none, the draft before it. Plans
    of adjustment count as far as they are posted.

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
        "draft__state",
        "draft__kind",
        "amount_fen",
        "used_fen",
    )
    sums: dict[tuple[bool, tuple[str, ...]], list[int]] = {}
    for *key, state, kind, amount, used in rows:
        own = sums.setdefault((state == DRAFTED, tuple(key)), [0, 0])
        own[0] += 0 if kind == ADJUSTMENT else amount
        own[1] += used if kind == ADJUSTMENT else amount
    adopted = {key[0] for drafted, key in sums if not drafted}
    return tuple(
        _spelled(key, first, last, drafted=drafted)
        for (drafted, key), (first, last) in sorted(sums.items())
        if not drafted or key[0] not in adopted
    )


def _spelled(key: tuple[str, ...], first: int, last: int, *, drafted: bool) -> Spelled:
    year, book, side, line, code, fund, project, item, department_item, counterpart = key
    return Spelled(
        year=int(year),
        book=Book(book),
        side=side,  # type: ignore[arg-type]  # held to the known sides by a constraint
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
