"""Of what a cell of the four budgets consists: its lines with their documents, and its vouchers.

A cell of the budget is explained by the lines that were adopted or adjusted, each under its
document; one of the execution by what was collected, or by the entries of the ledger. Of many
entries the largest are named, out of the pots that hold the most.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from fisc.datacentre.book_lines import (
    ADJUSTED,
    ADOPTED,
    COLLECTED,
    DONE,
    IN_LEDGER,
    OWN_SOURCE,
    REPORTED,
    Booked,
    booked,
    families_of,
)
from fisc.datacentre.four_books import FourBudgets, Measure
from fisc.datacentre.moments import Moment
from fisc.engines.budgets.consolidation import Entry
from fisc.engines.budgets.four_books import BALANCE, OPENING, row_of
from fisc.engines.ledger.keys import document_number
from fisc.law.chart import Event, chart
from fisc.law.tables import BALANCE_ROWS, find
from fisc.record.balances import Selection
from fisc.record.book import Book
from fisc.values import ZERO, Money
from fisc.values import Book as Budget

LINES_MAX: Final = 500
ENTRIES_MAX: Final = 100
_POTS_MAX: Final = 100
_STATEMENTS: Final = (COLLECTED, REPORTED)


@dataclass(frozen=True, slots=True)
class CellLine:
    """One line of a cell; ``document`` is where it was decided or entered, if one document.

    ``kind`` is the fact that tells of it, empty where the ledger does. Units: fen.
    """

    entry: Entry
    kind: str = ""
    document: str = ""
    day: date | None = None
    actor: str = ""


@dataclass(frozen=True, slots=True)
class CellEntry:
    """One entry of the ledger that belongs to a cell; below zero where it takes away.

    Units: fen.
    """

    key: bytes
    document: str | None
    day: date
    event: Event
    division: str
    function: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell with what it consists of; ``amount`` is all its lines together.

    ``lines`` are the largest first, at most ``LINES_MAX`` of ``count``; ``entries`` are the
    largest of the ledger, or there are none.
    """

    amount: Money
    lines: Sequence[CellLine]
    count: int
    entries: Sequence[CellEntry]


def cell(
    book: Book,
    found: FourBudgets,
    divisions: Sequence[str],
    year: int,
    row: str,
    budget: Budget,
    when: Moment,
) -> Cell:
    """Return of what one cell consists: a row of the table in one budget.

    ``found`` is the view that the cell is of, with the same ``divisions`` and moment.

    Raises:
        UnknownRow: the table has no such row.
    """
    find(BALANCE_ROWS, row)
    facts = booked(found.facts, _kinds(found.measure))
    lines = [_told_line(one) for one in facts if in_cell(one.entry, row, budget)]
    entries: Sequence[CellEntry] = ()
    if found.measure in {Measure.EXECUTION, Measure.FINAL} and budget in IN_LEDGER:
        lines += [
            CellLine(one)
            for one in found.entries
            if in_cell(one, row, budget) and not _collected(one)
        ]
        entries = _entries(book, divisions, year, row, budget, when)
    elif budget is Budget.INSURANCE and row in {OPENING, BALANCE} and not lines:
        lines = [CellLine(one) for one in found.entries if in_cell(one, row, budget)]
    lines.sort(key=lambda one: (-abs(one.entry.line.amount.fen), one.entry.government))
    amount = Money.total(one.entry.line.amount for one in lines)
    return Cell(amount, lines[:LINES_MAX], len(lines), entries)


def in_cell(entry: Entry, row: str, budget: Budget) -> bool:
    """Say whether an entry belongs to a cell of the table.

    Of social insurance the balances that it states explain both ends: the accumulated one is the
    balance, and less the current one it is what was brought forward.
    """
    line = entry.line
    if line.book is not budget:
        return False
    if line.side == "balance":
        return row == OPENING or (row == BALANCE and line.line == "02")
    return row_of(budget, line.side, line.line) == row


def _kinds(measure: Measure) -> tuple[str, ...]:
    if measure is Measure.BUDGET:
        return (ADOPTED,)
    return (ADOPTED, ADJUSTED) if measure is Measure.ADJUSTED else _STATEMENTS


def _collected(entry: Entry) -> bool:
    """Say whether an entry comes from statements, whose facts are lines already."""
    own = entry.line.side == "revenue" and row_of(entry.line.book, "revenue", entry.line.line)
    return own == "own"


def _told_line(one: Booked) -> CellLine:
    return CellLine(one.entry, one.fact.kind, one.document, one.fact.day, one.fact.actor)


def _entries(
    book: Book, divisions: Sequence[str], year: int, row: str, budget: Budget, when: Moment
) -> Sequence[CellEntry]:
    """Return the largest entries of the ledger in a cell."""
    law = find(BALANCE_ROWS, row)
    if law.side == "balance" or not divisions:
        return ()
    families = {
        family
        for name, line in (one.split() for one in law.lines)
        if name == budget
        for family in families_of(budget, law.side, line)
        if family != OWN_SOURCE
    }
    if not families:
        return ()
    place = Selection(
        division=list(divisions), year=[year], book=[str(budget)], family=sorted(families)
    )
    closed = [when.closed[one, year] for one in divisions if (one, year) in when.closed]
    at = when.before(min(closed)) if closed else when
    chamber, sign = (DONE, 1) if law.side == "expenditure" else (0, -1)
    where, values = place.condition()
    pots = f"SELECT p.id FROM pot AS p WHERE {where}"
    if not closed:  # the balances of now say which pots hold the most
        held = "b.done_fen" if law.side == "expenditure" else "b.open_fen"
        pots = (
            f"SELECT p.id FROM pot AS p JOIN balance AS b ON b.pot = p.id WHERE {where}"
            f" AND {held} <> 0 ORDER BY {held} DESC, p.id LIMIT {_POTS_MAX}"
        )
    columns = "e.key, e.day, e.event, p.division, p.function"
    parts = " UNION ALL ".join(
        f"SELECT {columns}, {side} * e.amount_fen AS fen FROM entry AS e"
        f" JOIN batch AS t ON t.id = e.batch JOIN pot AS p ON p.id = (e.{column} >> 2)"
        f" WHERE (e.{column} >> 2) IN (SELECT id FROM ({pots}) AS chosen)"
        f" AND (e.{column} & 3) = {chamber} AND e.day <= %s AND t.recorded_at <= %s"
        for column, side in (("debit", sign), ("credit", -sign))
    )
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key, day, event, division, function, fen FROM ({parts}) AS m"
            " ORDER BY abs(fen) DESC, day, key LIMIT %s",
            [*([*values, at.ordinal, at.instant] * 2), ENTRIES_MAX],
        )
        rows = cursor.fetchall()
    return tuple(_entry(one) for one in rows)


def _entry(row: Iterable[Any]) -> CellEntry:
    key, day, event, division, function, fen = row
    raw = key.bytes if isinstance(key, UUID) else bytes(key)
    return CellEntry(
        raw,
        document_number(raw),
        date.fromordinal(day),
        chart().event_by_number[abs(event)],
        division,
        function,
        Money(int(fen)),
    )


def amount_of(found: FourBudgets, row: str, budget: Budget | None) -> Money | None:
    """Return what stands in a cell, in the total without a budget; None where nobody knows.

    Raises:
        KeyError: the table has no such row.
    """
    one = found.matrix.row(row)
    return one.total if budget is None else one.amounts.get(budget, ZERO)
