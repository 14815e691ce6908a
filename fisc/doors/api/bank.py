"""What the bank says: answers, the statement of a day, and where it disagrees with the books."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from fisc.doors.api import clock, keys
from fisc.doors.api.fields import (
    Asked,
    AskedInYuan,
    Day,
    Division,
    InYuan,
    Number,
    PositiveYuan,
    UnsignedYuan,
    Year,
    Yuan,
)
from fisc.doors.api.gate import Desk, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.problems import chosen, stopped_by
from fisc.record.book import Book
from fisc.stages.pay import commands, queries
from fisc.stages.pay.commands import Line, Message
from fisc.stages.pay.day_reports import DayReport, reports
from fisc.stages.pay.states import ReceiptKind

desk: Final = Desk("Bank · 银行")
LINES_MAX: Final = 10_000


class MessageAsked(AskedInYuan):
    """One answer of the bank about one payment.

    ``message`` is the bank's own number of it, the same in every repetition; ``amount`` is what
    was paid or came back, for a failure what was not paid.
    """

    division: Division
    message: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._:/-]{0,63}$", examples=["BANK-1"])
    end_to_end: Number
    kind: ReceiptKind
    amount: UnsignedYuan
    bank_day: Day


class MessageTaken(Schema):
    """What became of a message: applied, duplicate, waiting or disputed; where its payment is."""

    message: str
    end_to_end: str
    fate: str
    state: str


class StatementLine(Asked):
    """One line of a statement: paid, or returned for money that came back."""

    end_to_end: Number
    kind: Literal["paid", "returned"]
    amount: PositiveYuan


class StatementAsked(AskedInYuan):
    """The bank's statement of a day."""

    division: Division
    bank_day: Day
    lines: list[StatementLine] = Field(max_length=LINES_MAX)


class DayShown(InYuan):
    """How a bank's day came out; ``agrees`` where vouchers, statement and ledger are one sum."""

    division: str
    bank_day: date
    agrees: bool
    lines: int
    matched: int
    found: int
    vouchers: Yuan
    bank: Yuan
    ledger: Yuan
    prior_year: Yuan
    differences: int
    unexplained: Yuan


class Days(InYuan):
    """Reconciled days of a bank."""

    rows: list[DayShown]


class DifferenceShown(Schema):
    """One difference; ``gap`` is what the books have more than the bank."""

    kind: str
    end_to_end: str
    bank_day: date
    gap: Yuan
    said: str
    opened_at: datetime
    settled_at: datetime | None
    settled_by: str
    settlement: str


class Differences(InYuan):
    """Differences between bank and books, oldest first."""

    rows: list[DifferenceShown]


@desk.post("/bank/receipts", "bank-receipt", MessageTaken)
def receipt(request: HttpRequest, asked: MessageAsked, key: Key) -> MessageTaken:
    """Take one message of the bank, once. The key is the message's own number.

    Paid in part, the rest goes back to the indicator; not paid, all of it does. What contradicts
    an earlier message moves nothing and is put on the list of differences.
    """
    asking = caller(request)
    asking.demand(asked.division)
    asking.demand_right("pay.answer", asked.division)
    keys.demand_number(key, asked.message)
    taken = commands.receive_bank_receipt(
        division=asked.division,
        message=Message(asked.message, asked.end_to_end, asked.kind, asked.amount, asked.bank_day),
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
    )
    keys.demand_same(asked.message, same=not taken.repeated or _said_before(asked))
    return MessageTaken(
        message=taken.message, end_to_end=taken.end_to_end, fate=str(taken.fate), state=taken.state
    )


@desk.post("/bank/statements", "bank-statement", DayShown)
def statement(request: HttpRequest, asked: StatementAsked, key: Key) -> DayShown:
    """Put the bank's statement of a day beside vouchers and ledger, and settle or ask.

    Whoever audited or released a payment of the day does not reconcile it.
    """
    asking = caller(request)
    asking.demand(asked.division)
    report = commands.reconcile_day(
        division=asked.division,
        bank_day=asked.bank_day,
        statement=[
            Line(line.end_to_end, ReceiptKind(line.kind), line.amount) for line in asked.lines
        ],
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
    )
    if report.refusals:
        raise stopped_by(report.refusals)
    return _day(report)


@desk.get("/bank/days", "bank-days", Days)
def days(
    request: HttpRequest, division: Annotated[Division, Query()], year: Annotated[Year, Query()]
) -> Days:
    """Return how the days of a year came out that were reconciled with the bank, newest first."""
    caller(request).demand(division)
    return Days(rows=[_day(one) for one in reports(Book(), division, year)])


@desk.get("/bank/differences", "bank-differences", Differences)
def differences(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    settled: Annotated[bool, Query()] = False,
) -> Differences:
    """Return the open differences between bank and books, or the settled ones, oldest first."""
    caller(request).demand(division)
    return Differences(
        rows=[
            DifferenceShown(
                kind=str(row.kind),
                end_to_end=row.end_to_end,
                bank_day=row.bank_day,
                gap=row.gap,
                said=row.said_en if chosen() == "en" else row.said_zh,
                opened_at=row.opened_at,
                settled_at=row.settled_at,
                settled_by=row.settled_by,
                settlement=row.settlement_en if chosen() == "en" else row.settlement_zh,
            )
            for row in queries.differences(division, settled=settled)
        ]
    )


def _day(report: DayReport) -> DayShown:
    figures = {name: getattr(report, name) for name in DayShown.model_fields if name != "unit"}
    return DayShown(**figures)


def _said_before(asked: MessageAsked) -> bool:
    """Say whether this message came before with the same content; any other is on record too."""
    says = (asked.message, asked.kind, asked.amount, asked.bank_day)
    return says in {
        (one.message, one.kind, one.amount, one.bank_day)
        for one in queries.answers(asked.end_to_end)
    }
