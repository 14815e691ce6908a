"""Orders to the stabilisation fund: what was arranged, the balance, and over-collection.

A file of its own because these acts end authority before the close, under orders of their own.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from fisc.engines.budgets.final_accounts import check_over_collection
from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Account, Move, Pot, Voucher
from fisc.law.chart import chart
from fisc.law.names import control
from fisc.law.tables import BALANCE_LINES, find
from fisc.record import facts
from fisc.record.book import Book
from fisc.stages.close.acts import (
    Receipt,
    Refused,
    acting,
    all_or_nothing,
    attempt,
    demand_duty,
    refuse,
)
from fisc.stages.close.models import DONE, ORDERS, StabilisationOrder
from fisc.stages.close.periods import hold_alone
from fisc.stages.close.readings import accounts, append, final_of
from fisc.values import Book as Budget
from fisc.values import Money

_LINE: Final = "05"  # of the general budget: paid into the stabilisation fund


class BadOrder(ValueError):
    """An order cannot be written so; the message says what is missing."""


class UnknownOrder(LookupError):
    """There is no order with that number."""


def order_stabilisation(
    *,
    number: str,
    division: str,
    year: int,
    kind: str,
    amount: Money,
    reason: str,
    maker: str,
    at: datetime,
) -> Receipt:
    """Write down that money is to go into the stabilisation fund; another person carries it out.

    ``kind`` is ``top_up_stabilisation`` for what the budget arranged (E19),
    ``surplus_to_stabilisation`` for resources that were never arranged (E55), or
    ``put_over_collection_aside`` for own revenue beyond the budget (IB12).

    Units: ``amount`` in fen, positive.

    Raises:
        BadOrder: the kind is unknown, the amount not positive, the reason missing, or another
            order has the number.
    """
    if kind not in ORDERS or amount.fen <= 0 or not reason.strip():
        raise BadOrder(
            f"{number}: an order is one of {', '.join(ORDERS)}, with a positive amount and a "
            f"reason; not {kind!r}, {amount}, {reason!r}."
        )
    columns = {
        "division": division,
        "year": year,
        "kind": kind,
        "amount_fen": amount.fen,
        "reason": reason,
        "maker": maker,
    }

    def act(_: Book) -> Receipt:
        demand_duty(acting(maker, at), division, "close.order_stabilisation", number)
        found, _new = StabilisationOrder.objects.get_or_create(number=number, defaults=columns)
        if any(getattr(found, name) != value for name, value in columns.items()):
            raise BadOrder(f"{number} is another order already; give this one its own.")
        return Receipt(number)

    return attempt(number, act)


def replenish_stabilisation(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Carry out an order: money of the general budget goes into the stabilisation fund.

    Never more than was arranged, was left unarranged, or came in beyond the revenue budget. Over-
    collection raises own revenue first, so that every yuan in the fund stands on a source.

    Raises:
        UnknownOrder: there is no such order.
    """

    def act(book: Book) -> Receipt:
        row = StabilisationOrder.objects.select_for_update().filter(number=number).first()
        if row is None:
            raise UnknownOrder(f"There is no order {number}.")
        key = f"replenished/{number}"
        if row.state == DONE:
            earlier = facts.find(book, key)
            return Receipt(number, (earlier.number,) if earlier else ())
        demand_duty(acting(checker, at), row.division, "close.replenish", number, (row.maker,))
        hold_alone(book, row.division, row.year)
        moves = _moves(book, row)
        voucher = Voucher(posting_key(number), day, moves, row.reason)
        all_or_nothing([book.post(voucher, actor=checker, at=at)])
        row.state, row.checker = DONE, checker
        row.save()
        body = {
            "year": row.year,
            "event": row.kind,
            "amount_fen": row.amount_fen,
            "reason": row.reason,
            "ordered_by": row.maker,
        }
        fact = append(
            book, row.division, "StabilisationReplenished", key, day, checker, at, number, body
        )
        return Receipt(number, (fact,))

    return attempt(number, act)


def _moves(book: Book, row: StabilisationOrder) -> tuple[Move, ...]:
    """Return the moves of an order; a composite event is carried out as its parts in turn."""
    amount = Money(row.amount_fen)
    event = chart().events[row.kind]
    if event.kind == "move":
        budget = _arranged(book, row)
        return (Move(event.name, budget.pot.account("stabilisation_done"), budget, amount),)
    if "approve_revenue" in event.parts:
        account = final_of(book, row.division, row.year, Budget.GENERAL)
        verdict = check_over_collection(account, amount)
        if not verdict.allowed:
            raise Refused(verdict)
    place = (row.division, row.year, Budget.GENERAL)
    fund = Pot(*place, "stabilisation", function=_function())
    resources = Pot(*place, "resources").account("revenue_budget")
    sides = {
        "approve_revenue": (resources, Pot(*place, "source_own").account("source_own")),
        "arrange_stabilisation": (fund.account("stabilisation_budget"), resources),
        "top_up_stabilisation": (
            fund.account("stabilisation_done"),
            fund.account("stabilisation_budget"),
        ),
    }
    return tuple(Move(part, *sides[part], amount) for part in event.parts)


def _arranged(book: Book, row: StabilisationOrder) -> Account:
    """Return the line of the budget that was arranged for the fund and holds enough, or most.

    Raises:
        Refused: nothing was arranged.
    """
    found = {
        account: amount
        for account, amount in accounts(book, row.division, row.year, "stabilisation").items()
        if account.role == "stabilisation_budget" and account.pot.function == _function()
    }
    if not found:
        refuse(
            control("K02"),
            "Nothing is arranged for the stabilisation fund, or all of it is in the fund.",
            "未安排补充预算稳定调节基金，或已全部补充。",
        )
    return max(sorted(found, key=str), key=lambda account: found[account])


def _function() -> str:
    return str(find(BALANCE_LINES, Budget.GENERAL, "expenditure", _LINE).codes[0])
