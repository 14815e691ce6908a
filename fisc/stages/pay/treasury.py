"""Acts of the treasury office: refunds entered by hand, and payments nobody knows about."""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from fisc.engines.controls.outcomes import Control, Title, refused
from fisc.engines.organisation.papers import Paper
from fisc.record.book import Book
from fisc.stages.pay.bank import confirm, fail, give_refund
from fisc.stages.pay.differences import settle_differences
from fisc.stages.pay.flow import COLUMNS
from fisc.stages.pay.models import PaymentRequest, Refund
from fisc.stages.pay.persons import paid_it
from fisc.stages.pay.receipts import Receipt
from fisc.stages.pay.release import REASON
from fisc.stages.pay.signing import Deed, Done, perform
from fisc.stages.pay.vouchers import ledger_refusal
from fisc.values import ZERO, Money, Step, Words

AMOUNT: Final = Title("AMOUNT", "Amount that came back or was paid", "金额核对")
_CHECK: Final = Words("Look at the bank's paper again.", "请核对银行凭证。")


def refund(
    *,
    number: str,
    amount: Money,
    message: str,
    bank_day: date,
    officer: str,
    day: date,
    at: datetime,
    key: str,
    reason: str = "",
) -> Receipt:
    """Book money of a payment that came back, named by the bank's own number ``message``.

    In the payment's own year the indicator can be paid from again (E32). Money of a prior year
    is a fact and gives no authority back (E33). A return that is booked already is refused.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.
    """

    def _refund(book: Book, request: PaymentRequest, _: Paper) -> Done:
        if refusals := paid_it(
            deed.act, deed.who(), request.division, signers_of(request)
        ) or _too_much(request, amount):
            return Done(refusals)
        same = Refund.objects.filter(number=number, message=message)
        if same.exists():
            return Done((_booked(number, message),))
        posted = give_refund(book, request, amount, message, bank_day, deed)
        if posted is not None and not posted.done:
            return Done(ledger_refusal(book, request, posted))
        return Done()

    deed = Deed("refund", officer, day, at, key, reason)
    content = {"fen": amount.fen, "message": message, "bank_day": str(bank_day)}
    return perform(deed, number, _refund, content=content)


def resolve_unknown(
    *,
    number: str,
    paid: Money,
    bank_day: date,
    officer: str,
    reason: str,
    day: date,
    at: datetime,
    key: str,
) -> Receipt:
    """Decide on the bank's word what became of a sent payment: paid (in part), or not at all.

    ``paid`` of nothing gives the reservation back. The officer took no part in the payment and
    says why; if the bank later says otherwise, that is a difference of its own.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.
    """

    def _resolve(book: Book, request: PaymentRequest, _: Paper) -> Done:
        refusals = paid_it(deed.act, deed.who(), request.division, signers_of(request))
        if not reason.strip():
            line = Step("A decision needs its reason.", "须说明核实依据。")
            refusals += (refused(REASON, _CHECK, line),)
        if not ZERO <= paid <= Money(request.amount_fen or 0):
            refusals += (_wrong_amount(request, paid),)
        if refusals:
            return Done(refusals)
        if paid:
            posted = confirm(book, request, paid, bank_day, deed)
        else:
            posted = fail(book, request, bank_day, deed)
        if not posted.done:
            return Done(ledger_refusal(book, request, posted))
        settle_differences(request.division, number, deed, Words(reason, reason))
        return Done()

    deed = Deed("resolve", officer, day, at, key, reason)
    content = {"fen": paid.fen, "bank_day": str(bank_day), "reason": reason}
    return perform(deed, number, _resolve, content=content)


def signers_of(request: PaymentRequest) -> set[str]:
    """Return everybody who had a hand in a request."""
    names = {getattr(request, column) for column in COLUMNS.values()}
    return names - {""}


def _too_much(request: PaymentRequest, amount: Money) -> tuple[Control, ...]:
    left = Money(request.paid_fen - request.refunded_fen)
    return () if ZERO < amount <= left else (_wrong_amount(request, amount),)


def _wrong_amount(request: PaymentRequest, amount: Money) -> Control:
    asked, paid = Money(request.amount_fen or 0), Money(request.paid_fen)
    back = Money(request.refunded_fen)
    line = Step(
        f"{amount} does not fit {request.number}: asked {asked}, paid {paid}, came back {back}.",
        f"{amount} 与 {request.number} 不符：申请 {asked}，已付 {paid}，已退 {back}。",
    )
    return refused(AMOUNT, _CHECK, line)


def _booked(number: str, message: str) -> Control:
    line = Step(
        f"The return {message} of {number} is booked already.",
        f"{number} 的退款 {message} 已入账。",
    )
    return refused(AMOUNT, _CHECK, line)
