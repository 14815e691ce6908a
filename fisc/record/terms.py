"""Reservations with a time limit: after it, what nobody resolved goes back to the indicator."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

import numpy as np

from fisc.engines.ledger.keys import Turn, turned
from fisc.engines.ledger.moves import HOLDS, BadVoucher, Move, Voucher
from fisc.law.chart import chart
from fisc.record.book import Book, Receipt, instant
from fisc.record.postings import Fate
from fisc.values import Money, Words

EXPIRED: Final = Words("the time limit has passed", "预占到期")


def reserve(
    book: Book, voucher: Voucher, *, actor: str, at: datetime, expires: datetime
) -> Receipt:
    """Post an application that may be paid until ``expires`` and only be given back after it.

    Raises:
        BadVoucher: the voucher is no application, or the limit is not after ``at``.
    """
    if not voucher.is_hold:
        raise BadVoucher("Only an application has a time limit; this voucher reserves nothing.")
    if instant(expires) <= instant(at):
        raise BadVoucher(f"The limit {expires} is not after {at}.")
    with book.act():
        receipt = book.post(voucher, actor=actor, at=at)
        if receipt.fate is Fate.ACCEPTED:
            book.store().set_term(voucher.key, instant(expires))
    return receipt


def give_back_expired(book: Book, *, actor: str, at: datetime, day: date) -> list[Receipt]:
    """Give back every reservation whose limit has passed and that nobody resolved.

    Always: running it twice, or beside a bank receipt, gives each reservation back at most once.
    """
    store = book.store()
    due = store.terms_due(instant(at))
    if not due:
        return []
    vouchers: dict[tuple[str, int], list[Voucher]] = {}
    for key, _, number, debit, _credit, amount, _batch in store.earlier(
        np.frombuffer(b"".join(due), dtype="V16")
    ):
        pot = book.pot(debit >> 2)
        event = HOLDS[chart().event_by_number[number].name]
        held, free = (pot.account(chart().role_at[pot.family, place].name) for place in (1, 0))
        back = Move(event, free, held, Money(amount))
        voucher = Voucher(turned(key, Turn.RESOLUTION), day, (back,), EXPIRED.both)
        vouchers.setdefault(voucher.place, []).append(voucher)
    return [
        receipt
        for _, some in sorted(vouchers.items())
        for receipt in book.post_all(some, actor=actor, at=at)
    ]
