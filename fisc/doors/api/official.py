"""The official tables: what they hold and how their check formulas came out, and their files."""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Annotated, Final, Literal
from urllib.parse import quote

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Schema
from pydantic import Field

from fisc.datacentre.execution import overview
from fisc.doors.api import clock
from fisc.doors.api.fields import Day, Division, InYuan, Year, Yuan
from fisc.doors.api.gate import Caller, Desk, absent, caller
from fisc.doors.api.problems import BUSY, INVALID, TOO_MUCH, Stop
from fisc.engines.budgets.congress import Kind
from fisc.exchange.amounts import Unit
from fisc.exchange.official import ROWS_MAX, Table, Value
from fisc.exchange.official_tables.accounts import final_tables
from fisc.exchange.official_tables.book import Chapter, book_title, budget_book, tables_of
from fisc.exchange.official_tables.budgets import balance_table, budget_tables, plan_table
from fisc.exchange.official_tables.checks import WHERE, outcomes
from fisc.exchange.official_tables.congress import KINDS, congress_book, congress_title
from fisc.exchange.official_tables.execution import execution_tables, lines_of
from fisc.exchange.official_tables.ledger import trial_tables
from fisc.exchange.official_tables.papers import Printer, print_book, print_tables
from fisc.exchange.official_tables.questions import Asker, Question, question
from fisc.exchange.official_tables.words import BOOKS, called
from fisc.exchange.official_texts import write_text
from fisc.exchange.official_workbooks import write_workbook
from fisc.exchange.paper.printing import NotPrinted, Paper
from fisc.stages.approve import queries
from fisc.values import Money, Words

desk: Final = Desk("Official tables · 正式表册")
Name = Literal[
    "budgets",
    "trial-balance",
    "final-accounts",
    "budget-book",
    "congress-budget",
    "congress-adjusted",
    "congress-final",
]
CONGRESS: Final[Mapping[str, Kind]] = {f"congress-{kind}": kind for kind in KINDS}
TYPES: Final = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "csv": "text/csv; charset=utf-8",
    "pdf": "application/pdf",
}
AGAIN_SECONDS: Final = 60
Ending = Annotated[Literal["xlsx", "csv", "pdf"], Query(alias="as", description="Kind of file.")]
Key = Annotated[
    str,
    Query(
        pattern=r"^[a-z-]{0,40}$",
        description="One table by its key; empty for all. CSV holds one table.",
    ),
]
AmountUnit = Annotated[Literal["yuan", "wan", "yi"], Query(description="Unit of the amounts.")]
Size = Annotated[Literal["A4", "A3"], Query(description="Paper of a PDF.")]


class CheckShown(Schema):
    """One check formula; ``passed`` is null where a figure is missing.

    ``where`` names the figures of which one is wrong, or the columns in which it was put.
    """

    formula: str
    what: str
    where: str
    left: Yuan | None
    right: Yuan | None
    passed: bool | None


class TableShown(Schema):
    """One official table: its name for a file of it, its rows, and its check formulas."""

    key: str
    title: str
    rows: int
    checks: list[CheckShown]


class TablesShown(InYuan):
    """The official tables of one kind, in the order of their pages."""

    division: str
    year: int
    day: Day
    fingerprint: str = Field(description="The end of the chain of seals; empty before any.")
    tables: list[TableShown]


@desk.get("/tables/{name}", "tables", TablesShown)
def tables(
    request: HttpRequest,
    name: Annotated[Name, Path()],
    division: Annotated[Division, Query()],
    year: Annotated[Year, Query()],
    day: Annotated[Day | None, Query()] = None,
) -> TablesShown:
    """Return which official tables there are, and whether their check formulas hold.

    The figures themselves are in the files, and in the operations for programs.
    """
    asked = asked_about(caller(request), division, year, day, Unit.YUAN)
    return _shown(asked, tables_of(_chapters(name, asked)))


@desk.file("/tables/{name}/file", "tables-file", TYPES.values())
def tables_file(
    request: HttpRequest,
    name: Annotated[Name, Path()],
    division: Annotated[Division, Query()],
    year: Annotated[Year, Query()],
    day: Annotated[Day | None, Query()] = None,
    ending: Ending = "xlsx",
    key: Key = "",
    unit: AmountUnit = "yuan",
    paper: Size = "A4",
) -> HttpResponse:
    """Return official tables as a file: the same figures, checks and fingerprint as the pages.

    The budget book has every table; as PDF it has a contents page and bookmarks, and so have the
    tables of the congress.
    """
    asked = asked_about(caller(request), division, year, day, Unit(unit))
    chapters = _chapters(name, asked)
    bound = name == "budget-book" or name in CONGRESS
    title = congress_title(asked, CONGRESS[name]) if name in CONGRESS else book_title(asked)
    title = title if bound and not key else ""
    return as_file(caller(request), asked, chapters, name, (ending, key, paper), title=title)


@desk.get("/execution/tables", "execution-tables", TablesShown)
def execution(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    year: Annotated[Year, Query()],
    day: Annotated[Day | None, Query()] = None,
) -> TablesShown:
    """Return the execution tables of a year, and whether their check formulas hold."""
    asked = asked_about(caller(request), division, year, day, Unit.YUAN)
    return _shown(asked, _executed(asked))


