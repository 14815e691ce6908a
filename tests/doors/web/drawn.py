"""Read tables back as people get them: from a page, from a workbook, from CSV.

Each comes out as the same thing: its columns, its rows, its total and what stands around it, with
every value as the text or number that is there.
"""

from __future__ import annotations

import csv
import io
import re
from dataclasses import dataclass, field
from datetime import datetime
from decimal import ROUND_HALF_UP, Decimal
from html.parser import HTMLParser
from typing import Any

import openpyxl

from fisc.exchange.characters import unmark

HEAD_LINE = 3  # lines of a workbook are counted from one


@dataclass
class Read:
    """A table as it was read back."""

    columns: list[str]
    rows: list[list[Any]]
    total: list[Any]
    notes: list[str] = field(default_factory=list)
    title: str = ""
    unit: str = ""


@dataclass
class Cell:
    part: str
    classes: str
    wide: int
    high: int
    text: str = ""
    beneath: list[str] = field(default_factory=list)


class _Page(HTMLParser):
    """Collects the rows of the table that has an id."""

    def __init__(self, key: str) -> None:
        super().__init__()
        self._id = f"table-{key}"
        self._inside = self._small = self._drawing = False
        self._part = ""
        self.rows: list[list[Cell]] = []

    def handle_starttag(self, tag, attrs):
        named = dict(attrs)
        if tag == "table" and named.get("id") == self._id:
            self._inside = True
        if not self._inside:
            return
        if tag in {"thead", "tbody", "tfoot"}:
            self._part = tag
        elif tag == "tr":
            self.rows.append([])
        elif tag in {"th", "td"}:
            wide, high = (int(named.get(name) or 1) for name in ("colspan", "rowspan"))
            self.rows[-1].append(Cell(self._part, named.get("class") or "", wide, high))
        elif tag == "small":
            self._small = True
        elif tag == "svg":
            self._drawing = True
        elif tag == "span" and self._small:
            self.rows[-1][-1].beneath.append("")

    def handle_endtag(self, tag):
        if tag == "table":
            self._inside = False
        elif tag == "small":
            self._small = False
        elif tag == "svg":
            self._drawing = False

    def handle_data(self, data):
        if not self._inside or self._drawing or not self.rows or not self.rows[-1]:
            return
        cell = self.rows[-1][-1]
        if not self._small:
            cell.text += data.strip("\n")
        elif cell.beneath and data.strip():
            cell.beneath[-1] += data


def on_page(answer, key: str) -> Read:
    """Read the table of this key from a page."""
    parser = _Page(key)
    parser.feed(answer.content.decode())
    parts = {
        name: [row for row in parser.rows if row and row[0].part == name]
        for name in ("thead", "tbody", "tfoot")
    }
    widths = [1 + len(cell.beneath) for cell in (parts["tbody"] or parts["thead"])[0]]
    pictures = [cell.classes == "bar" for cell in (parts["tbody"] or parts["thead"])[0]]
    body = [_values(row, widths, pictures) for row in parts["tbody"]]
    total = _values(parts["tfoot"][0], widths, pictures) if parts["tfoot"] else []
    return Read(_columns(parts["thead"], pictures), body, total)


def _columns(heads: list[list[Cell]], pictures: list[bool]) -> list[str]:
    found: list[str] = []
    lower = iter(heads[1] if len(heads) > 1 else [])
    kept = iter(pictures)
    for cell in heads[0]:
        if len(heads) > 1 and cell.high == 1:
            for _ in range(cell.wide):
                next(kept)
                found.append(f"{cell.text} {next(lower).text}")
        elif not next(kept):
            found += [cell.text, *cell.beneath]
    return found


def _values(row: list[Cell], widths: list[int], pictures: list[bool]) -> list[str]:
    found: list[str] = []
    at = 0
    for cell in row:
        covered = sum(widths[at : at + cell.wide])
        values = [cell.text, *cell.beneath]
        if not pictures[at]:
            found += values + [""] * (covered - len(values))
        at += cell.wide
    return found


def in_workbook(data: bytes, sheet: int = 0) -> Read:
    """Read one sheet of a workbook."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    lines = book.worksheets[sheet]
    depth = int(lines.freeze_panes.removeprefix("A")) - HEAD_LINE
    last = max(cell.column for cell in lines[HEAD_LINE + depth - 1] if cell.value is not None)
    groups = [""] * last
    if depth == 2:
        groups = [lines.cell(HEAD_LINE, at).value or "" for at in range(1, last + 1)]
        for merged in lines.merged_cells.ranges:
            if merged.min_row == HEAD_LINE:
                name = lines.cell(HEAD_LINE, merged.min_col).value
                groups[merged.min_col - 1 : merged.max_col] = [name] * merged.size["columns"]
    titles = [lines.cell(HEAD_LINE + depth - 1, at).value for at in range(1, last + 1)]
    body: list[list[Any]] = []
    notes: list[str] = []
    for line in lines.iter_rows(min_row=HEAD_LINE + depth, max_col=last):
        if notes or all(cell.value is None for cell in line):
            notes.append(": ".join(unmark(cell.value) for cell in line[:2] if cell.value))
        else:
            body.append([cell.value for cell in line])
    return Read(
        columns=[f"{group} {title}".strip() for group, title in zip(groups, titles, strict=True)],
        rows=body,
        total=[],
        notes=notes[1:],
        title=lines.cell(1, 1).value,
        unit=lines.cell(2, last).value,
    )


def in_text(data: bytes) -> Read:
    """Read CSV."""
    lines = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    end = lines.index([])
    return Read(
        lines[0], lines[1:end], [], [": ".join(map(unmark, line)) for line in lines[end + 1 :]]
    )


def with_total(read: Read) -> Read:
    """Take the last row of a file for its total, as the page has one."""
    return Read(read.columns, read.rows[:-1], read.rows[-1], read.notes, read.title, read.unit)


def same(shown: str, held: Any) -> bool:
    """Whether what a page shows is what a file holds, to the last digit shown."""
    if isinstance(held, datetime):
        return held.date().isoformat() == shown
    if isinstance(held, int | float) and shown.endswith("%"):
        return Decimal(repr(held)).scaleb(2) == Decimal(shown[:-1])
    if held in {None, "", shown}:
        return shown == (held or "")
    number = repr(held) if isinstance(held, int | float) else held
    if re.fullmatch(r"-?[\d,]+", shown) and re.fullmatch(r"-?\d+", number):
        return shown == f"{int(number):,}"  # whole fen
    try:
        return shown == _shown(Decimal(number), signed=shown.startswith("+"))
    except ArithmeticError:
        return unmark(held) == shown


def _shown(amount: Decimal, *, signed: bool) -> str:
    """Show an amount as pages do, figured out in another way."""
    rounded = amount.quantize(Decimal("0.01"), ROUND_HALF_UP) + 0
    return f"{rounded:{'+' if signed else ''},.2f}"
