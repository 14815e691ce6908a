"""Acts of the clerk: draft a request, change it, withdraw it; and what a fact says of a request."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any, Final

from fisc.engines.controls.outcomes import Control
from fisc.engines.ledger.moves import Pot
from fisc.engines.organisation.papers import Paper
from fisc.record import facts
from fisc.record.book import Book
from fisc.registers import units
from fisc.stages.pay.flow import COLUMNS
from fisc.stages.pay.models import Payee, PaymentRequest, UnitSerial
from fisc.stages.pay.persons import misplaced
from fisc.stages.pay.receipts import Receipt, reasons
from fisc.stages.pay.release import put_back
from fisc.stages.pay.signing import Deed, Done, again_on_conflict, digest, once, perform, sign
from fisc.stages.pay.states import State
from fisc.stages.pay.vouchers import FAMILY, put_pot
from fisc.values import Money, UnitCode

CHECKERS: Final = ("reviewer", "head", "auditor", "countersigner")


class ImpossibleDraft(ValueError):
    """What was typed cannot even be kept as a draft; the message names the value."""


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
                moved_at=at,
            )
            put_typed(request, typed)
            request.save(force_insert=True)
            return sign(deed, request.number, request.state, Done(), asked)

    return again_on_conflict(_draft)


def change_draft(
    *, number: str, typed: Typed, officer: str, day: date, at: datetime, key: str
) -> Receipt:
    """Replace what was typed of a draft, or of a request that came back; reviews begin anew.

    A correction of what came back that leaves the money as it was (indicator, amount, account)
    keeps the reviews, so that it can be sent straight back to who returned it.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.
        ImpossibleDraft: the amount is not positive, or the indicator is another unit's or year's.
    """

    def _change(_: Book, request: PaymentRequest, paper: Paper) -> Done:
        before = _money(request)
        put_typed(request, typed)
        request.version += 1
        others = {getattr(request, name) for act, name in COLUMNS.items() if act != "draft"}
        same = paper.returned is not None and _money(request) == before and officer not in others
        request.day, request.maker = day, officer
        if not (same and request.state == State.RETURNED):
            request.state = State.DRAFT
            for name in CHECKERS:
                setattr(request, name, "")
            request.warnings, request.expires_on = "", None
        request.save()
        return Done()

    deed = Deed("change", officer, day, at, key)
    return perform(deed, number, _change, content=_content(typed))


def withdraw(
    *,
    number: str,
    officer: str,
    reason: str,
    day: date,
    at: datetime,
    key: str,
    version: int | None = None,
) -> Receipt:
    """Give a request up before the pay centre has approved it; a reservation is given back.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.
    """
    deed = Deed("withdraw", officer, day, at, key, reason, version)

    def _withdraw(book: Book, request: PaymentRequest, _: Paper) -> Done:
        put_back(book, request, deed, State.WITHDRAWN)
        return Done()

    return perform(deed, number, _withdraw, content={"reason": reason})


def _money(request: PaymentRequest) -> tuple[Any, ...]:
    """Return what of a request its reviews were about above all: what is paid, to whom."""
    return request.pot, request.amount_fen, request.account


def hold_unit(unit: str, year: int) -> UnitSerial:
    """Hold the serial row of a unit, so that two of its requests are judged one after the other."""
    UnitSerial.objects.bulk_create(
        [UnitSerial(unit=unit, year=year)],
        ignore_conflicts=True,
    )
    return UnitSerial.objects.select_for_update().get(unit=unit, year=year)


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


def _content(typed: Typed) -> dict[str, Any]:
    return asdict(typed)
