"""The four budgets in one view: the table, what does not tie, and of what a cell consists."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Annotated, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Query, Schema
from pydantic import Field

from fisc.datacentre.cells import Cell, cell
from fisc.datacentre.four_books import FourBudgets, Measure, four_budgets
from fisc.doors.api.fields import Day, Division, InYuan, Year, Yuan
from fisc.doors.api.gate import Desk, absent, caller
from fisc.doors.api.official import (
    TYPES,
    AmountUnit,
    Ending,
    Key,
    Size,
    as_file,
    asked_about,
)
from fisc.engines.budgets.four_books import FOUR
from fisc.engines.budgets.ties import Fault, Tie, held
from fisc.exchange.amounts import Unit
from fisc.exchange.official import Table
from fisc.exchange.official_tables.book import Chapter
from fisc.exchange.official_tables.four_books import (
    faults_table,
    lines_table,
    matrix_table,
    parts_table,
    ties_table,
)
from fisc.exchange.official_tables.questions import Question
from fisc.law.rows import UnknownRow
from fisc.values import Book

desk: Final = Desk("Four budgets · 四本预算")
Extent = Annotated[
    Literal["own", "area"],
    Query(description="The own level, or all governments of the area together."),
]
Figures = Annotated[
    Measure, Query(description="Budget as adopted, after adjustment, execution, or final accounts.")
]
OfBook = Annotated[
    Literal["general", "funds", "capital", "insurance"], Query(description="The budget.")
]
RowName = Annotated[str, Query(pattern=r"^[a-z_]{1,40}$", description="The row of the table.")]


class BalanceRowShown(Schema):
    """One row; a book is null where nobody knows, and left out where it has no such line."""

    row: str
    name_zh: str
    name_en: str
    books: dict[str, Yuan | None]
    eliminated: Yuan
    total: Yuan | None


class SideShown(Schema):
    """One side of what should be equal."""

    division: str
    row: str
    book: str
    amount: Yuan


class TieFaultShown(Schema):
    """What is not equal: both sides, and the first less the second."""

    why_zh: str
    why_en: str
    sides: list[SideShown]
    difference: Yuan


class TieShown(Schema):
    """One check; ``none`` is a check of which one side cannot be seen."""

    key: str
    name_zh: str
    name_en: str
    state: Literal["even", "wrong", "none"]
    looked_at: int
    faults: list[TieFaultShown]


class BalanceShown(InYuan):
    """The four budgets of a division: own level or whole area, at a moment."""

    division: str
    year: int
    day: Day
    figures: Measure
    extent: str
    divisions: list[str]
    even: int = Field(description="How many checks hold.")
    checks: int = Field(description="How many checks there are.")
    silent: dict[str, list[str]] = Field(
        description="Divisions that entered no revenue of the year, by book."
    )
    rows: list[BalanceRowShown]
    ties: list[TieShown]


class CellLineShown(Schema):
    """One line of a cell; ``document`` is empty where the ledger tells of it."""

    division: str
    line: str
    code: str
    fund: str
    counterpart: str
    amount: Yuan
    fact: str
    document: str
    day: date | None


class CellEntryShown(Schema):
    """One of the largest entries of the ledger in a cell."""

    voucher: str
    document: str
    day: date
    event: str
    division: str
    function: str
    amount: Yuan


class CellShown(InYuan):
    """Of what a cell consists; ``count`` is how many lines there are in all."""

    amount: Yuan
    count: int
    lines: list[CellLineShown]
    entries: list[CellEntryShown]


@desk.get("/balance", "balance", BalanceShown)
def balance(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    year: Annotated[Year, Query()],
    day: Annotated[Day | None, Query()] = None,
    figures: Figures = Measure.ADJUSTED,
    extent: Extent = "own",
) -> BalanceShown:
    """Return the four budgets beside each other, what leaves the total, and what does not tie."""
    asked = asked_about(caller(request), division, year, day, Unit.YUAN)
    chosen = _divisions(asked, extent)
    found = four_budgets(asked.book, chosen, year, figures, asked.when)
    even, every = held(found.ties)
    return BalanceShown(
        division=division,
        year=year,
        day=asked.shown_day,
        figures=figures,
        extent=extent,
        divisions=list(found.governments),
        even=even,
        checks=every,
        silent={str(book): list(codes) for book, codes in found.silent.items()},
        rows=[
            BalanceRowShown(
                row=one.row,
                name_zh=one.name.zh,
                name_en=one.name.en,
                books={str(book): amount for book, amount in one.amounts.items()},
                eliminated=one.eliminated,
                total=one.total,
            )
            for one in found.matrix.rows
        ],
        ties=[_tie(one) for one in found.ties],
    )


@desk.get("/balance/cell", "balance-cell", CellShown)
def balance_cell(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    year: Annotated[Year, Query()],
    row: RowName,
    book: OfBook,
    day: Annotated[Day | None, Query()] = None,
    figures: Figures = Measure.ADJUSTED,
    extent: Extent = "own",
) -> CellShown:
    """Return the lines of one cell with their documents, and its largest vouchers."""
    asked = asked_about(caller(request), division, year, day, Unit.YUAN)
    chosen = _divisions(asked, extent)
    found = four_budgets(asked.book, chosen, year, figures, asked.when, (Book(book),))
    try:
        one = cell(asked.book, found, chosen, year, row, Book(book), asked.when)
    except UnknownRow as unknown:
        raise absent(f"row {row}") from unknown
    return _cell(one)


@desk.file("/balance/file", "balance-file", TYPES.values())
def balance_file(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    year: Annotated[Year, Query()],
    day: Annotated[Day | None, Query()] = None,
    figures: Figures = Measure.ADJUSTED,
    extent: Extent = "own",
    ending: Ending = "xlsx",
    key: Key = "",
    unit: AmountUnit = "yuan",
    paper: Size = "A4",
) -> HttpResponse:
    """Return the four budgets as a file: the matrix, the checks, and each book by its lines."""
    asked = asked_about(caller(request), division, year, day, Unit(unit))
    found = four_budgets(asked.book, _divisions(asked, extent), year, figures, asked.when)
    chapters = [Chapter("", _tables(asked, found))]
    return as_file(caller(request), asked, chapters, "balance", (ending, key, paper))


def _tables(asked: Question, found: FourBudgets) -> tuple[Table, ...]:
    if not found.entries:
        return ()
    faults = faults_table(asked, found)
    return (
        matrix_table(asked, found),
        *((faults,) if faults else ()),
        ties_table(asked, found),
        *(lines_table(asked, found, book) for book in FOUR),
        *(parts_table(asked, found, book) for book in (Book.FUNDS, Book.INSURANCE)),
    )


def _divisions(asked: Question, extent: str) -> Sequence[str]:
    within = asked.selection.division or ()
    return [code for code in within if extent == "area" or code == asked.place.code]


def _tie(one: Tie) -> TieShown:
    return TieShown(
        key=one.key,
        name_zh=one.name.zh,
        name_en=one.name.en,
        state=one.state,
        looked_at=one.looked_at,
        faults=[_fault(fault) for fault in one.faults],
    )


def _fault(fault: Fault) -> TieFaultShown:
    return TieFaultShown(
        why_zh=fault.verdict.why_in("zh"),
        why_en=fault.verdict.why_in("en"),
        sides=[
            SideShown(
                division=side.government, row=side.row, book=str(side.book), amount=side.amount
            )
            for side in fault.sides
        ],
        difference=fault.difference,
    )


def _cell(one: Cell) -> CellShown:
    return CellShown(
        amount=one.amount,
        count=one.count,
        lines=[
            CellLineShown(
                division=line.entry.government,
                line=line.entry.line.line,
                code=line.entry.line.code,
                fund=line.entry.line.fund,
                counterpart=line.entry.counterpart,
                amount=line.entry.line.amount,
                fact=line.kind,
                document=line.document,
                day=line.day,
            )
            for line in one.lines
        ],
        entries=[
            CellEntryShown(
                voucher=entry.key.hex(),
                document=entry.document or "",
                day=entry.day,
                event=entry.event.name,
                division=entry.division,
                function=entry.function,
                amount=entry.amount,
            )
            for entry in one.entries
        ],
    )
