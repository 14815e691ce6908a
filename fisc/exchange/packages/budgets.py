"""The budget of a place and year as a package: its adopted lines, and how far they have got."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from fisc.datacentre.details import Detail, details
from fisc.datacentre.moments import Moment
from fisc.engines.budgets.lines import names_of
from fisc.exchange.official_tables.words import heading_of
from fisc.exchange.packages.columns import BUDGET, EXECUTION
from fisc.exchange.packages.writing import About, Cell, Table
from fisc.record.balances import Selection
from fisc.record.book import Book
from fisc.registers.names import Name
from fisc.stages.approve import queries
from fisc.values import Book as Budget
from fisc.values import Words

BUDGET_TABLE = "budget"
EXECUTION_TABLE = "execution"


def budget_package(
    book: Book, place: Name, year: int, selection: Selection, when: Moment
) -> tuple[Table, ...]:
    """Return the tables of a place's own budget in a year; none before one is adopted.

    ``selection`` holds what the reader may see of the execution.
    """
    adopted = [_budget(place, year, one) for one in queries.details(place.code, year)]
    if not adopted:
        return ()
    own = replace(selection, division=[place.code], year=(year,))
    seen = place.code in (selection.division or ())
    executed = [_execution(place, year, one) for one in details(book, own, when)] if seen else []
    return (
        Table(BUDGET_TABLE, Words("Adopted budget", "预算"), BUDGET, adopted),
        Table(EXECUTION_TABLE, Words("Budget execution", "预算执行"), EXECUTION, executed),
    )


def about_budget(place: Name, year: int, at: datetime, *, demo: bool) -> About:
    """Return what the package of a budget says of itself."""
    said = Words(
        "Amounts in yuan, exact to the fen; the budget of the place itself.",
        "金额单位为元，精确到分；仅为本级预算。",
    )
    if demo:
        said = Words(f"Invented data. {said.en}", f"虚构数据。{said.zh}")
    return About(
        name=f"budget-{place.code}-{year}",
        words=Words(f"Budget of {place.en}, {year}", f"{place.zh}{year}年预算"),
        division=place.code,
        year=year,
        exported_at=at,
        remarks=said,
    )


def _budget(place: Name, year: int, one: queries.Detail) -> tuple[Cell, ...]:
    line = one.line
    spending = line.side != "revenue"
    return (
        year,
        place.code,
        place.zh,
        line.book.value,
        line.book.words.both,
        line.side,
        line.line,
        names_of(line.book, line.side, line.line).both,
        line.code if spending else "",
        _heading(line.side, line.code) if spending else "",
        "" if spending else line.code,
        "" if spending else _heading(line.side, line.code),
        line.unit,
        line.project,
        line.item,
        line.department_item,
        line.fund_type,
        line.fund,
        line.other.value if line.other else "",
        line.counterpart,
        one.adopted,
        one.adjusted,
    )


def _execution(place: Name, year: int, one: Detail) -> tuple[Cell, ...]:
    budget = Budget(one.of("book"))
    held = one.execution
    return (
        year,
        one.of("division"),
        place.zh,
        budget.value,
        budget.words.both,
        one.of("unit"),
        one.of("project"),
        one.of("function"),
        _heading("expenditure", one.of("function")),
        one.of("item"),
        one.of("department_item"),
        one.of("fund_type"),
        one.of("indicator"),
        held.budget,
        held.issued,
        held.applied,
        held.paid,
    )


def _heading(side: str, code: str) -> str:
    found = heading_of(side, code) if code else None
    return "" if found is None else Words(found.name_en, found.name_zh).both
