"""Why rows cannot be kept together: the fewest that conflict, and the least that frees them.

The least change comes from a programme in which every row and end may be missed at a price; its
prices also say which rows take part in the conflict at all. Among those, one after another is left
out: whoever is not needed for the conflict goes. What stays is minimal: without any one of them,
the others can be kept.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from fisc.engines.solving.highs import Solver, Unsolved
from fisc.engines.solving.orders import settled
from fisc.engines.solving.programmes import Programme, Row

_NOTHING: Final = Fraction(1, 10_000_000)


@dataclass(frozen=True, slots=True)
class Freed:
    """By how much each row must be missed, at least in sum, so that all can be kept.

    Units: the programme's, after division by the unit of the row; positive where more is allowed
    than the row allows, negative (only where a row is an equation) where less is.
    """

    missed: Sequence[int]


def fewest(rows: Sequence[Row]) -> list[int] | None:
    """Return the numbers of rows that cannot be kept together, none of which can be spared.

    The columns have no ends here: what is an end belongs into a row. None if the rows can be
    kept.

    Raises:
        Unsolved: the solver gave up.

    Example:
        >>> rows = [Row((0,), (1,), 3), Row((1,), (1,), 9), Row((0,), (-1,), -5)]
        >>> fewest(rows)
        [0, 2]
    """
    suspects = [number for number, price in enumerate(_prices(rows)) if abs(price) > _NOTHING]
    if not suspects:
        return None
    if kept(rows, suspects):  # the prices were blurred; ask all
        suspects = list(range(len(rows)))
    for number in list(suspects):
        without = [one for one in suspects if one != number]
        if not kept(rows, without):
            suspects = without
    return suspects


def kept(rows: Sequence[Row], numbers: Sequence[int]) -> bool:
    """Say whether some of the rows can be kept together, the others left out.

    Example:
        >>> rows = [Row((0,), (1,), 3), Row((0,), (-1,), -5)]
        >>> kept(rows, [0]), kept(rows, [0, 1])
        (True, False)
    """
    if not numbers:
        return True
    columns = sorted({column for number in numbers for column in rows[number].columns})
    places = {column: place for place, column in enumerate(columns)}
    chosen = [
        Row(
            tuple(places[column] for column in rows[number].columns),
            rows[number].factors,
            rows[number].right,
            rows[number].equal,
        )
        for number in numbers
    ]
    free: list[int | None] = [None] * len(columns)
    return Solver(Programme(free, free, chosen)).cheapest([0] * len(columns)) is not None


def freed(rows: Sequence[Row], firm: Sequence[int]) -> Freed | None:
    """Return the least that must be missed of the rows that are not firm; None if that is no help.

    Raises:
        Unsolved: the solver gave up.

    Example:
        >>> rows = [Row((0,), (1,), 3), Row((0,), (-1,), -5)]
        >>> freed(rows, firm=[1]).missed
        [2, 0]
    """
    bound = set(firm)
    programme, costs, slacks = _elastic(rows, bound)
    found = Solver(programme).cheapest(costs)
    if found is None:
        return None
    amounts = settled(programme, found.amounts, [costs])
    missed = [0] * len(rows)
    for column, (number, sign) in enumerate(slacks, start=len(programme.lowers) - len(slacks)):
        missed[number] += sign * amounts[column]
    return Freed(missed)


def _prices(rows: Sequence[Row]) -> Sequence[float]:
    programme, costs, _ = _elastic(rows, set())
    found = Solver(programme).cheapest(costs)
    if found is None:
        raise Unsolved("Rows that may be missed could not be kept.")
    if sum(cost * amount for cost, amount in zip(costs, found.amounts, strict=True)) < _NOTHING:
        return []
    return found.prices


def _elastic(
    rows: Sequence[Row], firm: set[int]
) -> tuple[Programme, list[int], list[tuple[int, int]]]:
    """Return the programme in which rows may be missed, its costs, and what each slack is for."""
    count = 1 + max((column for row in rows for column in row.columns), default=-1)
    lowers: list[int | None] = [None] * count
    costs = [0] * count
    slacks: list[tuple[int, int]] = []
    loose = []
    for number, row in enumerate(rows):
        columns, factors = [*row.columns], [*row.factors]
        for sign in () if number in firm else ((1, -1) if row.equal else (1,)):
            columns.append(len(lowers))
            factors.append(-sign * row.unit)
            lowers.append(0)
            costs.append(1)
            slacks.append((number, sign))
        loose.append(Row(columns, factors, row.right, row.equal))
    return Programme(lowers, [None] * len(lowers), loose), costs, slacks
