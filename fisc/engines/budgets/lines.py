"""Lines of a budget: where each stands in the balance, and which event of the ledger it becomes.

The balance of a budget has a fixed set of lines (``law/budgets/balance_lines.csv``), each of which
gathers codes. What a line becomes in the ledger is data too (``law/budgets/line_events.csv``): own
revenue is approved, a transfer to below is arranged, what is carried forward stays where it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final, Literal

from fisc.law.chart import Event, chart
from fisc.law.folder import forget_with, law_folder
from fisc.law.rows import Table
from fisc.law.tables import BALANCE_LINES, HEADINGS, UnknownRow, find, read
from fisc.values import Book, Code, Confidence, Money, Words

Side = Literal["revenue", "expenditure", "balance"]

# Outside the four budgets, a line is simply income or spending.
_PLAIN_NAMES: Final = {
    "revenue": Words("Revenue", "收入"),
    "expenditure": Words("Expenditure", "支出"),
}
RESERVE: Final = "227"
HELD_BACK: Final = "22902"


class UnknownLine(LookupError):
    """A budget has no such line, or no line for such a code."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEvent:
    """What a line of the balance, or one code of it, becomes in the ledger; nothing if empty."""

    book: Book
    side: Literal["revenue", "expenditure"]
    line: str
    conf: Confidence
    code: str = ""
    event: str = ""
    note: str = ""


LINE_EVENTS: Final = Table(
    "budgets/line_events.csv", LineEvent, key=("book", "side", "line", "code")
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One amount of a budget, as far as balance is concerned.

    ``line`` is the number in the balance of the book; ``code`` the revenue item or function;
    ``fund`` names the government fund, in whose book every fund balances by itself; ``other`` is
    the budget on the other side where money goes from one of the budgets to another.

    Units: ``amount`` in fen; negative only in an adjustment that lowers a line.
    """

    book: Book
    side: Side
    line: str
    amount: Money
    code: str = ""
    fund: str = ""
    other: Book | None = None

    @property
    def name(self) -> Words:
        """Number and name of the line."""
        name = names_of(self.book, self.side, self.line)
        return Words(f"{self.line} {name.en}", f"{self.line} {name.zh}")


def names_of(book: Book, side: Side, line: str) -> Words:
    """Return the name of a line of a balance.

    Raises:
        UnknownLine: the book has no such line on that side.

    Source: law/budgets/balance_lines.csv

    Example:
        >>> names_of(Book.GENERAL, "expenditure", "02").en
        'Rebates and transfers to below'
    """
    try:
        row = find(BALANCE_LINES, book, side, line)
    except UnknownRow as unknown:
        if book in {Book.SPECIAL, Book.UNIT} and side in _PLAIN_NAMES and line == "01":
            return _PLAIN_NAMES[side]
        raise UnknownLine(f"The {book} budget has no line {line} of {side}.") from unknown
    return Words(row.name_en, row.name_zh)


def line_for(book: Book, side: Side, code: str) -> str:
    """Return the number of the balance line under which a code stands.

    A line gathers its codes with everything under them; parenthood is the relation of the
    classification, never a prefix.

    Raises:
        UnknownLine: no line of the book gathers the code.

    Source: law/budgets/balance_lines.csv

    Example:
        >>> line_for(Book.GENERAL, "revenue", "1010101"), line_for(Book.FUNDS, "revenue", "1030148")
        ('01', '01')
        >>> line_for(Book.GENERAL, "expenditure", "2300202")
        '02'
    """
    if book in {Book.SPECIAL, Book.UNIT}:
        return "01"
    gathered = _gathered(law_folder())
    parents = _parents(law_folder())
    step: str | None = code
    while step is not None:
        found = gathered.get((book, side, step))
        if found is not None:
            return found
        step = parents.get(step)
    raise UnknownLine(f"No line of the {book} budget gathers {code!r} as {side}.")


def stands_under(code: str, above: str) -> bool:
    """Say whether a code is another one, or stands under it.

    Example:
        >>> stands_under("2290299", "22902"), stands_under("22902", "22902")
        (False, True)
    """
    parents = _parents(law_folder())
    step: str | None = code
    while step is not None:
        if step == above:
            return True
        step = parents.get(step)
    return False


def root_of(code: str) -> str:
    """Return the class at the top of a code, by the relation of the classification.

    Example:
        >>> root_of("2050202")
        '205'
    """
    parents = _parents(law_folder())
    while (above := parents.get(code)) is not None:
        code = above
    return str(code)


def way_to(code: str) -> tuple[str, ...]:
    """Return the codes from the class down to one, by the relation of the classification.

    Example:
        >>> way_to("2050202"), way_to("")
        (('205', '20502', '2050202'), ())
    """
    parents = _parents(law_folder())
    way: list[str] = []
    step: str | None = code or None
    while step is not None:
        way.insert(0, str(step))
        step = parents.get(step)
    return tuple(way)


def code_named(code: str) -> Words:
    """Return the name of a code of any classification, the code itself where it has none."""
    name = _named(law_folder()).get(code)
    return name or Words(code, code)


def event_of(book: Book, side: Side, line: str, code: str = "") -> Event | None:
    """Return the event that puts a line into the ledger; None where it only stays in hand.

    Raises:
        UnknownLine: the table does not say what becomes of the line.

    Source: law/budgets/line_events.csv

    Example:
        >>> event_of(Book.GENERAL, "expenditure", "01", "227").name
        'arrange_reserve'
        >>> event_of(Book.GENERAL, "expenditure", "01", "2050202").name
        'arrange_expenditure'
        >>> event_of(Book.GENERAL, "expenditure", "10") is None
        True
    """
    named = [
        row
        for row in read(LINE_EVENTS)
        if (row.book, row.side, row.line) == (book, side, line)
        and (not row.code or stands_under(code, row.code))
    ]
    if not named:
        raise UnknownLine(
            f"law/budgets/line_events.csv does not say what {side} line {line} of the {book} "
            "budget becomes in the ledger; add it."
        )
    chosen = max(named, key=lambda row: len(row.code))
    return chart().events[chosen.event] if chosen.event else None


def total(lines: Iterable[Line]) -> Money:
    """Add up the amounts of lines."""
    return Money.total(line.amount for line in lines)


@cache
def _parents(_: Path) -> Mapping[str, Code | None]:
    return {str(row.code): row.parent_code for table in HEADINGS for row in read(table)}


@cache
def _named(_: Path) -> Mapping[str, Words]:
    return {
        str(row.code): Words(row.name_en, row.name_zh) for table in HEADINGS for row in read(table)
    }


@cache
def _gathered(_: Path) -> Mapping[tuple[str, str, str], str]:
    return {
        (row.book, row.side, str(code)): row.line
        for row in read(BALANCE_LINES)
        for code in row.codes
    }


forget_with(_parents.cache_clear)
forget_with(_gathered.cache_clear)
forget_with(_named.cache_clear)
