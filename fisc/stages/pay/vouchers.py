"""Requests as the ledger sees them: pots, keys and vouchers, and the ledger's refusals."""

from __future__ import annotations

from datetime import date
from typing import Final

from fisc.engines.controls.caps import cap_control
from fisc.engines.controls.indicators import PERIOD, balance_control
from fisc.engines.controls.outcomes import Control, Title, refused
from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import ELEMENTS, Move, Pot, Voucher
from fisc.record import book as record
from fisc.record.postings import Fate
from fisc.stages.pay import standing
from fisc.stages.pay.models import PaymentRequest
from fisc.values import Book, Money, Step, Words

FAMILY: Final = "indicator"
LEDGER: Final = Title("LEDGER", "Ledger", "账本控制")
_ELSE: Final = Words("Open the request again.", "请重新打开单据。")


class LedgerDisagrees(RuntimeError):
    """The ledger has something else under the key of this document: documents and ledger differ."""


def pot_of(request: PaymentRequest) -> Pot:
    """Return the pot of the indicator out of which a request is paid."""
    elements = {name: getattr(request, name) for name in ELEMENTS}
    return Pot(
        request.division,
        request.year,
        Book(request.book),
        FAMILY,
        origin=request.origin,
        **elements,
    )


def put_pot(request: PaymentRequest, pot: Pot | None) -> None:
    """Write the elements of a pot, or of none, into a request."""
    for name in ELEMENTS:
        if name != "unit":
            setattr(request, name, getattr(pot, name) if pot else "")
    request.book = str(pot.book) if pot else ""
    request.origin = pot.origin if pot else 0
    request.pot = pot.number if pot else 0


def hold_key(request: PaymentRequest) -> bytes:
    """Return the key under which a request reserves; each new turn has a key of its own."""
    turn = request.turn
    return posting_key(request.number if turn == 1 else f"{request.number}/{turn}")


def application(request: PaymentRequest, day: date) -> Voucher:
    """Return the voucher that reserves the amount of a request."""
    pot = pot_of(request)
    move = Move("apply", pot.account("applied"), pot.account("executable"), amount_of(request))
    return Voucher(hold_key(request), day, (move,))


def resolution(request: PaymentRequest, day: date, paid: Money) -> Voucher:
    """Return the voucher that ends a reservation: ``paid`` of it is paid, the rest goes back."""
    pot = pot_of(request)
    moves = []
    if paid:
        moves.append(Move("confirm", pot.account("paid"), pot.account("applied"), paid))
    if rest := amount_of(request) - paid:
        moves.append(Move("cancel", pot.account("executable"), pot.account("applied"), rest))
    return Voucher(turned(hold_key(request), Turn.RESOLUTION), day, tuple(moves))


def refund(request: PaymentRequest, day: date, amount: Money, message: str) -> Voucher:
    """Return the voucher that gives authority back for money returned in the same year."""
    pot = pot_of(request)
    move = Move("refund_same_year", pot.account("executable"), pot.account("paid"), amount)
    return Voucher(posting_key(f"refund/{request.number}/{message}"), day, (move,))


def ledger_refusal(
    book: record.Book, request: PaymentRequest, receipt: record.Receipt
) -> tuple[Control, ...]:
    """Say in both languages why the ledger refused a request.

    Raises:
        LedgerDisagrees: the key of the request was used for another posting.
    """
    if receipt.fate is Fate.REUSED:
        raise LedgerDisagrees(f"The ledger has another posting under the key of {request.number}.")
    if receipt.fate is Fate.CLOSED:
        line = Step(f"{request.day} lies in a closed period.", f"{request.day} 属于已关闭期间。")
        return (refused(PERIOD, Words("Date it in the open period.", "请使用开放期间。"), line),)
    amount = amount_of(request)
    controls = (
        balance_control(amount, standing.balance_of(book, request)),
        cap_control(ask=amount, item=None, ceilings=standing.ceilings_of(book, request.pot)),
    )
    if refusing := tuple(control for control in controls if not control.allows):
        return refusing
    verdict = receipt.refusal
    if verdict is None:
        line = Step("The ledger did not take it.", "账本未予接受。")
        return (refused(LEDGER, _ELSE, line),)
    number, _, english = verdict.rule.en.partition(" ")
    title = Title(number, english, verdict.rule.zh.partition(" ")[2])
    return (refused(title, _ELSE, *verdict.steps),)


def amount_of(request: PaymentRequest) -> Money:
    """Return the amount of a request that is beyond a draft.

    Raises:
        ValueError: no amount was typed.
    """
    if request.amount_fen is None:
        raise ValueError(f"{request.number} has no amount yet.")
    return Money(request.amount_fen)
