"""A bound that no answer passes, worked out with whole numbers from the prices of the rows.

Whatever the prices are, the bound holds (weak duality): prices that are a little wrong make it a
little weaker, never wrong. So a reader need not trust the solver that proposed them.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final

from fisc.engines.solving.programmes import Programme

_LARGEST: Final = (
    1_000_000  # prices are quotients of small numbers: shares, and the factors of rows
)


@dataclass(frozen=True, slots=True)
class Held:
    """A cost that may not come to more than ``most``, and the price of that."""

    costs: Sequence[int]
    most: int
    price: float


def least(
    programme: Programme, costs: Sequence[int], prices: Sequence[float], held: Iterable[Held] = ()
) -> Fraction | None:
    """Return a cost below which no answer of the programme lies.

    ``prices`` has one price for each row, ``held`` what else is held. None if the prices leave a
    column without end unpriced, so that nothing follows from them.

    Example:
        >>> from fisc.engines.solving.programmes import Row
        >>> programme = Programme([0, 0], [4, 9], [Row((0, 1), (1, 1), 6, equal=True)])
        >>> least(programme, [1, 2], [2.0000001]), least(programme, [1, 2], [0.5])
        (Fraction(8, 1), Fraction(3, 1))
    """
    held = tuple(held)
    exact, unit = whole([*prices, *(one.price for one in held)])
    # A row that only bounds from above can only lower the cost: its price is at most nothing.
    rest = [unit * cost for cost in costs]
    bound = 0
    for row, price in zip(programme.rows, exact, strict=False):
        priced = price if row.equal else min(price, 0)
        if priced:
            bound += priced * row.right
            for column, factor in zip(row.columns, row.factors, strict=True):
                rest[column] -= priced * factor
    for one, price in zip(held, exact[len(programme.rows) :], strict=True):
        priced = min(price, 0)
        if priced:
            bound += priced * one.most
            rest = [left - priced * cost for left, cost in zip(rest, one.costs, strict=True)]
    for left, lower, upper in zip(rest, programme.lowers, programme.uppers, strict=True):
        if left:
            end = lower if left > 0 else upper
            if end is None:
                return None
            bound += left * end
    return Fraction(bound, unit)


def whole(prices: Sequence[float]) -> tuple[list[int], int]:
    """Return prices as whole numbers over one unit.

    Example:
        >>> whole([0.333333333333, -1.0, 0.5])
        ([2, -6, 3], 6)
    """
    exact = {price: Fraction(price).limit_denominator(_LARGEST) for price in set(prices)}
    unit = lcm(*(one.denominator for one in exact.values())) if exact else 1
    return [int(exact[price] * unit) for price in prices], unit
