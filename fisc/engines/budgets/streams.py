"""Where the money of four budgets comes from and goes, stage by stage, so that no way leads back.

A source flows into the budget that takes it in; a budget gives to what another has available; what
is available goes into uses, or stays. Budgets may give to each other both ways without a circle,
because what they take in and what they have available are two stages.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal

from fisc.engines.budgets.four_books import FOUR, Matrix
from fisc.values import ZERO, Book, Money

Stage = Literal["source", "intake", "available", "use"]


@dataclass(frozen=True, slots=True)
class Stop:
    """One end of a stream: a row of the table, or a book, at a stage."""

    stage: Stage
    code: str


@dataclass(frozen=True, slots=True)
class Stream:
    """What goes from one stop to the next. Units: fen."""

    source: Stop
    target: Stop
    amount: Money


def streams(found: Matrix) -> tuple[Stream, ...]:
    """Return the streams of a view, without what its budgets of different governments exchange.

    Shape: by stage, then by row and book; those of nothing are left out.
    Always: in a view that ties, as much leaves a book at each stage as came into it.

    Example:
        >>> from fisc.engines.budgets.consolidation import Entry
        >>> from fisc.engines.budgets.four_books import matrix
        >>> from fisc.engines.budgets.lines import Line
        >>> def entry(book, side, line, fen):
        ...     return Entry("A", Line(book=book, side=side, line=line, amount=Money(fen)))
        >>> found = matrix([
        ...     entry(Book.FUNDS, "revenue", "01", 60), entry(Book.FUNDS, "expenditure", "04", 60),
        ...     entry(Book.GENERAL, "revenue", "04", 60),
        ...     entry(Book.GENERAL, "expenditure", "01", 60),
        ... ])
        >>> for one in streams(found):
        ...     print(one.source.stage, one.source.code, "to", one.target.stage, one.target.code)
        source own to intake funds
        intake funds to available general
        available general to use spent
    """
    given = _given(found)
    made = [*_sources(found)]
    came: dict[Book, Money] = {}
    for one in made:
        book = Book(one.target.code)
        came[book] = came.get(book, ZERO) + one.amount
    for book in FOUR:
        out = Money.total(amount for (giver, _), amount in given.items() if giver is book)
        made.append(_stream("intake", book, "available", book, came.get(book, ZERO) - out))
    for (giver, taker), amount in given.items():
        made.append(_stream("intake", giver, "available", taker, amount))
    made += _uses(found)
    return tuple(one for one in made if one.amount)


def _sources(found: Matrix) -> Iterator[Stream]:
    for row in found.rows:
        if row.side == "revenue" and row.row != "available":
            for book in FOUR:
                amount = row.outside(book)
                if amount is not None:
                    yield _stream("source", row.row, "intake", book, amount)


def _uses(found: Matrix) -> Iterator[Stream]:
    for row in found.rows:
        if row.side != "revenue" and row.row != "used":
            for book in FOUR:
                amount = row.outside(book)
                if amount is not None:
                    yield _stream("available", book, "use", row.row, amount)


def _given(found: Matrix) -> Mapping[tuple[Book, Book], Money]:
    """Return what one budget gives another of the same government, by both books."""
    sums: dict[tuple[Book, Book], Money] = {}
    pairs = [
        ((one.mirror.giving_book, one.mirror.receiving_book), one.given)
        for one in found.whole.eliminations
        if one.mirror.between == "books"
    ]
    pairs += [
        ((one.subsidy.giving_book, one.subsidy.receiving_book), one.given)
        for one in found.subsidies
        if one.shown
    ]
    for ends, amount in pairs:
        sums[ends] = sums.get(ends, ZERO) + amount
    return sums


def _stream(source: Stage, code: str, target: Stage, other: str, amount: Money) -> Stream:
    return Stream(Stop(source, str(code)), Stop(target, str(other)), amount)
