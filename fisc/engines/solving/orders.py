"""The best answer by a stated order: first what weighs most, then, holding that, the next.

Each order is a cost of its own. No saving in a later order pays for a fen in an earlier one. The
answer is in whole units, and each order comes with the bound that no answer passes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from fisc.engines.solving.bounds import Held, least
from fisc.engines.solving.highs import Proposal, Solver, Unsolved
from fisc.engines.solving.programmes import Programme, Row, spent

_LOOSE: Final = Fraction(1, 10**12)  # relative; what is held is held with the solver's own blur
_PARTS: Final = 20  # nearer than a part of a whole unit is the blur of the solver
_SMALL: Final = 1_000  # columns of which all may be moved at once
_NEAR: Final = 3  # units by which an amount is moved to make the rows whole
_FAR: Final = 60


@dataclass(frozen=True, slots=True)
class Order:
    """What one order came to, and below which it cannot come while those before it are held."""

    cost: int
    bound: Fraction

    @property
    def gap(self) -> Fraction:
        """How far the cost lies above the bound, as a share of the cost."""
        return (self.cost - self.bound) / self.cost if self.cost else Fraction(0)


@dataclass(frozen=True, slots=True)
class Answer:
    """Amounts in whole units by column, and one order after another."""

    amounts: Sequence[int]
    orders: Sequence[Order]


def best(programme: Programme, costs: Sequence[Sequence[int]]) -> Answer | None:
    """Return the best answer by the orders of cost, or None when the rows cannot be kept.

    Every row is kept to the last unit, and every amount lies between its ends.

    Raises:
        Unsolved: the solver gave up, or no whole units near its answer keep the rows.

    Example:
        >>> rows = [Row((0, 1), (1, 1), 6, equal=True)]
        >>> answer = best(Programme([0, 0], [4, 9], rows), [[0, 1], [1, 0]])
        >>> answer.amounts, [order.cost for order in answer.orders]
        ([4, 2], [2, 4])
    """
    solver = Solver(programme)
    proposals: list[Proposal] = []
    for cost in costs:
        found = solver.cheapest(cost)
        if found is None and proposals:
            solver.loosen()
            found = solver.cheapest(cost)
        if found is None:
            if proposals:
                raise Unsolved("What an earlier order came to cannot be held.")
            return None
        proposals.append(found)
        reached = sum(one * amount for one, amount in zip(cost, found.amounts, strict=True) if one)
        solver.hold(cost, reached + abs(reached) * _LOOSE)
    last = proposals[-1] if proposals else solver.cheapest([0] * len(programme.lowers))
    if last is None:
        return None
    amounts = settled(programme, last.amounts, costs)
    reached_by = [spent(cost, amounts) for cost in costs]
    orders = []
    for number, (cost, proposal) in enumerate(zip(costs, proposals, strict=True)):
        prices = proposal.prices
        held = [
            Held(costs[before], reached_by[before], prices[len(programme.rows) + before])
            for before in range(number)
        ]
        bound = least(programme, cost, prices[: len(programme.rows)], held)
        orders.append(Order(reached_by[number], Fraction(0) if bound is None else bound))
    return Answer(amounts, orders)


def settled(
    programme: Programme, amounts: Sequence[float], costs: Sequence[Sequence[int]]
) -> list[int]:
    """Return whole amounts beside those given that keep every row, the best of them by the orders.

    Raises:
        Unsolved: there are none so near.
    """
    near = [
        _between(round(amount), lower, upper)
        for amount, lower, upper in zip(amounts, programme.lowers, programme.uppers, strict=True)
    ]
    broken = max((abs(one - amount) for one, amount in zip(near, amounts, strict=True)), default=0)
    if broken * _PARTS < 1 and not programme.broken(near):
        return near
    for reach, loose in _tries(programme, amounts):
        moved = _moved(programme, near, costs, [reach if free else 0 for free in loose])
        if moved is not None and not programme.broken(moved):
            return moved
    raise Unsolved("No whole units beside the answer keep every row.")


def _tries(programme: Programme, amounts: Sequence[float]) -> Iterator[tuple[int, Sequence[bool]]]:
    """Yield by how many units to move, and which columns.

    In a large programme first those that lie between their ends: at a best answer they are no more
    than there are rows, and what lies at an end lies there because that is cheapest.
    """
    if len(amounts) > _SMALL:
        between = [
            (lower is None or (amount - lower) * _PARTS > 1)
            and (upper is None or (upper - amount) * _PARTS > 1)
            for amount, lower, upper in zip(
                amounts, programme.lowers, programme.uppers, strict=True
            )
        ]
        yield _NEAR, between
        yield _FAR, between
    yield _FAR, [True] * len(amounts)


def _moved(
    programme: Programme, near: Sequence[int], costs: Sequence[Sequence[int]], reach: Sequence[int]
) -> list[int] | None:
    """Move amounts by a few units so that the rows hold: the best such move, order by order."""
    lowers = [
        -far if lower is None or not far else max(-far, lower - one)
        for one, lower, far in zip(near, programme.lowers, reach, strict=True)
    ]
    uppers = [
        far if upper is None or not far else min(far, upper - one)
        for one, upper, far in zip(near, programme.uppers, reach, strict=True)
    ]
    rows = []
    for row in programme.rows:
        missing = row.right - row.left(near)
        reached = sum(
            abs(factor) * reach[column]
            for column, factor in zip(row.columns, row.factors, strict=True)
        )
        if row.equal or missing < reached:
            rows.append(Row(row.columns, row.factors, missing, row.equal))
    solver = Solver(Programme(lowers, uppers, rows), whole=True)
    moves = [0] * len(near)
    for cost in costs:
        found = solver.cheapest(cost)
        if found is None:
            return None
        moves = [round(amount) for amount in found.amounts]
        solver.hold(cost, spent(cost, moves))
    return [one + move for one, move in zip(near, moves, strict=True)]


def _between(amount: int, lower: int | None, upper: int | None) -> int:
    if lower is not None and amount < lower:
        return lower
    return upper if upper is not None and amount > upper else amount
