"""Acts on payment requests, in the order of a payment's life; each happens once under its key."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal

from django.http import HttpRequest
from ninja import Path
from pydantic import Field

from fisc.datacentre import indicators
from fisc.doors.api import clock, keys
from fisc.doors.api.fields import (
    Asked,
    AskedInYuan,
    Day,
    Flag,
    Indicator,
    Number,
    Place,
    PositiveYuan,
    ProjectText,
    UnitText,
    UnsignedYuan,
    WholeYear,
    text,
)
from fisc.doors.api.gate import Caller, absent, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.payments import desk, seen
from fisc.doors.api.shapes import ReceiptShown, receipt_done
from fisc.record.book import Book
from fisc.registers import units
from fisc.stages.pay import commands
from fisc.stages.pay.commands import Typed
from fisc.values import UnitCode

NumberInPath = Annotated[Number, Path()]


class TypedAsked(AskedInYuan):
    """What was typed of a request; null is not typed yet.

    ``account`` leads to a registered payee; ``invoice`` is empty where the payment has none.
    """

    indicator: Indicator | None = None
    amount: PositiveYuan | None = None
    account: text(40) = ""  # type: ignore[valid-type]
    purpose: text(200) = ""  # type: ignore[valid-type]
    invoice: text(40) | None = None  # type: ignore[valid-type]
    invoice_seller: text(40) = ""  # type: ignore[valid-type]
    invoice_amount: PositiveYuan | None = None
    contract: text(40) = ""  # type: ignore[valid-type]
    purchase_plan: text(40) = ""  # type: ignore[valid-type]
    procurement: Flag | None = None
    bond_project: ProjectText | Literal[""] = ""


class RequestAsked(TypedAsked):
    """A request of a unit in a year, complete or half typed."""

    budget_unit: UnitText
    year: WholeYear


class Seen(Asked):
    """Which version of a request was seen; another one is refused. It may be left out."""

    version: Place | None = None


class Why(Seen):
    """Why somebody does something."""

    reason: text(200, empty=False)  # type: ignore[valid-type]


class Back(Why):
    """Why a request is returned, and whither: its author, the step before, or a step by name."""

    to: Literal["author", "previous", "review", "submit", "audit"] = "author"


class Audit(Seen):
    """Whether a request passes; with warnings, or when it does not, a reason is due."""

    passed: Flag
    reason: text(200) = ""  # type: ignore[valid-type]


class Came(AskedInYuan):
    """Money that came back; ``message`` is the bank's own number of it."""

    amount: PositiveYuan
    message: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._:/-]{0,63}$")
    bank_day: Day
    reason: text(200) = ""  # type: ignore[valid-type]


class Decided(AskedInYuan):
    """What became of a sent payment: how much was paid, perhaps nothing; and why one knows."""

    paid: UnsignedYuan
    bank_day: Day
    reason: text(200, empty=False)  # type: ignore[valid-type]


@desk.post("/payments", "payments-draft", ReceiptShown)
def draft(request: HttpRequest, asked: RequestAsked, key: Key) -> ReceiptShown:
    """Begin a request, complete or half typed; its number is in the answer.

    Nothing is reserved yet.
    """
    asking = caller(request)
    unit_of(asking, asked)
    receipt = commands.draft_request(
        unit=asked.budget_unit,
        year=asked.year,
        typed=typed_of(asking, asked, asked.year),
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
    )
    return receipt_done(receipt)


@desk.put("/payments/{number}", "payments-change", ReceiptShown)
def change(request: HttpRequest, number: NumberInPath, asked: TypedAsked, key: Key) -> ReceiptShown:
    """Replace what was typed of a draft, or of a request that came back; reviews begin anew."""
    asking = caller(request)
    found = seen(asking, number)
    receipt = commands.change_draft(
        number=number,
        typed=typed_of(asking, asked, found.year),
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
    )
    return receipt_done(receipt)


@desk.post("/payments/{number}/review", "payments-review", ReceiptShown)
def review(
    request: HttpRequest,
    number: NumberInPath,
    key: Key,
    asked: Seen | None = None,
) -> ReceiptShown:
    """Review a draft in the unit; the reviewer is another person than the maker."""
    asking = caller(request)
    seen(asking, number)
    receipt = commands.review_request(
        number=number,
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
        version=asked.version if asked else None,
    )
    return receipt_done(receipt)


@desk.post("/payments/{number}/submission", "payments-submit", ReceiptShown)
def submit(
    request: HttpRequest,
    number: NumberInPath,
    key: Key,
    asked: Seen | None = None,
) -> ReceiptShown:
    """Submit a reviewed request: every control is asked and the amount is reserved at once.

    This posts one voucher. Refused, the request stays where it was, and the refusal is on record.
    """
    asking = caller(request)
    seen(asking, number)
    receipt = commands.submit_request(
        number=number,
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
        version=asked.version if asked else None,
    )
    return receipt_done(receipt)


@desk.post("/payments/{number}/withdrawal", "payments-withdraw", ReceiptShown)
def withdraw(request: HttpRequest, number: NumberInPath, asked: Why, key: Key) -> ReceiptShown:
    """Give a request up before the pay centre has approved it; a reservation is given back."""
    asking = caller(request)
    seen(asking, number)
    receipt = commands.withdraw(
        number=number,
        officer=asking.username,
        reason=asked.reason,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
        version=asked.version,
    )
    return receipt_done(receipt)


