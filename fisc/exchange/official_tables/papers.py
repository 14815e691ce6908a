"""Official tables and the budget book on paper, said in the language of whoever prints."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import BinaryIO

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from fisc.exchange.official import ROWS_MAX, Table
from fisc.exchange.official_tables.book import (
    Chapter,
    book_title,
    judged,
    sheets_of,
    tables_of,
)
from fisc.exchange.official_tables.framing import Frame
from fisc.exchange.official_tables.words import day
from fisc.exchange.official_workbooks import write_workbook
from fisc.exchange.paper import fonts
from fisc.exchange.paper.printing import Cover, Paper, Print, write_paper
from fisc.values import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    """Who prints, on which paper, with which fonts; ``address`` opens the page of the figures."""

    paper: Paper = Paper.A4
    person: str = ""
    address: str = ""
    font: str = ""
    title_font: str = ""


def print_tables(target: BinaryIO, tables: Sequence[Table], printer: Printer, frame: Frame) -> None:
    """Write tables as PDF.

    Raises:
        NotPrinted: there is no paper, and why.
    """
    write_paper(target, [_without_rows_of_file(table) for table in tables], _how(printer, frame))


def print_book(
    target: BinaryIO,
    chapters: Sequence[Chapter],
    printer: Printer,
    frame: Frame,
    title: str = "",
) -> None:
    """Write a book as one PDF: contents, bookmarks, every table with its check formulas.

    It is the budget book unless a ``title`` says otherwise.

    Raises:
        NotPrinted: there is no paper, and why.
    """
    tables = [_without_rows_of_file(table) for table in tables_of(chapters)]
    first = tables[0]
    cover = Cover(
        title=title or book_title(frame),
        heading=first.heading,
        unit_line=first.unit_line,
        said=(judged(tables),),
        contents=_("Contents"),
        chapters=tuple((chapter.title, len(chapter.tables)) for chapter in chapters),
        notes=first.notes[2:],  # without the definition and the source of the first table
    )
    write_paper(target, tables, _how(printer, frame), cover)


def write_book(target: BinaryIO, chapters: Sequence[Chapter], *, created: datetime) -> int:
    """Write a budget book as one workbook, a sheet for each table, and return its rows.

    Raises:
        CellLost: a text is longer than a cell can hold.
    """
    return write_workbook(target, sheets_of(chapters), created=created)


def longest(chapters: Sequence[Chapter]) -> int:
    """Return the rows of the longest table where they are more than a file holds, else 0."""
    most = max((table.count for table in tables_of(chapters)), default=0)
    return most if most > ROWS_MAX else 0


def _without_rows_of_file(table: Table) -> Table:
    """Leave out what a file says of itself and a paper does not: how many rows fit into it."""
    said = {_("Number of rows"), _("Amounts")}
    return replace(table, notes=tuple(note for note in table.notes if note[0] not in said))


def _how(printer: Printer, frame: Frame) -> Print:
    language: Language = "zh" if (get_language() or "zh").startswith("zh") else "en"
    return Print(
        paper=printer.paper,
        language=language,
        made=frame.now,
        fonts=fonts.chosen(printer.font),
        title_fonts=fonts.chosen(printer.title_font or printer.font),
        signed=(
            (_("Filled in by:"), printer.person),
            (_("Reviewed by:"), ""),
            (_("Printed on:"), day(frame.today)),
        ),
        address=printer.address,
        continued=_("(continued)"),
        nothing=_("No rows."),
        number=_("No."),
        opens=_("Opens the page with these figures"),
    )
