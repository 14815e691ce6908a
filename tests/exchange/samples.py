"""Workbooks and tables made for the tests, down to the parts that no library would write."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import unicodedata
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter
from hypothesis import strategies as st

from fisc.exchange.amounts import Unit
from fisc.exchange.characters import misleading
from fisc.exchange.dryruns import DryRun, Order, dry_run
from fisc.exchange.exports import About
from fisc.exchange.kinds import YEARS
from fisc.exchange.tables import TEMPLATES
from fisc.exchange.templates import Choice, Column, Kind, Template
from fisc.values import FEN_MAX, Money, UnitCode, Words

INSTANT = datetime(2026, 10, 31, 8, 30, tzinfo=UTC)
OUTSIDE = Path(__file__).resolve().parents[3] / "shared" / "data"

EVERY_KIND = Template(
    key="every_kind",
    version=3,
    name=Words("Every kind", "各类列"),
    purpose=Words("For tests.", "用于测试。"),
    columns=(
        Column(key="text", name=Words("Words", "文字"), required=True),
        Column(key="code", name=Words("Code", "代码"), kind=Kind.CODE, code=UnitCode),
        Column(key="amount", name=Words("Amount", "金额"), kind=Kind.MONEY),
        Column(key="second", name=Words("Last year", "上年金额"), kind=Kind.MONEY),
        Column(key="day", name=Words("Day", "日期"), kind=Kind.DATE),
        Column(
            key="choice",
            name=Words("Choice", "选项"),
            kind=Kind.CHOICE,
            choices=(
                Choice("one", Words("The first", "其一")),
                Choice("two", Words("-The second", "其二")),
            ),
        ),
        Column(key="number", name=Words("Serial", "序号"), kind=Kind.WHOLE),
    ),
)

PARTS = {
    "[Content_Types].xml": (
        '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="xml" ContentType="application/xml"/><Override '
        'PartName="/xl/workbook.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'spreadsheetml.sheet.main+xml"/></Types>'
    ),
    "_rels/.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    ),
    "xl/_rels/workbook.xml.rels": (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        '<Relationship Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/worksheet" Target="worksheets/sheet1.xml"/>'
        '<Relationship Id="rId2" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/sharedStrings" Target="sharedStrings.xml"/></Relationships>'
    ),
    "xl/workbook.xml": (
        '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" '
        'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships">'
        '<sheets><sheet name="S" sheetId="1" r:id="rId1"/></sheets></workbook>'
    ),
}
SHEET = "xl/worksheets/sheet1.xml"
SHARED = "xl/sharedStrings.xml"


def sheet_xml(rows: str, *, before: str = "", after: str = "") -> str:
    """Return a worksheet part with these rows."""
    return (
        f'{before}<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main">'
        f"<sheetData>{rows}</sheetData>{after}</worksheet>"
    )


def shared_xml(texts: list[str]) -> str:
    """Return the part of shared texts."""
    items = "".join(f"<si><t>{text}</t></si>" for text in texts)
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    return f'<sst xmlns="{space}">{items}</sst>'


def raw_workbook(path: Path, parts: dict[str, str | bytes]) -> Path:
    """Write a workbook part by part; what is not given is a small sound one."""
    whole: dict[str, str | bytes] = {**PARTS, SHEET: sheet_xml(""), **parts}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in whole.items():
            archive.writestr(name, content)
    return path


def workbook(path: Path, sheets: dict[str, list[list[Any]]], **options: Any) -> Path:
    """Write a workbook as a spreadsheet would, from rows of plain values."""
    book = xlsxwriter.Workbook(str(path))
    day = book.add_format({"num_format": "yyyy-mm-dd"})
    for name, rows in sheets.items():
        sheet = book.add_worksheet(name)
        if name in options.get("hidden", ()):
            sheet.hide()
        for number, row in enumerate(rows):
            for position, value in enumerate(row):
                if isinstance(value, date):
                    sheet.write_datetime(number, position, value, day)
                elif isinstance(value, str):
                    sheet.write_string(number, position, value)
                elif value is not None:
                    sheet.write(number, position, value)
        for area in options.get("merged", {}).get(name, ()):
            sheet.merge_range(area, None)
    book.close()
    return path


def tried(path: Path, template: Template = EVERY_KIND, **options: Any) -> DryRun:
    """Try a file under its own name."""
    return dry_run(
        Order(path=path, name=options.pop("name", path.name), template=template, **options)
    )


def rules(run: DryRun) -> list[tuple[str, str]]:
    """Return what was found, and where."""
    return [(problem.address, problem.rule) for problem in run.problems]


# Put before a script that runs by itself and says how much memory it took. The kernel carries the
# figure of ``getrusage`` over from the process that started this one, so it is not asked.
PEAK = """
import re
from pathlib import Path

