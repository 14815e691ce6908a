"""The one door through which the ledger is written.

``Book.post`` takes one voucher, ``Book.post_all`` and ``Book.post_columns`` take sets; all three
give the same answers. A stage that must write its own documents together with a posting does both
inside ``Book.act``, the only transaction in which posting is allowed: a posting inside a longer
transaction would hold a busy pot until its end.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any, Final, TypeVar

import numpy as np
from django.db import OperationalError, connections, transaction
from psycopg.errors import DeadlockDetected, SerializationFailure
from psycopg.pq import TransactionStatus

from fisc.engines.ledger.keys import Turn, turn_of
from fisc.engines.ledger.moves import ELEMENTS, BadVoucher, Pot, Voucher
from fisc.engines.ledger.sets import Shortfall
from fisc.law.chart import chart
from fisc.record.on_postgresql import ATTEMPTS, OnPostgresql
from fisc.record.on_sqlite import OnSqlite
from fisc.record.parts import NOBODY, post_parts, post_plainly
from fisc.record.postings import Act, Fate, Outcome, Posting, PostingSet, SetOutcome
from fisc.record.refusals import refusal
from fisc.record.sets import DuplicateKeys
from fisc.record.turns import check_turns
from fisc.values import Verdict

Answer = TypeVar("Answer")
UNDONE: Final = (DeadlockDetected, SerializationFailure)
_acting: ContextVar[frozenset[str]] = ContextVar("acting", default=frozenset())
_POT_COLUMNS: Final = ("id", "division", "year", "book", "family", *ELEMENTS, "origin")


class ActBroken(RuntimeError):
    """An act went on after one of its statements had failed; nothing of it was written."""


class PostingInsideTransaction(RuntimeError):
    """A posting was tried inside a transaction that is not an act of the book."""


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a voucher; a refusal carries its working.

    ``fate`` is accepted, repeated (the same key and content was posted before), reused (the key
    was posted with other content), refused, or closed (the period is).
    """

    key: bytes
    fate: Fate
    batch: int | None = None
    refusal: Verdict | None = None

    @property
    def done(self) -> bool:
        """Whether the voucher stands in the ledger, now or since before."""
        return self.fate in {Fate.ACCEPTED, Fate.REPEATED}


