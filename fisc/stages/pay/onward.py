"""Acts that lead a request on: review, submit, send straight back; and the recall of one of them.

Where a request enters the pay centre, every control is asked and the amount reserved at once. A
refusal leaves it where it was and goes on the record with its working.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from functools import partial
from typing import Final

from django.db import IntegrityError

from fisc.engines.controls.outcomes import Control, Outcome, refused
from fisc.engines.controls.repeats import INVOICE
from fisc.engines.controls.requests import stopping, warning
from fisc.engines.organisation.papers import Paper
from fisc.law.parameters import parameter
from fisc.record.book import Book
from fisc.record.book import Receipt as Posted
from fisc.stages.pay import standing
from fisc.stages.pay.flow import COLUMNS
from fisc.stages.pay.models import PaymentRequest
from fisc.stages.pay.receipts import Receipt
from fisc.stages.pay.release import put_back
from fisc.stages.pay.requests import append_refused, append_requested, hold_unit
from fisc.stages.pay.signing import Deed, Done, perform
from fisc.stages.pay.states import IN_PROCESS, State
from fisc.stages.pay.vouchers import application, ledger_refusal
from fisc.values import Step, Words

WHY_LENGTH: Final = 120


class _Stopped(Exception):
    """The ledger refused inside the savepoint, which must be undone."""

    def __init__(self, posted: Posted) -> None:
        super().__init__()
        self.posted = posted


def review_request(
    *,
    number: str,
    officer: str,
    day: date,
    at: datetime,
    key: str,
    reason: str = "",
    version: int | None = None,
) -> Receipt:
    """Review a draft in the unit; the reviewer is another person than the maker.

    What the pay centre returned to the reviewer goes straight back to it.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.
    """
    deed = Deed("review", officer, day, at, key, reason, version)

    return perform(deed, number, partial(_typed_onward, deed))


def submit_request(
    *,
    number: str,
    officer: str,
    day: date,
    at: datetime,
    key: str,
    version: int | None = None,
) -> Receipt:
    """Submit a reviewed request for its unit; every control is asked and the amount reserved.

    Refused, it stays where it was, and the refusal is a fact. With warnings it waits for the pay
    centre to give a reason. The day becomes the valid day of the reservation.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.
    """
    deed = Deed("submit", officer, day, at, key, version=version)

    return perform(deed, number, partial(_onward, deed))


def resubmit_request(
    *,
    number: str,
    officer: str,
    day: date,
    at: datetime,
    key: str,
    reason: str = "",
    version: int | None = None,
) -> Receipt:
    """Send a corrected request straight back to the one who returned it.

    Its reviews stand, because its money did not change; the controls are asked and the amount is
    reserved anew where it goes back into the pay centre.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.
    """
    deed = Deed("resubmit", officer, day, at, key, reason, version)

    return perform(deed, number, partial(_typed_onward, deed))


def recall_request(
    *,
    number: str,
    officer: str,
    day: date,
    at: datetime,
    key: str,
    reason: str = "",
    version: int | None = None,
) -> Receipt:
    """Take back one's own last step, until the next person has acted.

    What the step reserved is given back.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.
    """
    deed = Deed("recall", officer, day, at, key, reason, version)

    def _recall(book: Book, request: PaymentRequest, paper: Paper) -> Done:
        row, target = paper.recallable, State(paper.destination("recall"))
        if row is not None and row.act in COLUMNS:
            setattr(request, COLUMNS[row.act], "")
        put_back(book, request, deed, target)
        return Done()

    return perform(deed, number, _recall)


def put_submitted(
    request: PaymentRequest, officer: str, day: date, warnings: tuple[Control, ...]
) -> None:
    """Write into a request that it is submitted, and until when it may stay open."""
    days = parameter("payments/holds:open_days_max").on(day).value
    request.state = State.WARNED if warnings else State.SUBMITTED
    request.warnings = " ".join(control.id for control in warnings)[:WHY_LENGTH]
    request.head, request.day = officer, day
    request.expires_on = day + timedelta(days=days)


def _typed_onward(deed: Deed, book: Book, request: PaymentRequest, paper: Paper) -> Done:
    """Take a request on, if everything that it needs was typed."""
    if stops := _untyped(book, request, deed.day):
        return Done(stops)
    return _onward(deed, book, request, paper)


def _onward(deed: Deed, book: Book, request: PaymentRequest, paper: Paper) -> Done:
    """Take a request the step on, or straight back; where it enters the pay centre, reserve."""
    target = State(paper.destination(deed.act))
    if deed.act in COLUMNS:
        setattr(request, COLUMNS[deed.act], deed.officer)
    if target not in IN_PROCESS:
        request.state = target
        request.save()
        return Done()
    return _reserve(book, request, deed, target)


def _reserve(book: Book, request: PaymentRequest, deed: Deed, target: State) -> Done:
    """Ask every control, reserve the amount and put the request into its state, or refuse it."""
    hold_unit(request.unit, request.year)
    controls = standing.control(book, request, deed.day)
    if stops := stopping(controls):
        request.refresh_from_db()
        return _refuse(book, request, deed, stops)
    warnings = warning(controls)
    try:
        with book.act():
            _put_reserved(request, deed, target, warnings)
            _post(book, request, deed)
    except _Stopped as stopped:
        request.refresh_from_db()
        return _refuse(book, request, deed, ledger_refusal(book, request, stopped.posted))
    except IntegrityError:
        request.refresh_from_db()
        return _refuse(book, request, deed, (_invoice_taken(request),))
    append_requested(book, request, deed, warnings)
    return Done(warnings=warnings)


def _put_reserved(
    request: PaymentRequest, deed: Deed, target: State, warnings: tuple[Control, ...]
) -> None:
    """Write where a request is now; a warning that nobody has explained needs the audit anew."""
    explained = set(request.warnings.split())
    head = request.head
    put_submitted(request, deed.officer, deed.day, warnings)
    if deed.act != "submit":
        request.head = head
    if target in {State.AUDITED, State.APPROVED}:
        if {control.id for control in warnings} <= explained:
            request.state = target
        else:
            request.auditor = request.countersigner = ""


def _untyped(book: Book, request: PaymentRequest, day: date) -> tuple[Control, ...]:
    """Return what stops a request whose fields are not all typed yet.

    What can be judged is judged at submission; what is missing must be typed before.
    """
    stops = stopping(standing.control(book, request, day))
    return stops if any(control.outcome is Outcome.UNKNOWN for control in stops) else ()


def _post(book: Book, request: PaymentRequest, deed: Deed) -> None:
    """Write the request and reserve its amount, or leave the savepoint with the refusal."""
    request.save()
    posted = book.post(application(request, deed.day), actor=deed.officer, at=deed.at)
    if not posted.done:
        raise _Stopped(posted)


def _refuse(book: Book, request: PaymentRequest, deed: Deed, refusals: tuple[Control, ...]) -> Done:
    append_refused(book, request, deed, refusals)
    return Done(refusals)


def _invoice_taken(request: PaymentRequest) -> Control:
    line = Step(
        f"{request.invoice} was used by another request at this moment.",
        f"发票 {request.invoice} 刚被其他申请使用。",
    )
    advice = Words("Take the invoice of this payment.", "请使用本笔对应的发票。")
    return refused(INVOICE, advice, line)
