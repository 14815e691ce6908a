"""Official tables: what a page shows and what a file holds are one value, made from one question.

Whoever asked the question makes the table once; the page draws it, and the writers of workbooks and
of CSV write it. Everything that is said in it is said in the language of its reader already.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import Enum
from fractions import Fraction
from typing import Final

from fisc.exchange.amounts import Unit
from fisc.values import Money

ROWS_MAX: Final = 100_000  # of one file; more is refused in words, never cut
NO_FIGURE: Final = "—"


class Kind(Enum):
    """What stands in a column, and so how it is drawn and written.

    ``CHANGE`` is an amount with its sign, empty where nothing changed. ``FEN`` is an amount in
    whole fen, whatever the unit of the table. ``SIGNAL`` is a text whose colour repeats what it
    says. ``PICTURE`` is drawn on a page and is in no file.
    """

    TEXT = "text"
    CODE = "code"
    AMOUNT = "amount"
    CHANGE = "change"
    FEN = "fen"
    PERCENT = "percent"
    DAY = "day"
    SIGNAL = "signal"
    PICTURE = "picture"

    @property
    def numeric(self) -> bool:
        """Whether what stands here is a number, and stands to the right."""
        return self in {Kind.AMOUNT, Kind.CHANGE, Kind.FEN, Kind.PERCENT}


# None is «no figure»; an empty text is «does not apply» and stays blank.
Value = str | Money | Fraction | date | None


@dataclass(frozen=True, slots=True)
class Column:
    """One column. ``group`` stands above several of them in a head of two rows.

    A page sets a column ``beneath`` the one before it, makes the ``link`` of the row of it, names
    the row by its ``head``, and gives it a ``look``; a file has all columns side by side.
    ``key`` is the name of the column in the check formulas.
    """

    title: str
    kind: Kind = Kind.TEXT
    group: str = ""
    beneath: bool = False
    head: bool = False
    link: bool = False
    look: str = ""
    key: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    """One row: a value for each column, where the row leads, and the state that colours it.

    ``key`` is its name in the check formulas, ``under`` the key of the row to which it adds up; a
    ``strong`` row is a sum within the table, and ``depth`` says how far its text is set in.
    ``tick`` is what a form is told when the row is chosen; a row without it cannot be.
    ``hrefs`` are where single cells lead, empty for nowhere, or there are none; ``broken`` are the
    places of cells that break a rule.
    """

    values: tuple[Value, ...]
    href: str = ""
    state: str = ""
    key: str = ""
    under: str = ""
    strong: bool = False
    depth: int = 0
    tick: str = ""
    hrefs: tuple[str, ...] = ()
    broken: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A table with its title, unit, rows, total and what stands below it.

    ``rows`` may be asked for as they are written; ``count`` is how many there are on all pages.
    ``unit_said`` is the unit in words, ``unit_line`` the same as it stands at the top right;
    ``heading`` says place, year and day; ``notes`` are label and text: definition, source, day,
    fingerprint, warnings.
    ``checks`` are the check formulas that were put to it, and their outcome, as a table.
    """

    key: str
    title: str
    heading: str
    unit: Unit
    unit_said: str
    unit_line: str
    columns: tuple[Column, ...]
    rows: Iterable[Row]
    count: int
    definition: str
    source: str
    total: Row | None = None
    notes: tuple[tuple[str, str], ...] = ()
    checks: Table | None = None

    @property
    def written(self) -> tuple[Column, ...]:
        """The columns that are in a file: all but pictures."""
        return tuple(column for column in self.columns if column.kind is not Kind.PICTURE)

    @property
    def grouped(self) -> bool:
        """Whether the head has two rows."""
        return any(column.group for column in self.columns)

    def figures(self, row: Row) -> Iterator[tuple[Column, Value]]:
        """Yield the columns of a file with the values of a row."""
        for column, value in zip(self.columns, row.values, strict=True):
            if column.kind is not Kind.PICTURE:
                yield column, value


def thousandths(share: Fraction) -> int:
    """Return a share in thousandths, rounded half away from zero, as percentages are shown.

    Example:
        >>> thousandths(Fraction(1, 3)), thousandths(Fraction(-1, 2000)), thousandths(Fraction(0))
        (333, -1, 0)
    """
    whole = (2 * abs(share.numerator) * 1000 + share.denominator) // (2 * share.denominator)
    return -whole if share < 0 else whole


def share_written(share: Fraction) -> Decimal:
    """Return a share as it is shown, with three decimals: one tenth of a per cent.

    Example:
        >>> share_written(Fraction(1, 12))
        Decimal('0.083')
    """
    return Decimal(thousandths(share)).scaleb(-3)


def changed(column: Column, value: Value) -> Value:
    """Return the value as it stands in a file: a change of nothing is blank."""
    return "" if column.kind is Kind.CHANGE and value == Money(0) else value
