"""Give the person's own table back as a workbook: faulty cells red, with a comment and a column.

The copy is written anew from the rows that were read, so nothing hidden in the original comes
along. It can be mended and uploaded again: the column of errors and the sheet of problems are not
read, and a cell that had no value shows an error until somebody fills it in.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any, BinaryIO, Final

import xlsxwriter  # type: ignore[import-untyped]

from fisc.exchange.characters import ERROR_VALUES
from fisc.exchange.dryruns import DryRun
from fisc.exchange.problems import Problem
from fisc.exchange.sheets import EXACT_BELOW, Cell, Fault, Sheet
from fisc.exchange.workbook_exports import write_marks
from fisc.values import Language, Words

ERRORS_HEAD: Final = Words("Errors", "错误")
PROBLEMS_SHEET: Final = Words("Problems", "问题")
ROWS_MAX: Final = 1_048_576
COMMENTS_MAX: Final = 2_000
LINKS_MAX: Final = 20_000
_NAME_MAX: Final = 31
_HEADS: Final = (
    Words("Where", "位置"),
    Words("Head", "列名"),
    Words("Value", "内容"),
    Words("What happened", "问题"),
    Words("What to do", "怎么办"),
)

ByRow = Mapping[tuple[str, int], list[Problem]]


def annotate(
    tried: DryRun, target: BinaryIO, *, language: Language, annotated_at: datetime
) -> None:
    """Write the copy of a file that was tried.

    Raises:
        ValueError: the file has more rows than a workbook can hold.
    """
    by_row: dict[tuple[str, int], list[Problem]] = {}
    for problem in tried.problems:
        by_row.setdefault((problem.sheet, problem.row), []).append(problem)
    reading = tried.order.open()
    book = xlsxwriter.Workbook(target, {"constant_memory": True})
    book.set_properties({"created": annotated_at.replace(tzinfo=None)})
    names = _sheet_names(reading.sheets)
    _write_problems(book, tried, names, language)
    copy = _Copy(book, by_row, language)
    for sheet in reading.sheets:
        copy.write(sheet, names[sheet.name], tried.heads.get(sheet.name, 1))
    marks = {**reading.marks, "annotated_at": annotated_at.isoformat()}
    write_marks(book, marks, reading.prints.items())
    book.close()


def _sheet_names(sheets: tuple[Sheet, ...]) -> dict[str, str]:
    """Return a name that a workbook allows for each sheet."""
    names: dict[str, str] = {}
    for number, sheet in enumerate(sheets, 1):
        plain = "".join("_" if part in "[]:*?/\\'" else part for part in sheet.name)[:_NAME_MAX]
        taken = {*(name.casefold() for name in names.values()), "history"}
        taken |= {PROBLEMS_SHEET.zh, PROBLEMS_SHEET.en.casefold(), "_meta", ""}
        names[sheet.name] = f"Sheet{number}" if plain.casefold() in taken else plain
    return names


def _write_problems(book: Any, tried: DryRun, names: Mapping[str, str], language: Language) -> None:
    sheet = book.add_worksheet(PROBLEMS_SHEET.said(language))
    sheet.set_column(0, 2, 22)
    sheet.set_column(3, 4, 60)
    sheet.freeze_panes(1, 0)
    bold = book.add_format({"bold": True})
    for position, head in enumerate(_HEADS):
        sheet.write_string(0, position, head.said(language), bold)
    for row, problem in enumerate(tried.problems[: ROWS_MAX - 1], 1):
        shift = 1 if tried.heads.get(problem.sheet) == 0 else 0
        cell = f"{problem.column or 'A'}{max(1, problem.row + shift)}"
        if problem.sheet in names and row <= LINKS_MAX:
            link = f"internal:'{names[problem.sheet]}'!{cell}"
            sheet.write_url(row, 0, link, string=problem.address[:255])
        else:
            sheet.write_string(row, 0, problem.address)
        sheet.write_string(row, 1, problem.column_name)
        sheet.write_string(row, 2, problem.value)
        sheet.write_string(row, 3, problem.what_happened.said(language))
        sheet.write_string(row, 4, problem.what_to_do.said(language))


class _Copy:
    """Writes the rows of a sheet again, each cell as it was, faulty ones in red."""

    def __init__(self, book: Any, by_row: ByRow, language: Language) -> None:
        self._book = book
        self._by_row = by_row
        self._language: Language = language
        red = {"bg_color": "#FDECEA", "font_color": "#B42318", "border": 1}
        day = {"num_format": "yyyy-mm-dd"}
        self._red = book.add_format(red)
        self._day = book.add_format(day)
        self._red_day = book.add_format({**red, **day})
        self._wrapped = book.add_format({"text_wrap": True, "font_color": "#B42318"})
        self._comments = 0

    def write(self, rows: Sheet, name: str, head_row: int) -> None:
        sheet = self._book.add_worksheet(name)
        shift = 1 if head_row == 0 else 0  # the head of JSON lines stands on no line
        width = max((len(row.cells) for row in rows.lines), default=0)
        faulty = [
            problem
            for (own, _), found in self._by_row.items()
            for problem in found
            if own == rows.name
        ]
        width = max([width, *(_position(problem) + 1 for problem in faulty)])
        sheet.set_column(width, width, 60)
        for row in rows.lines:
            number = row.number + shift - 1
            if number >= ROWS_MAX:
                raise ValueError(
                    f"{rows.name!r} has more than {ROWS_MAX:,} rows, which no workbook holds; "
                    f"work from the list of problems."
                )
            problems = self._by_row.get((rows.name, row.number), [])
            red = {_position(problem) for problem in problems if problem.column}
            for position, cell in enumerate(row.cells):
                self._write_cell(sheet, number, position, cell, red=position in red)
            for position in red - set(range(len(row.cells))):
                sheet.write_blank(number, position, None, self._red)
            lines = [self._line(problem) for problem in problems]
            if row.number == head_row:
                sheet.write_string(number, width, ERRORS_HEAD.said(self._language), self._red)
            elif lines:
                sheet.write_string(number, width, "\n".join(lines)[:32_000], self._wrapped)
            self._comment(sheet, number, problems, lines)

    def _line(self, problem: Problem) -> str:
        said = self._language
        happened, remedy = problem.what_happened.said(said), problem.what_to_do.said(said)
        return f"{problem.column} {happened} {remedy}".strip()

    def _comment(self, sheet: Any, number: int, problems: list[Problem], lines: list[str]) -> None:
        for problem, line in zip(problems, lines, strict=True):
            if problem.column and self._comments < COMMENTS_MAX:
                sheet.write_comment(number, _position(problem), line, {"author": "Fisc"})
                self._comments += 1

    def _write_cell(self, sheet: Any, row: int, position: int, cell: Cell, *, red: bool) -> None:
        chosen = self._red if red else None
        match cell:
            case None:
                sheet.write_blank(row, position, None, chosen)
            case bool():
                sheet.write_boolean(row, position, cell, chosen)
            case int() | Decimal() if not _held_by_a_number_cell(cell):
                sheet.write_string(row, position, str(cell), chosen)
            case int() | Decimal():
                sheet.write_number(row, position, cell, chosen)
            case date():
                sheet.write_datetime(row, position, cell, self._red_day if red else self._day)
            case Fault(rule="digits-lost"):
                sheet.write_number(row, position, Decimal(cell.value), chosen)
            case Fault():
                known = cell.value in ERROR_VALUES
                sheet.write_string(row, position, cell.value if known else "#N/A", chosen)
            case _:
                sheet.write_string(row, position, cell, chosen)


def _held_by_a_number_cell(number: int | Decimal) -> bool:
    return len(Decimal(number).as_tuple().digits) < len(str(EXACT_BELOW))


def _position(problem: Problem) -> int:
    """Return the place of the column counted from 0; the first where no column is meant."""
    number = 0
    for letter in problem.column:
        number = number * 26 + ord(letter) - ord("A") + 1
    return max(0, number - 1)
