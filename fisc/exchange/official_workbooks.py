"""Write official tables as a workbook: title, unit, head, rows, total and what stands below.

Rows are written as they come and are kept nowhere, so that a long table needs little memory. For
that every cell is written in its order: nothing is put above or left of what was written.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, datetime
from decimal import Decimal
from fractions import Fraction
from itertools import groupby
from typing import Any, BinaryIO, Final

import xlsxwriter  # type: ignore[import-untyped]

from fisc.exchange.amounts import held_by_a_number_cell, written
from fisc.exchange.characters import mark
from fisc.exchange.official import (
    NO_FIGURE,
    Column,
    Kind,
    Row,
    Table,
    Value,
    changed,
    share_written,
)

HEAD_AT: Final = 2  # the title stands on the first line, place and unit on the second
A4: Final = 9
SHEET_NAME_MAX: Final = 31
WIDTHS: Final = {
    Kind.TEXT: 30,
    Kind.CODE: 22,
    Kind.AMOUNT: 20,
    Kind.CHANGE: 18,
    Kind.FEN: 18,
    Kind.PERCENT: 10,
    Kind.DAY: 12,
    Kind.SIGNAL: 18,
}
_AMOUNTS: Final = "#,##0.00;[Red]-#,##0.00"
NUMBERS: Final = {
    Kind.AMOUNT: _AMOUNTS,
    Kind.CHANGE: "+#,##0.00;-#,##0.00;",
    Kind.FEN: "#,##0",
    Kind.PERCENT: "0.0%",
    Kind.DAY: "yyyy-mm-dd",
}
_UNFIT: Final = re.compile(r"[\[\]:*?/\\']")


class CellLost(ValueError):
    """A cell holds less than it was given: the library cuts long texts without a word."""


def write_workbook(target: BinaryIO, tables: Sequence[Table], *, created: datetime) -> int:
    """Write each table on a sheet of its own, and return how many rows they have together.

    Amounts are numbers, exact to the fen, shown with two decimals; one with more than 15 digits is
    text, because a number cell would lose some. Codes are text.

    Raises:
        CellLost: a text is longer than a cell can hold.
    """
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    book.set_properties({"title": tables[0].title, "created": created.replace(tzinfo=None)})
    rows = 0
    for name, table in zip(_names(tables), tables, strict=True):
        rows += _Sheet(book, book.add_worksheet(name), table).write()
    book.close()
    return rows


def _names(tables: Iterable[Table]) -> Iterator[str]:
    """Yield a name for each sheet that spreadsheets take, no two alike."""
    taken: set[str] = set()
    for number, table in enumerate(tables, start=1):
        name = _UNFIT.sub(" ", table.title).strip()[:SHEET_NAME_MAX] or str(number)
        if name.lower() in taken:
            name = f"{name[: SHEET_NAME_MAX - 4]} {number}"
        taken.add(name.lower())
        yield name


class _Sheet:
    """Writes one table from its title down to its notes."""

    def __init__(self, book: Any, sheet: Any, table: Table) -> None:
        self._book = book
        self._sheet = sheet
        self._table = table
        self._columns = table.written
        self._last = len(self._columns) - 1
        self._line = 0

    def write(self) -> int:
        self._set_up()
        self._write_top()
        self._write_head()
        body = {kind: self._format(kind) for kind in Kind}
        strong = {kind: self._format(kind, bold=True, bg_color="#F1F4F8") for kind in Kind}
        rows = 0
        for row in self._table.rows:
            rows += 1
            self._write_row(row, strong if row.strong else body)
        if self._table.total is not None:
            self._write_row(self._table.total, strong)
        self._line += 1
        quiet = self._book.add_format({"font_color": "#465464", "font_size": 9})
        for label, text in self._table.notes:
            self._sheet.write_string(self._line, 0, mark(label), quiet)
            self._sheet.write_string(self._line, 1, mark(text), quiet)
            self._line += 1
        return rows

    def _set_up(self) -> None:
        depth = HEAD_AT + (2 if self._table.grouped else 1)
        self._sheet.freeze_panes(depth, 0)
        self._sheet.repeat_rows(HEAD_AT, depth - 1)
        self._sheet.set_landscape()
        self._sheet.set_paper(A4)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_footer("&C— &P —")
        self._sheet.hide_gridlines(1)
        for position, column in enumerate(self._columns):
            self._sheet.set_column(position, position, WIDTHS[column.kind])

    def _write_top(self) -> None:
        title = self._book.add_format(
            {"bold": True, "font_size": 16, "align": "center", "valign": "vcenter"}
        )
        self._sheet.set_row(0, 30)
        text = mark(self._table.title)
        if self._last:
            self._sheet.merge_range(0, 0, 0, self._last, text, title)
        else:
            self._sheet.write_string(0, 0, text, title)
        self._sheet.write_string(1, 0, mark(self._table.heading), self._book.add_format({}))
        right = self._book.add_format({"align": "right"})
        self._sheet.write_string(1, self._last, mark(self._table.unit_line), right)
        self._line = HEAD_AT

    def _write_head(self) -> None:
        """Write the head; above a column of no group stands an empty cell without a rule below."""
        if self._table.grouped:
            above = self._head(bottom=0)
            over = self._head()
            at = 0
            for group, columns in groupby(self._columns, key=lambda column: column.group):
                width = len(list(columns))
                if group and width > 1:
                    self._sheet.merge_range(
                        self._line, at, self._line, at + width - 1, mark(group), over
                    )
                else:
                    for step in range(width):
                        text, look = (mark(group), over) if group else ("", above)
                        self._sheet.write(self._line, at + step, text, look)
                at += width
            self._line += 1
        plain, below = self._head(), self._head(top=0)
        for at, column in enumerate(self._columns):
            look = below if self._table.grouped and not column.group else plain
            self._sheet.write_string(self._line, at, mark(column.title), look)
        self._line += 1

    def _head(self, **more: int) -> Any:
        look = {"bold": True, "bg_color": "#EEF3F8", "border": 1, "border_color": "#9AA5B1"}
        place = {"align": "center", "valign": "vcenter", "text_wrap": True}
        return self._book.add_format({**look, **place, **more})

    def _format(self, kind: Kind, **more: Any) -> Any:
        look: dict[str, Any] = {"border": 1, "border_color": "#DCE3EA", "valign": "vcenter"}
        look["num_format"] = NUMBERS.get(kind, "@")
        if kind.numeric:
            look["align"] = "right"
        elif kind is Kind.TEXT:
            look["text_wrap"] = True
        return self._book.add_format({**look, **more})

    def _write_row(self, row: Row, looks: dict[Kind, Any]) -> None:
        for at, (column, value) in enumerate(self._table.figures(row)):
            self._write_cell(at, column, changed(column, value), looks[column.kind])
        self._line += 1

    def _write_cell(self, at: int, column: Column, value: Value, look: Any) -> None:
        if value is None:
            outcome = self._sheet.write_string(self._line, at, NO_FIGURE, look)
        elif value == "":
            outcome = self._sheet.write_blank(self._line, at, None, look)
        elif isinstance(value, str):
            outcome = self._sheet.write_string(self._line, at, mark(value), look)
        elif isinstance(value, date):
            outcome = self._sheet.write_datetime(self._line, at, value, look)
        elif isinstance(value, Fraction):
            outcome = self._sheet.write_number(self._line, at, share_written(value), look)
        elif column.kind is Kind.FEN and held_by_a_number_cell(value):
            outcome = self._sheet.write_number(self._line, at, value.fen, look)
        elif held_by_a_number_cell(value):
            digits = Decimal(written(value, self._table.unit))
            outcome = self._sheet.write_number(self._line, at, digits, look)
        else:
            digits_kept = written(value, self._table.unit)
            outcome = self._sheet.write_string(self._line, at, digits_kept, look)
        if outcome:
            raise CellLost(f"{column.title!r}, line {self._line + 1}: {value!r} does not fit.")
