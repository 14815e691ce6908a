"""Write official tables as CSV that spreadsheets open in the right encoding."""

from __future__ import annotations

import csv
import io
from datetime import date
from fractions import Fraction
from typing import BinaryIO

from fisc.exchange.amounts import written
from fisc.exchange.characters import mark
from fisc.exchange.official import NO_FIGURE, Column, Kind, Row, Table, Value, changed, thousandths


def write_text(target: BinaryIO, table: Table) -> int:
    """Write one table and return how many rows it has: head, rows, total, and what stands below.

    UTF-8 with its mark. Amounts are plain digits, exact to the fen, with their unit in the head;
    text that begins like a formula gets an apostrophe. Notes follow after an empty line.
    """
    text = io.TextIOWrapper(target, encoding="utf-8-sig", newline="")
    rows = 0
    try:
        writer = csv.writer(text, lineterminator="\r\n")
        writer.writerow(mark(head(table, column)) for column in table.written)
        for row in table.rows:
            rows += 1
            writer.writerow(_cells(table, row))
        if table.total is not None:
            writer.writerow(_cells(table, table.total))
        writer.writerow(())
        for label, note in ((table.title, table.heading), *table.notes):
            writer.writerow((mark(label), mark(note)))
    finally:
        text.detach()
    return rows


def head(table: Table, column: Column) -> str:
    """Return the head of a column in a text: group and title in one, amounts with their unit."""
    title = f"{column.group} {column.title}".strip()
    if column.kind in {Kind.AMOUNT, Kind.CHANGE}:
        return f"{title} ({table.unit_said})"
    return title


def _cells(table: Table, row: Row) -> list[str]:
    return [_cell(table, column, changed(column, value)) for column, value in table.figures(row)]


def _cell(table: Table, column: Column, value: Value) -> str:
    if value is None:
        return NO_FIGURE
    if isinstance(value, str):
        return mark(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return percent(value)
    return str(value.fen) if column.kind is Kind.FEN else written(value, table.unit)


def percent(share: Fraction) -> str:
    """Write a share as a percentage with one decimal.

    Example:
        >>> percent(Fraction(1, 12)), percent(Fraction(-1, 2000))
        ('8.3%', '-0.1%')
    """
    tenths = thousandths(share)
    return f"{'-' if tenths < 0 else ''}{abs(tenths) // 10}.{abs(tenths) % 10}%"
