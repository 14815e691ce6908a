"""Salary files and cash plans of a unit and month: entered by the unit, confirmed by finance."""

from __future__ import annotations

from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Path, Query, Schema
from pydantic import Field

from fisc.doors.api import clock, keys
from fisc.doors.api.fields import (
    Asked,
    AskedInYuan,
    InYuan,
    Nothing,
    Number,
    PositiveYuan,
    UnitText,
    WholeYear,
    Year,
    Yuan,
)
from fisc.doors.api.gate import Desk, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.shapes import ReceiptShown, receipt_done
from fisc.registers import units
from fisc.stages.pay import commands, paper_records
from fisc.values import UnitCode

desk: Final = Desk("Salary files and cash plans · 工资名册与用款计划")
PERSONS_MAX: Final = 10_000
Month = Annotated[int, Field(strict=True, ge=1, le=12, examples=[3])]


class PersonAsked(Asked):
    """One person of a salary file, known by the account."""

    account: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z-]{0,38}$", examples=["6222000011112222"])
    amount: PositiveYuan


class SalaryFileAsked(AskedInYuan):
    """Who of a unit is paid wages in a month; each account stands there once."""

    number: Number
    budget_unit: UnitText
    year: WholeYear
    month: Month
    persons: list[PersonAsked] = Field(min_length=1, max_length=PERSONS_MAX)


class CashPlanAsked(AskedInYuan):
    """How much a unit means to pay in a month."""

    number: Number
    budget_unit: UnitText
    year: WholeYear
    month: Month
    amount: PositiveYuan


class UnitPaperShown(Schema):
    """A salary file or cash plan, and who entered and confirmed it."""

    number: str
    month: int
    total: Yuan
    persons: int
    state: str
    maker: str
    checker: str


class UnitPapers(InYuan):
    """The salary files and cash plans of a unit and year."""

    budget_unit: str
    year: int
    salary_files: list[UnitPaperShown]
    cash_plans: list[UnitPaperShown]


@desk.get("/unit-papers", "unit-papers", UnitPapers)
def papers(
    request: HttpRequest,
    budget_unit: Annotated[UnitText, Query()],
    year: Annotated[Year, Query()],
) -> UnitPapers:
    """Return the salary files and cash plans of a unit and year; no persons are named."""
    asking = caller(request)
    asking.demand(str(units.unit(UnitCode(budget_unit)).division), budget_unit)
    found = paper_records.unit_papers(budget_unit, year)
    names = UnitPaperShown.model_fields
    shown = {
        kind: [UnitPaperShown(**{name: getattr(row, name) for name in names}) for row in rows]
        for kind, rows in found.items()
    }
    return UnitPapers(
        budget_unit=budget_unit,
        year=year,
        salary_files=shown["salary_files"],
        cash_plans=shown["cash_plans"],
    )


@desk.post("/salary-files", "salary-files-enter", ReceiptShown)
def enter_salary_file(request: HttpRequest, asked: SalaryFileAsked, key: Key) -> ReceiptShown:
    """Enter the salary file of a month; wages are paid within it once it is confirmed."""
    asking = caller(request)
    persons = {one.account: one.amount for one in asked.persons}
    if len(persons) != len(asked.persons):
        raise commands.ImpossiblePaper(f"{asked.number} names an account twice.")
    receipt = commands.enter_salary_file(
        number=asked.number,
        unit=asked.budget_unit,
        year=asked.year,
        month=asked.month,
        persons=persons,
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
    )
    return receipt_done(receipt)


@desk.post("/salary-files/{number}/confirmation", "salary-files-confirm", ReceiptShown)
def confirm_salary_file(
    request: HttpRequest,
    number: Annotated[Number, Path()],
    key: Key,
    asked: Nothing | None = None,  # noqa: ARG001
) -> ReceiptShown:
    """Confirm a salary file that a unit entered."""
    asking = caller(request)
    receipt = commands.confirm_salary_file(
        number=number,
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
    )
    return receipt_done(receipt)


@desk.post("/cash-plans", "cash-plans-enter", ReceiptShown)
def enter_cash_plan(request: HttpRequest, asked: CashPlanAsked, key: Key) -> ReceiptShown:
    """Enter the cash plan of a month; it binds once it is approved, where plans are kept."""
    asking = caller(request)
    receipt = commands.enter_cash_plan(
        number=asked.number,
        unit=asked.budget_unit,
        year=asked.year,
        month=asked.month,
        amount=asked.amount,
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
    )
    return receipt_done(receipt)


@desk.post("/cash-plans/{number}/approval", "cash-plans-approve", ReceiptShown)
def approve_cash_plan(
    request: HttpRequest,
    number: Annotated[Number, Path()],
    key: Key,
    asked: Nothing | None = None,  # noqa: ARG001
) -> ReceiptShown:
    """Approve a cash plan that a unit entered."""
    asking = caller(request)
    receipt = commands.approve_cash_plan(
        number=number,
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
    )
    return receipt_done(receipt)
