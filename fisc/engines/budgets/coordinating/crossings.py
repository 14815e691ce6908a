"""Lines that name another budget: which of them stand open, and where money may not stand at all.

A file of its own because judging, planning and posting all ask whether a line is closed.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from fisc.engines.budgets.coordinating.demands import BETWEEN, ONE, Demand, Index, Sum, Where
from fisc.engines.budgets.coordinating.places import about
from fisc.engines.budgets.directions import check_direction
from fisc.law.names import budget_rule
from fisc.law.tables import MIRRORS, read
from fisc.values import Book, Words

_DECIDED: Final = "congress"  # a budget is a decision; whether it was one, the approval says


def directions(index: Index, government: str) -> Iterator[Demand]:
    """Close every direction that no rule opens, and every line that another one stands for."""
    crossing: dict[tuple[Book, Book, bool], list[Where]] = {}
    for places in index.lines[government].values():
        for place in places:
            if (pair := _pair(place)) is not None and is_closed(place):
                crossing.setdefault((*pair, is_open(*pair)), []).append(place)
    for (giving, receiving, elsewhere), places in sorted(crossing.items()):
        insured = giving is Book.INSURANCE
        says = Words(
            f"the {giving.words.en} gives nothing to the {receiving.words.en}",
            f"{giving.words.zh}不得调入{receiving.words.zh}",
        )
        if elsewhere:
            says = Words(
                f"what the {giving.words.en} gives to the {receiving.words.en} stands in its line",
                f"{giving.words.zh}调入{receiving.words.zh}应列入对应科目",
            )
        yield Demand(
            code="IB10" if insured else "",
            rule=budget_rule("IB10") if insured else BETWEEN,
            about=about(government),
            says=says,
            sums=[Sum(Words("Entered", "所列金额"), ONE, places)],
        )


def _pair(place: Where) -> tuple[Book, Book] | None:
    """Return which budget gives and which receives, where a line names another one."""
    if place.other is None or place.other is place.book or place.side == "balance":
        return None
    return (place.other, place.book) if place.side == "revenue" else (place.book, place.other)


def is_open(giving: Book, receiving: Book) -> bool:
    """Say whether a rule lets one budget give to another, where a congress decides it."""
    return check_direction(giving, receiving, decision=_DECIDED).allowed


def is_closed(place: Where) -> bool:
    """Say whether nothing may stand here: no rule opens the way, or it has a line of its own.

    Source: law/budgets/inter_budget_rules.csv, law/budgets/mirrors.csv

    Example:
        >>> from_funds = Where("239900", Book.GENERAL, "revenue", "04", other=Book.FUNDS)
        >>> is_closed(from_funds), is_closed(from_funds._replace(line="06"))
        (False, True)
    """
    pair = _pair(place)
    if pair is None:
        return False
    if not is_open(*pair):
        return True
    rows = [row for row in read(MIRRORS) if row.between == "books"]
    own = [
        (row.giving_book, row.receiving_book)
        for row in rows
        if (row.receiving_book, "revenue", row.receiving_line) == place[1:4]
        or (row.giving_book, "expenditure", row.giving_line) == place[1:4]
    ]
    if own:
        return pair not in own
    return any(pair == (row.giving_book, row.receiving_book) for row in rows)
