"""Payment requests: where each is, who did what to it, and what the controls say of it now."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, Final

from django.http import HttpRequest
from ninja import Path, Query, Schema

from fisc.doors.api import clock, paging
from fisc.doors.api.fields import Division, InYuan, Number, UnitText, Year, Yuan
from fisc.doors.api.gate import Caller, Desk, absent, caller
from fisc.doors.api.paging import Cursor, Limit
from fisc.doors.api.problems import Refusal, Stop, refusal_of, wrong
from fisc.registers import units
from fisc.stages.pay import queries
from fisc.stages.pay.commands import UnknownRequest
from fisc.stages.pay.states import State
from fisc.values import UnitCode

desk: Final = Desk("Payments · 支付")
LIST: Final = "payments"


class PaymentShown(Schema):
    """One payment request; ``amount`` is null while it is not typed."""

    number: str
    division: str
    year: int
    budget_unit: str
    state: str
    indicator: str
    project: str
    function: str
    item: str
    department_item: str
    fund_type: str
    amount: Yuan | None
    paid: Yuan
    refunded: Yuan
    account: str
    payee: str
    purpose: str
    invoice: str | None
    invoice_seller: str
    contract: str
    day: date
    expires_on: date | None
    paid_day: date | None
    warnings: list[str]
    version: int
    maker: str
    reviewer: str
    head: str
    auditor: str
    countersigner: str
    releaser: str


class Payment(InYuan):
    """One payment request."""

    payment: PaymentShown


class Payments(InYuan):
    """A page of payment requests, in the order in which they were begun."""

    rows: list[PaymentShown]
    next: str | None


class QueueRow(Schema):
    """How many requests are in one state, over how much."""

    state: str
    count: int
    amount: Yuan


class Queue(InYuan):
    """How many requests are where."""

    rows: list[QueueRow]


class TrailRow(Schema):
    """One step: who did what when, or was refused it and why."""

    act: str
    actor: str
    at: datetime
    done: bool
    reason: str
    refusals: list[Refusal]


class RefundRow(Schema):
    """Money of a payment that came back; authority came with it in its own year only."""

    bank_day: date
    amount: Yuan
    same_year: bool


class BankRow(Schema):
    """One message of the bank about a request, and what became of it."""

    message: str
    kind: str
    amount: Yuan
    bank_day: date
    fate: str
    at: datetime


class Trail(InYuan):
    """What happened to a request, oldest first."""

    number: str
    steps: list[TrailRow]
    bank: list[BankRow]
    refunds: list[RefundRow]


class Panel(InYuan):
    """What the indicator holds, what is asked, what would remain, and every control.

    ``fine`` says that nothing stops the request.
    """

    fine: bool
    approved: Yuan | None
    reserved: Yuan | None
    reserved_count: int
    paid: Yuan | None
    paid_count: int
    available: Yuan | None
    asked: Yuan | None
    remaining: Yuan | None
    controls: list[Refusal]


@desk.get("/payments", "payments", Payments)
def list_payments(
    request: HttpRequest,
    budget_unit: Annotated[UnitText | None, Query()] = None,
    year: Annotated[Year | None, Query()] = None,
    division: Annotated[Division | None, Query()] = None,
    state: Annotated[State | None, Query()] = None,
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Payments:
    """Return the requests of a unit and year, or those of a division in a state.

    Give `budget_unit` and `year`, or `division` and `state` (and `budget_unit` to narrow it).
    """
    asking = caller(request)
    after = (paging.read(cursor, LIST, 1) or ("",))[0]
    unit = _own_unit(asking, budget_unit)
    try:
        if division is not None and state is not None:
            asking.demand(division)
            found = queries.requests_in(division, state, unit=unit, after=after, limit=limit + 1)
        elif unit and year is not None:
            found = queries.requests_of(unit, year, after=after, limit=limit + 1)
        else:
            raise wrong(
                "query",
                "Give budget_unit and year, or division and state.",
                "请给出 budget_unit 和 year，或 division 和 state。",
            )
    except UnknownRequest as foreign:
        raise wrong("query.cursor", "This is no cursor.", "游标无效。") from foreign
    page, onward = paging.cut(found, limit, lambda last: paging.written(LIST, last.number))
    return Payments(rows=[shown(one) for one in page], next=onward)


@desk.get("/payments/queue", "payments-queue", Queue)
def queue(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    budget_unit: Annotated[UnitText | None, Query()] = None,
) -> Queue:
    """Return how many requests of a division, or of one unit, are in each state."""
    asking = caller(request)
    asking.demand(division)
    found = queries.queue(division, unit=_own_unit(asking, budget_unit))
    return Queue(
        rows=[QueueRow(state=str(row.state), count=row.count, amount=row.amount) for row in found]
    )


@desk.get("/payments/{number}", "payment", Payment)
def payment(request: HttpRequest, number: Annotated[Number, Path()]) -> Payment:
    """Return one payment request."""
    return Payment(payment=shown(seen(caller(request), number)))


@desk.get("/payments/{number}/trail", "payment-trail", Trail)
def trail(request: HttpRequest, number: Annotated[Number, Path()]) -> Trail:
    """Return who did what to a request, refusals with their working included."""
    seen(caller(request), number)
    return Trail(
        number=number,
        steps=[
            TrailRow(
                act=step.act,
                actor=step.actor,
                at=step.at,
                done=step.done,
                reason=step.reason,
                refusals=[refusal_of(refused) for refused in step.refusals],
            )
            for step in queries.trail(number)
        ],
        bank=[
            BankRow(
                message=one.message,
                kind=str(one.kind),
                amount=one.amount,
                bank_day=one.bank_day,
                fate=str(one.fate),
                at=one.at,
            )
            for one in queries.answers(number)
        ],
        refunds=[
            RefundRow(bank_day=day, amount=amount, same_year=same_year)
            for day, amount, same_year in queries.refunds(number)
        ],
    )


@desk.get("/payments/{number}/controls", "payment-controls", Panel)
def controls(request: HttpRequest, number: Annotated[Number, Path()]) -> Panel:
    """Return what every control says of a request as it stands now."""
    seen(caller(request), number)
    return panel_shown(queries.panel(number, day=clock.today()))


def seen(asking: Caller, number: str) -> queries.RequestView:
    """Return a request that lies in the person's scope.

    Raises:
        Stop: there is none, or not for them.
    """
    try:
        found = queries.request(number)
    except UnknownRequest as unknown:
        raise _absent(number) from unknown
    asking.demand_seen(f"payment {number}", found.division, found.unit)
    return found


def panel_shown(found: queries.Panel) -> Panel:
    """Return a control panel as an answer shows it."""
    figures: dict[str, Any] = {
        name: getattr(found, name)
        for name in Panel.model_fields
        if name not in {"unit", "controls"}
    }
    return Panel(controls=[refusal_of(control) for control in found.controls], **figures)


def shown(found: queries.RequestView) -> PaymentShown:
    """Return a request as an answer shows it."""
    plain: dict[str, Any] = {
        name: getattr(found, name)
        for name in PaymentShown.model_fields
        if name not in {"budget_unit", "state", "warnings"}
    }
    return PaymentShown(
        budget_unit=found.unit, state=str(found.state), warnings=list(found.warnings), **plain
    )


def _own_unit(asking: Caller, asked: str | None) -> str:
    """Return the unit that is asked for; somebody of a unit asks for their own if for none."""
    if asked is None:
        return asking.own_unit
    asking.demand(str(units.unit(UnitCode(asked)).division), asked)
    return asked


def _absent(number: str) -> Stop:
    return absent(f"payment {number}")
