"""Acts of the unit: draft a request, change it, review it, submit it, withdraw it.

Submitting reserves the amount at once. A refusal leaves the request where it was and goes on the
record with its working.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.db import IntegrityError

from fisc.engines.controls.outcomes import Control, Outcome, refused
from fisc.engines.controls.repeats import INVOICE
from fisc.engines.controls.requests import stopping, warning
from fisc.engines.ledger.moves import Pot
from fisc.law.parameters import parameter
from fisc.record import facts
from fisc.record.book import Book
from fisc.record.book import Receipt as Posted
from fisc.registers import units
from fisc.stages.pay import standing
from fisc.stages.pay.models import Payee, PaymentRequest, UnitSerial
from fisc.stages.pay.persons import misplaced
from fisc.stages.pay.receipts import Receipt, reasons
from fisc.stages.pay.release import give_back
from fisc.stages.pay.signing import Deed, Done, again_on_conflict, digest, once, perform, sign
from fisc.stages.pay.states import IN_PROCESS, State
from fisc.stages.pay.vouchers import FAMILY, application, ledger_refusal, put_pot
from fisc.values import Money, Step, UnitCode, Words

WHY_LENGTH: Final = 120


class ImpossibleDraft(ValueError):
    """What was typed cannot even be kept as a draft; the message names the value."""


class _Stopped(Exception):
    """The ledger refused inside the savepoint, which must be undone."""

    def __init__(self, posted: Posted) -> None:
        super().__init__()
        self.posted = posted


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """What a clerk has typed of a request; None is not typed yet.

    ``pot`` is the indicator; ``invoice`` is empty where the payment has none; ``account`` leads
    to a registered payee. Units: amounts in fen.
    """

    pot: Pot | None = None
    amount: Money | None = None
    account: str = ""
    purpose: str = ""
    invoice: str | None = None
    invoice_seller: str = ""
    invoice_amount: Money | None = None
    contract: str = ""
    purchase_plan: str = ""
    procurement: bool | None = None
    bond_project: str = ""


def draft_request(
    *,
    unit: str,
    year: int,
    typed: Typed,
    officer: str,
    day: date,
    at: datetime,
    key: str,
) -> Receipt:
    """Begin a request, complete or half typed, and give it its number PAY-year-unit-serial.

    Nothing is reserved yet. The number is in the receipt; called again with the same key, the
    receipt is the same and no second draft is made.

    Raises:
        UnknownUnit: there is no such unit.
        ImpossibleDraft: the amount is not positive, or the indicator is another unit's or year's.
        KeyReused: the key was used before for something else.
    """
    division = units.unit(UnitCode(unit)).division
    deed = Deed("draft", officer, day, at, key)
    asked = digest(deed.act, f"{unit} {year}", _content(typed))

    def _draft() -> Receipt:
        with Book().act():
            serial = hold_unit(unit, year)
            if earlier := once(key, asked):
                return earlier
            refusals = misplaced(deed.act, deed.who(), division=division, unit=unit)
            if refusals:
                return sign(deed, f"{unit}/{year}", "none", Done(refusals), asked)
            serial.last += 1
            serial.save(update_fields=["last"])
            request = PaymentRequest(
                number=f"PAY-{year}-{unit}-{serial.last}",
                division=division,
                year=year,
                unit=unit,
                day=day,
                maker=officer,
            )
            put_typed(request, typed)
            request.save(force_insert=True)
            return sign(deed, request.number, request.state, Done(), asked)

    return again_on_conflict(_draft)


def change_draft(
    *, number: str, typed: Typed, officer: str, day: date, at: datetime, key: str
) -> Receipt:
    """Replace what was typed of a draft, or of a request that came back; reviews begin anew.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.
        ImpossibleDraft: the amount is not positive, or the indicator is another unit's or year's.
    """

    def _change(_: Book, request: PaymentRequest) -> Done:
        put_typed(request, typed)
        request.state, request.day, request.maker = State.DRAFT, day, officer
        request.reviewer = request.head = request.auditor = request.warnings = ""
        request.expires_on = None
        request.save()
        return Done()

    deed = Deed("change", officer, day, at, key)
    return perform(deed, number, _change, content=_content(typed))


def withdraw(
    *, number: str, officer: str, reason: str, day: date, at: datetime, key: str
) -> Receipt:
    """Give a request up before the pay centre has approved it; a reservation is given back.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.
    """
    deed = Deed("withdraw", officer, day, at, key, reason)

    def _withdraw(book: Book, request: PaymentRequest) -> Done:
        if request.state in IN_PROCESS:
            give_back(book, request, deed, State.WITHDRAWN)
        else:
            request.state = State.WITHDRAWN
            request.save(update_fields=["state"])
        return Done()

    return perform(deed, number, _withdraw, content={"reason": reason})


def review_request(
    *, number: str, officer: str, day: date, at: datetime, key: str, reason: str = ""
) -> Receipt:
    """Review a draft in the unit; the reviewer is another person than the maker.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.
    """

    def _review(book: Book, request: PaymentRequest) -> Done:
        stops = stopping(standing.control(book, request, day))
        # What can be judged is judged at submission; what is missing must be typed before.
        if any(control.outcome is Outcome.UNKNOWN for control in stops):
            return Done(stops)
        request.state, request.reviewer = State.REVIEWED, officer
        request.save(update_fields=["state", "reviewer"])
        return Done()

    return perform(Deed("review", officer, day, at, key, reason), number, _review)


def submit_request(*, number: str, officer: str, day: date, at: datetime, key: str) -> Receipt:
    """Submit a reviewed request for its unit; every control is asked and the amount reserved.

    Refused, it stays where it was, and the refusal is a fact. With warnings it waits for the pay
    centre to give a reason. The day becomes the valid day of the reservation.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.
    """
    deed = Deed("submit", officer, day, at, key)

    def _submit(book: Book, request: PaymentRequest) -> Done:
        hold_unit(request.unit, request.year)
        controls = standing.control(book, request, day)
        if stops := stopping(controls):
            return _refuse(book, request, deed, stops)
        warnings = warning(controls)
        try:
            with book.act():
                put_submitted(request, officer, day, warnings)
                _reserve(book, request, deed)
        except _Stopped as stopped:
            request.refresh_from_db()
            return _refuse(book, request, deed, ledger_refusal(book, request, stopped.posted))
        except IntegrityError:
            request.refresh_from_db()
            return _refuse(book, request, deed, (_invoice_taken(request),))
        append_requested(book, request, deed, warnings)
        return Done(warnings=warnings)

    return perform(deed, number, _submit)


def hold_unit(unit: str, year: int) -> UnitSerial:
    """Hold the serial row of a unit, so that two of its requests are judged one after the other."""
    UnitSerial.objects.bulk_create(
        [UnitSerial(unit=unit, year=year)],
        ignore_conflicts=True,
    )
    return UnitSerial.objects.select_for_update().get(unit=unit, year=year)


def put_submitted(
    request: PaymentRequest, officer: str, day: date, warnings: tuple[Control, ...]
) -> None:
    """Write into a request that it is submitted, and until when it may stay open."""
    days = parameter("payments/holds:open_days_max").on(day).value
    request.state = State.WARNED if warnings else State.SUBMITTED
    request.warnings = " ".join(control.id for control in warnings)[:WHY_LENGTH]
    request.head, request.day = officer, day
    request.expires_on = day + timedelta(days=days)


def append_requested(
    book: Book, request: PaymentRequest, deed: Deed, warnings: tuple[Control, ...]
) -> None:
    """Put on the record that a payment was asked for and its amount reserved."""
    facts.append(
        book,
        division=request.division,
        kind="PaymentRequested",
        key=f"requested/{request.number}/{request.turn}",
        day=deed.day,
        actor=deed.officer,
        at=deed.at,
        subject=request.number,
        body={**body_of(request), "warnings": reasons(warnings)},
    )


def append_refused(
    book: Book, request: PaymentRequest, deed: Deed, refusals: tuple[Control, ...]
) -> None:
    """Put on the record that a payment was refused, with the working."""
    facts.append(
        book,
        division=request.division,
        kind="PaymentRefused",
        key=f"refused/{request.number}/{deed.key}",
        day=deed.day,
        actor=deed.officer,
        at=deed.at,
        subject=request.number,
        body={**body_of(request), "act": deed.act, "reasons": reasons(refusals)},
    )


def body_of(request: PaymentRequest) -> dict[str, Any]:
    """Return what every fact about a request says of it: codes and fen."""
    return {
        "request": request.number,
        "unit": request.unit,
        "indicator": request.indicator,
        "project": request.project,
        "function": request.function,
        "item": request.item,
        "department_item": request.department_item,
        "fund_type": request.fund_type,
        "amount_fen": request.amount_fen or 0,
        "account": request.account,
        "payee": request.payee,
        "purpose": request.purpose,
        "invoice": request.invoice or "",
        "invoice_seller": request.invoice_seller,
        "contract": request.contract,
    }


def put_typed(request: PaymentRequest, typed: Typed) -> None:
    """Write what was typed into a request.

    Raises:
        ImpossibleDraft: the amount is not positive, or the indicator is another unit's or year's.
    """
    pot = typed.pot
    home = (request.division, request.year, request.unit, FAMILY)
    if pot and (pot.division, pot.year, pot.unit, pot.family) != home:
        raise ImpossibleDraft(
            f"{pot} is no indicator of unit {request.unit} in {request.division} {request.year}; "
            "choose one of the unit's own."
        )
    for amount in (typed.amount, typed.invoice_amount):
        if amount is not None and amount <= Money(0):
            raise ImpossibleDraft(f"{amount} is not an amount to pay; leave it empty until known.")
    put_pot(request, pot)
    payee = Payee.objects.filter(account=typed.account).first() if typed.account else None
    request.amount_fen = typed.amount.fen if typed.amount else None
    request.account, request.payee = typed.account, payee.name if payee else ""
    request.invoice, request.invoice_seller = typed.invoice, typed.invoice_seller
    request.invoice_fen = typed.invoice_amount.fen if typed.invoice_amount else None
    request.purpose, request.contract = typed.purpose, typed.contract
    request.purchase_plan, request.procurement = typed.purchase_plan, typed.procurement
    request.bond_project = typed.bond_project


def _reserve(book: Book, request: PaymentRequest, deed: Deed) -> None:
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


def _content(typed: Typed) -> dict[str, Any]:
    return asdict(typed)