class Book:
    """The ledger and the facts of one database."""

    def __init__(self, using: str = "default") -> None:
        self.using = using

    @property
    def connection(self) -> Any:
        """Django's connection to the database of this book."""
        return connections[self.using]

    @contextmanager
    def act(self) -> Iterator[None]:
        """Do several things or none: the only transaction in which a posting may stand.

        Raises:
            ActBroken: a statement of the act failed and the caller went on all the same.
        """
        token = _acting.set(_acting.get() | {self.using})
        try:
            with transaction.atomic(using=self.using):
                yield
                self._refuse_broken()
        finally:
            _acting.reset(token)

    def carry_out(self, act: Callable[[], Answer]) -> Answer:
        """Carry out an act, and again when the database undid it to let another pass.

        Two acts that touch the same pots in opposite orders wait for each other; the server ends
        that by undoing one of them whole, so doing it again is safe. Within another act it is
        that one which begins again.

        Raises:
            ActBroken: see ``act``.
        """
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self.act():
                    return act()
            except (*UNDONE, OperationalError) as wrong:
                again = was_undone(wrong) and not self.connection.in_atomic_block
                if not again or attempt == ATTEMPTS:
                    raise
        raise AssertionError("The last attempt answers or raises.")

    def open_pots(self, pots: Iterable[Pot]) -> None:
        """Enter pots in the register, each with a balance of zero; known pots are left alone."""
        wanted = {pot.number: pot for pot in pots}
        known = self.known_pots(wanted)
        new = [(number, wanted[number]) for number in sorted(wanted.keys() - known)]
        if not new:
            return
        rows = [
            (
                number,
                p.division,
                p.year,
                str(p.book),
                p.family,
                *(getattr(p, name) for name in ELEMENTS),
                p.origin,
            )
            for number, p in new
        ]
        standing = [(number, *_standing(p.family)) for number, p in new]
        marks = ", ".join(["%s"] * len(_POT_COLUMNS))
        with self._writing(), self.connection.cursor() as cursor:
            cursor.executemany(
                f"INSERT INTO pot ({', '.join(_POT_COLUMNS)}) VALUES ({marks})"
                " ON CONFLICT DO NOTHING",
                rows,
            )
            cursor.executemany(
                "INSERT INTO balance (pot, side, guarded) VALUES (%s, %s, %s)"
                " ON CONFLICT DO NOTHING",
                standing,
            )

    def known_pots(self, numbers: Iterable[int]) -> set[int]:
        """Return those of these pots that are in the register."""
        found: set[int] = set()
        asked = list(numbers)
        with self.connection.cursor() as cursor:
            for at in range(0, len(asked), 500):
                some = asked[at : at + 500]
                marks = ", ".join(["%s"] * len(some))
                cursor.execute(f"SELECT pot FROM balance WHERE pot IN ({marks})", some)
                found.update(row[0] for row in cursor.fetchall())
        return found

    def post(self, voucher: Voucher, *, actor: str, at: datetime) -> Receipt:
        """Post one voucher; when it returns outside an act, what it says is durable.

        Raises:
            PostingInsideTransaction: called inside a transaction that is not an act.
        """
        self._no_longer_transaction()
        posting, act = Posting.of(voucher), act_of(voucher, actor, at)
        store = self.store()
        # The store speaks to the database itself; its errors come out as Django's, as all others.
        with self.connection.wrap_database_errors:
            if turn_of(voucher.key) is not Turn.ORIGINAL:
                wrong = check_turns(store, PostingSet.of([posting]), act.at)
                if wrong:
                    return Receipt(voucher.key, Fate.REFUSED, refusal=wrong[0])
            outcome = store.post(act, posting)
            if outcome.fate is Fate.UNOPENED:
                self.open_pots(account.pot for account in voucher.accounts)
                outcome = store.post(act, posting)
        return self._receipt(voucher.key, outcome)

    def post_all(
        self, vouchers: Sequence[Voucher], *, actor: str, at: datetime, reason: str = ""
    ) -> list[Receipt]:
        """Post vouchers of one division and year as a set: one batch, one answer each.

        Raises:
            BadVoucher: the vouchers belong to several divisions or years.
        """
        if not vouchers:
            return []
        first = act_of(vouchers[0], actor, at)
        act = Act(first.division, first.year, actor, first.at, reason or first.reason)
        return self.post_many([(voucher, act) for voucher in vouchers])

    def post_many(
        self, wanted: Sequence[tuple[Voucher, Act]], *, seal: bool = True
    ) -> list[Receipt]:
        """Post vouchers of one division and year as a set: one batch an act, one answer each.

        Raises:
            BadVoucher: the vouchers belong to several divisions or years.
        """
        places = {voucher.place for voucher, _ in wanted}
        if len(places) > 1:
            raise BadVoucher(f"A set stays in one division and year, not in {sorted(places)}.")
        self.open_pots(a.pot for voucher, _ in wanted for a in voucher.accounts)
        return self.post_postings(
            [(Posting.of(voucher), act) for voucher, act in wanted], seal=seal
        )

    def post_postings(
        self, wanted: Sequence[tuple[Posting, Act]], *, seal: bool = True
    ) -> list[Receipt]:
        """Post what are numbers already, of one division and year and in pots that are open."""
        acts = list(dict.fromkeys(act for _, act in wanted))
        postings = PostingSet.of(posting for posting, _ in wanted)
        if len(acts) > 1:
            number = {act: at for at, act in enumerate(acts)}
            postings = replace(
                postings, act=np.array([number[act] for _, act in wanted], dtype=np.int32)
            )
        outcome, wrong = self.post_columns(acts, postings, seal=seal)
        fates, batches = outcome.fates.tolist(), outcome.batches.tolist()
        return [
            Receipt(posting.key, Fate.REFUSED, refusal=wrong[at])
            if at in wrong
            else self._receipt(
                posting.key,
                Outcome(Fate(fates[at]), batches[at] or None, outcome.shortfalls.get(at)),
            )
            for at, (posting, _) in enumerate(wanted)
        ]

    def post_columns(
        self, acts: Act | Sequence[Act], postings: PostingSet, *, seal: bool = True
    ) -> tuple[SetOutcome, Mapping[int, Verdict]]:
        """Post a set that is already columns, whose pots are open; the way of the large ones.

        Returns the outcome, and the vouchers refused because what they resolve or reverse does
        not allow it. ``seal`` puts the batches on their chain in the same transaction; without it
        they wait for the sealer.

        Raises:
            PostingInsideTransaction: called inside a transaction that is not an act.
        """
        self._no_longer_transaction()
        every = [acts] if isinstance(acts, Act) else list(acts)
        alone = not (seal or self.connection.in_atomic_block)
        for attempt in range(1, ATTEMPTS + 1):
            try:
                with self.connection.wrap_database_errors:
                    if alone and attempt == 1:
                        done = post_plainly(self.store(), every, postings)
                        if done is not None:
                            return done, NOBODY
                    with self._writing():
                        careful = attempt > 1
                        return post_parts(self.store(), every, postings, seal=seal, careful=careful)
            except DuplicateKeys:
                if attempt == ATTEMPTS:
                    raise
            except OperationalError as wrong:
                # The server undid this set to let another pass. An act has to begin anew itself.
                inside = self.connection.in_atomic_block
                if attempt == ATTEMPTS or inside or not was_undone(wrong):
                    raise
        raise AssertionError("The last attempt answers or raises.")

    def set_ceiling(self, pot: Pot, ceiling: Pot) -> None:
        """Put a pot under a group ceiling, from before its first reservation.

        Raises:
            BadVoucher: the pot has been used, so the ceiling would not know of it.
        """
        self.open_pots((pot, ceiling))
        with self._writing(), self.connection.cursor() as cursor:
            cursor.execute(
                "UPDATE balance SET capped = %s WHERE pot = %s AND held_fen = 0 AND done_fen = 0",
                (True, pot.number),
            )
            if cursor.rowcount != 1:
                raise BadVoucher(
                    f"{pot} has been used already; a ceiling is set before the first application."
                )
            cursor.execute(
                "INSERT INTO ceiling VALUES (%s, %s) ON CONFLICT DO NOTHING",
                (pot.number, ceiling.number),
            )

    def close(self) -> None:
        """Close this thread's connection; the next use opens another."""
        self.connection.close()

    def connected(self) -> bool:
        """Whether this thread's connection is open and the database still answers on it."""
        return bool(self.connection.connection is not None and self.connection.is_usable())

    def store(self) -> OnPostgresql | OnSqlite:
        """Return the raw store on this thread's connection."""
        wrapper = self.connection
        wrapper.ensure_connection()
        kind = OnPostgresql if wrapper.vendor == "postgresql" else OnSqlite
        return kind(wrapper.connection)

    @contextmanager
    def _writing(self) -> Iterator[None]:
        with transaction.atomic(using=self.using):
            yield

    def _no_longer_transaction(self) -> None:
        if self.connection.in_atomic_block and self.using not in _acting.get():
            raise PostingInsideTransaction(
                "A posting stands alone or inside Book.act(), never in a longer transaction: "
                "it would hold its pots until the end of it."
            )

    def _refuse_broken(self) -> None:
        # PostgreSQL answers the commit of a broken transaction by undoing it, without an error.
        if self.connection.vendor == "postgresql":
            status = self.connection.connection.info.transaction_status
            if status == TransactionStatus.INERROR:
                raise ActBroken(
                    "A statement of this act failed, so nothing of it stands. Let what Book.post "
                    "raises end the act, then do the act again."
                )

    def _receipt(self, key: bytes, outcome: Outcome) -> Receipt:
        why = refusal(self, outcome.shortfall) if outcome.shortfall else None
        return Receipt(key, outcome.fate, outcome.batch, why)

    def pot(self, number: int) -> Pot:
        """Return a pot by its number.

        Raises:
            LookupError: the register has no such pot.
        """
        with self.connection.cursor() as cursor:
            cursor.execute(
                f"SELECT {', '.join(_POT_COLUMNS[1:])} FROM pot WHERE id = %s", (number,)
            )
            row = cursor.fetchone()
        if row is None:
            raise LookupError(f"There is no pot {number}.")
        return pot_of(row)