@desk.file("/execution/file", "execution-file", TYPES.values())
def execution_file(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    year: Annotated[Year, Query()],
    day: Annotated[Day | None, Query()] = None,
    ending: Ending = "xlsx",
    key: Key = "",
    unit: AmountUnit = "yuan",
    paper: Size = "A4",
) -> HttpResponse:
    """Return the budget execution table as a file, with the figures of the cockpit."""
    asked = asked_about(caller(request), division, year, day, Unit(unit))
    chapters = [Chapter("", _executed(asked))]
    return as_file(caller(request), asked, chapters, "execution", (ending, key, paper))


def asked_about(asking: Caller, division: str, year: int, day: Day | None, unit: Unit) -> Question:
    """Return the question of a caller about a division that they may see."""
    asking.demand(division)
    asker = Asker(
        now=clock.now(),
        today=clock.today(),
        version=version("fisc"),
        demo=settings.MODE == "demo",
        divisions=asking.divisions,
        units=asking.units,
    )
    return question(division, year, asker, unit=unit, day=day)


def _chapters(name: str, asked: Question) -> tuple[Chapter, ...]:
    if name == "budget-book":
        return budget_book(asked)
    if name in CONGRESS:
        return congress_book(asked, CONGRESS[name])
    if name == "trial-balance":
        return (Chapter("", tuple(table for _trial, table in trial_tables(asked))),)
    if name == "final-accounts":
        return (Chapter("", final_tables(asked)),)
    found = queries.budget(asked.place.code, asked.year)
    plans = queries.plans(asked.place.code, asked.year)
    balance = (balance_table(asked, found),) if found else ()
    sides = (table for one in found for table in budget_tables(asked, one, str(BOOKS[one.book])))
    return (Chapter("", (*balance, *sides, *((plan_table(asked, plans),) if plans else ()))),)


def _executed(asked: Question) -> tuple[Table, ...]:
    found = overview(asked.book, asked.selection, asked.when)
    return tuple(execution_tables(asked, lines_of(asked, found)).values()) if found.books else ()


def _shown(asked: Question, found: Sequence[Table]) -> TablesShown:
    return TablesShown(
        division=asked.place.code,
        year=asked.year,
        day=asked.shown_day,
        fingerprint=asked.head.hash if asked.head else "",
        tables=[
            TableShown(
                key=table.key,
                title=table.title,
                rows=table.count,
                checks=_checks(table),
            )
            for table in found
        ],
    )


def _checks(table: Table) -> list[CheckShown]:
    passed = {"even": True, "wrong": False, "none": None}
    rows = table.checks.rows if table.checks else ()
    placed = table.checks is not None and table.checks.columns[2].key == WHERE
    sides = 3 if placed else 2
    return [
        CheckShown(
            formula=str(row.values[0]),
            what=str(row.values[1]),
            where=str(row.values[2]) if placed else "",
            left=_amount(row.values[sides]),
            right=_amount(row.values[sides + 1]),
            passed=passed[state],
        )
        for row, state in zip(rows, outcomes(table), strict=True)
    ]


def _amount(value: Value) -> Money | None:
    return value if isinstance(value, Money) else None


def as_file(
    asking: Caller,
    asked: Question,
    chapters: Sequence[Chapter],
    name: str,
    wanted: tuple[str, str, str],
    *,
    title: str = "",
) -> HttpResponse:
    """Return tables as a file: its kind, the key of one table, and the paper are ``wanted``."""
    ending, key, paper = wanted
    found = _chosen(tables_of(chapters), key, ending)
    target = io.BytesIO()
    if ending == "xlsx":
        write_workbook(target, found, created=asked.now)
    elif ending == "csv":
        write_text(target, found[0])
    else:
        printer = Printer(
            paper=Paper(paper),
            person=called(asking.person),
            font=settings.PAPER_FONT,
            title_font=settings.PAPER_TITLE_FONT,
        )
        try:
            if title:
                print_book(target, chapters, printer, asked, title)
            else:
                print_tables(target, found, printer, asked)
        except NotPrinted as why:
            kind = BUSY if why.again else TOO_MUCH
            raise Stop(kind, why.words, retry_after=AGAIN_SECONDS if why.again else 0) from why
    label = "_".join((name, asked.place.code, str(asked.year), asked.shown_day.isoformat()))
    return answered(target.getvalue(), f"{label}.{ending}", TYPES[ending])


def _chosen(found: Sequence[Table], key: str, ending: str) -> list[Table]:
    """Return the tables of a file, each with its check formulas, which a paper has below it."""
    whole = [
        one
        for table in found
        for one in (table, table.checks)
        if one is not None and (one is table or ending != "pdf" or key == one.key)
    ]
    chosen = [one for one in whole if key in ("", one.key)]
    if not chosen:
        raise absent(f"table {key}" if key else "table of this place and year")
    if ending == "csv" and len(chosen) > 1:
        keys = ", ".join(one.key for one in chosen)
        words = Words(
            f"CSV holds one table; name one by key: {keys}.",
            f"CSV 只含一张表，请以 key 指定：{keys}。",
        )
        raise Stop(INVALID, words, faults=(("query.key", words),))
    most = max(one.count for one in chosen)
    if most > ROWS_MAX:
        raise Stop(
            TOO_MUCH,
            Words(
                f"A table has {most:,} rows; a file holds {ROWS_MAX:,}.",
                f"有表共 {most:,} 行，一个文件至多 {ROWS_MAX:,} 行。",
            ),
        )
    return chosen


def answered(data: bytes, name: str, kind: str) -> HttpResponse:
    """Return a file as an answer; whatever its name, it is only ever downloaded."""
    answer = HttpResponse(data, content_type=kind)
    plain = name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_")
    answer.headers["Content-Disposition"] = (
        f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer
