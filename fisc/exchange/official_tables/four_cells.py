"""What a cell of the four budgets consists of, as tables: its lines, its vouchers, or its parts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fisc.datacentre.cells import Cell, CellEntry, CellLine
from fisc.datacentre.four_books import FourBudgets
from fisc.engines.budgets.consolidation import BELOW
from fisc.engines.budgets.four_books import AVAILABLE, BALANCE, FOUR, USED, row_of
from fisc.engines.budgets.lines import names_of
from fisc.engines.budgets.ties import Side
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.exchange.official_tables.four_books import Href, definition, side_name, source
from fisc.exchange.official_tables.framing import Frame, framed
from fisc.exchange.official_tables.words import BOOKS, called, heading_of
from fisc.values import ZERO, Book

PAIRS_MAX: Final = 1000
_FACTS: Final = {
    "BudgetAdopted": gettext_lazy("budget adopted"),
    "BudgetAdjusted": gettext_lazy("budget adjusted"),
    "RevenueCollected": gettext_lazy("revenue statement"),
    "InsuranceReported": gettext_lazy("statement of social insurance"),
}


def cell_lines_table(frame: Frame, found: Cell, href: Callable[[CellLine], str]) -> Table:
    """Return the lines of a cell with their documents; the largest first."""
    rows = tuple(_cell_line(frame, one, href(one)) for one in found.lines)
    remarks = []
    if found.count > len(rows):
        remarks.append((_("Left out"), f"{found.count - len(rows):,}"))
    return framed(
        frame,
        key="cell-lines",
        title=_("Lines of this cell"),
        columns=(
            Column(_("Name of the code"), head=True),
            Column(_("Code"), Kind.CODE, beneath=True),
            Column(_("Budget line"), Kind.CODE, beneath=True),
            Column(_("Place")),
            Column(_("Other government"), beneath=True),
            Column(_("Fund"), Kind.CODE, beneath=True),
            Column(_("Amount"), Kind.AMOUNT),
            Column(_("Document"), Kind.CODE, link=True),
            Column(_("Kind of source"), beneath=True),
            Column(_("Day"), Kind.DAY, beneath=True),
        ),
        rows=rows,
        count=len(rows),
        definition=_("what the cell adds up, the largest first"),
        total=Row((_("Total"), "", "", "", "", "", found.amount, "", "", "")),
        remarks=remarks,
    )


def cell_entries_table(frame: Frame, found: Cell, href: Callable[[CellEntry], str]) -> Table:
    """Return the largest entries of the ledger in a cell, each with its voucher."""
    rows = tuple(
        Row(
            (
                one.document or one.key.hex()[:12],
                one.day,
                called(one.event),
                called(frame.division_name(one.division)),
                one.function,
                one.amount,
            ),
            href=href(one),
        )
        for one in found.entries
    )
    return framed(
        frame,
        key="cell-entries",
        title=_("Largest vouchers of this cell"),
        columns=(
            Column(_("Voucher"), Kind.CODE, head=True, link=True),
            Column(_("Day"), Kind.DAY),
            Column(_("Event")),
            Column(_("Place")),
            Column(_("Function"), Kind.CODE),
            Column(_("Amount"), Kind.AMOUNT),
        ),
        rows=rows,
        count=len(rows),
        definition=_("the largest entries that gave to this cell or took from it"),
    )


def sum_table(frame: Frame, found: FourBudgets, row: str, book: Book, href: Href) -> Table:
    """Return the rows that a sum of one book adds up, each leading to its own lines."""
    of_side = {AVAILABLE: ("revenue",), USED: ("expenditure",)}.get(row, ("revenue", "expenditure"))
    chosen = [
        one
        for one in found.matrix.rows
        if one.side in of_side and one.row not in {AVAILABLE, USED} and book in one.amounts
    ]
    rows = tuple(
        Row(
            (called(one.name), one.amounts[book]), key=one.row, hrefs=("", href(one.row, str(book)))
        )
        for one in chosen
    )
    return framed(
        frame,
        key="cell-rows",
        title=_("What this cell adds up"),
        columns=(Column(_("Row"), head=True), Column(_("Amount"), Kind.AMOUNT)),
        rows=rows,
        count=len(rows),
        definition=definition(found.measure),
        source=source(found.measure),
    )


def total_tables(frame: Frame, found: FourBudgets, row: str, href: Href) -> list[Table]:
    """Return the books of a total, and the pairs of lines that leave it.

    Raises:
        KeyError: the table has no such row.
    """
    one = found.matrix.row(row)
    books = [
        Row((str(BOOKS[book]), one.amounts[book]), key=str(book), hrefs=("", href(row, str(book))))
        for book in FOUR
        if book in one.amounts
    ]
    books.append(Row((_("Eliminated"), -one.eliminated if one.eliminated else ZERO)))
    parts = framed(
        frame,
        key="cell-books",
        title=_("What this total adds up"),
        columns=(Column(_("Budget"), head=True), Column(_("Amount"), Kind.AMOUNT)),
        rows=tuple(books),
        count=len(books),
        definition=definition(found.measure),
        source=source(found.measure),
        total=Row((_("Total, nothing twice"), one.total)),
    )
    pairs = [pair for pair in _pairs(found) if _concerns(row, pair)]
    if not pairs:
        return [parts]
    return [parts, _pairs_table(frame, found, pairs, href)]


def _pairs_table(
    frame: Frame, found: FourBudgets, pairs: list[tuple[Side, Side]], href: Href
) -> Table:
    rows = tuple(_pair(frame, found, pair, href) for pair in pairs[:PAIRS_MAX])
    return framed(
        frame,
        key="cell-pairs",
        title=_("What one budget gives another, and so leaves the total"),
        columns=(
            Column(_("Giving"), head=True),
            Column(_("Given"), Kind.AMOUNT),
            Column(_("Receiving")),
            Column(_("Received"), Kind.AMOUNT),
            Column(_("Difference"), Kind.CHANGE),
        ),
        rows=rows,
        count=len(rows),
        definition=_("both sides of each pair; the difference is the first side less the second"),
        source=source(found.measure),
    )


def _pair(frame: Frame, found: FourBudgets, pair: tuple[Side, Side], href: Href) -> Row:
    giving, receiving = pair
    names = [side_name(frame, found.matrix, one.government, one.row, one.book) for one in pair]
    led = [href(one.row, f"{one.book}:{one.government}") for one in pair]
    if receiving.government == BELOW:
        led[1] = ""
    return Row(
        (names[0], giving.amount, names[1], receiving.amount, giving.amount - receiving.amount),
        hrefs=("", led[0], "", led[1], ""),
    )


def _pairs(found: FourBudgets) -> Iterator[tuple[Side, Side]]:
    """Yield every pair that leaves the total, the giving side first."""
    for one in found.matrix.whole.eliminations:
        mirror = one.mirror
        gives = row_of(mirror.giving_book, "expenditure", mirror.giving_line)
        takes = row_of(mirror.receiving_book, "revenue", mirror.receiving_line)
        yield (
            Side(one.giving, gives, mirror.giving_book, one.given),
            Side(one.receiving, takes, mirror.receiving_book, one.received),
        )
    for pair in found.matrix.subsidies:
        if pair.shown:
            own = pair.subsidy
            gives = row_of(own.giving_book, "expenditure", own.giving_line)
            takes = row_of(own.receiving_book, "revenue", own.receiving_line)
            yield (
                Side(pair.government, gives, own.giving_book, pair.given),
                Side(pair.government, takes, own.receiving_book, pair.received),
            )


def _concerns(row: str, pair: tuple[Side, Side]) -> bool:
    return row in {AVAILABLE, USED, BALANCE, *(one.row for one in pair)}


def _cell_line(frame: Frame, one: CellLine, href: str) -> Row:
    entry = one.entry
    line = entry.line
    name = names_of(line.book, line.side, line.line)
    heading = heading_of(line.side, line.code) if line.code else None
    return Row(
        (
            called(heading if heading is not None else name),
            line.code,
            line.line,
            called(frame.division_name(entry.government)),
            _other(frame, entry.counterpart),
            line.fund,
            line.amount,
            one.document or _("no document of its own"),
            str(_FACTS.get(one.kind, _("the ledger"))),
            one.day or "",
        ),
        href=href,
    )


def _other(frame: Frame, code: str) -> str:
    """Name the government on the other side of a line."""
    if code == BELOW:
        return _("those below")
    return called(frame.division_name(code)) if code else ""
