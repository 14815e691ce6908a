"""Gather what the record and the registers say about a request, for the controls to judge."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from django.db.models import Count, Sum

from fisc.engines.controls.caps import Ceiling
from fisc.engines.controls.codes import CodeStanding, PairStanding
from fisc.engines.controls.indicators import Balance
from fisc.engines.controls.outcomes import Control
from fisc.engines.controls.payees import AccountKind, PayeeStanding
from fisc.engines.controls.purposes import BondStanding
from fisc.engines.controls.repeats import Twin
from fisc.engines.controls.requests import Draft, Limits, Standing, check_request
from fisc.engines.controls.timing import ApprovalStanding
from fisc.law.parameters import parameter
from fisc.law.tables import ECONOMIC_PAIRS, GENERAL_EXPENDITURE, UNIT_KINDS, UnknownRow, find, read
from fisc.record import balances, facts
from fisc.record.book import Book
from fisc.record.ceilings import ceilings_over
from fisc.record.periods import closed_before
from fisc.registers import classification, units
from fisc.stages.pay.models import Payee, PaymentRequest
from fisc.stages.pay.monthly import payroll_of, plan_of
from fisc.stages.pay.states import LIVE, PAID, RESERVED
from fisc.values import (
    ZERO,
    Code,
    DepartmentItemCode,
    FiscalYear,
    FunctionCode,
    FundTypeCode,
    GovernmentItemCode,
    Money,
    UnitCode,
    Words,
)
from fisc.values import Book as Budget

PERSONNEL_CLASSES: Final = frozenset({"301", "303"})  # wages, and subsidies to persons
SPECIAL_BONDS: Final = "122"
_NOUNS: Final = (
    ("function", FunctionCode, Words("Function", "支出功能科目")),
    ("item", GovernmentItemCode, Words("Government item", "政府经济科目")),
    ("department_item", DepartmentItemCode, Words("Department item", "部门经济科目")),
)


def control(book: Book, request: PaymentRequest, day: date) -> tuple[Control, ...]:
    """Put every control to a request as it stands, complete or half typed, on ``day``."""
    limits = limits_on(day)
    return check_request(draft_of(request, day), gather(book, request, day, limits), limits)


def limits_on(day: date) -> Limits:
    """Return the figures of the law that hold on a day."""
    return Limits(
        duplicate_days=parameter("payments/checks:duplicate_days").on(day),
        progress_gap_max=parameter("payments/checks:progress_gap_max").on(day),
        carry_years_max=parameter("budgets/carry:years_max").on(day),
        cash_plan_in_use=parameter("controls/cash_plan:in_use").on(day),
    )


def draft_of(request: PaymentRequest, day: date) -> Draft:
    """Return what has been typed, in the form that the controls read."""
    chosen = bool(request.pot)
    return Draft(
        day=day,
        amount=None if request.amount_fen is None else Money(request.amount_fen),
        year=FiscalYear(request.year) if chosen else None,
        book=Budget(request.book) if chosen else None,
        fund_type=request.fund_type if chosen else None,
        project=request.project if chosen else None,
        origin=request.origin if chosen else None,
        invoice=request.invoice,
        invoice_amount=None if request.invoice_fen is None else Money(request.invoice_fen),
        procurement=request.procurement,
        purchase_plan=request.purchase_plan,
        contract=request.contract,
        purpose=request.purpose,
    )


def gather(
    book: Book, request: PaymentRequest, day: date, limits: Limits, pot: Standing | None = None
) -> Standing:
    """Look up what is known about a request; the request itself is left out of every count.

    ``pot`` is what is known about its indicator already, when many requests share one.
    """
    about_pot = pot or (about_indicator(book, request, day) if request.pot else Standing())
    return replace(
        about_pot,
        payee=payee_of(request.account) if request.account else None,
        twins=twins_of(request, day, limits.duplicate_days.value),
        invoice_uses=invoice_uses(request),
        payroll=payroll_of(request, day) if request.pot else None,
        plan=plan_of(request, day, in_use=bool(limits.cash_plan_in_use.value))
        if request.pot
        else None,
    )


def about_indicator(book: Book, request: PaymentRequest, day: date) -> Standing:
    """Look up what is known about the indicator of a request."""
    department = _checked(request.department_item)
    return Standing(
        balance=balance_of(book, request),
        fund_book=_fund_book(request.fund_type),
        codes=codes_of(request),
        pair=pair_of(request),
        persons_paid=bool(department and _class_of(department) in PERSONNEL_CLASSES),
        ceilings=ceilings_of(book, request.pot),
        capped_item=_public_item(department),
        bond=_bond(request, department),
        approval=approval_of(book, request, day),
        open_from=closed_before(book, request.division, request.year),
    )


def balance_of(book: Book, request: PaymentRequest) -> Balance:
    """Return what the indicator of a request holds, as if the request were not there."""
    held = balances.totals(book, balances.Selection(pot=(request.pot,)), by=())[0]
    counts = {
        row["state"]: row["rows"]
        for row in PaymentRequest.objects.filter(pot=request.pot, state__in=LIVE)
        .exclude(number=request.number)
        .values("state")
        .annotate(rows=Count("id"))
    }
    own = Money(request.amount_fen or 0) if request.state in RESERVED else ZERO
    paid = Money(request.paid_fen - request.refunded_fen) if request.state in PAID else ZERO
    return Balance(
        available=held.open + own + paid,
        reserved=held.held - own,
        paid=held.done - paid,
        reserved_count=sum(counts.get(state, 0) for state in RESERVED),
        paid_count=sum(counts.get(state, 0) for state in PAID),
    )


def ceilings_of(book: Book, pot: int) -> tuple[Ceiling, ...]:
    """Return the group ceilings over an indicator, as the ledger has them."""
    return tuple(
        Ceiling(row.counterpart or row.indicator or "group", row.open, row.held, row.done)
        for row in ceilings_over(book, pot)
    )


def payee_of(account: str) -> PayeeStanding:
    """Return what the register of payees says of an account."""
    found = Payee.objects.filter(account=account).first()
    if found is None:
        return PayeeStanding(known=False)
    return PayeeStanding(found.name, AccountKind(found.kind), enabled=found.enabled)


def twins_of(request: PaymentRequest, day: date, days: int) -> tuple[Twin, ...] | None:
    """Return the live requests of the unit for the same account and amount, near a day."""
    if not request.account or request.amount_fen is None:
        return None
    span = timedelta(days=days)
    found = PaymentRequest.objects.filter(
        unit=request.unit,
        account=request.account,
        amount_fen=request.amount_fen,
        state__in=LIVE,
        day__range=(day - span, day + span),
    ).exclude(number=request.number)
    return tuple(twin_of(other) for other in found.order_by("-day", "-id")[:20])


def twin_of(request: PaymentRequest) -> Twin:
    """Return a request as another one's twin."""
    return Twin(request.number, request.day, request.invoice or "", request.purpose)


