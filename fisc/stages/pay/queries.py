"""Questions about payments; the answers are frozen values, never documents."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Sum

from fisc.engines.controls.outcomes import Control
from fisc.engines.controls.requests import check_request
from fisc.engines.ledger.keys import posting_key
from fisc.record import facts
from fisc.record.book import Book
from fisc.stages.pay import standing
from fisc.stages.pay.models import (
    BankDifference,
    BankReceipt,
    Payee,
    PaymentRequest,
    Refund,
    Signature,
)
from fisc.stages.pay.receipts import heard
from fisc.stages.pay.requests import Typed, put_typed
from fisc.stages.pay.signing import UnknownRequest
from fisc.stages.pay.states import DifferenceKind, ReceiptFate, ReceiptKind, State
from fisc.values import ZERO, DivisionCode, Money, UnitCode

PAGE: int = 100


@dataclass(frozen=True, slots=True)
class RequestView:
    """One request as a page shows it. Units: fen; ``amount`` is None while it is not typed."""

    number: str
    division: str
    year: int
    unit: str
    state: State
    indicator: str
    project: str
    function: str
    item: str
    department_item: str
    fund_type: str
    amount: Money | None
    paid: Money
    refunded: Money
    account: str
    payee: str
    purpose: str
    invoice: str | None
    invoice_seller: str
    invoice_amount: Money | None
    contract: str
    purchase_plan: str
    procurement: bool | None
    bond_project: str
    day: date
    expires_on: date | None
    paid_day: date | None
    warnings: tuple[str, ...]
    version: int
    moved_at: datetime | None
    maker: str
    reviewer: str
    head: str
    auditor: str
    countersigner: str
    releaser: str


@dataclass(frozen=True, slots=True)
class TrailStep:
    """One step of a request's trail: who did what when, or was refused it and why."""

    act: str
    actor: str
    at: datetime
    done: bool
    reason: str
    refusals: tuple[Control, ...]
    version: int = 1


@dataclass(frozen=True, slots=True)
class Panel:
    """The live control panel: what the indicator holds, this request, what remains.

    Units: fen; ``remaining`` may be negative, and is None while indicator or amount is not typed;
    ``payee`` is the name behind the account, empty where nobody is registered.
    """

    approved: Money | None
    reserved: Money | None
    reserved_count: int
    paid: Money | None
    paid_count: int
    available: Money | None
    asked: Money | None
    remaining: Money | None
    controls: tuple[Control, ...]
    payee: str = ""

    @property
    def short(self) -> Money | None:
        """By how much the request is more than what is available; None where it is not."""
        over = self.remaining is not None and self.remaining < ZERO
        return ZERO - self.remaining if self.remaining is not None and over else None

    @property
    def fine(self) -> bool:
        """Whether nothing stops the request."""
        return all(control.allows for control in self.controls)


@dataclass(frozen=True, slots=True)
class QueueLine:
    """One state of a division's queue: how many requests are there, over how much."""

    state: State
    count: int
    amount: Money


@dataclass(frozen=True, slots=True)
class DifferenceView:
    """One difference between bank and books, in both languages."""

    kind: DifferenceKind
    end_to_end: str
    bank_day: date
    gap: Money
    said_en: str
    said_zh: str
    opened_at: datetime
    settled_at: datetime | None
    settled_by: str
    settlement_en: str
    settlement_zh: str


@dataclass(frozen=True, slots=True)
class BankAnswer:
    """One message of the bank about a payment, and what became of it."""

    message: str
    kind: ReceiptKind
    amount: Money
    bank_day: date
    fate: ReceiptFate
    at: datetime


@dataclass(frozen=True, slots=True)
class PayeeView:
    """One payee of the register."""

    account: str
    name: str
    bank: str
    kind: str
    enabled: bool


def request(number: str) -> RequestView:
    """Return one request.

    Raises:
        UnknownRequest: no request carries ``number``.
    """
    return view_of(_row(number))


def trail(number: str) -> tuple[TrailStep, ...]:
    """Return what happened to a request, refusals included, oldest first."""
    return trail_of(Signature.objects.filter(subject=number).order_by("id"))


def trail_of(rows: Iterable[Signature]) -> tuple[TrailStep, ...]:
    """Return signatures as the steps of a trail."""
    return tuple(
        TrailStep(
            row.act,
            row.actor,
            row.at,
            row.done,
            row.reason,
            heard(row.answer).refusals,
            row.version or 1,
        )
        for row in rows
    )


def vouchers(number: str) -> tuple[bytes, ...]:
    """Return the keys of the vouchers that reserved for a request, one for each turn that did."""
    told = [fact for fact in facts.about(Book(), number) if fact.kind == "PaymentRequested"]
    turns = [fact.key.rpartition("/")[2] for fact in told]
    return tuple(posting_key(number if turn == "1" else f"{number}/{turn}") for turn in turns)


def answers(number: str) -> tuple[BankAnswer, ...]:
    """Return what the bank said about a payment, in the order in which it came."""
    rows = BankReceipt.objects.filter(end_to_end=number).order_by("id")
    return tuple(
        BankAnswer(
            row.message,
            ReceiptKind(row.kind),
            Money(row.amount_fen),
            row.bank_day,
            ReceiptFate(row.fate),
            row.at,
        )
        for row in rows
    )


