"""Vouchers as pages ask for them: the history of an indicator, and one voucher in full."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Final
from uuid import UUID

from fisc.datacentre.indicators import POT_COLUMNS
from fisc.datacentre.moments import Moment
from fisc.engines.ledger.keys import Turn, document_number, turn_of, turned
from fisc.engines.ledger.moves import Account, Pot
from fisc.law.chart import Event, chart
from fisc.record.book import Book, pot_of
from fisc.values import Money

PART: Final = 5000  # entries that are handed on together
MIRROR_LEG: Final = 1000  # from this leg on, entries repeat the voucher in its group ceilings
ENTRY: Final = "e.batch, e.line, e.key, e.leg, e.event, e.debit, e.credit, e.amount_fen, e.day"
ACT: Final = "t.actor, t.recorded_at, t.reason"


class UnknownVoucher(LookupError):
    """No voucher has this key."""


@dataclass(frozen=True, slots=True)
class Line:
    """One entry: an amount taken from ``credit`` and given to ``debit``."""

    event: Event
    reversing: bool
    debit: Account
    credit: Account
    amount: Money
    mirrored: bool


@dataclass(frozen=True, slots=True)
class Happening:
    """One entry in the history of an indicator, and what it changed there.

    Units: fen; ``free``, ``applied`` and ``paid`` are what the entry added to or took from each.
    """

    key: bytes
    document: str | None
    day: date
    recorded_at: int
    actor: str
    reason: str
    event: Event
    reversing: bool
    amount: Money
    free: Money
    applied: Money
    paid: Money


@dataclass(frozen=True, slots=True)
class Seal:
    """Where a batch stands in the chain of its division and year; hashes in hex."""

    number: int
    digest: str
    hash: str
    previous: str


@dataclass(frozen=True, slots=True)
class Relative:
    """Another voucher of the same identity: what this one resolves or undoes, or what does so."""

    key: bytes
    turn: Turn
    day: date


@dataclass(frozen=True, slots=True)
class VoucherPage:
    """One voucher as it stands in the record; ``seal`` is None while its batch waits for one."""

    key: bytes
    turn: Turn
    document: str | None
    day: date
    batch: int
    division: str
    year: int
    actor: str
    recorded_at: int
    reason: str
    lines: tuple[Line, ...]
    seal: Seal | None
    relatives: tuple[Relative, ...]

    @property
    def total(self) -> Money:
        """The sum of the amounts moved, without what ceilings repeat."""
        return Money.total(line.amount for line in self.lines if not line.mirrored)

    @property
    def pots(self) -> frozenset[Pot]:
        """Every pot that the voucher touches."""
        return frozenset(a.pot for line in self.lines for a in (line.debit, line.credit))


def history(
    book: Book, pots: Collection[Pot], when: Moment, *, first: int, most: int
) -> tuple[int, tuple[Happening, ...]]:
    """Return how many entries touched an indicator until a moment, and one page of them.

    Shape: newest first. ``first`` counts from one; beyond the last entry the count is 0.
    """
    known = {pot.number: pot for pot in pots}
    marks = ", ".join(["%s"] * len(known))
    numbers = list(known)
    inner = " UNION ".join(
        f"SELECT {ENTRY} FROM entry AS e WHERE (e.{side} >> 2) IN ({marks}){only} AND e.day <= %s"
        for side, only in (("credit", ""), ("debit", " AND (e.debit >> 2) <> (e.credit >> 2)"))
    )
    values = [*numbers, when.ordinal, *numbers, when.ordinal, when.instant]
    source = f"FROM ({inner}) AS e JOIN batch AS t ON t.id = e.batch WHERE t.recorded_at <= %s"
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT count(*) OVER (), {ENTRY}, {ACT} {source}"
            " ORDER BY e.batch DESC, e.line DESC LIMIT %s OFFSET %s",
            [*values, most, first - 1],
        )
        rows = cursor.fetchall()
    return (rows[0][0] if rows else 0), tuple(_happening(row[1:], known) for row in rows)


def all_history(book: Book, pots: Collection[Pot], when: Moment) -> Iterator[tuple[Happening, ...]]:
    """Yield everything that ``history`` pages through, at most ``PART`` entries at a time."""
    first, count = 1, 1
    while first <= count:
        count, found = history(book, pots, when, first=first, most=PART)
        yield found
        first += PART


def voucher(book: Book, key: bytes) -> VoucherPage:
    """Return the voucher that has this key.

    Raises:
        UnknownVoucher: there is none.
    """
    family = [turned(key, turn) for turn in Turn]
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {ENTRY}, t.division, t.year, {ACT} FROM entry AS e"
            " JOIN batch AS t ON t.id = e.batch WHERE e.key IN (%s, %s, %s) ORDER BY e.leg",
            [_stored(book, one) for one in family],
        )
        rows = cursor.fetchall()
    own = [row for row in rows if _raw(row[2]) == key]
    if not own:
        raise UnknownVoucher(f"There is no voucher {key.hex()}.")
    pots = _pots(book, {account >> 2 for row in own for account in row[5:7]})
    division, year, actor, recorded_at, reason = own[0][9:]
    days = {_raw(row[2]): date.fromordinal(row[8]) for row in rows}
    return VoucherPage(
        key=key,
        turn=turn_of(key),
        document=document_number(key),
        day=days[key],
        batch=own[0][0],
        division=division,
        year=year,
        actor=actor,
        recorded_at=recorded_at,
        reason=reason,
        lines=tuple(_line(row, pots) for row in own),
        seal=_seal(book, own[0][0]),
        relatives=tuple(
            Relative(other, turn_of(other), days[other]) for other in sorted(days) if other != key
        ),
    )


def _line(row: Sequence[Any], pots: Mapping[int, Pot]) -> Line:
    _, _, _, leg, event, debit, credit, amount, *_ = row
    return Line(
        event=chart().event_by_number[abs(event)],
        reversing=event < 0,
        debit=_account(debit, pots),
        credit=_account(credit, pots),
        amount=Money(amount),
        mirrored=leg >= MIRROR_LEG,
    )


def _account(number: int, pots: Mapping[int, Pot]) -> Account:
    pot = pots[number >> 2]
    return Account(pot, chart().role_at[pot.family, number & 3].name)


def _happening(row: Sequence[Any], known: Mapping[int, Pot]) -> Happening:
    _, _, key, _, event, debit, credit, amount, day, actor, recorded_at, reason = row
    effects = [0, 0, 0]
    for number, sign in ((debit, 1), (credit, -1)):
        pot = known.get(number >> 2)
        if pot is not None and pot.family in {"indicator", "transfer_indicator"}:
            effects[number & 3] += sign * amount
    return Happening(
        _raw(key),
        document_number(_raw(key)),
        date.fromordinal(day),
        recorded_at,
        actor,
        reason,
        chart().event_by_number[abs(event)],
        event < 0,
        Money(amount),
        *map(Money, effects),
    )


def _pots(book: Book, numbers: Iterable[int]) -> dict[int, Pot]:
    wanted = sorted(numbers)
    marks = ", ".join(["%s"] * len(wanted))
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT id, {', '.join(POT_COLUMNS)} FROM pot WHERE id IN ({marks})", wanted
        )
        return {number: pot_of(row) for number, *row in cursor.fetchall()}


def _seal(book: Book, batch: int) -> Seal | None:
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.number, s.digest, s.hash, b.hash FROM seal AS s LEFT JOIN seal AS b"
            " ON b.division = s.division AND b.year = s.year AND b.number = s.number - 1"
            " WHERE s.batch = %s",
            [batch],
        )
        row = cursor.fetchone()
    if row is None:
        return None
    number, *hashes = row
    return Seal(number, *("" if one is None else bytes(one).hex() for one in hashes))


def _stored(book: Book, key: bytes) -> bytes | UUID:
    return UUID(bytes=key) if book.connection.vendor == "postgresql" else key


def _raw(key: Any) -> bytes:
    return key.bytes if isinstance(key, UUID) else bytes(key)
