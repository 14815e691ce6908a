"""What a check-up asks of the database of the record: its library, and whether it guards itself."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from fisc.record.book import Book

GUARDED: Final = ("pot", "batch", "entry", "seal", "fact", "checkpoint", "term", "trail")


@dataclass(frozen=True, slots=True)
class Library:
    """Which database keeps the record, and how it keeps what was committed."""

    name: str
    version: str
    journal: str


def library(book: Book) -> Library:
    """Return the database and the settings on which durability rests."""
    with book.connection.cursor() as cursor:
        if book.connection.vendor == "postgresql":
            cursor.execute("SHOW server_version")
            version = cursor.fetchone()[0]
            cursor.execute("SHOW synchronous_commit")
            return Library("PostgreSQL", version, f"synchronous_commit={cursor.fetchone()[0]}")
        cursor.execute("SELECT sqlite_version()")
        version = cursor.fetchone()[0]
        cursor.execute("PRAGMA journal_mode")
        mode = cursor.fetchone()[0]
        cursor.execute("PRAGMA synchronous")
        level = {0: "OFF", 1: "NORMAL", 2: "FULL", 3: "EXTRA"}[cursor.fetchone()[0]]
        return Library("SQLite", version, f"{mode}, synchronous={level}")


@dataclass(frozen=True, slots=True)
class Waits:
    """What waits for a seal since when, and when a witness last saw the record.

    Units: instants as the record keeps them; None where there is none.
    """

    waiting: int
    oldest: int | None
    checkpoint: int | None


def waits(book: Book) -> Waits:
    """Return how long postings wait for their seal, and how old the last checkpoint is."""
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT (SELECT count(*) FROM unsealed), (SELECT min(t.recorded_at) FROM unsealed AS u"
            " JOIN batch AS t ON t.id = u.batch), (SELECT max(taken_at) FROM checkpoint)"
        )
        return Waits(*cursor.fetchone())


def unguarded(book: Book) -> tuple[str, ...]:
    """Return the append-only tables whose rows nobody keeps from being changed or deleted."""
    if book.connection.vendor == "postgresql":
        statement = (
            "SELECT tgrelid::regclass::text FROM pg_trigger"
            " WHERE NOT tgisinternal AND tgname = 'append_only' AND tgenabled <> 'D'"
        )
        needed = 1
    else:
        statement = (
            "SELECT tbl_name FROM sqlite_master WHERE type = 'trigger'"
            " AND name LIKE '%\\_append\\_only\\_%' ESCAPE '\\'"
        )
        needed = 2  # one against UPDATE, one against DELETE
    with book.connection.cursor() as cursor:
        cursor.execute(statement)
        found = [row[0] for row in cursor.fetchall()]
    return tuple(table for table in GUARDED if found.count(table) < needed)