@desk.post("/payments/{number}/audit", "payments-audit", ReceiptShown)
def audit(request: HttpRequest, number: NumberInPath, asked: Audit, key: Key) -> ReceiptShown:
    """Audit a submitted request in the pay centre: pass it, or return it to the unit."""
    asking = caller(request)
    seen(asking, number)
    receipt = commands.audit_request(
        number=number,
        officer=asking.username,
        passed=asked.passed,
        reason=asked.reason,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
        version=asked.version,
    )
    return receipt_done(receipt)


@desk.post("/payments/{number}/return", "payments-return", ReceiptShown)
def send_back(request: HttpRequest, number: NumberInPath, asked: Back, key: Key) -> ReceiptShown:
    """Return a request before it is released: to its author, the step before, or a chosen step.

    What it reserved is given back when it leaves the pay centre. Corrected, it goes straight back.
    """
    asking = caller(request)
    seen(asking, number)
    receipt = commands.return_request(
        number=number,
        officer=asking.username,
        reason=asked.reason,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
        version=asked.version,
        to=asked.to,
    )
    return receipt_done(receipt)


@desk.post("/payments/{number}/resubmission", "payments-resubmit", ReceiptShown)
def resubmit(
    request: HttpRequest, number: NumberInPath, key: Key, asked: Seen | None = None
) -> ReceiptShown:
    """Send what was returned and corrected straight back to the one who returned it.

    A correction that changed the indicator, the amount or the account begins anew instead.
    """
    return _plain_act(request, number, key, asked, commands.resubmit_request)


@desk.post("/payments/{number}/recall", "payments-recall", ReceiptShown)
def recall(
    request: HttpRequest, number: NumberInPath, key: Key, asked: Seen | None = None
) -> ReceiptShown:
    """Take back your own last step, until the next person has acted; it gives back its hold."""
    return _plain_act(request, number, key, asked, commands.recall_request)


@desk.post("/payments/{number}/countersignature", "payments-countersign", ReceiptShown)
def countersign(
    request: HttpRequest, number: NumberInPath, key: Key, asked: Seen | None = None
) -> ReceiptShown:
    """Countersign an audited request whose amount is above the limit of the law."""
    return _plain_act(request, number, key, asked, commands.countersign_request)


def _plain_act(
    request: HttpRequest,
    number: str,
    key: str,
    asked: Seen | None,
    act: Callable[..., commands.Receipt],
) -> ReceiptShown:
    asking = caller(request)
    seen(asking, number)
    receipt = act(
        number=number,
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
        version=asked.version if asked else None,
    )
    return receipt_done(receipt)


@desk.post("/payments/{number}/release", "payments-release", ReceiptShown)
def release(
    request: HttpRequest,
    number: NumberInPath,
    key: Key,
    asked: Seen | None = None,
) -> ReceiptShown:
    """Release an approved request: the instruction to the bank carries its number for ever.

    Whoever audited it does not release it. It counts as paid when the bank has said so.
    """
    asking = caller(request)
    seen(asking, number)
    receipt = commands.release_request(
        number=number,
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
        version=asked.version if asked else None,
    )
    return receipt_done(receipt)


@desk.post("/payments/{number}/refund", "payments-refund", ReceiptShown)
def refund(request: HttpRequest, number: NumberInPath, asked: Came, key: Key) -> ReceiptShown:
    """Book money of a payment that came back; authority comes with it in its own year only."""
    asking = caller(request)
    seen(asking, number)
    receipt = commands.refund(
        number=number,
        amount=asked.amount,
        message=asked.message,
        bank_day=asked.bank_day,
        reason=asked.reason,
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
    )
    return receipt_done(receipt)


@desk.post("/payments/{number}/resolution", "payments-resolve", ReceiptShown)
def resolve(request: HttpRequest, number: NumberInPath, asked: Decided, key: Key) -> ReceiptShown:
    """Decide on the bank's word what became of a sent payment: paid, in part, or not at all."""
    asking = caller(request)
    seen(asking, number)
    receipt = commands.resolve_unknown(
        number=number,
        paid=asked.paid,
        bank_day=asked.bank_day,
        reason=asked.reason,
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
    )
    return receipt_done(receipt)


def unit_of(asking: Caller, asked: RequestAsked) -> units.UnitRecord:
    """Return the unit for which a request is to be made.

    Raises:
        Stop: there is no such unit, or not for this person.
    """
    unit = units.unit(UnitCode(asked.budget_unit))
    asking.demand_seen(f"unit {unit.code}", str(unit.division), str(unit.code))
    return unit


def typed_of(asking: Caller, asked: TypedAsked, year: int) -> Typed:
    """Return what was typed, with the pot of the indicator that was named.

    Raises:
        Stop: there is no such indicator, or not for this person.
    """
    pot = None
    if asked.indicator is not None:
        pot = indicators.pot_numbered(Book(), asked.indicator, year)
        if pot is None or not asking.sees_pot(pot):
            raise absent(f"indicator {asked.indicator}")
    plain = asked.model_dump(exclude={"unit", "indicator", "budget_unit", "year"})
    plain |= {"amount": asked.amount, "invoice_amount": asked.invoice_amount}
    return Typed(pot=pot, **plain)
