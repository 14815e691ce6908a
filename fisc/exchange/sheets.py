"""What every reader hands over: sheets of numbered rows, each cell as it was kept in the file."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from math import isfinite, ulp
from typing import Final

from fisc.exchange.problems import Notice, Problem

EXACT_BELOW: Final = 10**15
_NOISE_UNITS: Final = 8


@dataclass(frozen=True, slots=True)
class Fault:
    """A cell whose value cannot be had, and the rule that says why."""

    rule: str
    value: str = ""

    def __str__(self) -> str:
        return self.value


# A number cell is an ``int`` or a ``Decimal``; a ``datetime`` is a ``date`` too.
Cell = str | int | Decimal | date | Fault | None


@dataclass(frozen=True, slots=True)
class Row:
    """One row: its number as a spreadsheet counts it, and its cells from column A on.

    ``problem`` is set where the row as a whole cannot be read.
    """

    number: int
    cells: tuple[Cell, ...]
    problem: Problem | None = None

    @property
    def blank(self) -> bool:
        """Whether nothing stands in the row."""
        return self.problem is None and all(is_blank(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table of a file. ``lines`` can be run through more than once.

    ``typed`` tells whether the file distinguishes numbers from text, as workbooks do and CSV does
    not; ``even`` whether every row must have as many cells as the head; ``marked`` whether texts
    carry the apostrophe of ``characters.mark`` and «—» means none, which JSON has no need of.

    Example:
        >>> sheet = Sheet("S", (Row(1, ("a", "b")), Row(2, ()), Row(3, ("1", "2"))))
        >>> sheet.head, [row.cells for row in sheet.rows], list(sheet.records())
        (('a', 'b'), [('1', '2')], [{'a': '1', 'b': '2'}])
    """

    name: str
    lines: Iterable[Row]
    typed: bool = False
    even: bool = False
    marked: bool = True

    @property
    def head(self) -> tuple[Cell, ...]:
        """The cells of the first row that is not blank."""
        return next((row.cells for row in self.lines if not row.blank), ())

    @property
    def rows(self) -> Iterator[Row]:
        """The rows below the head, without blank ones."""
        filled = (row for row in self.lines if not row.blank)
        next(filled, None)
        yield from filled

    def records(self) -> Iterator[dict[str, Cell]]:
        """Yield each row by the names of its head."""
        names = [str(name) for name in self.head]
        for row in self.rows:
            yield dict(zip(names, row.cells, strict=False))


@dataclass(frozen=True, slots=True)
class Reading:
    """A file that was opened: its sheets, or the problems that keep it shut.

    ``marks`` holds what our own exports say about themselves (template, version, unit), ``prints``
    the fingerprints that rows had when they were exported, by their keys.
    """

    fingerprint: str
    sheets: tuple[Sheet, ...] = ()
    problems: tuple[Problem, ...] = ()
    notices: tuple[Notice, ...] = ()
    marks: dict[str, str] = field(default_factory=dict)
    prints: dict[str, str] = field(default_factory=dict)


def is_blank(cell: Cell) -> bool:
    """Whether a cell says nothing: empty, or blanks only."""
    return cell is None or (isinstance(cell, str) and not cell.strip())


def exact_number(value: float) -> int | Decimal | Fault:
    """Turn the number of a spreadsheet into an exact one, as the spreadsheet would show it.

    A spreadsheet keeps 15 significant digits. What is left beyond them is the noise of binary
    arithmetic and is dropped; where more than noise would be dropped, digits were lost.

    Example:
        >>> exact_number(0.1 + 0.2), exact_number(5.0)
        (Decimal('0.3'), 5)
        >>> exact_number(123456789012345678.0).rule
        'digits-lost'
    """
    if not isfinite(value):
        return Fault("not-a-number", repr(value))
    if abs(value) >= EXACT_BELOW:
        return Fault("digits-lost", format(Decimal(value), "f"))
    if value.is_integer():
        return int(value)
    plain = Decimal(repr(value))
    if len(plain.as_tuple().digits) < 16:  # noqa: PLR2004 - 15 digits are kept exactly
        return plain
    rounded = Decimal(f"{value:.15g}")
    if abs(Decimal(value) - rounded) > _NOISE_UNITS * Decimal(ulp(value)):
        return Fault("digits-lost", repr(value))
    return rounded
