"""What still stands open before a day; which days are closed is the record's to say.

A file of its own because it reads the ledger's own tables, which no model of this stage owns.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from fisc.engines.ledger.keys import document_number
from fisc.engines.ledger.moves import HOLDS
from fisc.law.chart import chart
from fisc.record import facts
from fisc.record.book import Book
from fisc.record.periods import closed_before, hold_alone, set_closed_before
from fisc.values import ZERO, Money, Step

__all__ = [
    "OpenItem",
    "closed_before",
    "hold_alone",
    "month_end",
    "open_items",
    "set_closed_before",
]

_HOLD_EVENTS: Final = tuple(chart().events[name].number for name in HOLDS)
_BANK_EVENTS: Final = tuple(chart().events[name].number for name in ("confirm", "refund_same_year"))
# The key of what resolves a hold: the same fifteen bytes and the turn one.
_RESOLUTION: Final = {
    "sqlite": "CAST(substr(e.key, 1, 15) || x'01' AS BLOB)",
    "postgresql": "encode(substr(uuid_send(e.key), 1, 15) || '\\x01'::bytea, 'hex')::uuid",
}


@dataclass(frozen=True, slots=True)
class OpenItem:
    """Something that must be settled before its days are closed.

    ``kind`` is ``application`` (reserved and neither paid nor given back) or ``day`` (a day of
    payments that was not reconciled with the bank).
    """

    kind: str
    subject: str
    day: date
    amount: Money
    title_zh: str
    title_en: str

    @property
    def step(self) -> Step:
        """The item as one line of a refusal."""
        return Step(
            f"{self.title_en} {self.subject} of {self.day}: {self.amount}",
            f"{self.title_zh} {self.subject}，日期 {self.day}，金额 {self.amount}",
        )

    def __str__(self) -> str:
        return str(self.step)


def month_end(year: int, month: int) -> date:
    """Return the first day after a month.

    Example:
        >>> month_end(2026, 12)
        datetime.date(2027, 1, 1)
    """
    return date(year + month // 12, month % 12 + 1, 1)


def open_items(book: Book, division: str, year: int, *, end: date) -> tuple[OpenItem, ...]:
    """Return what must be settled before the days before ``end`` can be closed.

    Shape: applications by day and number, then days that were not reconciled.
    """
    return (*_applications(book, division, year, end), *_days(book, division, year, end))


def _applications(book: Book, division: str, year: int, end: date) -> Iterator[OpenItem]:
    # Only pots that hold something can have an application that nobody resolved.
    marks = ", ".join(["%s"] * len(_HOLD_EVENTS))
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.key, e.day, e.amount_fen FROM pot AS p"
            " JOIN balance AS b ON b.pot = p.id AND b.held_fen > 0"
            " JOIN entry AS e ON (e.credit >> 2) = p.id"
            f" WHERE p.division = %s AND p.year = %s AND e.event IN ({marks}) AND e.leg = 0"
            " AND e.day < %s AND NOT EXISTS (SELECT 1 FROM entry AS r WHERE r.leg = 0"
            f" AND r.key = {_RESOLUTION[book.connection.vendor]}) ORDER BY e.day, e.key",
            (division, year, *_HOLD_EVENTS, end.toordinal()),
        )
        rows = cursor.fetchall()
    for key, day, fen in rows:
        raw = key.bytes if hasattr(key, "bytes") else bytes(key)
        yield OpenItem(
            "application",
            document_number(raw) or raw.hex(),
            date.fromordinal(day),
            Money(fen),
            "未了结的支付申请",
            "Open application",
        )


def _days(book: Book, division: str, year: int, end: date) -> Iterator[OpenItem]:
    marks = ", ".join(["%s"] * len(_BANK_EVENTS))
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT DISTINCT e.day FROM pot AS p JOIN entry AS e ON (e.credit >> 2) = p.id"
            " WHERE p.division = %s AND p.year = %s AND p.family = 'indicator'"
            f" AND e.event IN ({marks}) AND e.day < %s ORDER BY e.day",
            (division, year, *_BANK_EVENTS, end.toordinal()),
        )
        paid = [date.fromordinal(row[0]) for row in cursor.fetchall()]
    if not paid:
        return
    reconciled = {
        fact.subject
        for told in {year, year + 1}
        for fact in facts.of_kind(book, "DayReconciled", division, told)
    }
    for day in paid:
        if f"{division}/{day}" not in reconciled:
            yield OpenItem(
                "day", f"{division}/{day}", day, ZERO, "未对账的支付日", "Day not reconciled"
            )
