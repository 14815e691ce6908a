"""What is wrong with a file, said at the cell: what happened there and what to do about it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Final

from fisc.exchange.sayings import saying
from fisc.values import Language, Words

SHOWN_MAX: Final = 80
NOWHERE: Final = 0


def column_letter(column: int) -> str:
    """Return the letters by which a spreadsheet names a column, counted from 0.

    Raises:
        ValueError: the column is negative.

    Example:
        >>> column_letter(0), column_letter(25), column_letter(26), column_letter(16383)
        ('A', 'Z', 'AA', 'XFD')
    """
    if column < 0:
        raise ValueError(f"Column {column} does not exist; columns are counted from 0.")
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def shown(value: object) -> str:
    r"""Return a value as a person may see it: shortened, with hidden characters made visible.

    Example:
        >>> shown("a\u202eb"), shown(None), len(shown("x" * 500))
        ('a\\u202eb', '', 80)
    """
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).upper()
    text = str(value)[: SHOWN_MAX + 1]
    visible = "".join(
        part if part.isprintable() or part == "\u3000" else part.encode("unicode_escape").decode()
        for part in text
    )
    return visible if len(visible) <= SHOWN_MAX else visible[: SHOWN_MAX - 1] + "…"


@dataclass(frozen=True, slots=True)
class Place:
    """A cell, a row, a sheet or a whole file, named as the person sees it.

    Shape: ``row`` counts from 1 and is 0 where no row is meant; ``column`` is a letter or empty.
    """

    sheet: str = ""
    row: int = NOWHERE
    column: str = ""
    column_name: str = ""

    def __str__(self) -> str:
        cell = f"{self.column}{self.row or ''}"
        return f"{self.sheet}!{cell}" if self.sheet and cell else self.sheet or cell


@dataclass(frozen=True, slots=True)
class Problem:
    """One reason why a file cannot be applied as it is.

    Example:
        >>> problem = report("not-whole", Place("明细", 7, "C", "序号"), "1.5")
        >>> problem.address, problem.what_happened.en
        ('明细!C7', '“1.5” is not a whole number.')
    """

    rule: str
    place: Place
    value: str
    what_happened: Words
    what_to_do: Words

    @property
    def sheet(self) -> str:
        """The sheet, empty for a whole file."""
        return self.place.sheet

    @property
    def row(self) -> int:
        """The row as a spreadsheet counts it, 0 where no row is meant."""
        return self.place.row

    @property
    def column(self) -> str:
        """The letter of the column."""
        return self.place.column

    @property
    def column_name(self) -> str:
        """The head of the column."""
        return self.place.column_name

    @property
    def address(self) -> str:
        """Where it is, as in ``明细!C7``."""
        return str(self.place)

    def said(self, language: Language) -> str:
        """Return the whole of it in one line."""
        where = f"{self.address}: " if self.address else ""
        return f"{where}{self.what_happened.said(language)} {self.what_to_do.said(language)}"


@dataclass(slots=True)
class Notice:
    """Something that was understood and accepted, and that the person should know.

    The same kind of thing in the same column is one notice with a count; the first cells are
    named.
    """

    rule: str
    sheet: str
    column: str
    column_name: str
    value: str
    count: int = 0
    cells: list[str] = field(default_factory=list)

    @property
    def words(self) -> Words:
        """What was understood."""
        return saying(self.rule)[0].filled(
            value=self.value, name=self.column_name, count=self.count
        )


class Notices:
    """Collects notices without growing with the file.

    Example:
        >>> notices = Notices(cells_max=2)
        >>> for row in (2, 3, 4):
        ...     notices.add("full-width", Place("S", row, "B", "金额"), "１２")
        >>> [(notice.count, notice.cells) for notice in notices.listed]
        [(3, ['S!B2', 'S!B3'])]
    """

    def __init__(self, *, cells_max: int) -> None:
        self._cells_max = cells_max
        self._found: dict[tuple[str, str, str], Notice] = {}

    def add(self, rule: str, place: Place, value: object = "") -> None:
        """Count one cell."""
        key = (rule, place.sheet, place.column)
        notice = self._found.get(key)
        if notice is None:
            notice = Notice(rule, place.sheet, place.column, place.column_name, shown(value))
            self._found[key] = notice
        notice.count += 1
        if len(notice.cells) < self._cells_max:
            notice.cells.append(str(place))

    @property
    def listed(self) -> tuple[Notice, ...]:
        """All notices in the order in which they were first met."""
        return tuple(self._found.values())


def report(rule: str, place: Place | None = None, value: object = "", **facts: object) -> Problem:
    """Make a problem of a known rule.

    Raises:
        ValueError: no such rule is in the catalogue.
    """
    happened, remedy = saying(rule)
    facts = {"value": shown(value), **facts}
    return Problem(
        rule,
        place or Place(),
        shown(value),
        happened.filled(**facts),
        remedy.filled(**facts),
    )
