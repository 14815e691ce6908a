"""What the ledger holds of a budget in its finest parts: carried out, issued, and left.

Each use names its line of the balance, function, government or fund, project and economic item, so
that tables of every kind can add up the same figures.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from fisc.datacentre.moments import Moment, executed
from fisc.engines.budgets.lines import LINE_EVENTS, UnknownLine, line_for
from fisc.engines.ledger.offsets import CUT_ROLE
from fisc.law.chart import chart
from fisc.law.folder import forget_with, law_folder
from fisc.law.tables import DIVISIONS, read
from fisc.record.balances import Selection, Total
from fisc.record.book import Book
from fisc.values import Book as Budget
from fisc.values import Money

BOOKS: Final = (Budget.GENERAL, Budget.FUNDS, Budget.CAPITAL)
_BY: Final = (
    "book",
    "family",
    "function",
    "counterpart",
    "project",
    "item",
    "department_item",
)
_DONE: Final = 2  # the chamber of what is carried out
_OUTSIDE: Final = "0"  # the class of ceilings and of journals kept elsewhere
# Families that take the place of the budget from which they come.
_FROM: Final = {"expenditure": "indicator", "transfers": "transfer_indicator"}
_ISSUED: Final = frozenset({"pending_allocation", "pending_issue", "indicator", "frozen"})


@dataclass(frozen=True, slots=True)
class Use:
    """Authority of one kind: what of it is carried out, what is left, and how much was issued.

    ``place`` is the government that receives, ``fund`` the government fund.

    Units: fen.
    """

    book: Budget
    line: str
    function: str
    place: str
    fund: str
    project: str
    item: str
    department_item: str
    done: Money
    left: Money
    issued: Money


def uses(book: Book, division: str, year: int, when: Moment) -> tuple[Use, ...]:
    """Return the uses of three budgets of one division and year; a closed year as before it.

    Always: added up over a book, done is what was spent and left what is carried on.
    """
    selection = Selection(division=[division], year=[year], book=[str(one) for one in BOOKS])
    found = executed(book, selection, _BY, when)
    return tuple(
        _use(total) for total in found if not str(total.key[1]).startswith(("source_", "ceiling"))
    )


def _use(total: Total) -> Use:
    name, family, function, counterpart, project, item, department_item = total.key
    budget = Budget(name)
    place = counterpart if counterpart in _governments(law_folder()) else ""
    roles = [(chamber, chart().role_at.get((family, chamber))) for chamber in range(_DONE + 1)]
    inside = [
        total.of(chamber)
        for chamber, role in roles
        if role is not None and role.number_class != _OUTSIDE and role.name != CUT_ROLE
    ]
    whole = Money.total(inside)
    return Use(
        book=budget,
        line=_line(budget, family, function) if total.done else "",
        function=function,
        place=place,
        fund=counterpart if budget is Budget.FUNDS and not place else "",
        project=project,
        item=item,
        department_item=department_item,
        done=total.done,
        left=whole - total.done,
        issued=whole if family in _ISSUED else Money(0),
    )


def _line(budget: Budget, family: str, function: str) -> str:
    """Return the line of expenditure for which a family stands; of several, that of its function.

    Example:
        >>> _line(Budget.GENERAL, "transfer_indicator", "2300202"), _line(
        ...     Budget.GENERAL, "indicator", "2050202")
        ('02', '01')
    """
    lines = _lines_of(law_folder()).get((budget, family), frozenset({"01"}))
    if len(lines) > 1:
        try:
            named = line_for(budget, "expenditure", function)
        except UnknownLine:
            named = ""
        if named in lines:
            return named
    return min(lines)


@cache
def _lines_of(_: Path) -> Mapping[tuple[Budget, str], frozenset[str]]:
    found: dict[tuple[Budget, str], set[str]] = {}
    for row in read(LINE_EVENTS):
        if row.book in BOOKS and row.event and row.side == "expenditure":
            (role,) = chart().events[row.event].debit_roles
            family = chart().roles[role].family
            found.setdefault((row.book, _FROM.get(family, family)), set()).add(row.line)
    return {key: frozenset(lines) for key, lines in found.items()}


@cache
def _governments(_: Path) -> frozenset[str]:
    return frozenset(str(row.code) for row in read(DIVISIONS))


forget_with(_lines_of.cache_clear)
forget_with(_governments.cache_clear)
