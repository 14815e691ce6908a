"""The plan nearest to the drafts: what must move so that every condition holds, and no more.

A cell is one amount of a draft that may move between a floor and a ceiling. How much it is worth
that it stays is its order: first as little as possible is moved of what is in order 1, then of
order 2, and so on. A condition is a sum over cells that equals an amount or is at most that.

The plan is in whole fen and keeps every condition to the fen. Each order carries the bound below
which no plan can come. Where no plan exists, the answer names the fewest conditions that conflict
and the least change that frees them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import lcm
from typing import Final

from fisc.engines.solving.conflicts import fewest, freed
from fisc.engines.solving.orders import best
from fisc.engines.solving.programmes import Programme, Row
from fisc.values import ZERO, Money, Words

_FLOOR: Final = Words("floor", "下限")
_CEILING: Final = Words("ceiling", "上限")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """One amount of a draft.

    ``rises`` and ``falls`` are the orders in which it is kept from rising and from falling, from
    1 (kept longest) on. A cell whose floor and ceiling are its draft is locked. The ends of a
    ``firm``
    cell are never proposed for a change.

    Units: fen.
    """

    name: Words
    draft: Money
    floor: Money
    ceiling: Money
    rises: int
    falls: int
    firm: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """A sum over cells that equals ``right``, or is at most that.

    ``firm`` conditions are never proposed for a change: law, and the sums of a table.

    Units: ``terms`` are factors without unit by the position of the cell; ``right`` in fen.
    """

    name: Words
    terms: Mapping[int, Fraction]
    right: Money = ZERO
    equal: bool = False
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Moved:
    """What was moved in one order, and what must at least be moved whatever the plan.

    Units: fen.
    """

    order: int
    amount: Money
    bound: Fraction

    @property
    def gap(self) -> Fraction:
        """How far the plan may lie above the best one, as a share of what it moves."""
        fen = self.amount.fen
        return (fen - self.bound) / fen if fen else Fraction(0)


@dataclass(frozen=True, slots=True)
class Plan:
    """The amount of every cell, in their order, and what was moved order by order."""

    amounts: Sequence[Money]
    moved: Sequence[Moved]


@dataclass(frozen=True, slots=True)
class Change:
    """By how much a condition must give way. Units: fen; negative where an equation asks less."""

    name: Words
    amount: Money


@dataclass(frozen=True, slots=True)
class Conflict:
    """Conditions that cannot be met together; without any one of them the others can.

    ``changes`` is the least change, in sum, of what is not firm that lets a plan exist; None where
    no such change would help.
    """

    members: Sequence[Words]
    changes: Sequence[Change] | None


def nearest(cells: Sequence[Cell], conditions: Sequence[Condition]) -> Plan | Conflict:
    """Return the plan nearest to the drafts, or why there is none.

    Raises:
        ValueError: a cell has its floor above its ceiling.
        Unsolved: the solver gave up.

    Example:
        >>> def cell(yuan, falls):
        ...     amount = Money.yuan(yuan)
        ...     most = Money.yuan("1000")
        ...     return Cell(name=Words(yuan, yuan), draft=amount, floor=Money(0), ceiling=most,
        ...                 rises=1, falls=falls)
        >>> cells = [cell("100", 1), cell("80", 2), cell("30", 3)]
        >>> one = Fraction(1)
        >>> balance = Condition(name=Words("balance", "平衡"), equal=True,
        ...                     terms={0: one, 1: -one, 2: -one})
        >>> plan = nearest(cells, [balance])
        >>> [str(amount) for amount in plan.amounts]
        ['¥100.00', '¥80.00', '¥20.00']
        >>> [(one.order, str(one.amount)) for one in plan.moved]
        [(1, '¥0.00'), (2, '¥0.00'), (3, '¥10.00')]
    """
    for cell in cells:
        if cell.floor > cell.ceiling:
            raise ValueError(f"{cell.name.en}: its floor lies above its ceiling.")
    rows = [row_of(condition, cells) for condition in conditions]
    answer = best(*_programme(cells, rows))
    if answer is None:
        return _conflict(cells, conditions, rows)
    count = len(cells)
    amounts = [
        Money(cell.draft.fen + answer.amounts[place] - answer.amounts[count + place])
        for place, cell in enumerate(cells)
    ]
    moved = [
        Moved(order, Money(one.cost), one.bound) for order, one in enumerate(answer.orders, start=1)
    ]
    return Plan(amounts, moved)


def changed(
    cells: Sequence[Cell], conditions: Sequence[Condition], changes: Sequence[Change]
) -> tuple[list[Cell], list[Condition]]:
    """Return cells and conditions that give way as the changes of a conflict propose.

    A second run over them finds a plan: that is what the changes are for.
    """
    amounts = {change.name: change.amount for change in changes}
    moved = [
        replace(
            cell,
            floor=cell.floor - amounts.get(_with(_FLOOR, cell.name), ZERO),
            ceiling=cell.ceiling + amounts.get(_with(_CEILING, cell.name), ZERO),
        )
        for cell in cells
    ]
    given = [replace(one, right=one.right + amounts.get(one.name, ZERO)) for one in conditions]
    return moved, given


def row_of(condition: Condition, cells: Sequence[Cell]) -> Row:
    """Return a condition as a row over what the cells move away from their drafts.

    Factors become whole numbers by their least common denominator, the unit of the row.
    """
    # Few factors stand before many cells: each is made whole once, known by its identity.
    few = {id(factor): factor for factor in condition.terms.values()}
    unit = lcm(*(factor.denominator for factor in few.values()))
    made = {key: int(factor * unit) for key, factor in few.items()}
    places = tuple(condition.terms)
    factors = tuple(made[id(factor)] for factor in condition.terms.values())
    there = sum(
        factor * cells[place].draft.fen for place, factor in zip(places, factors, strict=True)
    )
    return Row(places, factors, condition.right.fen * unit - there, condition.equal, unit)


def _programme(cells: Sequence[Cell], rows: Sequence[Row]) -> tuple[Programme, list[list[int]]]:
    """Return the programme over rises and falls, and one cost for each order.

    A draft outside its own floor and ceiling must move: the part that must is part of the rise or
    fall, with its lower end.
    """
    count = len(cells)
    rises = [max(0, cell.ceiling.fen - cell.draft.fen) for cell in cells]
    falls = [max(0, cell.draft.fen - cell.floor.fen) for cell in cells]
    lowers = [max(0, cell.floor.fen - cell.draft.fen) for cell in cells]
    lowers += [max(0, cell.draft.fen - cell.ceiling.fen) for cell in cells]
    both = [
        Row(
            (*row.columns, *(count + column for column in row.columns)),
            (*row.factors, *(-factor for factor in row.factors)),
            row.right,
            row.equal,
            row.unit,
        )
        for row in rows
    ]
    last = max((max(cell.rises, cell.falls) for cell in cells), default=0)
    costs = [[0] * (2 * count) for _ in range(last)]
    for place, cell in enumerate(cells):
        costs[cell.rises - 1][place] = 1
        costs[cell.falls - 1][count + place] = 1
    return Programme(lowers, [*rises, *falls], both), costs


def _conflict(
    cells: Sequence[Cell], conditions: Sequence[Condition], rows: Sequence[Row]
) -> Conflict:
    """Name the fewest conditions, floors and ceilings that conflict, and the least change."""
    names = [condition.name for condition in conditions]
    every = list(rows)
    firm = [number for number, condition in enumerate(conditions) if condition.firm]
    for place, cell in enumerate(cells):
        if cell.firm:
            firm += [len(every), len(every) + 1]
        every.append(Row((place,), (-1,), cell.draft.fen - cell.floor.fen))
        every.append(Row((place,), (1,), cell.ceiling.fen - cell.draft.fen))
        names += [_with(_FLOOR, cell.name), _with(_CEILING, cell.name)]
    members = fewest(every)
    if members is None:
        raise RuntimeError("The solver found no plan and no conflict.")
    free = freed(every, firm)
    changes = None
    if free is not None:
        changes = [
            Change(names[number], Money(amount))
            for number, amount in enumerate(free.missed)
            if amount
        ]
    return Conflict([names[number] for number in members], changes)


def _with(end: Words, name: Words) -> Words:
    return Words(f"{name.en}: {end.en}", f"{name.zh}：{end.zh}")