def pot_of(row: Sequence[Any]) -> Pot:
    """Make a pot of a row of the register (without its number)."""
    from fisc.values import Book as Budget

    division, year, budget, family, *elements, origin = row
    named = dict(zip(ELEMENTS, elements, strict=True))
    return Pot(division, year, Budget(budget), family, origin=origin, **named)


def was_undone(wrong: BaseException) -> bool:
    """Say whether the database undid what was asked so that another could pass."""
    return isinstance(wrong, UNDONE) or isinstance(wrong.__cause__, UNDONE)


def act_of(voucher: Voucher, actor: str, at: datetime) -> Act:
    """Say who posts this voucher, when and why, in the form of the record."""
    division, year = voucher.place
    return Act(division, year, actor, instant(at), voucher.reason)


def instant(at: datetime) -> int:
    """Return microseconds since 1970 of a moment that knows its zone.

    Raises:
        ValueError: the moment does not say in which zone it is.

    Example:
        >>> instant(datetime(1970, 1, 1, 0, 0, 1, tzinfo=UTC))
        1000000
    """
    if at.tzinfo is None:
        raise ValueError(f"{at} does not say in which time zone it is.")
    gap = at - datetime(1970, 1, 1, tzinfo=UTC)
    return (gap.days * 86_400 + gap.seconds) * 1_000_000 + gap.microseconds


def _standing(family: str) -> tuple[int, bool]:
    role = next(role for role in chart().roles.values() if role.family == family)
    return role.side, role.guarded


__all__ = [
    "ActBroken",
    "Book",
    "PostingInsideTransaction",
    "Receipt",
    "Shortfall",
    "act_of",
    "instant",
]
