"""Official tables as data of a paper: which cell says what, how wide, and on which side.

Every value is written here as the page shows it; the template only places it.
"""

from __future__ import annotations

import io
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from fractions import Fraction
from itertools import groupby
from typing import Any, Final

from fisc.exchange.amounts import shown
from fisc.exchange.official import NO_FIGURE, Column, Kind, Row, Table, Value, changed
from fisc.exchange.official_texts import percent
from fisc.exchange.paper import widths
from fisc.exchange.paper.widths import Planned, Wanted
from fisc.values import Language, Money

UPRIGHT_COLUMNS_MAX: Final = 6  # a table with more lies on its side
TAGGED_ROWS_MAX: Final = 500  # the marks for readers who do not see weigh 2 KB a row
MARGIN_POINTS: Final = 102  # left and right together: twice 18 mm
ADDRESS_MAX: Final = 1_200  # signs; a longer address makes no square that a camera reads
_CODE_MAX: Final = 1_400  # a code wider than this may be broken
_CONTROLS: Final = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ufffe\uffff]")


class Paper(Enum):
    """The sizes of paper.

    Units: ``points`` are its short and its long side.
    """

    A4 = "A4"
    A3 = "A3"

    @property
    def points(self) -> tuple[int, int]:
        """Its short and its long side."""
        return (595, 841) if self is Paper.A4 else (841, 1190)

    @property
    def letters(self) -> int:
        """How large its letters are at most, in tenths of a point."""
        return 90 if self is Paper.A4 else 105


