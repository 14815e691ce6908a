"""The check formulas of the congress tables: put to every printed figure, faults named by cell.

A formula is put at every place where it holds something: each sum in each column, each row, each
pair of tables. A place where it fails names its table, row and column, with both values. Which of
the figures that took part is wrong is narrowed down by the formulas that hold: whatever stands in
one of those is right.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from fisc.engines.budgets.congress import Filled
from fisc.law.congress import CongressCheck, congress_checks
from fisc.values import ZERO, Money, Words

OPEN: Final = frozenset({"codes", "economic", "basic", "places", "funds", "insurances"})
_MINUS: Final = "-"
_PART: Final = "*/"
_LAST: Final = frozenset({"last", "growth", "rise"})


@dataclass(frozen=True, slots=True, order=True)
class Cell:
    """A figure on paper: its table, its row and its column."""

    table: str
    row: str
    column: str


@dataclass(frozen=True, slots=True)
class Put:
    """A formula at one place: where, which figures took part, and both sides.

    ``passed`` is None where a figure is missing, so that nobody can say. Units: fen.
    """

    formula: CongressCheck
    at: Cell
    cells: tuple[Cell, ...]
    left: Money | None
    right: Money | None
    passed: bool | None

    @property
    def difference(self) -> Money | None:
        """Left less right."""
        return None if self.left is None or self.right is None else self.left - self.right


@dataclass(frozen=True, slots=True)
class Check:
    """How a formula came out in a table: where it holds in ``columns``, or one place of failing.

    ``suspects`` are the figures of which, as far as the other formulas tell, one is wrong.
    ``places`` is at how many places it was put. Units: fen.
    """

    formula: CongressCheck
    table: str
    columns: tuple[str, ...]
    places: int
    left: Money | None
    right: Money | None
    passed: bool | None
    suspects: tuple[Cell, ...] = ()

    @property
    def name(self) -> Words:
        """What must hold."""
        return Words(self.formula.name_en, self.formula.name_zh)

    @property
    def difference(self) -> Money | None:
        """Left less right."""
        return None if self.left is None or self.right is None else self.left - self.right


class _Set:
    """The printed figures of all tables, and of what they are compared with."""

    def __init__(self, tables: Iterable[Filled], known: Mapping[Cell, Money]) -> None:
        self.tables = {one.key: one for one in tables}
        self.amounts: dict[Cell, Money | None] = dict(known)
        for key, table in self.tables.items():
            for line in table.lines:
                for column, amount in line.amounts.items():
                    self.amounts[Cell(key, line.key, column)] = amount

    def columns(self, table: str, asked: Sequence[str]) -> list[str]:
        """Return which of some columns a table prints.

        Last year's is left out where nothing is known of it, which is no fault of the table.
        """
        lines = self.tables[table].lines
        return [
            column
            for column in asked
            if lines
            and column in lines[0].amounts
            and (column not in _LAST or any(line.amounts[column] is not None for line in lines))
        ]

    def of(self, cell: Cell) -> Money | None:
        """Return a figure; of a table whose rows come as needed, a row that is not there is nil."""
        if cell in self.amounts:
            return self.amounts[cell]
        table = self.tables.get(cell.table)
        return ZERO if table is not None and table.table.layout in OPEN else None


def put(
    tables: Sequence[Filled], year: int, known: Mapping[Cell, Money] | None = None
) -> tuple[Put, ...]:
    """Put every formula of a year at every place of its tables.

    ``known`` are figures of the ledger with which tables are compared, as cells of a table of the
    name ``ledger``.

    Source: law/budgets/congress_checks.csv
    """
    printed = _Set(tables, known or {})
    return tuple(
        one
        for formula in congress_checks(year)
        for table in formula.tables
        if table in printed.tables
        for one in _GRAINS[formula.grain](formula, table, printed)
    )


def checks(places: Sequence[Put]) -> tuple[Check, ...]:
    """Return how every formula came out in every table, each place of failing by itself.

    What holds is one check with the last place at which it was put; so is what nobody can say.

    Always: a figure that alone was changed is among the suspects of every check that fails.
    """
    sound = {cell for one in places if one.passed and _exact(one) for cell in one.cells}
    faults = Counter(cell for one in places if one.passed is False for cell in one.cells)
    found: list[Check] = []
    groups: dict[tuple[str, str], list[Put]] = {}
    for one in places:
        groups.setdefault((one.formula.code, one.at.table), []).append(one)
    for (_code, table), own in groups.items():
        found += _together(table, [one for one in own if one.passed])
        for one in own:
            if one.passed is False:
                found.append(_failing(one, sound, faults))
        found += _together(table, [one for one in own if one.passed is None])
    return tuple(found)


def _together(table: str, places: Sequence[Put]) -> Iterator[Check]:
    if places:
        last = places[-1]
        columns = tuple(dict.fromkeys(one.at.column for one in places))
        yield Check(last.formula, table, columns, len(places), last.left, last.right, last.passed)


def _failing(one: Put, sound: set[Cell], faults: Mapping[Cell, int]) -> Check:
    """Narrow down which figure is wrong: in no formula that holds, in the most that fail."""
    printed = [cell for cell in one.cells if cell.table != "ledger"]
    left = [cell for cell in printed if cell not in sound] or printed
    most = max((faults[cell] for cell in left), default=0)
    suspects = tuple(cell for cell in left if faults[cell] == most)
    return Check(
        one.formula,
        one.at.table,
        (one.at.column,),
        1,
        one.left,
        one.right,
        passed=False,
        suspects=suspects,
    )


def _exact(one: Put) -> bool:
    """Say whether a formula that holds vouches for its figures: bounds do not, nor does nil."""
    return one.formula.relation == "=" and len(one.cells) > 1 and one.formula.grain != "part"


def _sums(formula: CongressCheck, table: str, printed: _Set) -> Iterator[Put]:
    lines = printed.tables[table].lines
    below: dict[str, list[str]] = {}
    for line in lines:
        if line.under:
            below.setdefault(line.under, []).append(line.key)
    for column in printed.columns(table, formula.columns):
        for line in lines:
            if line.key in below:
                at = Cell(table, line.key, column)
                parts = [Cell(table, key, column) for key in below[line.key]]
                amounts = [printed.of(cell) for cell in parts]
                yield _put(formula, at, (*parts, at), _added(amounts), printed.of(at))


def _parts(formula: CongressCheck, table: str, printed: _Set) -> Iterator[Put]:
    lines = printed.tables[table].lines
    keys = {line.key for line in lines}
    for column in printed.columns(table, formula.columns):
        for line in lines:
            if line.under in keys:
                at, above = (Cell(table, key, column) for key in (line.key, line.under))
                yield _put(formula, at, (above, at), printed.of(above), printed.of(at))


def _rows(formula: CongressCheck, table: str, printed: _Set) -> Iterator[Put]:
    """Put a formula between columns; a row of which one column says nothing is passed over."""
    terms = [_plain(term) for term in (*formula.left, *formula.right)]
    if len(printed.columns(table, terms)) < len(set(terms)):
        return
    for line in printed.tables[table].lines:
        at = Cell(table, line.key, terms[-1])
        cells = tuple(Cell(table, line.key, column) for column in terms)
        if all(printed.of(cell) is not None for cell in cells):
            sides = (
                _added([_of_term(printed, Cell(table, line.key, _plain(t)), t) for t in side])
                for side in (formula.left, formula.right)
            )
            yield _put(formula, at, cells, *sides)


def _whole(formula: CongressCheck, table: str, printed: _Set) -> Iterator[Put]:
    for column in printed.columns(table, formula.columns):
        yield _between(formula, table, column, "", printed)


def _each(formula: CongressCheck, table: str, printed: _Set) -> Iterator[Put]:
    """Put a formula to every part of a table: every fund, every insurance."""
    names = [line.key.rpartition("/")[0] for line in printed.tables[table].lines]
    for column in printed.columns(table, formula.columns):
        for part in dict.fromkeys(name for name in names if name):
            yield _between(formula, table, column, part, printed)


def _between(formula: CongressCheck, table: str, column: str, part: str, printed: _Set) -> Put:
    sides, cells = [], []
    for terms in (formula.left, formula.right):
        amounts = []
        for term in terms:
            cell = _cell(term, table, column, part)
            cells.append(cell)
            amounts.append(_of_term(printed, cell, term))
        sides.append(_added(amounts))
    at = next((cell for cell in cells if cell.table == table), cells[0])
    return _put(formula, at, tuple(cells), *sides)


def _cell(term: str, table: str, column: str, part: str) -> Cell:
    """Return the cell that a term names: ``table:row.column``, the first and the last optional."""
    named = _plain(term)
    other, colon, row = named.rpartition(":")
    row, _dot, own = row.partition(".")
    if part:
        row = row.replace(_PART, f"{part}/")
    return Cell(other if colon else table, row, own or column)


def _plain(term: str) -> str:
    return term.removeprefix(_MINUS)


def _of_term(printed: _Set, cell: Cell, term: str) -> Money | None:
    amount = printed.of(cell)
    return -amount if amount is not None and term.startswith(_MINUS) else amount


def _added(amounts: Iterable[Money | None]) -> Money | None:
    total = ZERO
    for amount in amounts:
        if amount is None:
            return None
        total += amount
    return total


def _put(
    formula: CongressCheck,
    at: Cell,
    cells: tuple[Cell, ...],
    left: Money | None,
    right: Money | None,
) -> Put:
    if left is None or right is None:
        return Put(formula, at, cells, None, None, None)
    passed = left == right if formula.relation == "=" else left >= right
    return Put(formula, at, cells, left, right, passed)


_GRAINS: Final = {
    "sum": _sums,
    "part": _parts,
    "line": _rows,
    "whole": _whole,
    "each": _each,
}
