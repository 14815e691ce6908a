"""Write the journal as plain tables, for the offline verifier and for whoever comes after."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

from fisc.record.book import Book

TABLES: Final = {
    "pot": (
        (
            "id, division, year, book, family, unit, project, function, item, department_item,"
            " fund_type, indicator, counterpart, origin"
        ),
        "id",
    ),
    "balance": ("pot, side, open_fen, held_fen, done_fen", "pot"),
    "batch": ("id, division, year, actor, recorded_at, reason, entries", "id"),
    "entry": ("batch, line, key, leg, event, debit, credit, amount_fen, day", "batch, line"),
    "seal": ("division, year, number, batch, digest, hash", "division, year, number"),
    "checkpoint": ("number, taken_at, heads, root", "number"),
}
AT_ONCE: Final = 20_000


def export(book: Book, folder: Path, progress: Callable[[str, int], None] | None = None) -> None:
    """Write each table of the journal to ``folder`` as a CSV file, keys and hashes in hex.

    Shape: one file a table, in the order in which it is sealed.

    Raises:
        FileExistsError: a file of that name is there already; nothing is overwritten.
    """
    folder.mkdir(parents=True, exist_ok=True)
    with book.act():
        for table, (columns, order) in TABLES.items():
            with (folder / f"{table}.csv").open("x", encoding="utf-8", newline="") as file:
                writer = csv.writer(file, lineterminator="\n")
                writer.writerow(columns.split(", "))
                written = 0
                for rows in _chunks(book, f"SELECT {columns} FROM {table} ORDER BY {order}"):
                    writer.writerows([[_cell(value) for value in row] for row in rows])
                    written += len(rows)
                    if progress:
                        progress(table, written)


def _chunks(book: Book, statement: str) -> Iterator[list[tuple[Any, ...]]]:
    with book.connection.chunked_cursor() as cursor:
        cursor.execute(statement)
        while rows := cursor.fetchmany(AT_ONCE):
            yield rows


def _cell(value: Any) -> Any:
    if hasattr(value, "hex") and not isinstance(value, int | float):
        return value.hex if isinstance(value.hex, str) else value.hex()
    if isinstance(value, memoryview):
        return value.tobytes().hex()
    return value