@dataclass(frozen=True, slots=True, kw_only=True)
class Print:
    """How tables are printed, in the language of their reader.

    ``signed`` stands below each table: who filled it in, who reviewed it, on which day, as label
    and text. ``address`` is opened by the square code. ``continued`` follows the title on further
    pages, ``nothing`` stands where a table has no row, ``number`` heads the numbers of lines.
    """

    paper: Paper
    language: Language
    made: datetime
    fonts: tuple[str, ...]
    title_fonts: tuple[str, ...] = ()
    signed: tuple[tuple[str, str], ...] = ()
    address: str = ""
    continued: str = ""
    nothing: str = ""
    number: str = ""
    opens: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What makes a book of tables: its first page with the contents, and its chapters.

    ``chapters`` are titles, each with how many tables stand under it. ``said`` are lines below the
    title; ``contents`` heads the list of what is where.
    """

    title: str
    heading: str
    unit_line: str
    said: tuple[str, ...]
    contents: str
    chapters: tuple[tuple[str, int], ...]
    notes: tuple[tuple[str, str], ...] = ()


def document(tables: Sequence[Table], how: Print, cover: Cover | None = None) -> dict[str, Any]:
    """Return tables as data of a paper; with a cover they are a book with bookmarks."""
    chapters = _chapters(cover)
    return {
        "paper": how.paper.value.lower(),
        "language": how.language,
        "title": _title(tables, cover),
        "author": "Fisc",
        "fonts": list(how.fonts),
        "title-fonts": list(how.title_fonts or how.fonts),
        "continued": how.continued,
        "opens": how.opens or how.address,
        "code": _square(how.address),
        "cover": None if cover is None else _cover(cover, how),
        "sheets": [
            {**_sheet(table, how), **_headed(table, chapters, at)}
            for at, table in enumerate(tables)
        ],
    }


def tagged(tables: Sequence[Table]) -> bool:
    """Say whether tables are short enough to be marked for readers who do not see."""
    return sum(table.count for table in tables) <= TAGGED_ROWS_MAX


def cell_text(table: Table, column: Column, value: Value) -> str:
    """Return a value as the page shows it, in the unit of its table."""
    value = changed(column, value)
    if value is None:
        return NO_FIGURE
    if isinstance(value, str):
        return _clean(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Fraction):
        return percent(value)
    if column.kind is Kind.FEN:
        return f"{value.fen:,}"
    sign = "+" if column.kind is Kind.CHANGE and value > Money(0) else ""
    return sign + shown(value, table.unit)


def _title(tables: Sequence[Table], cover: Cover | None) -> str:
    if cover is not None:
        return _clean(cover.title)
    return _clean(tables[0].title) if tables else ""


def _headed(table: Table, chapters: Mapping[int, str], at: int) -> dict[str, Any]:
    """Return the chapter that begins with a table, and how deep its title lies in the contents.

    A chapter of one table that is called the same is said once.
    """
    chapter = chapters.get(at, "")
    alone = chapter == _clean(table.title)
    return {"chapter": "" if alone else chapter, "level": 2 if chapters and not alone else 1}


def _chapters(cover: Cover | None) -> dict[int, str]:
    """Return the titles of chapters by the place of their first table."""
    found, at = {}, 0
    for title, many in cover.chapters if cover else ():
        found[at] = _clean(title)
        at += many
    return found


def _cover(cover: Cover, how: Print) -> dict[str, Any]:
    return {
        "title": _clean(cover.title),
        "heading": _clean(cover.heading),
        "unit": _clean(cover.unit_line),
        "said": [_clean(line) for line in cover.said],
        "contents": _clean(cover.contents),
        "notes": [[_clean(label), _clean(said)] for label, said in cover.notes],
        "signed": [[_clean(label), _clean(said)] for label, said in how.signed],
    }


def _sheet(table: Table, how: Print) -> dict[str, Any]:
    flipped = len(table.written) > UPRIGHT_COLUMNS_MAX
    points = how.paper.points[flipped] - MARGIN_POINTS
    sheet = _drawn(table, points, how)
    checks = table.checks
    return {
        **sheet,
        "flipped": flipped,
        "none": "" if sheet["rows"] else how.nothing,
        "checks": None if checks is None else _drawn(checks, points, how),
        "notes": [[_clean(label), _clean(said)] for label, said in table.notes],
        "signed": [[_clean(label), _clean(said)] for label, said in how.signed],
    }


def _drawn(table: Table, points: int, how: Print) -> dict[str, Any]:
    """Return the head, the rows and the total of a table; numbered where it is checked."""
    numbered = bool(table.checks and how.number)
    columns = (*([Column(how.number, Kind.CODE)] if numbered else ()), *table.written)
    rows = tuple(table.rows)
    body = [
        [*([str(at)] if numbered else ()), *_texts(table, row)]
        for at, row in enumerate(rows, start=1)
    ]
    total = None if table.total is None else _texts(table, table.total)
    if total is not None and numbered:
        total = [str(len(rows) + 1), *total]
    wanted = _wanted(columns, body, total)
    planned = widths.planned(wanted, points, how.paper.letters)
    return {
        "title": _clean(table.title),
        "heading": _clean(table.heading),
        "unit": _clean(table.unit_line),
        "size": planned.size / 10,
        "set-in": next(
            (at for at, column in enumerate(columns) if column.head), 1 if numbered else 0
        ),
        "columns": [
            {
                "width": share,
                "side": _side(column),
                "whole": want.whole and not column.kind.numeric,
            }
            for column, want, share in zip(columns, wanted, planned.shares, strict=True)
        ],
        "heads": _heads(columns, table),
        "rows": [
            {"cells": _soft(columns, cells, planned), "strong": row.strong, "depth": row.depth}
            for row, cells in zip(rows, body, strict=True)
        ],
        "total": [] if total is None else _total(columns, total, numbered=numbered),
    }


def _texts(table: Table, row: Row) -> list[str]:
    return [cell_text(table, column, value) for column, value in table.figures(row)]


def _wanted(
    columns: Sequence[Column], body: Sequence[Sequence[str]], total: Sequence[str] | None
) -> list[Wanted]:
    """Return what each column needs; the label of a total may reach over the columns beside it."""
    lines = [*body, *([total] if total else ())]
    wanted = []
    for at, column in enumerate(columns):
        cells = [line[at] for line in lines if line is not total or column.kind.numeric or at == 0]
        widest = widths.widest(cells)
        head, word = widths.head_width(column.title), widths.longest_word(cells)
        wanted.append(Wanted(widest, head, _whole(column, widest), word))
    return wanted


def _whole(column: Column, widest: int) -> bool:
    """Say whether what stands in a column is never broken."""
    return (
        column.kind.numeric
        or column.kind is Kind.DAY
        or (column.kind is Kind.CODE and widest <= _CODE_MAX)
    )


def _soft(columns: Sequence[Column], cells: Sequence[str], planned: Planned) -> list[str]:
    """Let texts be broken that are wider than their column."""
    return [
        text if column.kind.numeric else widths.broken(text, widths.room(share, planned.size))
        for column, text, share in zip(columns, cells, planned.shares, strict=True)
    ]


def _side(column: Column) -> str:
    if column.kind.numeric:
        return "right"
    return "center" if column.kind is Kind.DAY else "left"


def _heads(columns: Sequence[Column], table: Table) -> list[list[dict[str, Any]]]:
    """Return the rows of the head; a column of no group reaches over both."""
    if not table.grouped:
        return [[_head(column.title) for column in columns]]
    upper: list[dict[str, Any]] = []
    lower: list[dict[str, Any]] = []
    for group, own in groupby(columns, key=lambda column: column.group):
        titles = [column.title for column in own]
        if group:
            upper.append(_head(group, wide=len(titles)))
            lower += map(_head, titles)
        else:
            upper += [_head(title, high=2) for title in titles]
    return [upper, lower]


def _head(text: str, *, wide: int = 1, high: int = 1) -> dict[str, Any]:
    return {"text": _clean(text), "wide": wide, "high": high}


def _total(
    columns: Sequence[Column], cells: Sequence[str], *, numbered: bool
) -> list[dict[str, Any]]:
    """Return the cells of the total; its label reaches over the empty ones that follow."""
    first = 1 if numbered else 0
    wide = 1
    while first + wide < len(cells) and not cells[first + wide]:
        wide += 1
    made = [{"text": cells[0], "wide": 1, "first": True}] if numbered else []
    made.append({"text": cells[first], "wide": wide, "first": True})
    return made + [
        {"text": text, "wide": 1, "first": not columns[at].kind.numeric}
        for at, text in enumerate(cells[first + wide :], start=first + wide)
    ]


def _square(address: str) -> str | None:
    """Return the square code of an address as a drawing; none where there is nothing to open."""
    if not address or len(address) > ADDRESS_MAX:
        return None
    import segno

    target = io.BytesIO()
    segno.make(address, error="m", micro=False).save(target, kind="svg", border=0, xmldecl=False)
    return target.getvalue().decode()


def _clean(text: str) -> str:
    """Return a text without what no paper can show: controls, and halves of signs."""
    return _CONTROLS.sub("\ufffd", text.encode("utf-8", "replace").decode("utf-8"))