def invoice_uses(request: PaymentRequest) -> tuple[str, ...] | None:
    """Return the live requests of any unit with the same invoice of the same seller."""
    if not request.invoice or not request.invoice_seller:
        return None
    found = PaymentRequest.objects.filter(
        invoice=request.invoice, invoice_seller=request.invoice_seller, state__in=LIVE
    ).exclude(number=request.number)
    return tuple(found.values_list("number", flat=True)[:5])


def codes_of(request: PaymentRequest) -> tuple[CodeStanding, ...]:
    """Return what the classification says of the codes of the indicator."""
    return tuple(_code(getattr(request, name), kind, noun, request) for name, kind, noun in _NOUNS)


def pair_of(request: PaymentRequest) -> PairStanding | None:
    """Return the two economic codes and the one that the kind of unit asks for."""
    try:
        pair = find(ECONOMIC_PAIRS, request.department_item)
        kind = units.unit(UnitCode(request.unit)).kind
    except UnknownRow:
        return PairStanding(request.department_item, request.item, "")
    administrative = find(UNIT_KINDS, kind).economic_column == "administrative"
    wanted = pair.administrative_code if administrative else pair.institution_code
    return PairStanding(request.department_item, request.item, wanted or "")


def approval_of(book: Book, request: PaymentRequest, day: date) -> ApprovalStanding:
    """Return whether the year's budget was adopted by a day and, if not, the pace until then."""
    division, year = request.division, request.year
    adopted = facts.of_kind(book, "BudgetAdopted", division, year)
    if any(fact.day <= day for fact in adopted):
        return ApprovalStanding(adopted=True)
    this_year = _spent(book, division, year)
    own = Money(request.amount_fen or 0) if request.state in RESERVED else ZERO
    # What was paid until the same day of last year; on 29 February, until the 28th.
    before = _paid_requests(division, year - 1, day)
    return ApprovalStanding(adopted=False, spent=this_year - own, spent_last_year=before)


def _spent(book: Book, division: str, year: int) -> Money:
    chosen = balances.Selection(division=(division,), year=(year,), family=("indicator",))
    return Money.total(t.held + t.done for t in balances.totals(book, chosen, by=()))


def _paid_requests(division: str, year: int, day: date) -> Money:
    last_day = date(year, day.month, min(day.day, 28) if day.month == 2 else day.day)  # noqa: PLR2004
    sums = PaymentRequest.objects.filter(
        division=division, paid_day__range=(date(year, 1, 1), last_day)
    ).aggregate(paid=Sum("paid_fen"), back=Sum("refunded_fen"))
    return Money(int(sums["paid"] or 0) - int(sums["back"] or 0))


def _code(text: str, kind: type[Code], noun: Words, request: PaymentRequest) -> CodeStanding:
    if not text:
        return CodeStanding("", noun)
    try:
        code = kind(text)
        leaf = classification.leaf(code)
    except (ValueError, classification.UnknownCode):
        return CodeStanding(text, noun, exists=False)
    book = Budget(request.book)
    year = FiscalYear(request.year)
    in_book = classification.allowed_for(book, code).allowed
    in_year = classification.allowed_for(book, code, year=year).allowed or not in_book
    return CodeStanding(text, noun, leaf=leaf, in_book=in_book, in_year=in_year)


def _checked(text: str) -> DepartmentItemCode | None:
    try:
        code = DepartmentItemCode(text)
        classification.department_item(code)
    except (ValueError, classification.UnknownCode):
        return None
    return code


def _class_of(code: DepartmentItemCode) -> str:
    return str(classification.path(code)[0])


def _fund_book(fund_type: str) -> Budget | None:
    try:
        return classification.book_of(FundTypeCode(fund_type))
    except (ValueError, classification.UnknownCode):
        return None


def _public_item(department: DepartmentItemCode | None) -> Words | None:
    found = classification.three_public_item(department) if department else None
    return Words(found.name_en, found.name_zh) if found else None


def _bond(request: PaymentRequest, department: DepartmentItemCode | None) -> BondStanding:
    if request.fund_type != SPECIAL_BONDS:
        return BondStanding(is_bond=False)
    running = {row.code for row in read(GENERAL_EXPENDITURE)}
    function = _code(request.function, FunctionCode, Words("", ""), request)
    book = classification.function(function.code).book if not function.faults else None
    item_fits = (
        department is not None
        and _class_of(department) not in PERSONNEL_CLASSES
        and department not in running
    )
    return BondStanding(
        is_bond=True,
        bond_project=request.bond_project,
        function_fits=book is Budget.FUNDS,
        item_fits=item_fits,
    )
