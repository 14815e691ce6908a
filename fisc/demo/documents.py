"""The documents of payments, written many at a time: requests, instructions, the bank's answers.

They are what the acts of ``pay`` would have left, and stand beside the postings in one act of the
book. An application that the bank has not answered yet is written as sent, and answered when its
answer comes, which may be in the next month.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

import numpy as np

from fisc.demo.cast import clerk_of, player
from fisc.demo.payees import DemoPayee, chosen
from fisc.demo.payments import Payments
from fisc.demo.plan import PlacePlan
from fisc.demo.postings import Accounts, moment, numbers_of, refund_message
from fisc.demo.rows import Row, write_rows
from fisc.demo.scales import DEMO_YEAR
from fisc.law.parameters import parameter
from fisc.record.book import Book
from fisc.stages.pay.models import (
    BankInstruction,
    BankReceipt,
    PaymentRequest,
    Refund,
    UnitSerial,
)
from fisc.stages.pay.states import InstructionState, ReceiptFate, ReceiptKind, State

ROWS: Final = 500
_BONDS: Final = "122"
_WITHOUT_INVOICE: Final = frozenset({"301", "303", "307", "313"})


@dataclass(frozen=True, slots=True)
class Paper:
    """One application of the plan with what its document says besides the numbers."""

    number: str
    at: int
    day: date
    confirmed: date | None
    amount: int
    paid: int
    payee: DemoPayee


@dataclass(frozen=True, slots=True)
class Desk:
    """What the documents of a place are written from, and the book beside which they stand."""

    book: Book
    part: PlacePlan
    accounts: Accounts

    @property
    def place(self) -> str:
        """The division."""
        return self.part.place.code

    def papers(self, payments: Payments, until: int) -> list[Paper]:
        """Return payments as papers; what the bank answers after ``until`` is not known yet."""
        items = [self.part.indicators[at].department_item for at in payments.indicator.tolist()]
        payees = chosen(self.part.place, items, payments.serial)
        columns = (payments.indicator, payments.day, payments.confirmed, payments.amount)
        rows = zip(
            numbers_of(self.accounts, payments),
            *(column.tolist() for column in (*columns, payments.paid)),
            payees,
            strict=True,
        )
        return [
            Paper(
                number,
                at,
                date.fromordinal(day),
                date.fromordinal(confirmed) if 0 < confirmed <= until else None,
                amount,
                paid,
                payee,
            )
            for number, at, day, confirmed, amount, paid, payee in rows
        ]


def write_sent(desk: Desk, papers: Sequence[Paper], refused: Sequence[Paper]) -> None:
    """Write the requests of these papers and the instructions to the bank, where not yet there.

    What is refused stays with its unit: a reviewed request that was never submitted.
    """
    known = _known(desk.place, [paper.number for paper in (*papers, *refused)])
    new = [paper for paper in papers if paper.number not in known]
    days = int(parameter("payments/holds:open_days_max").on(date(DEMO_YEAR, 1, 1)).value)
    write_rows(desk.book, PaymentRequest, (_request(desk, paper, days) for paper in new))
    write_rows(
        desk.book,
        PaymentRequest,
        (_tried(desk, paper) for paper in refused if paper.number not in known),
    )
    write_rows(desk.book, BankInstruction, (_instruction(desk, paper) for paper in new))
    _write_receipts(desk, [paper for paper in new if paper.confirmed])


def write_answers(desk: Desk, papers: Sequence[Paper]) -> None:
    """Write the bank's answers to requests that were sent before and have none yet."""
    told = [paper for paper in papers if paper.confirmed]
    waiting = _known(desk.place, [paper.number for paper in told], State.RELEASED)
    answered = {paper.number: paper for paper in told if paper.number in waiting}
    for some in _slices(list(answered)):
        rows = list(PaymentRequest.objects.filter(number__in=some))
        for row in rows:
            paper = answered[row.number]
            row.state, row.paid_day, row.paid_fen = _outcome(paper)
        PaymentRequest.objects.bulk_update(rows, ["state", "paid_day", "paid_fen"], 200)
        BankInstruction.objects.filter(end_to_end__in=some).update(state=InstructionState.ANSWERED)
    _write_receipts(desk, list(answered.values()))


def write_refunds(desk: Desk, payments: Payments) -> None:
    """Write that money of these payments came back, in part, and was booked."""
    numbers = numbers_of(desk.accounts, payments)
    there = set(Refund.objects.filter(division=desk.place).values_list("number", flat=True))
    days, amounts = payments.refund_day.tolist(), payments.refund.tolist()
    for number, ordinal, fen in zip(numbers, days, amounts, strict=True):
        if number in there:
            continue
        day, message = date.fromordinal(ordinal), refund_message(number)
        receipt = _receipt(desk, number, message, ReceiptKind.RETURNED, fen, day)
        write_rows(desk.book, BankReceipt, [receipt])
        refund = {
            "number": number,
            "division": desk.place,
            "message": message,
            "amount_fen": fen,
            "bank_day": day,
            "same_year": True,
        }
        write_rows(desk.book, Refund, [refund])
        PaymentRequest.objects.filter(number=number).update(refunded_fen=fen)


