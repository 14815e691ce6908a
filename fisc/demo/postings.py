"""Payments as columns of the record: keys, accounts and events of a whole month at once."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fisc.demo.columns import Whole
from fisc.demo.payments import NEVER, Payments
from fisc.demo.scales import DEMO_YEAR
from fisc.engines.ledger.keys import KEY_BYTES, KINDS, Turn, posting_key
from fisc.engines.ledger.sets import SetMoves
from fisc.law.chart import chart
from fisc.record.book import instant
from fisc.record.postings import Act, PostingSet

SET: Final = 50_000  # vouchers in one set
EVENING: Final = time(17, 30, tzinfo=timezone(timedelta(hours=8)))
_OPEN, _HELD, _DONE = (chart().roles[role].place for role in ("executable", "applied", "paid"))


@dataclass(frozen=True, slots=True)
class Accounts:
    """Where the payments of a place are booked.

    Shape: ``pot`` has one pot number for each indicator, ``unit`` one unit code, as a number, for
    each basic unit.
    """

    division: str
    pot: Whole
    unit: Whole


def document_keys(unit: Whole, serial: Whole, turn: Turn = Turn.ORIGINAL) -> NDArray[np.void]:
    """Return the keys of the payment documents of these units and serials.

    Always: they are those of ``posting_key("PAY-year-unit-serial")``, with that turn.
    """
    keys = np.zeros((unit.size, KEY_BYTES), dtype=np.uint8)
    keys[:, 0] = KINDS["PAY"]
    for first, width, column in (
        (1, 2, np.full_like(unit, DEMO_YEAR)),
        (3, 5, unit),
        (8, 7, serial),
    ):
        for place in range(width):
            keys[:, first + place] = (column >> (8 * (width - 1 - place))) & 0xFF
    keys[:, 15] = turn
    return keys.reshape(-1).view("V16")


def numbers_of(accounts: Accounts, payments: Payments) -> list[str]:
    """Return the document numbers of payments."""
    units, serials = accounts.unit[payments.unit].tolist(), payments.serial.tolist()
    return [f"PAY-{DEMO_YEAR}-{unit}-{serial}" for unit, serial in zip(units, serials, strict=True)]


def applications(accounts: Accounts, payments: Payments) -> PostingSet:
    """Return the reservations of these payments; those that ask for too much are among them."""
    pot = accounts.pot[payments.indicator]
    return PostingSet.simple(
        key=document_keys(accounts.unit[payments.unit], payments.serial),
        day=payments.day.astype(np.int32),
        event=np.full(len(payments), chart().events["apply"].number, dtype=np.int16),
        debit=pot * 4 + _HELD,
        credit=pot * 4 + _OPEN,
        amount=payments.amount,
    )


def resolutions(accounts: Accounts, payments: Payments) -> PostingSet:
    """Return what the bank's answers do: what is paid is confirmed, the rest goes back."""
    pot = accounts.pot[payments.indicator]
    number = np.arange(len(payments), dtype=np.int64)
    rest = payments.amount - payments.paid
    paid, back = np.flatnonzero(payments.paid > 0), np.flatnonzero(rest > 0)
    voucher = np.concatenate((paid, back))
    leg = np.concatenate((np.zeros(paid.size), payments.paid[back] > 0)).astype(np.int16)
    order = np.lexsort((leg, voucher))
    confirm, cancel = (chart().events[name].number for name in ("confirm", "cancel"))
    event = np.concatenate((np.full(paid.size, confirm), np.full(back.size, cancel)))
    debit = np.concatenate((pot[paid] * 4 + _DONE, pot[back] * 4 + _OPEN))
    amount = np.concatenate((payments.paid[paid], rest[back]))
    held = pot[voucher] * 4 + _HELD
    return PostingSet(
        key=document_keys(accounts.unit[payments.unit], payments.serial, Turn.RESOLUTION)[number],
        day=payments.confirmed.astype(np.int32),
        moves=SetMoves(voucher[order], debit[order], held[order], amount[order]),
        event=event[order].astype(np.int16),
        leg=leg[order],
    )


def refunds(accounts: Accounts, payments: Payments) -> PostingSet:
    """Return what gives authority back for money that came back in the same year."""
    pot = accounts.pot[payments.indicator]
    keys = b"".join(
        posting_key(f"refund/{number}/{refund_message(number)}")
        for number in numbers_of(accounts, payments)
    )
    return PostingSet.simple(
        key=np.frombuffer(keys, dtype="V16"),
        day=payments.refund_day.astype(np.int32),
        event=np.full(len(payments), chart().events["refund_same_year"].number, dtype=np.int16),
        debit=pot * 4 + _OPEN,
        credit=pot * 4 + _DONE,
        amount=payments.refund,
    )


def refund_message(number: str) -> str:
    """Return the bank's own number of the message that money of a payment came back."""
    return f"BACK-{number}"


def joined(first: PostingSet, second: PostingSet) -> PostingSet:
    """Return one set with the vouchers of two."""
    if not len(second):
        return first
    moves = SetMoves(
        *(
            np.concatenate((one, other))
            for one, other in (
                (first.moves.voucher, second.moves.voucher + len(first)),
                (first.moves.debit, second.moves.debit),
                (first.moves.credit, second.moves.credit),
                (first.moves.amount, second.moves.amount),
            )
        )
    )
    return PostingSet(
        np.concatenate((first.key, second.key)),
        np.concatenate((first.day, second.day)),
        moves,
        np.concatenate((first.event, second.event)),
        np.concatenate((first.leg, second.leg)),
    )


def moment(day: date) -> datetime:
    """Return the instant at which the office's work of a day is on record: half past five."""
    return datetime.combine(day, EVENING)


def with_acts(
    postings: PostingSet, accounts: Accounts, *, actor: str, reason: str, by_day: bool
) -> tuple[list[Act], PostingSet]:
    """Say for every voucher in which act it is recorded: one a day, or one for ten days.

    Ten days are the 1st to 10th, 11th to 20th and the rest of a month; their act is recorded on
    the evening of the last day on which one of its vouchers is valid.
    """
    group = postings.day.astype(np.int64)
    if not by_day:
        of_month = np.array(
            [min((date.fromordinal(int(day)).day - 1) // 10, 2) for day in np.unique(group)]
        )
        group = of_month[np.searchsorted(np.unique(group), group)]
    names, act = np.unique(group, return_inverse=True)
    last = np.zeros(names.size, dtype=np.int64)
    np.maximum.at(last, act, postings.day)
    acts = [
        Act(accounts.division, DEMO_YEAR, actor, instant(moment(date.fromordinal(day))), reason)
        for day in last.tolist()
    ]
    numbered = PostingSet(
        postings.key,
        postings.day,
        postings.moves,
        postings.event,
        postings.leg,
        act.astype(np.int32),
    )
    return acts, numbered


def in_month(days: Whole, month: int) -> NDArray[np.bool_]:
    """Say which days fall in a month of the demo year; what never happens falls in none."""
    first = date(DEMO_YEAR, month, 1).toordinal()
    end = (date(DEMO_YEAR, month + 1, 1) if month < 12 else date(DEMO_YEAR + 1, 1, 1)).toordinal()  # noqa: PLR2004
    inside: NDArray[np.bool_] = (days != NEVER) & (days >= first) & (days < end)
    return inside
