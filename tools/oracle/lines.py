"""Budget lines as the ledger keeps them, and the vouchers with which they are used."""

from __future__ import annotations

from datetime import date

from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.values import Book as Budget
from fisc.values import Money


def line(division: str, year: int, name: str) -> Pot:
    """Return the pot of a budget line: authority that can be applied for and paid."""
    return Pot(division, year, Budget.GENERAL, "indicator", indicator=name)


def granted(pot: Pot, amount: Money, *, key: str, day: date) -> Voucher:
    """Return the voucher that approves revenue, arranges it and issues it to a line."""
    steps = (
        ("approve_revenue", "revenue_budget", "source_own"),
        ("arrange_expenditure", "expenditure_budget", "revenue_budget"),
        ("issue_directly", "executable", "expenditure_budget"),
    )
    moves = [
        Move(event, pot.account(filled), pot.account(emptied), amount)
        for event, filled, emptied in steps
    ]
    return Voucher(posting_key(key), day, moves, "authority is granted")


def applied(pot: Pot, amount: Money, *, key: str, day: date) -> Voucher:
    """Return the voucher that reserves an amount of a line."""
    move = Move("apply", pot.account("applied"), pot.account("executable"), amount)
    return Voucher(posting_key(key), day, (move,), "an amount is reserved")


def resolved(pot: Pot, *, paid: Money, back: Money, key: str, day: date) -> Voucher:
    """Return the voucher that resolves a reservation: part is paid, the rest goes back."""
    moves = [
        Move(event, pot.account(filled), pot.account("applied"), amount)
        for event, filled, amount in (("confirm", "paid", paid), ("cancel", "executable", back))
        if amount
    ]
    return Voucher(turned(posting_key(key), Turn.RESOLUTION), day, moves, "a reservation ends")


def refunded(pot: Pot, amount: Money, *, key: str, day: date) -> Voucher:
    """Return the voucher with which money comes back in the year in which it was paid."""
    move = Move("refund_same_year", pot.account("executable"), pot.account("paid"), amount)
    return Voucher(posting_key(key), day, (move,), "money comes back")
