"""The three sums of a bank's day, each from its own source: documents, statement, ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Final

from fisc.record import balances
from fisc.record.book import Book
from fisc.stages.pay.day_reports import Line
from fisc.stages.pay.models import BankInstruction, PaymentRequest, Refund, StatementLine
from fisc.stages.pay.states import ReceiptKind
from fisc.values import Money

SLICE: Final = 500


def ledger_of_day(book: Book, division: str, bank_day: date, known: datetime) -> Money:
    """Return what the indicators of a division paid on a day, less what came back to them."""
    chosen = balances.Selection(division=(division,), family=("indicator",))
    done = [
        balances.totals_at(book, chosen, by=(), day=until, known=known)[0].done
        for until in (bank_day, bank_day - timedelta(days=1))
    ]
    return done[0] - done[1]


def net_by_number(lines: Iterable[StatementLine]) -> dict[str, int]:
    """Return what the bank paid less what came back, by number."""
    sums: dict[str, int] = {}
    for line in lines:
        sign = 1 if line.kind == ReceiptKind.PAID else -1
        sums[line.end_to_end] = sums.get(line.end_to_end, 0) + sign * line.amount_fen
    return sums


def booked_by_number(division: str, bank_day: date) -> dict[str, int]:
    """Return what our documents say was paid on a day less what came back, by number."""
    sums: dict[str, int] = dict(
        PaymentRequest.objects.filter(division=division, paid_day=bank_day).values_list(
            "number", "paid_fen"
        )
    )
    back = Refund.objects.filter(division=division, bank_day=bank_day)
    for number, fen in back.values_list("number", "amount_fen"):
        sums[number] = sums.get(number, 0) - fen
    return sums


def payers_of_day(division: str, bank_day: date, statement: Sequence[Line]) -> set[str]:
    """Return who audited or released the payments of a bank's day."""
    numbers = {line.end_to_end for line in statement} | booked_by_number(division, bank_day).keys()
    ordered, people = sorted(numbers), set[str]()
    for start in range(0, len(ordered), SLICE):
        rows = BankInstruction.objects.filter(
            division=division, end_to_end__in=ordered[start : start + SLICE]
        )
        for pair in rows.values_list("auditor", "releaser").distinct():
            people.update(pair)
    return people


def total(aggregate: Mapping[str, int | None]) -> Money:
    """Return the sum that a query calls ``fen``; the sum of nothing is zero."""
    return Money(int(aggregate["fen"] or 0))
