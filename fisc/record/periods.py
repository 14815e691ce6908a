"""Which days of a division's year are closed, and the lock between closing and posting.

Posting reads the period under a lock that it shares with other postings; whoever closes takes the
same lock alone, so it waits for postings that are under way and holds off those that come.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from fisc.record.book import Book


def hold_alone(book: Book, division: str, year: int) -> None:
    """Keep everybody else from posting into a division's year until the act ends."""
    if book.connection.vendor == "postgresql":
        with book.connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock(1, hashtext(%s))", (f"{division}{year}",))
    # On SQLite an act is the only writer from its beginning.


def closed_before(book: Book, division: str, year: int) -> date:
    """Return the first day that is still open, which is 1 January where nothing is closed."""
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT closed_before FROM period WHERE division = %s AND year = %s", (division, year)
        )
        row = cursor.fetchone()
    return date.fromordinal(row[0]) if row and row[0] else date(year, 1, 1)


def first_open_days(book: Book, divisions: Collection[str], year: int) -> dict[str, date]:
    """Return the first day that is still open, for each of some divisions."""
    found = dict.fromkeys(sorted(divisions), date(year, 1, 1))
    if not found:
        return found
    marks = ", ".join(["%s"] * len(found))
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT division, closed_before FROM period WHERE year = %s AND closed_before > 0"
            f" AND division IN ({marks})",
            [year, *found],
        )
        return found | {own: date.fromordinal(day) for own, day in cursor.fetchall()}


def set_closed_before(book: Book, division: str, year: int, day: date) -> None:
    """Close all days before one, and open that day and all after it."""
    with book.connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO period (division, year, closed_before) VALUES (%s, %s, %s)"
            " ON CONFLICT (division, year) DO UPDATE SET closed_before = excluded.closed_before",
            (division, year, day.toordinal()),
        )