def peak_mib():
    status = Path("/proc/self/status").read_text()
    return int(re.search(r"VmHWM:\\s+(\\d+)", status)[1]) // 1024
"""


def measured(script: str, path: Path) -> Any:
    """Run a script in a process of its own on one file, and return what it says as JSON."""
    said = subprocess.run(
        [sys.executable, "-c", PEAK + script, str(path)],
        capture_output=True,
        text=True,
        check=True,
        cwd=Path(__file__).resolve().parents[2],
    )
    return json.loads(said.stdout)


def written_by(exporter: Any, path: Path, template: Template, records: Any, **about: Any) -> Path:
    """Export records into a file."""
    buffer = io.BytesIO()
    exporter.write(buffer, template, records, About(exported_at=INSTANT, **about))
    path.write_bytes(buffer.getvalue())
    return path


def _plain(text: str) -> str:
    """Return a text as a register would keep it: composed, and without blanks at its ends."""
    return unicodedata.normalize("NFC", text).strip() or "甲"


characters = st.one_of(
    st.sampled_from("=+-@'＝－—\t\r\n,;\"#/!&<>_x0D甲乙丙，。（） \u3000"),
    st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Co", "Cs", "Cn", "Zl", "Zp")),
).filter(lambda character: not misleading(character))
texts = st.text(characters, max_size=40).map(_plain)
moneys = st.one_of(
    st.integers(-FEN_MAX, FEN_MAX), st.integers(-(10**15), 10**15), st.integers(-500, 500)
).map(Money)
days = st.dates(date(YEARS.start, 1, 1), date(YEARS.stop - 1, 12, 31))


def values_of(column: Column) -> st.SearchStrategy[Any]:
    """Return a strategy of the values that a column may hold."""
    strategy: st.SearchStrategy[Any]
    match column.kind:
        case Kind.TEXT:
            strategy = texts.map(lambda text: _plain(text[: column.characters_max]))
        case Kind.CODE:
            assert column.code is not None
            plain = column.code.pattern.pattern.replace(r"\d", "[0-9]")
            strategy = st.from_regex(plain, fullmatch=True).map(column.code)
        case Kind.MONEY:
            strategy = moneys
        case Kind.DATE:
            strategy = days
        case Kind.CHOICE:
            strategy = st.sampled_from([choice.value for choice in column.choices])
        case Kind.WHOLE:
            strategy = st.integers(-(10**18) + 1, 10**18 - 1)
    return strategy if column.required else st.none() | strategy


def records_of(template: Template) -> st.SearchStrategy[list[dict[str, Any]]]:
    """Return a strategy of sound tables: each row passes the checks of the template."""
    row = st.fixed_dictionaries({column.key: values_of(column) for column in template.columns})
    return st.lists(
        row.map(_mended),
        min_size=1,
        max_size=8,
        unique_by=(lambda record: tuple(record[k] for k in template.unique) or id(record)),
    )


def _mended(record: dict[str, Any]) -> dict[str, Any]:
    """Make a row keep the rule of its template: amounts above zero, functions of expenditure."""
    if "side" in record and record["function"] is None:
        record["side"] = "income"
    if ("issue_day" in record or "payee_name" in record) and record["amount"].fen <= 0:
        record["amount"] = Money(1 - record["amount"].fen - (record["amount"].fen < -1))
    if "planned" in record:
        record["amount"] = Money(abs(record["amount"].fen))
        record["planned"] = record["planned"] and Money(abs(record["planned"].fen))
        record["since"] = None if record["expiry"] else record["since"]
    if "review_year" in record:
        record["amount"] = Money(abs(record["amount"].fen) or 1)
        record["last_day"] = record["last_day"] and max(record["last_day"], record["first_day"])
    return record


ALL_TEMPLATES = (EVERY_KIND, *TEMPLATES.values())
ALL_UNITS = tuple(Unit)
