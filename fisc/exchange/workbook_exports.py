"""Write workbooks: an explanation, the table, and hidden sheets that say what the file is."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, BinaryIO, Final

import xlsxwriter  # type: ignore[import-untyped]

from fisc.exchange.amounts import Unit, held_by_a_number_cell, written
from fisc.exchange.characters import mark
from fisc.exchange.exports import About, Content, Exported, Record, label, row_print
from fisc.exchange.problems import column_letter
from fisc.exchange.sheets import EXACT_BELOW
from fisc.exchange.templates import Column, Kind, Template, Value
from fisc.exchange.workbooks import LISTS_SHEET, MARKS_SHEET, PRINT_MARK
from fisc.values import Language, Money, Words

ABOUT_SHEET: Final = Words("About", "说明")
NEW_ROWS: Final = 200_000
TOLD: Final = Words(" (auto)", "(自动)")
_GREY: Final = "#5F6E7D"
_KEY_WIDTH: Final = 10
# A protected sheet still lets people add, sort and filter rows and set widths.
_ALLOWED: Final = dict.fromkeys(
    (
        "insert_rows",
        "delete_rows",
        "sort",
        "autofilter",
        "format_cells",
        "format_columns",
        "format_rows",
    ),
    True,
)
# Spreadsheets take 1900 for a leap year, so days before March 1900 are written as text.
_FIRST_DAY: Final = date(1900, 3, 1)
_WIDTHS: Final = {Kind.TEXT: 28, Kind.CODE: 22, Kind.MONEY: 18, Kind.DATE: 12, Kind.CHOICE: 18}
_MONEY_FORMATS: Final = {
    Unit.YUAN: "#,##0.00",
    Unit.WAN: "#,##0.00####",
    Unit.YI: "#,##0.00########",
}
_HABITS: Final = (
    Words(
        "Blank = no change; 0 = zero; “—” = explicitly none. Codes and accounts are text cells; "
        "keep them so.",
        "空白 = 不变；0 = 零；“—” = 明确没有。代码和账号是文本单元格，不要改成数字。",
    ),
    Words(
        "Text that begins with = + - @ has an apostrophe in front, which the import removes.",
        "以 = + - @ 开头的文字前面有一个单引号，导入时会自动去掉。",
    ),
)


@dataclass(frozen=True, slots=True)
class WorkbookExporter:
    """A workbook as people edit it, written row by row with little memory.

    Codes and texts are text cells, dates are dates, amounts are numbers with their unit in the
    head; an amount with more than 15 digits is a text cell, because a number cell would lose some.
    """

    ending: str = ".xlsx"

    def write(
        self, target: BinaryIO, template: Template, records: Iterable[Record], about: About
    ) -> Exported:
        """Write the records of a template, and say what was written."""
        book = xlsxwriter.Workbook(target, {"constant_memory": True})
        created = about.exported_at.replace(tzinfo=None)
        book.set_properties({"title": template.name.said(about.language), "created": created})
        _write_about(book, template, about)
        content = Content(template)
        prints = _write_table(book, template, _with_values(content, records), about)
        write_marks(
            book,
            {
                **about.marks_of(template),
                "rows": str(content.exported.rows),
                "content": content.exported.fingerprint,
            },
            prints,
        )
        book.close()
        return content.exported


def _with_values(
    content: Content, records: Iterable[Record]
) -> Iterator[tuple[Record, list[Value]]]:
    for record in records:
        (values,) = content.over([record])
        yield record, values


def write_marks(
    book: Any, marks: Mapping[str, str], prints: Iterable[tuple[str, str]] = ()
) -> None:
    """Write the hidden sheet on which a workbook says what it is, and its rows what they were."""
    sheet = book.add_worksheet(MARKS_SHEET)
    sheet.hide()
    for row, (key, value) in enumerate(marks.items()):
        sheet.write_string(row, 0, key)
        sheet.write_string(row, 1, value)
    for row, (key, printed) in enumerate(prints, len(marks)):
        sheet.write_string(row, 0, PRINT_MARK)
        sheet.write_string(row, 1, key)
        sheet.write_string(row, 2, printed)


def _write_about(book: Any, template: Template, about: About) -> None:
    said: Language = about.language
    sheet = book.add_worksheet(ABOUT_SHEET.said(said))
    sheet.set_column(0, 0, 26)
    sheet.set_column(1, 3, 40)
    bold = book.add_format({"bold": True})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    lines: list[tuple[str, ...]] = [
        (Words("Template", "模板").said(said), template.name.said(said)),
        (Words("Purpose", "用途").said(said), template.purpose.said(said)),
        (Words("Version", "版本").said(said), str(template.version)),
        (Words("Amounts in", "金额单位").said(said), about.unit.words.said(said)),
        (Words("Exported at", "导出时间").said(said), about.exported_at.isoformat(sep=" ")),
        *((Words("Note", "注意").said(said), habit.said(said)) for habit in _HABITS),
        *((Words("Remark", "备注").said(said), remark.said(said)) for remark in about.remarks),
        (),
        tuple(
            word.said(said)
            for word in (
                Words("Column", "列名"),
                Words("Kind", "类型"),
                Words("Required", "必填"),
                Words("How to fill it in", "填写说明"),
            )
        ),
        *(_about_column(column, said) for column in template.columns),
    ]
    for row, line in enumerate(lines):
        for position, text in enumerate(line):
            sheet.write_string(row, position, mark(text), wrapped if position else bold)


def _about_column(column: Column, said: Language) -> tuple[str, ...]:
    yes = Words("yes", "是") if column.required else Words("no", "否")
    note = column.note.said(said)
    if column.choices:
        note = " / ".join(choice.name.said(said) for choice in column.choices)
    elif column.code and not note:
        note = Words("like {sample}", "例如 {sample}").filled(sample=column.code.sample).said(said)
    return column.name.said(said), column.kind.value.said(said), yes.said(said), note


def _write_table(
    book: Any,
    template: Template,
    rows: Iterable[tuple[Record, list[Value]]],
    about: About,
) -> list[tuple[str, str]]:
    """Write the table; return the keys and fingerprints of rows of something that exists."""
    sheet = book.add_worksheet(template.name.said(about.language))
    sheet.activate()
    sheet.freeze_panes(1, 1 if template.row_key else 0)
    cells = _Cells(book, about.unit, about.language, locked=not template.row_key)
    columns = (*template.columns, *template.told)
    still = {*filter(None, [template.row_key]), *(column.key for column in template.told)}
    _write_heads(book, sheet, template, about, cells)
    writers = [cells.writer_of(sheet, column, still=column.key in still) for column in columns]
    prints = []
    for number, (record, values) in enumerate(rows, 1):
        for position, value in enumerate(values):
            if value is not None:
                writers[position](number, position, value)
        for position, column in enumerate(template.told, len(values)):
            told = record.get(column.key)
            if told is not None:
                writers[position](number, position, told)
        if template.row_key:
            prints.append((str(record[template.row_key]), row_print(template, record)))
    _write_lists(book, sheet, template, about.language)
    if template.row_key:
        sheet.protect("", _ALLOWED)
    return prints


def _write_heads(book: Any, sheet: Any, template: Template, about: About, cells: _Cells) -> None:
    style = {"bold": True, "bg_color": "#EEF3F8", "text_wrap": True, "border": 1}
    head = book.add_format(style)
    told = book.add_format({**style, "font_color": _GREY})
    for position, column in enumerate(template.columns):
        key = column.key == template.row_key
        width = _KEY_WIDTH if key else _WIDTHS.get(column.kind, 12)
        sheet.set_column(position, position, width, cells.format_of(column, still=key))
    for position, column in enumerate(template.told, len(template.columns)):
        width = _WIDTHS.get(column.kind, 12)
        sheet.set_column(position, position, width, cells.format_of(column, still=True))
    for position, column in enumerate(template.columns):
        chosen = told if column.key == template.row_key else head
        sheet.write_string(0, position, column.head(about.language, about.unit), chosen)
    for position, column in enumerate(template.told, len(template.columns)):
        name = column.name.said(about.language) + TOLD.said(about.language)
        sheet.write_string(0, position, name, told)


def _write_lists(book: Any, sheet: Any, template: Template, language: Language) -> None:
    """Offer the choices as drop-downs, from a hidden sheet because inline lists break when long."""
    chosen = [(at, column) for at, column in enumerate(template.columns) if column.choices]
    if not chosen:
        return
    lists = book.add_worksheet(LISTS_SHEET)
    lists.hide()
    for row in range(max(len(column.choices) for _, column in chosen)):
        for position, (_, column) in enumerate(chosen):
            if row < len(column.choices):
                lists.write_string(row, position, column.choices[row].name.said(language))
    for position, (at, column) in enumerate(chosen):
        letter = column_letter(position)
        source = f"={LISTS_SHEET}!${letter}$1:${letter}${len(column.choices)}"
        sheet.data_validation(1, at, NEW_ROWS, at, {"validate": "list", "source": source})


class _Cells:
    """Writes values of each kind into cells of the right type and format.

    What stands still is grey and locked; the rest is locked only where ``locked`` says so, and
    even that is a hint to the reader and no wall.
    """

    def __init__(self, book: Any, unit: Unit, language: Language, *, locked: bool) -> None:
        self._unit = unit
        self._language = language
        own = {"locked": locked}
        self._text = book.add_format({"num_format": "@", **own})
        self._still = book.add_format({"num_format": "@", "font_color": _GREY, "locked": True})
        self._money = book.add_format({"num_format": _MONEY_FORMATS[unit], **own})
        self._date = book.add_format({"num_format": "yyyy-mm-dd", **own})
        self._whole = book.add_format({"num_format": "0", **own})

    def format_of(self, column: Column, *, still: bool = False) -> Any:
        if still:
            return self._still
        return {Kind.MONEY: self._money, Kind.DATE: self._date, Kind.WHOLE: self._whole}.get(
            column.kind, self._text
        )

    def writer_of(
        self, sheet: Any, column: Column, *, still: bool = False
    ) -> Callable[[int, int, Any], None]:
        text = self._still if still else self._text

        def write_text(row: int, position: int, value: str) -> None:
            sheet.write_string(row, position, mark(value), text)

        def write_choice(row: int, position: int, value: str) -> None:
            write_text(row, position, label(column, value, self._language))

        def write_money(row: int, position: int, value: Money) -> None:
            digits = written(value, self._unit)
            if held_by_a_number_cell(value):
                sheet.write_number(row, position, Decimal(digits), self._money)
            else:
                sheet.write_string(row, position, digits, self._text)

        def write_date(row: int, position: int, value: date) -> None:
            if value >= _FIRST_DAY:
                sheet.write_datetime(row, position, value, self._date)
            else:
                sheet.write_string(row, position, value.isoformat(), self._text)

        def write_whole(row: int, position: int, value: int) -> None:
            if abs(value) < EXACT_BELOW:
                sheet.write_number(row, position, value, self._whole)
            else:
                sheet.write_string(row, position, str(value), self._text)

        writers: dict[Kind, Callable[[int, int, Any], None]] = {
            Kind.MONEY: write_money,
            Kind.DATE: write_date,
            Kind.WHOLE: write_whole,
            Kind.CHOICE: write_choice,
        }
        return writers.get(column.kind, write_text)
