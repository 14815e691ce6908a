"""The trial balance of any part of the record, and how far the record is sealed and witnessed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from fisc.datacentre.moments import Moment, held, totals
from fisc.engines.ledger.statements import TrialBalance
from fisc.engines.ledger.statements import trial_balance as by_account
from fisc.law.chart import Role, chart
from fisc.record.balances import RoleBalance, Selection, trial_balance
from fisc.record.book import Book
from fisc.values import Book as Budget
from fisc.values import Money

MEMORANDUM: Final = "0"  # the class of group ceilings, which stand outside the chain of authority


@dataclass(frozen=True, slots=True)
class Trial:
    """The trial balance of one book of the selection, and the group ceilings beside it."""

    book: Budget
    balance: TrialBalance
    ceilings: tuple[tuple[Role, Money], ...]

    @property
    def debits(self) -> tuple[Money, ...]:
        """The amounts on the debit side."""
        return tuple(line.balance for line in self.balance.lines if line.side == 1)

    @property
    def credits(self) -> tuple[Money, ...]:
        """The amounts on the credit side."""
        return tuple(line.balance for line in self.balance.lines if line.side == -1)


@dataclass(frozen=True, slots=True)
class Head:
    """The end of the chain of one division and year; the hash is in hex."""

    number: int
    hash: str


@dataclass(frozen=True, slots=True)
class Witnessed:
    """The last checkpoint that was taken, if any; the instant is as the record keeps it."""

    number: int
    taken_at: int
    root: str


@dataclass(frozen=True, slots=True)
class Sealing:
    """How far the record is sealed: the last checkpoint, its size, and what waits for a seal."""

    checkpoint: Witnessed | None
    batches: int
    entries: int
    waiting: int


def trials(book: Book, selection: Selection, when: Moment) -> tuple[Trial, ...]:
    """Return the trial balance of every book in the selection, in the order of the law.

    Always: in a sound record both sides of each balance are equal.
    """
    # Now it is the balance rows themselves that are put to the proof, and not sums of the entries.
    ask = totals if when.day is None else held
    lines = trial_balance(ask(book, selection, ("book", "family"), when))
    found = {line.book for line in lines}
    return tuple(_trial(budget, lines) for budget in Budget if str(budget) in found)


def head(book: Book, division: str, year: int) -> Head | None:
    """Return the end of one chain, or None where nothing was sealed yet."""
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT number, hash FROM seal WHERE division = %s AND year = %s"
            " ORDER BY number DESC LIMIT 1",
            [division, year],
        )
        row = cursor.fetchone()
    return Head(row[0], bytes(row[1]).hex()) if row else None


def sealing(book: Book) -> Sealing:
    """Return how far the record is sealed and when a witness last saw it."""
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT number, taken_at, root FROM checkpoint ORDER BY number DESC LIMIT 1")
        row = cursor.fetchone()
        cursor.execute(
            "SELECT (SELECT count(*) FROM batch), (SELECT coalesce(sum(entries), 0) FROM batch),"
            " (SELECT count(*) FROM unsealed)"
        )
        batches, entries, waiting = map(int, cursor.fetchone())
    checkpoint = Witnessed(row[0], row[1], bytes(row[2]).hex()) if row else None
    return Sealing(checkpoint, batches, entries, waiting)


def _trial(budget: Budget, lines: Sequence[RoleBalance]) -> Trial:
    own = {line.role: line.balance for line in lines if line.book == str(budget)}
    roles = chart().roles
    return Trial(
        book=budget,
        balance=by_account(budget, own),
        ceilings=tuple(
            (roles[name], amount)
            for name, amount in own.items()
            if roles[name].number_class == MEMORANDUM
        ),
    )
