"""Gather entries into movements after their day, and rebuild balances from entries."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from fisc.record import summing
from fisc.record.balances import BLOCK, effects_sql
from fisc.record.book import Book, instant
from fisc.record.sets import DAY, EPOCH
from fisc.record.summing import SumDrift


@dataclass(frozen=True, slots=True)
class Drift:
    """A pot whose balance row is not the sum of its entries. It must not exist."""

    pot: int
    row_fen: tuple[int, int, int]
    entries_fen: tuple[int, int, int]


def gather(book: Book, *, until: datetime) -> int:
    """Gather all entries that became known before the day of ``until``; return rows written.

    Call it after midnight, or when questions about the past become slow: a day that is not
    gathered yet is answered from its entries, so the answers are the same before and after. A
    posting whose instant lies on a gathered day is refused from then on: its clock is behind.
    """
    end = instant(until) // DAY + EPOCH  # the first day that may still grow
    _shut(book, end - 1)
    written = _gather(book, end)
    summing.refresh(book)
    return written


def repair(book: Book) -> list[SumDrift]:
    """Make movements and sums anew where they differ from what lies under them; return what did.

    Always: on a sound book the answer is empty.
    """
    drifts = summing.compare(book)
    if any(drift.table in {"movement", "movement_block"} for drift in drifts):
        with book.act(), book.connection.cursor() as cursor:
            _alone(book, cursor)
            cursor.execute("SELECT known FROM moved_until WHERE grain = 'day'")
            row = cursor.fetchone()
            for table in ("movement", "movement_block", "moved_until WHERE grain <> 'shut'"):
                cursor.execute(f"DELETE FROM {table}")
            if row:
                _gather(book, row[0] + 1)
    if drifts:
        summing.refresh(book, anew=True)
    return drifts


def _gather(book: Book, end: int) -> int:
    """Gather the days before ``end`` that are not gathered yet; return rows written."""
    with book.act(), book.connection.cursor() as cursor:
        _alone(book, cursor)
        cursor.execute("SELECT known FROM moved_until WHERE grain = 'day'")
        row = cursor.fetchone()
        start = row[0] + 1 if row else 0
        if start >= end:
            return 0
        cursor.execute(
            "INSERT INTO movement (pot, known, day, open_fen, held_fen, done_fen)"
            " SELECT m.pot, m.known, m.day, sum(open_fen), sum(held_fen), sum(done_fen) FROM ("
            + " UNION ALL ".join(
                f"SELECT {effects_sql(column, sign)}, e.day AS day,"
                f" t.recorded_at / {DAY} + {EPOCH} AS known"
                f" FROM batch AS t JOIN entry AS e ON e.batch = t.id"
                f" JOIN balance AS n ON n.pot = e.{column} >> 2"
                " WHERE t.recorded_at >= %s AND t.recorded_at < %s"
                for column, sign in (("debit", 1), ("credit", -1))
            )
            + ") AS m GROUP BY m.pot, m.known, m.day",
            [(start - EPOCH) * DAY if row else -(2**62), (end - EPOCH) * DAY] * 2,
        )
        written = int(cursor.rowcount)
        _mark(cursor, "day", end - 1)
        _gather_blocks(cursor, end >> BLOCK)
    return written


def _alone(book: Book, cursor: Any) -> None:
    """Let nobody else gather until the transaction ends."""
    if book.connection.vendor == "postgresql":
        cursor.execute("SELECT pg_advisory_xact_lock(4, 1)")


def rebuild(book: Book) -> list[Drift]:
    """Recompute every balance from the entries; repair what differs and return what did.

    Always: on a sound book the answer is empty.
    """
    with book.act(), book.connection.cursor() as cursor:
        if book.connection.vendor == "postgresql":
            cursor.execute("LOCK TABLE balance IN EXCLUSIVE MODE")
        drifts = compare(book)
        for drift in drifts:
            cursor.execute(
                "UPDATE balance SET open_fen = %s, held_fen = %s, done_fen = %s WHERE pot = %s",
                (*drift.entries_fen, drift.pot),
            )
    return drifts


def compare(book: Book) -> list[Drift]:
    """Return the pots whose balance row is not the sum of their entries; change nothing."""
    sides = " UNION ALL ".join(
        f"SELECT {effects_sql(column, sign)} FROM entry AS e"
        f" JOIN balance AS n ON n.pot = e.{column} >> 2"
        for column, sign in (("debit", 1), ("credit", -1))
    )
    names = ("open_fen", "held_fen", "done_fen")
    sums = ", ".join(f"sum({name}) AS {name}" for name in names)
    ours = ", ".join(f"coalesce(s.{name}, 0)" for name in names)
    differs = " OR ".join(f"b.{name} <> coalesce(s.{name}, 0)" for name in names)
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT b.pot, b.open_fen, b.held_fen, b.done_fen, {ours} FROM balance AS b"
            f" LEFT JOIN (SELECT pot, {sums} FROM ({sides}) AS x GROUP BY pot) AS s"
            f" ON s.pot = b.pot WHERE {differs} ORDER BY b.pot"
        )
        return [
            Drift(pot, tuple(map(int, rest[:3])), tuple(map(int, rest[3:])))  # type: ignore[arg-type]
            for pot, *rest in cursor.fetchall()
        ]


def _shut(book: Book, day: int) -> None:
    """Let nothing more become known on a day or before it, once what is under way has ended."""
    with book.act(), book.connection.cursor() as cursor:
        if book.connection.vendor == "postgresql":
            cursor.execute("SELECT pg_advisory_xact_lock(4, 0)")
        cursor.execute(
            "INSERT INTO moved_until VALUES ('shut', %s) ON CONFLICT (grain) DO UPDATE"
            " SET known = excluded.known WHERE moved_until.known < excluded.known",
            [day],
        )


def _gather_blocks(cursor: object, end: int) -> None:
    """Sum complete blocks of known days."""
    cursor.execute("SELECT known FROM moved_until WHERE grain = 'block'")  # type: ignore[attr-defined]
    row = cursor.fetchone()  # type: ignore[attr-defined]
    start = row[0] if row else 0
    if end <= start:
        return
    cursor.execute(  # type: ignore[attr-defined]
        f"INSERT INTO movement_block SELECT pot, known >> {BLOCK}, day >> {BLOCK}, sum(open_fen),"
        " sum(held_fen), sum(done_fen) FROM movement WHERE known >= %s AND known < %s"
        f" GROUP BY pot, known >> {BLOCK}, day >> {BLOCK}",
        [start << BLOCK, end << BLOCK],
    )
    _mark(cursor, "block", end)


def _mark(cursor: object, grain: str, known: int) -> None:
    cursor.execute(  # type: ignore[attr-defined]
        "INSERT INTO moved_until VALUES (%s, %s)"
        " ON CONFLICT (grain) DO UPDATE SET known = excluded.known",
        [grain, known],
    )
