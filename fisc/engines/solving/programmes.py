"""A linear programme: columns between two ends, and rows of whole factors."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """A sum of columns that equals ``right``, or is at most that.

    ``unit`` is the number by which the row was multiplied to make its factors whole: what is
    missing in the row, divided by it, is an amount.
    """

    columns: Sequence[int]
    factors: Sequence[int]
    right: int
    equal: bool = False
    unit: int = 1

    def left(self, amounts: Sequence[int]) -> int:
        """Return what the sum comes to.

        Example:
            >>> Row((0, 2), (10, -3), 0).left([1, 9, 4])
            -2
        """
        return sum(
            factor * amounts[column]
            for column, factor in zip(self.columns, self.factors, strict=True)
        )

    def holds(self, amounts: Sequence[int]) -> bool:
        """Say whether the row is kept, to the last unit."""
        left = self.left(amounts)
        return left == self.right if self.equal else left <= self.right


@dataclass(frozen=True, slots=True)
class Programme:
    """Columns, each from ``lowers`` to ``uppers``, and the rows that they must keep.

    Shape: one end of each kind for every column. A missing end (None) is no end.
    """

    lowers: Sequence[int | None]
    uppers: Sequence[int | None]
    rows: Sequence[Row]

    def broken(self, amounts: Sequence[int]) -> list[int]:
        """Return the numbers of the rows that amounts do not keep.

        Example:
            >>> Programme([0, 0], [9, 9], [Row((0, 1), (1, 1), 5, equal=True)]).broken([2, 2])
            [0]
        """
        return [number for number, row in enumerate(self.rows) if not row.holds(amounts)]

    def outside(self, amounts: Sequence[int]) -> list[int]:
        """Return the numbers of the columns whose amount lies beyond an end."""
        return [
            number
            for number, amount in enumerate(amounts)
            if beyond(amount, self.lowers[number], self.uppers[number])
        ]


def beyond(amount: int, lower: int | None, upper: int | None) -> bool:
    """Say whether an amount lies beyond one of two ends.

    Example:
        >>> beyond(3, None, 2), beyond(3, 3, None)
        (True, False)
    """
    return (lower is not None and amount < lower) or (upper is not None and amount > upper)


def spent(costs: Iterable[int], amounts: Iterable[int]) -> int:
    """Return what amounts cost."""
    return sum(cost * amount for cost, amount in zip(costs, amounts, strict=True))
