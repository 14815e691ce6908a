"""The journal of a division and year as it was written: entries, batches and the chain of seals.

Everything is asked for in pages that go on after a known row, so the last page of a long journal
costs as little as the first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from fisc.datacentre.indicators import POT_COLUMNS
from fisc.datacentre.vouchers import ACT, ENTRY, MIRROR_LEG
from fisc.engines.ledger.keys import Turn, document_number, turn_of
from fisc.engines.ledger.moves import Account, Pot
from fisc.law.chart import Event, chart
from fisc.record.book import Book, pot_of
from fisc.values import Money

DATE_MIN: Final = date.min.toordinal()
DATE_MAX: Final = date.max.toordinal()


class UnknownBatch(LookupError):
    """No batch has this number."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of the journal: an amount taken from ``credit`` and given to ``debit``.

    Units: fen. ``mirrored`` entries repeat others in a group ceiling. ``recorded_at`` is as the
    record keeps instants.
    """

    batch: int
    line: int
    key: bytes
    document: str | None
    event: Event
    reversing: bool
    debit: Account
    credit: Account
    amount: Money
    day: date
    mirrored: bool
    actor: str
    recorded_at: int
    reason: str


@dataclass(frozen=True, slots=True)
class Link:
    """One seal of a chain: the batch that it covers, its digest, and the hash; both in hex."""

    number: int
    batch: int
    digest: str
    hash: str


@dataclass(frozen=True, slots=True)
class VoucherLine:
    """One voucher of a batch, in few words. Units: fen; ceilings are not counted."""

    key: bytes
    turn: Turn
    document: str | None
    day: date
    entries: int
    total: Money


@dataclass(frozen=True, slots=True)
class Batch:
    """One writing: who wrote which vouchers, when and why; ``seal`` is None while it waits."""

    number: int
    division: str
    year: int
    actor: str
    recorded_at: int
    reason: str
    entries: int
    seal: Link | None
    vouchers: tuple[VoucherLine, ...]


def entries(
    book: Book,
    division: str,
    year: int,
    *,
    after: tuple[int, int] = (0, 0),
    first_day: date | None = None,
    last_day: date | None = None,
    most: int,
) -> tuple[Entry, ...]:
    """Return entries of one journal in the order in which they were written.

    ``after`` is batch and line of the last one seen; the days are valid days, both included.

    Shape: at most ``most``; empty after the last entry.
    """
    batch, line = after
    first = first_day.toordinal() if first_day else DATE_MIN
    last = last_day.toordinal() if last_day else DATE_MAX
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {ENTRY}, {ACT} FROM batch AS t JOIN entry AS e ON e.batch = t.id"
            " WHERE t.division = %s AND t.year = %s AND t.id >= %s"
            " AND (t.id > %s OR e.line > %s) AND e.day >= %s AND e.day <= %s"
            " ORDER BY t.id, e.line LIMIT %s",
            [division, year, batch, batch, line, first, last, most],
        )
        rows = cursor.fetchall()
    pots = _pots(book, {account >> 2 for row in rows for account in row[5:7]})
    return tuple(_entry(row, pots) for row in rows)


def batch(book: Book, number: int) -> Batch:
    """Return one batch with its vouchers, in the order of their entries.

    Raises:
        UnknownBatch: there is none with this number.
    """
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT division, year, actor, recorded_at, reason, entries FROM batch WHERE id = %s",
            [number],
        )
        head = cursor.fetchone()
        if head is None:
            raise UnknownBatch(f"There is no batch {number}.")
        cursor.execute(
            "SELECT e.key, min(e.day), count(*),"
            " coalesce(sum(CASE WHEN e.leg < %s THEN e.amount_fen END), 0), min(e.line) AS first"
            " FROM entry AS e WHERE e.batch = %s GROUP BY e.key ORDER BY first",
            [MIRROR_LEG, number],
        )
        rows = cursor.fetchall()
        cursor.execute("SELECT number, batch, digest, hash FROM seal WHERE batch = %s", [number])
        seal = cursor.fetchone()
    division, year, actor, recorded_at, reason, count = head
    return Batch(
        number=number,
        division=division,
        year=year,
        actor=actor,
        recorded_at=recorded_at,
        reason=reason,
        entries=count,
        seal=_link(seal) if seal else None,
        vouchers=tuple(_voucher(row) for row in rows),
    )


def links(book: Book, division: str, year: int, *, after: int = 0, most: int) -> tuple[Link, ...]:
    """Return seals of one chain in their order; ``after`` is the number of the last one seen."""
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, batch, digest, hash FROM seal"
            " WHERE division = %s AND year = %s AND number > %s ORDER BY number LIMIT %s",
            [division, year, after, most],
        )
        return tuple(map(_link, cursor.fetchall()))


def size(book: Book) -> int:
    """Return how many entries the whole record has, counted by its batches."""
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(sum(entries), 0) FROM batch")
        return int(cursor.fetchone()[0])


def _entry(row: Sequence[Any], pots: Mapping[int, Pot]) -> Entry:
    number, line, key, leg, event, debit, credit, amount, day, actor, recorded_at, reason = row
    return Entry(
        batch=number,
        line=line,
        key=_raw(key),
        document=document_number(_raw(key)),
        event=chart().event_by_number[abs(event)],
        reversing=event < 0,
        debit=_account(debit, pots),
        credit=_account(credit, pots),
        amount=Money(amount),
        day=date.fromordinal(day),
        mirrored=leg >= MIRROR_LEG,
        actor=actor,
        recorded_at=recorded_at,
        reason=reason,
    )


def _voucher(row: Sequence[Any]) -> VoucherLine:
    key, day, count, total, _ = row
    raw = _raw(key)
    number = document_number(raw)
    return VoucherLine(
        raw, turn_of(raw), number, date.fromordinal(day), int(count), Money(int(total))
    )


def _account(number: int, pots: Mapping[int, Pot]) -> Account:
    pot = pots[number >> 2]
    return Account(pot, chart().role_at[pot.family, number & 3].name)


def _pots(book: Book, numbers: Iterable[int]) -> dict[int, Pot]:
    wanted = sorted(numbers)
    found: dict[int, Pot] = {}
    with book.connection.cursor() as cursor:
        for start in range(0, len(wanted), 500):
            some = wanted[start : start + 500]
            marks = ", ".join(["%s"] * len(some))
            cursor.execute(
                f"SELECT id, {', '.join(POT_COLUMNS)} FROM pot WHERE id IN ({marks})", some
            )
            found |= {number: pot_of(row) for number, *row in cursor.fetchall()}
    return found


def _link(row: Sequence[Any]) -> Link:
    number, of, digest, hash_ = row
    return Link(number, of, bytes(digest).hex(), bytes(hash_).hex())


def _raw(key: Any) -> bytes:
    return key.bytes if isinstance(key, UUID) else bytes(key)
