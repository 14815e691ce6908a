"""Who signed what, and which facts it left: the trail of payments written many at a time.

A trail of five signatures and up to four facts stands behind every payment. It is written where a
demo is small enough for it; larger demos have the documents without their trail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date
from typing import Final

from fisc.demo.cast import clerk_of, player
from fisc.demo.documents import ROWS, Desk, Paper
from fisc.demo.payments import Payments
from fisc.demo.postings import moment, numbers_of, refund_message
from fisc.demo.rows import row_of, write_rows
from fisc.record import facts
from fisc.record.book import Book
from fisc.stages.pay.bank import append_confirmed
from fisc.stages.pay.models import PaymentRequest, Signature
from fisc.stages.pay.receipts import Receipt
from fisc.stages.pay.release import append_returned
from fisc.stages.pay.requests import append_requested, body_of
from fisc.stages.pay.signing import Deed, digest, signature
from fisc.stages.pay.states import State
from fisc.values import Money

_STEPS: Final = (
    ("draft", "UNIT_CLERK", State.DRAFT),
    ("review", "UNIT_REVIEWER", State.REVIEWED),
    ("submit", "UNIT_HEAD", State.SUBMITTED),
    ("audit", "FIN_PAYCENTER", State.APPROVED),
    ("release", "FIN_PAYCENTER", State.RELEASED),
)


def tell_sent(book: Book, desk: Desk, papers: Sequence[Paper]) -> None:
    """Sign these requests through to their release, and leave the facts of it."""
    there = set(
        Signature.objects.filter(
            act="release", key__startswith=f"demo/release/{desk.place}/"
        ).values_list("subject", flat=True)
    )
    new = [paper for paper in papers if paper.number not in there]
    requests = _requests([paper.number for paper in new])
    write_rows(
        book,
        Signature,
        (row_of(one) for paper in new for one in _signatures(desk, requests[paper.number])),
    )
    for paper in new:
        request = requests[paper.number]
        append_requested(book, request, _deed(desk, "submit", request.head, paper.day, paper), ())
        deed = _deed(desk, "release", request.releaser, paper.day, paper)
        facts.append(
            book,
            division=desk.place,
            kind="PaymentReleased",
            key=f"released/{paper.number}",
            day=deed.day,
            actor=deed.officer,
            at=deed.at,
            subject=paper.number,
            body={
                name: body_of(request)[name]
                for name in ("request", "unit", "indicator", "amount_fen", "account", "payee")
            }
            | {"auditor": request.auditor},
        )


def tell_answers(book: Book, desk: Desk, papers: Sequence[Paper]) -> None:
    """Leave the facts of what the bank answered to these requests."""
    bank = player("AGENT_BANK", desk.place)
    requests = _requests([paper.number for paper in papers])
    for paper in papers:
        if paper.confirmed is None:
            continue
        request = requests[paper.number]
        deed = _deed(desk, "answer", bank, paper.confirmed, paper)
        if paper.paid:
            append_confirmed(book, request, deed, Money(paper.paid), paper.confirmed)
        if rest := paper.amount - paper.paid:
            why = "paid in part" if paper.paid else "failed"
            append_returned(book, request, deed, rest, request.turn, why)


def tell_refunds(book: Book, desk: Desk, payments: Payments) -> None:
    """Leave the facts of money that came back."""
    officer = player("FIN_TREASURY", desk.place)
    numbers = numbers_of(desk.accounts, payments)
    requests = _requests(numbers)
    days, amounts = payments.refund_day.tolist(), payments.refund.tolist()
    for number, ordinal, fen in zip(numbers, days, amounts, strict=True):
        day = date.fromordinal(ordinal)
        facts.append(
            book,
            division=desk.place,
            kind="PaymentRefunded",
            key=f"refunded/{number}/{refund_message(number)}",
            day=day,
            actor=officer,
            at=moment(day),
            subject=number,
            body=body_of(requests[number])
            | {"refunded_fen": fen, "same_year": True, "bank_day": str(day)},
        )


def _signatures(desk: Desk, request: PaymentRequest) -> Iterator[Signature]:
    for act, role, state in _STEPS:
        officer = (
            clerk_of(desk.part, role, request.unit)
            if role.startswith("UNIT_")
            else player(role, desk.place, second=act == "release")
        )
        key = f"demo/{act}/{desk.place}/{request.number}"
        deed = Deed(act, officer, request.day, moment(request.day), key)
        receipt = Receipt(request.number, act, str(state), done=True)
        yield signature(deed, receipt, digest(act, request.number, {}))


def _deed(desk: Desk, act: str, officer: str, day: date, paper: Paper) -> Deed:
    return Deed(act, officer, day, moment(day), f"demo/{act}/{desk.place}/{paper.number}")


def _requests(numbers: Sequence[str]) -> dict[str, PaymentRequest]:
    found: dict[str, PaymentRequest] = {}
    for at in range(0, len(numbers), ROWS):
        rows = PaymentRequest.objects.filter(number__in=numbers[at : at + ROWS])
        found.update((row.number, row) for row in rows)
    return found
