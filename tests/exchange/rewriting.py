"""Workbooks as other programs write them anew: the same table in other parts, styles and texts.

Made part by part after files of WPS and of LibreOffice, because neither runs where the tests do.
What differs: shared texts instead of texts in cells, styles numbered anew, cells that are blank and
styled, attributes of rows, rows beyond the data, and whether a hidden sheet stays hidden.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, Final
from xml.sax.saxutils import escape, quoteattr

import openpyxl
from openpyxl.utils import get_column_letter

Rows = list[list[Any]]
Tables = dict[str, Rows]
_FIRST_DAY: Final = date(1899, 12, 30)
_SPACE: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006/"
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
HIDDEN: Final = ("_meta", "_lists")


def tables_of(content: bytes) -> Tables:
    """Return the sheets of a workbook as rows of plain values."""
    book = openpyxl.load_workbook(io.BytesIO(content), read_only=True)
    return {sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book}


def ours(content: bytes, edit: Callable[[Tables], None]) -> bytes:
    """Return our own workbook with some cells edited, the rest of it as we wrote it."""
    edited, book = tables_of(content), openpyxl.load_workbook(io.BytesIO(content))
    edit(edited)
    for name, rows in edited.items():
        sheet = book[name]
        for number, values in enumerate(rows, 1):
            for position, value in enumerate(values, 1):
                cell = sheet.cell(number, position)
                if cell.value != value:
                    cell.value = value
    file = io.BytesIO()
    book.save(file)
    return file.getvalue()


def wps(content: bytes, edit: Callable[[Tables], None]) -> bytes:
    """Return a workbook as WPS writes it after some cells were edited."""
    tables = tables_of(content)
    edit(tables)
    return _packed(tables, _Dialect(row=_wps_row, application="WPS Office", hidden=HIDDEN))


def libreoffice(content: bytes, edit: Callable[[Tables], None]) -> bytes:
    """Return a workbook as LibreOffice writes it; what was hidden has come to light."""
    tables = tables_of(content)
    edit(tables)
    return _packed(
        tables, _Dialect(row=_libreoffice_row, application="LibreOffice/25.8", hidden=(), far=True)
    )


class _Dialect:
    def __init__(
        self,
        *,
        row: Callable[[int, int], str],
        application: str,
        hidden: tuple[str, ...],
        far: bool = False,
    ) -> None:
        self.row = row
        self.application = application
        self.hidden = hidden
        self.far = far


def _wps_row(number: int, width: int) -> str:
    return f'<row r="{number}" spans="1:{width}">'


def _libreoffice_row(number: int, _: int) -> str:
    return (
        f'<row r="{number}" customFormat="false" ht="12.8" hidden="false" customHeight="false" '
        'outlineLevel="0" collapsed="false">'
    )


def _packed(tables: Tables, dialect: _Dialect) -> bytes:
    shared: dict[str, int] = {}
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, rows in enumerate(tables.values(), 1):
            archive.writestr(f"xl/worksheets/sheet{number}.xml", _sheet(rows, shared, dialect))
        texts = "".join(f'<si><t xml:space="preserve">{escape(t)}</t></si>' for t in shared)
        many = f'count="{len(shared)}" uniqueCount="{len(shared)}"'
        archive.writestr(
            "xl/sharedStrings.xml", f'{_HEAD}<sst xmlns="{_SPACE}" {many}>{texts}</sst>'
        )
        archive.writestr("xl/styles.xml", _STYLES)
        archive.writestr("xl/workbook.xml", _book(tables, dialect))
        archive.writestr("xl/_rels/workbook.xml.rels", _relations(len(tables)))
        archive.writestr("[Content_Types].xml", _types(len(tables)))
        target = f'Type="{_RELATIONS}/officeDocument" Target="xl/workbook.xml"'
        archive.writestr(
            "_rels/.rels",
            f'{_HEAD}<Relationships xmlns="{_PACKAGE}relationships">'
            f'<Relationship Id="rId1" {target}/></Relationships>',
        )
        archive.writestr(
            "docProps/app.xml",
            f'{_HEAD}<Properties xmlns="http://schemas.openxmlformats.org/officeDocument/2006/'
            f'extended-properties"><Application>{dialect.application}</Application></Properties>',
        )
    return file.getvalue()


def _sheet(rows: Rows, shared: dict[str, int], dialect: _Dialect) -> str:
    width = max((len(row) for row in rows), default=1)
    parts = [_HEAD, f'<worksheet xmlns="{_SPACE}"><sheetPr/>']
    parts.append(f'<dimension ref="A1:{get_column_letter(width)}{max(1, len(rows))}"/><sheetData>')
    for number, row in enumerate(rows, 1):
        parts.append(dialect.row(number, width))
        parts += [
            _cell(f"{get_column_letter(position)}{number}", value, shared)
            for position, value in enumerate(row, 1)
        ]
        parts.append("</row>")
    if dialect.far:
        parts.append(f'{dialect.row(1048576, width)}<c r="A1048576" s="1"/></row>')
    parts.append("</sheetData></worksheet>")
    return "".join(parts)


def _cell(place: str, value: Any, shared: dict[str, int]) -> str:
    if value is None:
        return f'<c r="{place}" s="1"/>'
    if isinstance(value, bool):
        return f'<c r="{place}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime | date):
        day = value.date() if isinstance(value, datetime) else value
        return f'<c r="{place}" s="3"><v>{(day - _FIRST_DAY).days}</v></c>'
    if isinstance(value, int | float):
        return f'<c r="{place}" s="2"><v>{value!r}</v></c>'
    return f'<c r="{place}" s="1" t="s"><v>{shared.setdefault(value, len(shared))}</v></c>'


def _book(tables: Tables, dialect: _Dialect) -> str:
    sheets = "".join(
        f"<sheet name={quoteattr(name)} sheetId={quoteattr(str(number))}"
        f" {'state=' + quoteattr('hidden') if name in dialect.hidden else ''}"
        f' r:id="rId{number}"/>'
        for number, name in enumerate(tables, 1)
    )
    return (
        f'{_HEAD}<workbook xmlns="{_SPACE}" xmlns:r="{_RELATIONS}"><fileVersion appName="xl" '
        'lastEdited="3" lowestEdited="5" rupBuild="9302"/><workbookPr date1904="false"/>'
        f'<sheets>{sheets}</sheets><calcPr calcId="144525"/></workbook>'
    )


def _relations(count: int) -> str:
    kinds = [("worksheet", f"worksheets/sheet{number}.xml") for number in range(1, count + 1)]
    kinds += [("sharedStrings", "sharedStrings.xml"), ("styles", "styles.xml")]
    found = "".join(
        f'<Relationship Id="rId{number}" Type="{_RELATIONS}/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(kinds, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}relationships">{found}</Relationships>'


def _types(count: int) -> str:
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml."
    parts = [("workbook", "sheet.main"), ("sharedStrings", "sharedStrings"), ("styles", "styles")]
    parts += [(f"worksheets/sheet{number}", "worksheet") for number in range(1, count + 1)]
    found = "".join(
        f'<Override PartName="/xl/{name}.xml" ContentType="{kind}{what}+xml"/>'
        for name, what in parts
    )
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}content-types"><Default Extension="rels" ContentType="'
        'application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{found}</Types>'
    )


_STYLES: Final = (
    f'{_HEAD}<styleSheet xmlns="{_SPACE}"><numFmts count="1"><numFmt numFmtId="176" '
    'formatCode="yyyy\\-mm\\-dd"/></numFmts><fonts count="1"><font><sz val="11"/></font></fonts>'
    '<fills count="1"><fill><patternFill patternType="none"/></fill></fills><borders count="1">'
    '<border/></borders><cellStyleXfs count="1"><xf numFmtId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0"/><xf numFmtId="49"/><xf numFmtId="4"/>'
    '<xf numFmtId="176"/></cellXfs></styleSheet>'
)
