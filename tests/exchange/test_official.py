"""Official tables as files: whole fen, live text kept still, long tables in little memory."""

from __future__ import annotations

import csv
import io
import tracemalloc
from datetime import UTC, date, datetime
from decimal import Decimal
from fractions import Fraction

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.exchange.amounts import Unit, read_amount
from fisc.exchange.characters import unmark
from fisc.exchange.official import Column, Kind, Row, Table, share_written
from fisc.exchange.official_texts import write_text
from fisc.exchange.official_workbooks import CellLost, write_workbook
from fisc.values import Money

AT = datetime(2026, 6, 30, 3, 0, tzinfo=UTC)
COLUMNS = (
    Column("Code", Kind.CODE),
    Column("Picture", Kind.PICTURE),
    Column("Issued", Kind.AMOUNT, group="Amounts"),
    Column("Moved", Kind.CHANGE, group="Amounts"),
    Column("Rate", Kind.PERCENT),
    Column("Day", Kind.DAY),
)


def table(rows, *, unit: Unit = Unit.YUAN, title: str = "Table", **more) -> Table:
    return Table(
        key="table",
        title=title,
        heading="Place · 2026",
        unit=unit,
        unit_said=unit.words.en,
        unit_line=f"Unit: {unit.words.en}",
        columns=COLUMNS,
        rows=rows,
        count=0,
        definition="what it is",
        source="where from",
        notes=(("Definition", "what it is"), ("Source", "=where from")),
        **more,
    )


def row(code: str = "0012", fen: int = 5, moved: int = 0, share: Fraction | None = None) -> Row:
    return Row((code, "<svg/>", Money(fen), Money(moved), share, date(2026, 3, 1)))


def workbook(*tables: Table):
    target = io.BytesIO()
    write_workbook(target, tables, created=AT)
    return openpyxl.load_workbook(target)


def text(one: Table) -> list[list[str]]:
    target = io.BytesIO()
    write_text(target, one)
    assert target.getvalue().startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(target.getvalue().decode("utf-8-sig"), newline="")))


def test_a_workbook_is_set_like_an_official_table():
    total = Row(("Total", "", Money(5), Money(0), None, ""))
    sheet = workbook(table([row(share=Fraction(1, 12))], unit=Unit.WAN, total=total)).active
    lines = [[cell.value for cell in line] for line in sheet]

    assert lines[0][0] == "Table"
    assert lines[1] == ["Place · 2026", None, None, None, "Unit: 10k yuan"]
    assert lines[2] == [None, "Amounts", None, None, None]
    assert lines[3] == ["Code", "Issued", "Moved", "Rate", "Day"]
    assert lines[4] == ["0012", 0.000005, None, 0.083, datetime(2026, 3, 1)]  # noqa: DTZ001
    assert lines[5] == ["Total", 0.000005, None, "—", None]
    assert [line[:2] for line in lines[7:]] == [
        ["Definition", "what it is"],
        ["Source", "'=where from"],
    ]
    assert sheet.freeze_panes == "A5"
    assert sheet.print_title_rows == "$3:$4"
    assert {str(one) for one in sheet.merged_cells.ranges} == {"A1:E1", "B3:C3"}
    assert sheet["B5"].number_format == "#,##0.00;[Red]-#,##0.00"
    assert sheet["A5"].data_type == "s"


def test_a_text_has_its_head_in_one_line_with_the_unit():
    lines = text(table([row(moved=-150)]))

    assert lines[0] == [
        "Code", "Amounts Issued (yuan)", "Amounts Moved (yuan)", "Rate", "Day",
    ]  # fmt: skip
    assert lines[1] == ["0012", "0.05", "-1.50", "—", "2026-03-01"]
    assert lines[2:] == [
        [],
        ["Table", "Place · 2026"],
        ["Definition", "what it is"],
        ["Source", "'=where from"],
    ]


@given(st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1), st.sampled_from(list(Unit)))
def test_every_fen_is_in_the_file(fen, unit):
    one = table([row(fen=fen)], unit=unit)
    held = workbook(one).active["B5"].value

    assert read_amount(Decimal(repr(held)), unit).money == Money(fen)
    assert read_amount(text(one)[1][1], unit).money == Money(fen)


def test_an_amount_that_a_number_cell_cannot_hold_is_text():
    assert workbook(table([row(fen=10**15)])).active["B5"].value == "10000000000000.00"


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=20))
def test_a_text_comes_back_as_it_was_and_is_never_a_formula(said):
    one = table([row(code=said)])
    cell = workbook(one).active["A5"]

    assert cell.data_type != "f"
    assert unmark(cell.value or "") == said
    assert unmark(text(one)[1][0]) == said


def test_a_share_is_written_as_it_is_shown():
    assert str(share_written(Fraction(9995, 10000))) == "1.000"
    assert str(share_written(Fraction(-1, 8))) == "-0.125"


def test_sheets_have_names_that_spreadsheets_take():
    names = workbook(
        table([], title="a/b:c" * 20), table([], title="A b c" * 20), table([], title="[]")
    ).sheetnames

    assert len({name.lower() for name in names}) == 3
    assert all(len(name) <= 31 for name in names)


def test_a_text_that_a_cell_would_cut_is_refused():
    with pytest.raises(CellLost, match="'Code', line 5"):
        workbook(table([row(code="长" * 40_000)]))


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_a_hundred_thousand_rows_need_little_memory(tmp_path, kind):
    rows = (row(code=str(number), fen=number) for number in range(100_000))
    tracemalloc.start()
    with (tmp_path / f"long.{kind}").open("wb") as file:
        if kind == "xlsx":
            assert write_workbook(file, [table(rows)], created=AT) == 100_000
        else:
            assert write_text(file, table(rows)) == 100_000
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert most < 20_000_000, most
    if kind == "xlsx":
        book = openpyxl.load_workbook(tmp_path / "long.xlsx", read_only=True)
        assert sum(1 for _ in book.active.iter_rows(min_row=5)) >= 100_000
