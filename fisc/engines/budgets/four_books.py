"""The four budgets beside each other: one table whose rows are resources, uses and the balance.

Each column is a book; the last is their total, from which what one budget gives another is taken
out on both sides, each side by its own amount, so that no yuan stands in it twice. Where the two
sides differ, the difference shows in the balance of the total and in ``fisc.engines.budgets.ties``.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Final

from fisc.engines.budgets.consolidation import Consolidated, Entry, consolidate
from fisc.engines.budgets.lines import stands_under
from fisc.law.budget_kinds import BalanceRow, Insurance, Subsidy
from fisc.law.folder import forget_with, law_folder
from fisc.law.tables import BALANCE_ROWS, INSURANCES, SUBSIDIES, read
from fisc.values import ZERO, Book, Money, Words

FOUR: Final = (Book.GENERAL, Book.FUNDS, Book.CAPITAL, Book.INSURANCE)
AVAILABLE: Final = "available"
USED: Final = "used"
BALANCE: Final = "balance"
OPENING: Final = "brought_forward"
OWN: Final = "own"
NAMES: Final[Mapping[str, Words]] = {
    AVAILABLE: Words("Available", "可用资金合计"),
    USED: Words("Uses in all", "支出合计"),
}
_STATED: Final = {"current": "01", "accumulated": "02"}
_SIGNS: Final = {"revenue": 1, "expenditure": -1}


@dataclass(frozen=True, slots=True)
class MatrixRow:
    """One row: the amount of each book, what leaves the total, and the total.

    ``amounts`` lacks a book that has no such line; an amount is None where nobody knows it.
    ``eliminated`` is what the budgets of the view give one another in this row, ``leaving`` the
    same book by book; in the balance it is what one side says and the other does not.

    Units: fen.
    """

    row: str
    name: Words
    side: str
    amounts: Mapping[Book, Money | None]
    eliminated: Money
    leaving: Mapping[Book, Money] = field(default_factory=dict)

    def outside(self, book: Book) -> Money | None:
        """Return the amount of a book without what budgets of the view give it or get from it."""
        amount = self.amounts.get(book)
        return None if amount is None else amount - self.leaving.get(book, ZERO)

    @property
    def total(self) -> Money | None:
        """All books together, nothing counted twice; None where something is not known."""
        known = [amount for amount in self.amounts.values() if amount is not None]
        return None if len(known) < len(self.amounts) else Money.total(known) - self.eliminated


@dataclass(frozen=True, slots=True)
class SubsidyPair:
    """What the general budget of a government gives social insurance, by the codes of spending.

    ``shown`` is whether the giving budget spells out such codes at all. Units: fen.
    """

    subsidy: Subsidy
    government: str
    given: Money
    received: Money

    @property
    def shown(self) -> bool:
        """Whether the giving side can be seen."""
        return bool(self.given) or not self.received


@dataclass(frozen=True, slots=True)
class Matrix:
    """The table of the four budgets, in the order of the law, with the sums of both sides.

    Always: in each book what is available less what is used is the balance, where all is known
    and the book ties.
    """

    rows: Sequence[MatrixRow]
    whole: Consolidated
    subsidies: Sequence[SubsidyPair]

    def row(self, name: str) -> MatrixRow:
        """Return one row.

        Raises:
            KeyError: there is no such row.
        """
        for one in self.rows:
            if one.row == name:
                return one
        raise KeyError(name)


def matrix(
    entries: Iterable[Entry], *, unknown: Collection[Book] = (), complete: bool = True
) -> Matrix:
    """Set the budgets of one or more governments beside each other.

    ``unknown`` are the books of which nobody entered the revenue of the year. A view that is not
    ``complete`` (a year under way) has no line for what is carried on; its balance is what is
    available less what is used.

    Units: fen.
    Source: law/budgets/balance_rows.csv, law/budgets/mirrors.csv, law/budgets/subsidies.csv

    Example:
        >>> from fisc.engines.budgets.lines import Line
        >>> def entry(book, side, line, yuan):
        ...     return Entry("230000", Line(book=book, side=side, line=line,
        ...                                 amount=Money.yuan(yuan)))
        >>> found = matrix([
        ...     entry(Book.GENERAL, "revenue", "01", "300"),
        ...     entry(Book.GENERAL, "revenue", "04", "12"),
        ...     entry(Book.GENERAL, "expenditure", "01", "312"),
        ...     entry(Book.FUNDS, "revenue", "01", "60"),
        ...     entry(Book.FUNDS, "expenditure", "04", "12"),
        ...     entry(Book.FUNDS, "expenditure", "07", "48"),
        ... ])
        >>> str(found.row("available").total), str(found.row("books_in").total)
        ('¥360.00', '¥0.00')
        >>> str(found.row("used").total), str(found.row("balance").total)
        ('¥312.00', '¥48.00')
    """
    entries = tuple(entry for entry in entries if entry.line.book in FOUR)
    whole = consolidate(entries)
    subsidies = tuple(_subsidies(entries))
    leaving = _leaving(whole, subsidies)
    rows = [_row(row, whole, leaving, unknown) for row in read(BALANCE_ROWS)]
    revenue = [row for row in rows if row.side == "revenue"]
    spending = [row for row in rows if row.side == "expenditure"]
    available = _sum(AVAILABLE, "revenue", revenue)
    used = _sum(USED, "expenditure", spending)
    (balance,) = (row for row in rows if row.side == "balance")
    if not complete:
        balance = _left(balance, available, used)
    gap = available.eliminated - used.eliminated
    balance = MatrixRow(BALANCE, balance.name, "balance", balance.amounts, gap)
    return Matrix((*revenue, available, *spending, used, balance), whole, subsidies)


def row_of(book: Book, side: str, line: str) -> str:
    """Return the row in which a line of a book stands; empty for none.

    Example:
        >>> row_of(Book.FUNDS, "expenditure", "04"), row_of(Book.GENERAL, "expenditure", "10")
        ('books_out', 'balance')
    """
    return _places(law_folder()).get((book, side, line), "")


def insurance_of(code: str) -> Insurance | None:
    """Return the insurance to which a code of social insurance belongs.

    Source: law/budgets/insurances.csv

    Example:
        >>> insurance_of("2091001").name_en, insurance_of("205") is None
        ('Resident basic pension', True)
    """
    for one in read(INSURANCES):
        if code and any(stands_under(code, above) for above in one.codes):
            return one
    return None


def parts(entries: Iterable[Entry], book: Book) -> Mapping[str, Sequence[Entry]]:
    """Return the entries of a book by the fund, or by the insurance, to which they belong.

    Shape: funds by code, insurances by their number, the empty key for what names none.
    """
    found: dict[str, list[Entry]] = {}
    for entry in entries:
        if entry.line.book is not book:
            continue
        key = entry.line.fund
        if book is Book.INSURANCE:
            one = insurance_of(entry.line.code)
            key = one.number if one else ""
        found.setdefault(key, []).append(entry)
    return dict(sorted(found.items()))


def opening(stated: Mapping[str, Money]) -> Money:
    """Return the accumulated balance of social insurance before the year.

    ``stated`` are the lines of its balance by number: the current and the accumulated one.
    """
    return stated.get(_STATED["accumulated"], ZERO) - stated.get(_STATED["current"], ZERO)


@cache
def _places(_: Path) -> Mapping[tuple[Book, str, str], str]:
    found = {}
    for row in read(BALANCE_ROWS):
        side = {"balance": "expenditure"}.get(row.side, row.side)
        for book, line in (one.split() for one in row.lines):
            found[Book(book), side, line] = row.row
    return found


def _row(
    row: BalanceRow,
    whole: Consolidated,
    leaving: Mapping[tuple[Book, str, str], Money],
    unknown: Collection[Book],
) -> MatrixRow:
    side = "expenditure" if row.side == "balance" else row.side
    places = [(Book(book), side, line) for book, line in (one.split() for one in row.lines)]
    amounts: dict[Book, Money | None] = {}
    for book, where, line in places:
        before = amounts.get(book) or ZERO
        amounts[book] = before + whole.lines.get((book, where, line), ZERO)
    stated = {
        line: amount
        for (book, where, line), amount in whole.lines.items()
        if (book, where) == (Book.INSURANCE, "balance")
    }
    if row.row == OPENING:
        amounts[Book.INSURANCE] = opening(stated)
    if row.row == BALANCE:
        amounts[Book.INSURANCE] = stated.get(_STATED["accumulated"], ZERO)
    if row.row == OWN:
        amounts |= dict.fromkeys(unknown)
    elif Book.INSURANCE in unknown and Book.INSURANCE in amounts and row.row != OPENING:
        amounts[Book.INSURANCE] = None  # outside the ledger nothing of it is known
    own: dict[Book, Money] = {}
    for place in places:
        own[place[0]] = own.get(place[0], ZERO) + leaving.get(place, ZERO)
    name = Words(row.name_en, row.name_zh)
    return MatrixRow(row.row, name, row.side, amounts, Money.total(own.values()), own)


def _sum(name: str, side: str, rows: Sequence[MatrixRow]) -> MatrixRow:
    amounts = {
        book: _added(row.amounts[book] for row in rows if book in row.amounts) for book in FOUR
    }
    eliminated = Money.total(row.eliminated for row in rows)
    return MatrixRow(name, NAMES[name], side, amounts, eliminated)


def _added(amounts: Iterable[Money | None]) -> Money | None:
    known = list(amounts)
    return None if None in known else Money.total(one for one in known if one is not None)


def _left(balance: MatrixRow, available: MatrixRow, used: MatrixRow) -> MatrixRow:
    """Return the balance of a year under way: what is available less what is used."""
    amounts: dict[Book, Money | None] = {}
    for book in FOUR:
        came, went = available.amounts[book], used.amounts[book]
        amounts[book] = None if came is None or went is None else came - went
    return MatrixRow(balance.row, balance.name, balance.side, amounts, ZERO)


def _leaving(
    whole: Consolidated, subsidies: Iterable[SubsidyPair]
) -> Mapping[tuple[Book, str, str], Money]:
    """Return what leaves each line of the total: each side of a pair by its own amount."""
    sums: dict[tuple[Book, str, str], Money] = {}
    ends = [
        (
            (one.mirror.giving_book, "expenditure", one.mirror.giving_line, one.given),
            (one.mirror.receiving_book, "revenue", one.mirror.receiving_line, one.received),
        )
        for one in whole.eliminations
    ]
    ends += [
        (
            (one.subsidy.giving_book, "expenditure", one.subsidy.giving_line, one.given),
            (one.subsidy.receiving_book, "revenue", one.subsidy.receiving_line, one.received),
        )
        for one in subsidies
        if one.shown
    ]
    for book, side, line, amount in (end for pair in ends for end in pair):
        sums[book, side, line] = sums.get((book, side, line), ZERO) + amount
    return sums


def _subsidies(entries: Sequence[Entry]) -> Iterable[SubsidyPair]:
    for subsidy in read(SUBSIDIES):
        given: dict[str, Money] = {}
        received: dict[str, Money] = {}
        codes = {entry.line.code for entry in entries}
        under = {one for one in codes if any(stands_under(one, code) for code in subsidy.codes)}
        for entry in entries:
            line, government = entry.line, entry.government
            place = (line.book, line.side, line.line)
            if place == (subsidy.giving_book, "expenditure", subsidy.giving_line):
                if line.code in under:
                    given[government] = given.get(government, ZERO) + line.amount
            elif place == (subsidy.receiving_book, "revenue", subsidy.receiving_line):
                received[government] = received.get(government, ZERO) + line.amount
        for government in sorted(given.keys() | received.keys()):
            gave, got = given.get(government, ZERO), received.get(government, ZERO)
            yield SubsidyPair(subsidy, government, gave, got)


forget_with(_places.cache_clear)
