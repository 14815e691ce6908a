"""An account of the format as two budget lines of the ledger, and what is done with them.

The *debit line* of an account is what it may spend: its authority is what was credited to the
account, its held chamber the pending debits, its done chamber the posted ones. The *credit line* is
what it may take in, the other way round. A line without a limit is given more authority than any
folder moves. A transfer reserves the same amount on the debit line of one account and the credit
line of the other, in one act; posting it confirms both and adds to the authority of their
opposite lines.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import BadVoucher, Pot, Voucher
from fisc.record.balances import standing
from fisc.record.book import Book, instant
from fisc.record.headroom import headroom
from fisc.values import FEN_MAX, ZERO, Money
from tools.oracle.lines import applied, granted, line, resolved

Side = Literal["debit", "credit"]
ACTOR: Final = "oracle"
YEAR: Final = 2026
WIDE: Final = Money(2**61)  # the authority of a line without a limit
OTHER: Final[dict[Side, Side]] = {"debit": "credit", "credit": "debit"}


class OutOfScope(Exception):
    """The ledger has no such concept, or does not count so far; the message says which."""


class Short(Exception):
    """A limited line has less than was asked of it."""

    def __init__(self, side: Side) -> None:
        super().__init__(side)
        self.side = side


@dataclass(frozen=True, slots=True)
class Holder:
    """An account: its name in the folder, where its lines lie, and which of them are limited."""

    case: str
    id: str
    division: str
    limited: frozenset[Side]

    def line(self, side: Side) -> Pot:
        """Return one of the two lines."""
        return line(self.division, YEAR, f"{self.case}/{self.id}/{side}")

    def spare(self, side: Side) -> Money:
        """Return the authority of a line that is not its own but that of having no limit."""
        return ZERO if side in self.limited else WIDE


@dataclass(frozen=True, slots=True)
class Transfer:
    """An amount on its way from the debit line of one account to the credit line of another."""

    key: str
    debit: Holder
    credit: Holder
    amount: Money

    @property
    def sides(self) -> tuple[tuple[Side, Holder, str], ...]:
        """The two lines, in the order in which they are asked, each with its key."""
        return (
            ("debit", self.debit, f"{self.key}/debit"),
            ("credit", self.credit, f"{self.key}/credit"),
        )


def open_account(book: Book, holder: Holder, at: datetime) -> None:
    """Open both lines of an account, with authority where there is no limit."""
    book.open_pots(holder.line(side) for side in OTHER)
    for side in OTHER:
        if side not in holder.limited:
            key = f"{holder.case}/{holder.id}/{side}/wide"
            _post(book, granted(holder.line(side), WIDE, key=key, day=at.date()), at)


def balances(book: Book, holder: Holder) -> dict[str, int]:
    """Return the four balances of an account."""
    debit, credit = (standing(book, holder.line(side)) for side in ("debit", "credit"))
    return {
        "debits_pending": debit.held.fen,
        "debits_posted": debit.done.fen,
        "credits_pending": credit.held.fen,
        "credits_posted": credit.done.fen,
    }


def room(book: Book, holder: Holder, side: Side, most: int) -> int:
    """Return as much up to ``most`` as one side of an account still allows, for this act."""
    spare = holder.spare(side)
    return headroom(book, {holder.line(side): spare}, most=Money(min(most, FEN_MAX))).fen


def reserve(book: Book, transfer: Transfer, at: datetime, timeout: int = 0) -> None:
    """Reserve a transfer on both its lines, for a number of seconds or without end.

    Raises:
        Short: a limited line has too little; the debit line is asked first.
        OutOfScope: the amount is beyond what the ledger counts.
    """
    for side, holder, key in transfer.sides:
        if transfer.amount:
            try:
                voucher = applied(holder.line(side), transfer.amount, key=key, day=at.date())
            except BadVoucher as wrong:
                raise OutOfScope(f"an amount beyond {FEN_MAX}, the largest held") from wrong
            receipt = book.post(voucher, actor=ACTOR, at=at)
            if not receipt.done and side in holder.limited:
                raise Short(side)
            if not receipt.done:
                raise OutOfScope(f"sums beyond {WIDE.fen} on an account without a limit")
        if timeout:
            ends = instant(at + timedelta(seconds=timeout))
            book.store().set_term(posting_key(key), ends)


def resolve(book: Book, transfer: Transfer, paid: Money, at: datetime) -> None:
    """End a reservation: part of it is posted, the rest goes back to both lines."""
    back = transfer.amount - paid
    if transfer.amount:
        for side, holder, key in transfer.sides:
            pot = holder.line(side)
            _post(book, resolved(pot, paid=paid, back=back, key=key, day=at.date()), at)
    if paid:
        # What was credited may be spent, and what was debited may be taken in again.
        for side, holder, key in transfer.sides:
            gained = granted(holder.line(OTHER[side]), paid, key=f"{key}/gain", day=at.date())
            _post(book, gained, at)


def ended(book: Book, at: datetime) -> Sequence[bytes]:
    """Return the keys of the reservations whose time has passed and that nobody resolved."""
    return book.store().terms_due(instant(at))


def _post(book: Book, voucher: Voucher, at: datetime) -> None:
    receipt = book.post(voucher, actor=ACTOR, at=at)
    if not receipt.done:
        why = receipt.fate.name if receipt.refusal is None else receipt.refusal.why
        raise OutOfScope(f"the ledger refuses {voucher.reason}: {why}")