def refunds(number: str) -> tuple[tuple[date, Money, bool], ...]:
    """Return what came back of a payment: the bank's day, the amount, whether in its own year."""
    rows = Refund.objects.filter(number=number).order_by("bank_day", "id")
    return tuple((row.bank_day, Money(row.amount_fen), row.same_year) for row in rows)


def panel(number: str, *, day: date) -> Panel:
    """Return the control panel of a request as it stands now.

    Raises:
        UnknownRequest: no request carries ``number``.
    """
    return panel_of(_row(number), day)


def preview(*, unit: str, division: str, year: int, typed: Typed, day: date) -> Panel:
    """Return the control panel of what is being typed, without keeping any of it.

    Raises:
        ImpossibleDraft: the amount is not positive, or the indicator is another unit's or year's.
    """
    row = PaymentRequest(
        unit=UnitCode(unit), division=DivisionCode(division), year=year, day=day, maker=""
    )
    put_typed(row, typed)
    return panel_of(row, day)


def queue(division: str, *, unit: str = "", states: Sequence[State] = ()) -> tuple[QueueLine, ...]:
    """Return how many requests of a division, or of one unit, are in each state."""
    chosen = PaymentRequest.objects.filter(division=division)
    if unit:
        chosen = chosen.filter(unit=unit)
    if states:
        chosen = chosen.filter(state__in=tuple(states))
    found = {
        row["state"]: (row["rows"], row["fen"])
        for row in chosen.values("state").annotate(rows=Count("id"), fen=Sum("amount_fen"))
    }
    return tuple(
        QueueLine(state, rows, Money(int(fen or 0)))
        for state in State
        for rows, fen in [found.get(state, (0, 0))]
        if rows
    )


def requests_in(
    division: str, state: State, *, unit: str = "", after: str = "", limit: int = PAGE
) -> tuple[RequestView, ...]:
    """Return requests of a division in a state, in the order in which they were begun.

    ``after`` is the number of the last one seen, for the next page.
    """
    chosen = PaymentRequest.objects.filter(division=division, state=state)
    if unit:
        chosen = chosen.filter(unit=unit)
    return _page(chosen, after, limit)


def requests_of(
    unit: str, year: int, *, after: str = "", limit: int = PAGE
) -> tuple[RequestView, ...]:
    """Return a unit's requests of a year, in the order in which they were begun."""
    return _page(PaymentRequest.objects.filter(unit=unit, year=year), after, limit)


def differences(division: str, *, settled: bool = False) -> tuple[DifferenceView, ...]:
    """Return the open differences between bank and books, oldest first; or the settled ones."""
    rows = BankDifference.objects.filter(division=division, settled_at__isnull=not settled)
    return tuple(
        DifferenceView(
            DifferenceKind(row.kind),
            row.end_to_end,
            row.bank_day,
            Money(row.gap_fen),
            row.said_en,
            row.said_zh,
            row.opened_at,
            row.settled_at,
            row.settled_by,
            row.settlement_en,
            row.settlement_zh,
        )
        for row in rows.order_by("bank_day", "id")
    )


def payees(text: str = "", *, limit: int = PAGE) -> tuple[PayeeView, ...]:
    """Return payees whose name holds ``text``, by name."""
    rows = Payee.objects.filter(name__icontains=text).order_by("name", "account")[:limit]
    return tuple(PayeeView(row.account, row.name, row.bank, row.kind, row.enabled) for row in rows)


def panel_of(row: PaymentRequest, day: date) -> Panel:
    """Return the control panel of a request."""
    book = Book()
    limits = standing.limits_on(day)
    known = standing.gather(book, row, day, limits)
    balance = known.balance
    asked = None if row.amount_fen is None else Money(row.amount_fen)
    return Panel(
        approved=balance.approved if balance else None,
        reserved=balance.reserved if balance else None,
        reserved_count=balance.reserved_count if balance else 0,
        paid=balance.paid if balance else None,
        paid_count=balance.paid_count if balance else 0,
        available=balance.available if balance else None,
        asked=asked,
        remaining=balance.available - asked if balance and asked else None,
        controls=check_request(standing.draft_of(row, day), known, limits),
        payee=row.payee,
    )


def _page(chosen: Any, after: str, limit: int) -> tuple[RequestView, ...]:
    if after:
        chosen = chosen.filter(id__gt=_row(after).id)
    return tuple(view_of(row) for row in chosen.order_by("id")[:limit])


def _row(number: str) -> PaymentRequest:
    row = PaymentRequest.objects.filter(number=number).first()
    if row is None:
        raise UnknownRequest(f"There is no payment request {number}.")
    return row


def view_of(row: PaymentRequest) -> RequestView:
    """Return a request as a page shows it."""
    plain = {
        name: getattr(row, name)
        for name in RequestView.__slots__
        if name not in {"state", "amount", "paid", "refunded", "warnings", "invoice_amount"}
    }
    return RequestView(
        **plain,
        state=State(row.state),
        amount=None if row.amount_fen is None else Money(row.amount_fen),
        paid=Money(row.paid_fen),
        refunded=Money(row.refunded_fen),
        invoice_amount=None if row.invoice_fen is None else Money(row.invoice_fen),
        warnings=tuple(row.warnings.split()),
    )
