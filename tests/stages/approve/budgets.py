"""Budgets with which the tests of the stages speak."""

from __future__ import annotations

from datetime import date

from fisc.stages.approve import commands
from fisc.stages.approve.commands import DraftLine
from fisc.values import Book, Money
from tests.stages.town import (
    CHECKER,
    FARM,
    FARMLAND,
    MAKER,
    NOON,
    SCHOOL,
    SCHOOL_RUNNING,
    TOWN,
    YEAR,
)

ADOPTED_ON = date(2026, 1, 20)


def line(code: str, yuan: str, side: str = "expenditure", book: Book = Book.GENERAL, **more):
    return DraftLine(book=book, side=side, code=code, amount=Money.yuan(yuan), **more)


def income(code: str, yuan: str, **more):
    return line(code, yuan, "revenue", **more)


SCHOOL_LINE = line(
    "2050202",
    "30000000",
    unit=SCHOOL,
    project=SCHOOL_RUNNING,
    item="50502",
    department_item="30201",
    fund_type="111",
)
FARM_LINE = line(
    "2130153",
    "50000000",
    unit=FARM,
    project=FARMLAND,
    item="50302",
    department_item="31005",
    fund_type="111",
)
LINES = (
    income("10101", "80000000"),
    income("1100202", "40000000", counterpart="UPPER-2025-001"),
    FARM_LINE,
    SCHOOL_LINE,
    line("227", "2000000"),
    line("22902", "3000000"),
    line("2300202", "35000000"),
)


def draft(number="BUD-2026-239900-1", lines=LINES, maker=MAKER, **more):
    return commands.draft_budget(
        number=number, division=TOWN, year=YEAR, lines=lines, maker=maker, at=NOON, **more
    )


def adopt(number="BUD-2026-239900-1", checker=CHECKER, resolution="NPC 2026-7", **more):
    given = {"resolved_on": date(2026, 1, 18), "day": ADOPTED_ON, "at": NOON} | more
    return commands.adopt_budget(number=number, checker=checker, resolution=resolution, **given)


def plan(lines, number="BUD-2026-239900-8", resolved_on=date(2026, 7, 28), **more):
    """Draft the plan of an adjustment and have it approved."""
    draft(number, lines, kind="adjustment")
    return commands.approve_plan(
        number=number,
        resolution="SC 2026-3",
        resolved_on=resolved_on,
        checker=CHECKER,
        day=date(2026, 7, 30),
        at=NOON,
        **more,
    )


def adjust(number="ADJ-2026-239900-1", plan="BUD-2026-239900-8", officer=CHECKER, amounts=None):
    return commands.adjust_budget(
        plan=plan, number=number, officer=officer, day=date(2026, 8, 3), at=NOON, amounts=amounts
    )
