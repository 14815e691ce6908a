"""Salary files and cash plans: entered by the unit, confirmed by finance, asked by the controls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any, Final

from django.db.models import Sum

from fisc.engines.controls.monthly import PayrollStanding, PlanStanding
from fisc.law.parameters import NotYetInForce, parameter
from fisc.law.tables import PAYROLL_ITEMS, read
from fisc.record.book import Book
from fisc.registers import units
from fisc.stages.pay.models import PaymentRequest
from fisc.stages.pay.persons import misplaced, own_paper
from fisc.stages.pay.receipts import Receipt
from fisc.stages.pay.signing import Deed, Done, again_on_conflict, digest, once, sign
from fisc.stages.pay.states import LIVE, PAID, RESERVED
from fisc.stages.pay.unit_papers import (
    CONFIRMED,
    ENTERED,
    CashPlan,
    SalaryFile,
    SalaryPerson,
    UnitPaper,
)
from fisc.values import Money, UnitCode

Kind = type[SalaryFile] | type[CashPlan]
_MONTHS: Final = range(1, 13)


class ImpossiblePaper(ValueError):
    """A salary file or cash plan cannot be entered so; the message says what is wrong."""


class UnknownPaper(LookupError):
    """There is no salary file or cash plan with that number."""


def enter_salary_file(
    *,
    number: str,
    unit: str,
    year: int,
    month: int,
    persons: Mapping[str, Money],
    officer: str,
    day: date,
    at: datetime,
    key: str,
) -> Receipt:
    """Enter who of a unit is paid wages in a month, by account; it counts once it is confirmed.

    Several files of a month count together. Entering the same once more changes nothing.

    Units: amounts in fen, positive.

    Raises:
        ImpossiblePaper: there is no such month, nobody is in the file, an amount is not positive,
            or the number is another file's.
        UnknownUnit: there is no such unit.
        KeyReused: the key was used before for something else.
    """
    if not persons or any(amount.fen <= 0 for amount in persons.values()):
        raise ImpossiblePaper(f"{number}: a salary file names persons, each with an amount.")

    def fill(paper: UnitPaper) -> None:
        SalaryPerson.objects.bulk_create(
            [
                SalaryPerson(file_id=paper.pk, account=account, amount_fen=amount.fen)
                for account, amount in sorted(persons.items())
            ],
            batch_size=500,
        )

    content = {account: amount.fen for account, amount in sorted(persons.items())}
    total = Money.total(persons.values())
    deed = Deed("enter_salary_file", officer, day, at, key)
    return _enter(deed, SalaryFile, number, (unit, year, month), total, content, fill)


def enter_cash_plan(
    *,
    number: str,
    unit: str,
    year: int,
    month: int,
    amount: Money,
    officer: str,
    day: date,
    at: datetime,
    key: str,
) -> Receipt:
    """Enter how much a unit means to pay in a month; it counts once it is approved.

    Several plans of a month count together.

    Units: ``amount`` in fen, positive.

    Raises:
        ImpossiblePaper: there is no such month, the amount is not positive, or the number is
            another plan's.
        UnknownUnit: there is no such unit.
        KeyReused: the key was used before for something else.
    """
    deed = Deed("enter_cash_plan", officer, day, at, key)
    return _enter(deed, CashPlan, number, (unit, year, month), amount, {}, lambda _: None)


def confirm_salary_file(*, number: str, officer: str, day: date, at: datetime, key: str) -> Receipt:
    """Confirm a salary file in the pay centre; from then on wages are paid within it.

    Raises:
        UnknownPaper: nobody entered it.
        KeyReused: the key was used before for something else.
    """
    return _confirm(Deed("confirm_salary_file", officer, day, at, key), SalaryFile, number)


def approve_cash_plan(*, number: str, officer: str, day: date, at: datetime, key: str) -> Receipt:
    """Approve a cash plan in the treasury; from then on payments are held to it, where it is kept.

    Raises:
        UnknownPaper: nobody entered it.
        KeyReused: the key was used before for something else.
    """
    return _confirm(Deed("approve_cash_plan", officer, day, at, key), CashPlan, number)


def is_payroll(request: PaymentRequest) -> bool:
    """Say whether a request pays wages.

    Source: law/controls/payroll_items.csv
    """
    return request.department_item in _items()


def payroll_of(request: PaymentRequest, day: date) -> PayrollStanding:
    """Return what the salary files of the month say about a request, itself left out."""
    if not is_payroll(request):
        return PayrollStanding(is_payroll=False)
    files = SalaryFile.objects.filter(
        unit=request.unit, year=day.year, month=day.month, state=CONFIRMED
    )
    totals = list(files.values_list("total_fen", flat=True))
    listed = (
        SalaryPerson.objects.filter(file__in=files, account=request.account).exists()
        if request.account
        else None
    )
    return PayrollStanding(
        is_payroll=True,
        month=f"{day:%Y-%m}",
        files=len(totals),
        listed=listed,
        total=Money(sum(totals)),
        used=_used(request, day, department_item__in=_items()),
    )


def plan_of(request: PaymentRequest, day: date, *, in_use: bool) -> PlanStanding:
    """Return what the cash plans of the month allow; nothing is looked up where none is kept."""
    if not in_use:
        return PlanStanding()
    found = CashPlan.objects.filter(
        unit=request.unit, year=day.year, month=day.month, state=CONFIRMED
    ).values_list("total_fen", flat=True)
    totals = list(found)
    used = _used(request, day)
    return PlanStanding(f"{day:%Y-%m}", len(totals), Money(sum(totals)), used)


def plans_of_months(division: str, year: int, day: date) -> Mapping[tuple[int, int], Money]:
    """Return what the confirmed cash plans of all units allow, by year and month.

    Nothing where the law of the day does not hold payments to a plan.

    Source: law/controls/cash_plan.yaml
    """
    try:
        in_use = bool(parameter("controls/cash_plan:in_use").on(day).value)
    except NotYetInForce:
        in_use = False
    if not in_use:
        return {}
    rows = CashPlan.objects.filter(division=division, year=year, state=CONFIRMED)
    sums = rows.values_list("month").annotate(fen=Sum("total_fen"))
    return {(year, month): Money(fen) for month, fen in sums}


def _items() -> set[str]:
    return {str(row.code) for row in read(PAYROLL_ITEMS)}


def _used(request: PaymentRequest, day: date, **only: Any) -> Money:
    """Return what other requests of the unit reserved or paid in the month of a day."""
    others = PaymentRequest.objects.filter(
        unit=request.unit,
        state__in=LIVE,
        day__year=day.year,
        day__month=day.month,
        **only,
    ).exclude(number=request.number)
    reserved = others.filter(state__in=RESERVED).aggregate(fen=Sum("amount_fen"))
    paid = others.filter(state__in=PAID).aggregate(fen=Sum("paid_fen"), back=Sum("refunded_fen"))
    return Money(int(reserved["fen"] or 0) + int(paid["fen"] or 0) - int(paid["back"] or 0))


def _enter(
    deed: Deed,
    kind: Kind,
    number: str,
    place: tuple[str, int, int],
    total: Money,
    content: Mapping[str, int],
    fill: Callable[[UnitPaper], None],
) -> Receipt:
    unit, year, month = place
    if month not in _MONTHS or total.fen <= 0:
        raise ImpossiblePaper(f"{number}: month {month} with {total} is not a month and an amount.")
    division = units.unit(UnitCode(unit)).division
    columns = {"unit": unit, "year": year, "month": month, "total_fen": total.fen}
    asked = digest(deed.act, number, {**columns, "content": content})

    def enter() -> Receipt:
        with Book().act():
            if earlier := once(deed.key, asked):
                return earlier
            refusals = misplaced(deed.act, deed.who(), division=division, unit=unit)
            if refusals:
                return sign(deed, number, "none", Done(refusals), asked)
            if earlier_paper := kind.objects.filter(number=number).first():
                same = all(getattr(earlier_paper, name) == told for name, told in columns.items())
                if not same or _persons(earlier_paper) != content:
                    raise ImpossiblePaper(f"{number} is another paper already; number this anew.")
                return sign(deed, number, earlier_paper.state, Done(), asked)
            paper = kind(number=number, division=division, maker=deed.officer, **columns)
            paper.save(force_insert=True)
            fill(paper)
            return sign(deed, number, ENTERED, Done(), asked)

    return again_on_conflict(enter)


def _persons(paper: UnitPaper) -> dict[str, int]:
    if not isinstance(paper, SalaryFile):
        return {}
    return dict(paper.persons.values_list("account", "amount_fen"))


def _confirm(deed: Deed, kind: Kind, number: str) -> Receipt:
    asked = digest(deed.act, number, {})
    with Book().act():
        paper = kind.objects.select_for_update().filter(number=number).first()
        if paper is None:
            raise UnknownPaper(f"There is no paper {number} to confirm.")
        if earlier := once(deed.key, asked):
            return earlier
        who = deed.who()
        refusals = misplaced(deed.act, who, division=paper.division) or own_paper(
            deed.act, who, paper
        )
        if not refusals and paper.state != CONFIRMED:
            paper.state, paper.checker = CONFIRMED, deed.officer
            paper.save()
        return sign(deed, number, paper.state, Done(refusals), asked)
