"""The check formulas of official tables: what must hold between the figures that a table shows.

The formulas are law, the figures are those of the table itself, so that what is judged is what
people read. Nothing is looked up and nothing is repaired; both sides are said, with
their difference.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from fisc.law.kinds import CheckFormula
from fisc.law.names import cited, control
from fisc.law.tables import CHECK_FORMULAS, read
from fisc.values import Citation, Money, Words

TOTAL: Final = "total"
_MINUS: Final = "-"
_CONTROL: Final = re.compile(r"K\d\d")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line as it is printed: its number, its amounts by column, and the line it adds up to.

    A column that says nothing in this line has no amount.
    """

    number: int
    values: Mapping[str, Money]
    key: str = ""
    under: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """The figures of one table. ``figures`` are what else it is compared with, by ``name.column``.

    ``kind`` chooses the formulas, ``key`` tells tables of one kind apart.
    """

    kind: str
    lines: Sequence[Line]
    key: str = ""
    figures: Mapping[str, Money] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One formula as it came out: both sides, and the lines that were put to it or that fail.

    ``passed`` is None where a figure is missing, so that nobody can say; then both sides are None.

    Units: fen.
    """

    code: str
    name: Words
    basis: Words | None
    lines: tuple[int, ...]
    left: Money | None
    right: Money | None
    passed: bool | None

    @property
    def difference(self) -> Money | None:
        """Left less right."""
        return None if self.left is None or self.right is None else self.left - self.right


def formulas(kind: str) -> tuple[CheckFormula, ...]:
    """Return the formulas of one kind of table.

    Source: law/ledger/check_formulas.csv
    """
    return tuple(formula for formula in read(CHECK_FORMULAS) if formula.table == kind)


def check(sheet: Sheet) -> tuple[Check, ...]:
    """Put every formula of its kind to a table.

    A formula that holds in all lines makes one check, with both sides of the total, or added up
    where there is none. One that fails makes a check for each line in which it fails, so that two
    faults cannot cancel each other out.

    Units: fen.
    Always: a formula in which no figure was changed comes out as before.
    Source: law/ledger/check_formulas.csv

    Example:
        >>> lines = [
        ...     Line(number=1, under="total", values={"debit": Money(5)}),
        ...     Line(number=2, under="total", values={"credit": Money(5)}),
        ...     Line(number=3, key="total", values={"debit": Money(5), "credit": Money(4)}),
        ... ]
        >>> found = check(Sheet(kind="trial_balance", lines=lines))
        >>> [(one.code, one.passed, one.lines, one.difference) for one in found]
        ... # doctest: +NORMALIZE_WHITESPACE
        [('T01', True, (1, 3), Money(fen=0)), ('T02', False, (2, 3), Money(fen=1)),
         ('T03', False, (3,), Money(fen=1))]
    """
    return tuple(found for formula in formulas(sheet.kind) for found in _put(formula, sheet))


def _put(formula: CheckFormula, sheet: Sheet) -> Iterator[Check]:
    if formula.grain == "whole":
        if not formula.only or sheet.key in formula.only:
            yield _compared(formula, *_whole(formula, sheet))
        return
    tried = tuple(_in_lines(formula, sheet) if formula.grain == "line" else _sums(formula, sheet))
    failing = [one for one in tried if not _holds(formula, one.left, one.right)]
    if failing:
        for one in failing:
            yield _compared(formula, one.numbers, one.left, one.right)
    elif tried:
        numbers = tuple(sorted({number for one in tried for number in one.numbers}))
        keys = {one.at.key for one in tried}
        highest = [one for one in tried if not one.at.under or one.at.under not in keys]
        left = Money.total(one.left for one in highest)
        right = Money.total(one.right for one in highest)
        yield _compared(formula, numbers, left, right)
    elif not formula.only:
        yield _compared(formula, (), None, None)


@dataclass(frozen=True, slots=True)
class _Tried:
    """A formula as it was put at one line: the lines that took part, and both sides."""

    at: Line
    numbers: tuple[int, ...]
    left: Money
    right: Money


def _in_lines(formula: CheckFormula, sheet: Sheet) -> Iterator[_Tried]:
    for line in sheet.lines:
        if formula.only and line.key not in formula.only:
            continue
        left, right = (_added(terms, line.values) for terms in (formula.left, formula.right))
        if left is not None and right is not None:
            yield _Tried(line, (line.number,), left, right)


def _sums(formula: CheckFormula, sheet: Sheet) -> Iterator[_Tried]:
    (column,) = formula.left
    parts: dict[str, list[Line]] = {}
    for line in sheet.lines:
        if line.under and column in line.values:
            parts.setdefault(line.under, []).append(line)
    above = {line.under for line in sheet.lines if line.under}
    for line in sheet.lines:
        own = parts.get(line.key, [])
        if column in line.values and line.key in above:
            numbers = (*(one.number for one in own), line.number)
            added = Money.total(one.values[column] for one in own)
            yield _Tried(line, tuple(sorted(numbers)), added, line.values[column])


def _whole(
    formula: CheckFormula, sheet: Sheet
) -> tuple[tuple[int, ...], Money | None, Money | None]:
    figures = dict(sheet.figures)
    numbers: dict[str, int] = {}
    for line in sheet.lines:
        if line.key:
            figures |= {f"{line.key}.{column}": amount for column, amount in line.values.items()}
            numbers[line.key] = line.number
    terms = (*formula.left, *formula.right)
    names = [term.removeprefix(_MINUS).rpartition(".")[0] for term in terms]
    left, right = (_added(side, figures) for side in (formula.left, formula.right))
    return tuple(sorted({numbers[name] for name in names if name in numbers})), left, right


def _added(terms: Sequence[str], values: Mapping[str, Money]) -> Money | None:
    """Return the sum of some terms; None where one of them says nothing."""
    amounts = []
    for term in terms:
        amount = values.get(term.removeprefix(_MINUS))
        if amount is None:
            return None
        amounts.append(-amount if term.startswith(_MINUS) else amount)
    return Money.total(amounts)


def _holds(formula: CheckFormula, left: Money, right: Money) -> bool:
    return left == right if formula.relation == "=" else left >= right


def _compared(
    formula: CheckFormula, lines: tuple[int, ...], left: Money | None, right: Money | None
) -> Check:
    known = left is not None and right is not None
    return Check(
        code=formula.code,
        name=Words(formula.name_en, formula.name_zh),
        basis=basis_of(formula.basis),
        lines=lines,
        left=left if known else None,
        right=right if known else None,
        passed=_holds(formula, left, right) if left is not None and right is not None else None,
    )


def basis_of(text: str) -> Words | None:
    """Return the control of the handbook, or the article, on which a formula stands."""
    if not text:
        return None
    if _CONTROL.fullmatch(text):
        return control(text)
    instrument, _, place = text.partition(", ")
    return cited(Citation(instrument, place))
