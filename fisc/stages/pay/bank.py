"""What the bank answers: taken once, whatever the network repeats, loses or turns around.

Every answer leads to one of four fates: it is applied, it is a duplicate, it waits for the one
that should have come before, or it is disputed and stands in the queue of differences until a
statement or a person settles it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from fisc.law.names import working
from fisc.record import facts
from fisc.record.book import Book
from fisc.record.book import Receipt as Posted
from fisc.record.postings import Fate
from fisc.stages.pay.differences import answered, open_difference, settle_differences
from fisc.stages.pay.models import BankInstruction, BankReceipt, PaymentRequest, Refund
from fisc.stages.pay.release import append_returned
from fisc.stages.pay.signing import Deed, again_on_conflict
from fisc.stages.pay.states import (
    PAID,
    SENT,
    DifferenceKind,
    InstructionState,
    ReceiptFate,
    ReceiptKind,
    State,
)
from fisc.stages.pay.vouchers import LedgerDisagrees, refund, resolution
from fisc.values import ZERO, FiscalYear, Money, Words

MESSAGE_LENGTH: Final = 80
ANSWER: Final = "answer"


class ImpossibleMessage(ValueError):
    """A message that no bank may send; it names what is wrong with it."""


@dataclass(frozen=True, slots=True)
class Message:
    """One answer of the bank about one payment.

    ``message`` is the bank's own number of the message, the same in every repetition of it.
    Units: ``amount`` in fen; what was paid, or what came back; for a failure what was not paid.

    Raises:
        ImpossibleMessage: it has no number, or moves nothing.
    """

    message: str
    end_to_end: str
    kind: ReceiptKind
    amount: Money
    bank_day: date

    def __post_init__(self) -> None:
        if not 0 < len(self.message) <= MESSAGE_LENGTH:
            raise ImpossibleMessage(f"A message needs a number; {self.message!r} is none.")
        moves = self.kind is not ReceiptKind.FAILED
        if self.amount < ZERO or (moves and not self.amount):
            raise ImpossibleMessage(f"{self.message} says {self.kind} of {self.amount}.")


@dataclass(frozen=True, slots=True)
class Taken:
    """What became of a message, and where its payment is now (empty where there is none)."""

    message: str
    end_to_end: str
    fate: ReceiptFate
    state: str
    repeated: bool = False


def receive_bank_receipt(
    *, division: str, message: Message, officer: str, day: date, at: datetime
) -> Taken:
    """Take one message of the bank, once.

    Paid in part, the rest goes back to the indicator; not paid, all of it does; money that comes
    back after payment restores authority in the same year only. A message about a number that
    nobody knows, or that contradicts what was said before, moves nothing and opens a difference.
    The posting is dated with the bank's day.
    """

    def _take() -> Taken:
        with Book().act():
            # The request is held first, so that two repetitions cannot pass each other.
            request = (
                PaymentRequest.objects.select_for_update()
                .filter(number=message.end_to_end, division=division)
                .first()
            )
            earlier = BankReceipt.objects.filter(message=message.message).first()
            state = request.state if request else ""
            if earlier:
                return _again(division, earlier, message, state, at)
            deed = Deed(ANSWER, officer, day, at, f"bank/{message.message}")
            fate = apply_message(Book(), request, message, deed, division)
            BankReceipt.objects.create(
                message=message.message,
                division=division,
                end_to_end=message.end_to_end,
                kind=message.kind,
                amount_fen=message.amount.fen,
                bank_day=message.bank_day,
                fate=fate,
                at=at,
            )
            state = request.state if request else ""
            return Taken(message.message, message.end_to_end, fate, state)

    return again_on_conflict(_take)


def apply_message(
    book: Book, request: PaymentRequest | None, message: Message, deed: Deed, division: str
) -> ReceiptFate:
    """Let a message act on its payment, which the caller holds, and say what became of it."""
    if (
        request is None
        or request.state not in _KNOWN_TO_THE_BANK
        or not BankInstruction.objects.filter(end_to_end=request.number, attempts__gt=0).exists()
    ):
        said = Words(
            f"The bank says {message.kind} of {message.end_to_end}, which was never sent.",
            f"银行回单所列 {message.end_to_end} 从未发送（{message.kind.words.zh}）。",
        )
        return _disputed(division, DifferenceKind.UNKNOWN_NUMBER, message, said, deed.at)
    return _BY_KIND[message.kind](book, request, message, deed)


def confirm(book: Book, request: PaymentRequest, paid: Money, bank_day: date, deed: Deed) -> Posted:
    """Post that the bank paid ``paid`` of a request; the rest goes back to the indicator.

    Messages that came before their time, such as a return before the payment, act now.
    """
    posted = book.post(resolution(request, bank_day, paid), actor=deed.officer, at=deed.at)
    if not posted.done:
        return posted
    rest = (request.amount_fen or 0) - paid.fen
    request.state, request.paid_fen, request.paid_day = State.PAID, paid.fen, bank_day
    request.save(update_fields=["state", "paid_fen", "paid_day"])
    _answered(request, deed)
    append_confirmed(book, request, deed, paid, bank_day)
    if rest:
        append_returned(book, request, deed, rest, request.turn, "paid in part")
    _apply_waiting(book, request, deed)
    return posted


def append_confirmed(
    book: Book, request: PaymentRequest, deed: Deed, paid: Money, bank_day: date
) -> None:
    """Put on the record that the bank paid."""
    rest = (request.amount_fen or 0) - paid.fen
    body = {"paid_fen": paid.fen, "rest_fen": rest, "bank_day": str(bank_day)}
    _fact(book, "PaymentConfirmed", f"confirmed/{request.number}", request, deed, body)


def fail(book: Book, request: PaymentRequest, bank_day: date, deed: Deed) -> Posted:
    """Post that the bank did not pay; all that was reserved goes back to the indicator."""
    posted = book.post(resolution(request, bank_day, ZERO), actor=deed.officer, at=deed.at)
    if not posted.done:
        return posted
    request.state = State.FAILED
    request.save(update_fields=["state"])
    _answered(request, deed)
    append_returned(book, request, deed, request.amount_fen or 0, request.turn, "failed")
    return posted


def give_refund(
    book: Book, request: PaymentRequest, amount: Money, message: str, bank_day: date, deed: Deed
) -> Posted | None:
    """Book money that came back: with authority in the payment's own year, as a fact only later.

    Returns the posting, or None where a prior year's authority stays used (E33).
    """
    same_year = FiscalYear.of(bank_day).number == request.year
    posted = None
    if same_year:
        voucher = refund(request, bank_day, amount, message)
        posted = book.post(voucher, actor=deed.officer, at=deed.at)
        if not posted.done:
            return posted
    Refund.objects.create(
        number=request.number,
        division=request.division,
        message=message,
        amount_fen=amount.fen,
        bank_day=bank_day,
        same_year=same_year,
    )
    request.refunded_fen += amount.fen
    if request.refunded_fen == request.paid_fen:
        request.state = State.REFUNDED
    request.save(update_fields=["refunded_fen", "state"])
    _fact(
        book,
        "PaymentRefunded",
        f"refunded/{request.number}/{message}",
        request,
        deed,
        {"refunded_fen": amount.fen, "same_year": same_year, "bank_day": str(bank_day)},
    )
    return posted


def _paid(book: Book, request: PaymentRequest, message: Message, deed: Deed) -> ReceiptFate:
    if request.state in SENT:
        if message.amount.fen > (request.amount_fen or 0):
            said = Words(
                f"The bank paid {message.amount}, more than the {_asked(request)} it was told.",
                f"银行支付 {message.amount}，大于指令 {_asked(request)}。",
            )
            return _disputed(
                request.division, DifferenceKind.AMOUNT_DIFFERS, message, said, deed.at
            )
        posted = confirm(book, request, message.amount, message.bank_day, deed)
        return _fate(posted, request, message, deed)
    same = (request.paid_fen, request.paid_day) == (message.amount.fen, message.bank_day)
    return ReceiptFate.DUPLICATE if same else _contradiction(request, message, deed)


def _failed(book: Book, request: PaymentRequest, message: Message, deed: Deed) -> ReceiptFate:
    if request.state in SENT:
        posted = fail(book, request, message.bank_day, deed)
        return _fate(posted, request, message, deed)
    if request.state == State.FAILED:
        return ReceiptFate.DUPLICATE
    return _contradiction(request, message, deed)


def _returned(book: Book, request: PaymentRequest, message: Message, deed: Deed) -> ReceiptFate:
    if request.state in SENT:
        return ReceiptFate.WAITING
    same = Refund.objects.filter(
        number=request.number, bank_day=message.bank_day, amount_fen=message.amount.fen
    )
    # One return a day of one amount: whether a second one is real, the statement says by having
    # it twice; its lines were counted against the books before they came here.
    if deed.act == ANSWER and same.exists():
        return ReceiptFate.DUPLICATE
    left = request.paid_fen - request.refunded_fen
    if request.state not in PAID or message.amount.fen > left:
        return _contradiction(request, message, deed)
    posted = give_refund(book, request, message.amount, message.message, message.bank_day, deed)
    return ReceiptFate.APPLIED if posted is None else _fate(posted, request, message, deed)


_BY_KIND: Final[
    Mapping[ReceiptKind, Callable[[Book, PaymentRequest, Message, Deed], ReceiptFate]]
] = {
    ReceiptKind.PAID: _paid,
    ReceiptKind.FAILED: _failed,
    ReceiptKind.RETURNED: _returned,
}
_KNOWN_TO_THE_BANK: Final = SENT | PAID | {State.REFUNDED, State.FAILED}


def _apply_waiting(book: Book, request: PaymentRequest, deed: Deed) -> None:
    """Let the messages act that came before the one that they follow."""
    waiting = BankReceipt.objects.filter(
        end_to_end=request.number, fate=ReceiptFate.WAITING
    ).order_by("bank_day", "id")
    for row in waiting:
        kind = ReceiptKind(row.kind)
        message = Message(row.message, row.end_to_end, kind, Money(row.amount_fen), row.bank_day)
        row.fate = apply_message(book, request, message, deed, request.division)
        row.save(update_fields=["fate"])


def _again(
    division: str, earlier: BankReceipt, message: Message, state: str, at: datetime
) -> Taken:
    """Answer a message whose number was seen before; other content is disputed."""
    said_before = (earlier.end_to_end, earlier.kind, earlier.amount_fen, earlier.bank_day)
    says = (message.end_to_end, message.kind, message.amount.fen, message.bank_day)
    fate = ReceiptFate(earlier.fate)
    if said_before != says:
        said = Words(
            f"Message {message.message} came again with another content.",
            f"回单 {message.message} 再次到达但内容不同。",
        )
        fate = _disputed(division, DifferenceKind.MESSAGE_CHANGED, message, said, at)
    return Taken(message.message, message.end_to_end, fate, state, repeated=True)


def _fate(posted: Posted, request: PaymentRequest, message: Message, deed: Deed) -> ReceiptFate:
    if posted.done:
        return ReceiptFate.APPLIED
    if posted.fate is Fate.REUSED:
        raise LedgerDisagrees(f"The ledger has another posting under the key of {request.number}.")
    if posted.refusal is not None:
        why = working(posted.refusal)
    else:
        why = Words(f"{message.bank_day} is closed.", f"{message.bank_day} 所属期间已关闭。")
    said = Words(
        f"The ledger refused the bank's answer: {why.en}",
        f"账本未接受银行回单，待核实：{why.zh}",
    )
    return _disputed(request.division, DifferenceKind.REFUSED_BY_LEDGER, message, said, deed.at)


def _contradiction(request: PaymentRequest, message: Message, deed: Deed) -> ReceiptFate:
    said = Words(
        f"The bank says {message.kind} {message.amount} of {request.number}, which is "
        f"{request.state} with {Money(request.paid_fen)} paid and {Money(request.refunded_fen)} "
        "back.",
        f"银行回单{message.kind.words.zh} {message.amount}，"
        f"与 {request.number} 现状（{State(request.state).words.zh}）不符。",
    )
    return _disputed(request.division, DifferenceKind.CONTRADICTION, message, said, deed.at)


def _disputed(
    division: str, kind: DifferenceKind, message: Message, said: Words, at: datetime
) -> ReceiptFate:
    open_difference(
        division=division,
        kind=kind,
        end_to_end=message.end_to_end,
        bank_day=message.bank_day,
        gap=ZERO,
        said=said,
        at=at,
    )
    return ReceiptFate.DISPUTED


def _answered(request: PaymentRequest, deed: Deed) -> None:
    BankInstruction.objects.filter(end_to_end=request.number).update(
        state=InstructionState.ANSWERED
    )
    settle_differences(
        request.division, request.number, deed, answered(request.state), unanswered=True
    )


def _fact(
    book: Book, kind: str, key: str, request: PaymentRequest, deed: Deed, body: Mapping[str, object]
) -> None:
    facts.append(
        book,
        division=request.division,
        kind=kind,
        key=key,
        day=deed.day,
        actor=deed.officer,
        at=deed.at,
        subject=request.number,
        body={
            "request": request.number,
            "unit": request.unit,
            "indicator": request.indicator,
            "project": request.project,
            "function": request.function,
            "department_item": request.department_item,
            "payee": request.payee,
            "account": request.account,
            "amount_fen": request.amount_fen or 0,
            **body,
        },
    )


def _asked(request: PaymentRequest) -> Money:
    return Money(request.amount_fen or 0)