def write_serials(part: PlacePlan) -> None:
    """Keep the numbers of the plan's requests free: a request begun by hand gets a later one."""
    year = part.uses.year
    own = year.payments.sum(axis=1, dtype=np.int64) + year.attempts.sum(axis=1, dtype=np.int64)
    last = np.zeros(len(part.basic_units), dtype=np.int64)
    np.add.at(last, part.uses.unit, own)
    UnitSerial.objects.bulk_create(
        (
            UnitSerial(unit=unit.code, year=DEMO_YEAR, last=number)
            for unit, number in zip(part.basic_units, last.tolist(), strict=True)
        ),
        ROWS,
        ignore_conflicts=True,
    )


def _request(desk: Desk, paper: Paper, days: int) -> Row:
    state, paid_day, paid_fen = _outcome(paper)
    unit = desk.part.indicators[paper.at].unit
    return _elements(desk, paper) | {
        "state": state,
        "expires_on": paper.day + timedelta(days=days),
        "paid_day": paid_day,
        "paid_fen": paid_fen,
        "head": clerk_of(desk.part, "UNIT_HEAD", unit),
        "auditor": player("FIN_PAYCENTER", desk.place),
        "releaser": player("FIN_PAYCENTER", desk.place, second=True),
    }


def _tried(desk: Desk, paper: Paper) -> Row:
    return _elements(desk, paper) | {"state": State.REVIEWED}


def _instruction(desk: Desk, paper: Paper) -> Row:
    return {
        "end_to_end": paper.number,
        "division": desk.place,
        "amount_fen": paper.amount,
        "account": paper.payee.account,
        "payee": paper.payee.name,
        "purpose": _purpose(desk, paper),
        "state": InstructionState.ANSWERED if paper.confirmed else InstructionState.SENT,
        "attempts": 1,
        "released_day": paper.day,
        "sent_day": paper.day,
        "auditor": player("FIN_PAYCENTER", desk.place),
        "releaser": player("FIN_PAYCENTER", desk.place, second=True),
    }


def _elements(desk: Desk, paper: Paper) -> dict[str, Any]:
    one = desk.part.indicators[paper.at]
    invoiced = one.department_item[:3] not in _WITHOUT_INVOICE
    return {
        "number": paper.number,
        "division": desk.place,
        "year": DEMO_YEAR,
        "unit": one.unit,
        "pot": int(desk.accounts.pot[paper.at]),
        "book": str(one.book),
        "project": one.project,
        "function": one.function,
        "item": one.item,
        "department_item": one.department_item,
        "fund_type": one.fund_type,
        "indicator": one.number,
        "counterpart": one.fund,
        "amount_fen": paper.amount,
        "account": paper.payee.account,
        "payee": paper.payee.name,
        "purpose": _purpose(desk, paper),
        "invoice": paper.number.replace("PAY", "FP") if invoiced else "",
        "invoice_seller": paper.payee.account if invoiced else "",
        "invoice_fen": paper.amount if invoiced else None,
        "procurement": False,
        "bond_project": one.project if one.fund_type == _BONDS else "",
        "day": paper.day,
        "maker": clerk_of(desk.part, "UNIT_CLERK", one.unit),
        "reviewer": clerk_of(desk.part, "UNIT_REVIEWER", one.unit),
    }


def _purpose(desk: Desk, paper: Paper) -> str:
    project = desk.part.project_names[desk.part.indicators[paper.at].project]
    return f"{paper.day.month}月{project}"


def _outcome(paper: Paper) -> tuple[State, date | None, int]:
    if paper.confirmed is None:
        return State.RELEASED, None, 0
    return (State.PAID, paper.confirmed, paper.paid) if paper.paid else (State.FAILED, None, 0)


def _write_receipts(desk: Desk, papers: Sequence[Paper]) -> None:
    write_rows(
        desk.book,
        BankReceipt,
        (
            _receipt(
                desk,
                paper.number,
                f"ANSWER-{paper.number}",
                ReceiptKind.PAID if paper.paid else ReceiptKind.FAILED,
                paper.paid or paper.amount,
                paper.confirmed or paper.day,
            )
            for paper in papers
        ),
    )


def _receipt(desk: Desk, number: str, message: str, kind: ReceiptKind, fen: int, day: date) -> Row:
    return {
        "message": message,
        "division": desk.place,
        "end_to_end": number,
        "kind": kind,
        "amount_fen": fen,
        "bank_day": day,
        "fate": ReceiptFate.APPLIED,
        "at": moment(day),
    }


def _known(place: str, numbers: Sequence[str], *states: State) -> set[str]:
    """Return those of these numbers that stand on a request, in one of the states if given."""
    found: set[str] = set()
    for some in _slices(numbers):
        rows = PaymentRequest.objects.filter(division=place, number__in=some)
        if states:
            rows = rows.filter(state__in=states)
        found.update(rows.values_list("number", flat=True))
    return found


def _slices(numbers: Sequence[str]) -> Iterator[Sequence[str]]:
    return (numbers[at : at + ROWS] for at in range(0, len(numbers), ROWS))
