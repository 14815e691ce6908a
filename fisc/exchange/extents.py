"""About how many rows a file has, so that progress can be told before the last one is read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Final

from fisc.exchange.jsonlines import JsonLines
from fisc.exchange.separated import SeparatedLines
from fisc.exchange.sheets import Reading, Row
from fisc.exchange.workbooks import WorkbookLines

_PIECE: Final = 1 << 20


def about_how_many(reading: Reading) -> int | None:
    """Return about how many rows the sheets of a file have, heads included, or None.

    A line break inside a cell of a CSV file counts as a row. The rows of a workbook
    were counted when it was looked over.
    """
    found = [_lines(sheet.lines) for sheet in reading.sheets]
    known = [count for count in found if count is not None]
    return sum(known) if len(known) == len(found) else None


def _lines(lines: Iterable[Row]) -> int | None:
    if isinstance(lines, SeparatedLines | JsonLines):
        return line_breaks(lines.path, lines.encoding)
    if isinstance(lines, WorkbookLines):
        return lines.height
    return None


def line_breaks(path: Path, encoding: str) -> int:
    """Return how many line breaks a text has; one that ends without a break counts as one more."""
    count, last = 0, "\n"
    with path.open(encoding=encoding, errors="replace", newline="") as file:
        while piece := file.read(_PIECE):
            count += piece.count("\n")
            last = piece[-1]
    return count + (last != "\n")
