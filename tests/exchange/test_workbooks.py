"""Workbooks are read as people see them: places, values, merges, hidden sheets."""

from __future__ import annotations

import datetime as dt

import openpyxl
import pytest
import xlsxwriter

from fisc.exchange.limits import Limits
from fisc.exchange.reading import open_file
from tests.exchange.samples import SHARED, SHEET, raw_workbook, shared_xml, sheet_xml, workbook

MIB = 1024 * 1024


def _found(path, **options):
    return [problem.rule for problem in open_file(path, **options).problems]


FAR = {
    "far down": ('<row r="900000"><c r="A900000"><v>1</v></c></row>', "too-many-rows"),
    "far right": ('<row r="1"><c r="XFD1"><v>1</v></c></row>', "too-many-columns"),
    "far in both": ('<row r="1"><c r="XFD1048576"><v>1</v></c></row>', "too-many-rows"),
    "odd spacing": ("<row r='1'><c  r = 'XFD1'><v>1</v></c></row>", "too-many-columns"),
    "no places": ("<row>" + "<c><v>1</v></c>" * 61 + "</row>", "too-many-columns"),
}


@pytest.mark.parametrize("kind", FAR)
def test_one_far_cell_does_not_make_a_giant_table(tmp_path, kind):
    rows, rule = FAR[kind]
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>' + rows
    path = raw_workbook(tmp_path / "x.xlsx", {SHEET: sheet_xml(rows)})

    assert _found(path) == [rule]


def test_styled_empty_cells_far_away_do_no_harm(tmp_path):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row><row r="900000"><c r="XFD900000" s="1"/></row>'
    path = raw_workbook(tmp_path / "x.xlsx", {SHEET: sheet_xml(rows)})
    reading = open_file(path)

    assert reading.problems == ()
    assert [row.cells for row in reading.sheets[0].lines] == [(1,)]


def test_a_long_text_shared_by_many_cells_is_counted_as_often_as_it_is_used(tmp_path):
    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>0</v></c></row>' for n in range(1, 1001))
    parts = {SHEET: sheet_xml(rows), SHARED: shared_xml(["长" * 10_000])}
    path = raw_workbook(tmp_path / "x.xlsx", parts)

    assert _found(path, limits=Limits(ratio_max=1000, text_bytes_max=20 * MIB)) == ["too-much-text"]
    assert _found(path, limits=Limits(ratio_max=1000, text_bytes_max=40 * MIB)) == []


def test_a_sheet_may_not_lie_about_its_dimension(tmp_path):
    rows = '<row r="1"><c r="A1"><v>1</v></c></row>'
    text = sheet_xml(rows).replace("<sheetData>", '<dimension ref="A1:XFD1048576"/><sheetData>')
    reading = open_file(raw_workbook(tmp_path / "x.xlsx", {SHEET: text}))

    assert [row.cells for row in reading.sheets[0].lines] == [(1,)]


def test_formulas_without_a_stored_value_and_errors_are_found_at_their_cells(tmp_path):
    rows = (
        '<row r="1"><c r="A1"><v>1</v></c><c r="B1"><f>A1</f></c><c r="C1"><f>A1</f><v>1</v></c>'
        '<c r="D1" t="str"><f>""</f><v></v></c><c r="E1" t="e"><v>#N/A</v></c></row>'
        '<row r="3"><c r="A3"><f>A1</f><v/></c></row>'
    )
    reading = open_file(raw_workbook(tmp_path / "x.xlsx", {SHEET: sheet_xml(rows)}))
    cells = {row.number: row.cells for row in reading.sheets[0].lines}

    assert [str(getattr(cell, "rule", cell)) for cell in cells[1]] == [
        "1",
        "formula-unsaved",
        "1",
        "None",
        "error-value",
    ]
    assert cells[3][0].rule == "formula-unsaved"


@pytest.mark.parametrize("kind", ['t="e"', "t='e'", 't = "e"'])
def test_an_error_value_alone_is_found_however_it_is_spelt(tmp_path, kind):
    rows = f'<row r="1"><c r="A1"><v>1</v></c><c r="B1" {kind}><v>#REF!</v></c></row>'
    reading = open_file(raw_workbook(tmp_path / "x.xlsx", {SHEET: sheet_xml(rows)}))
    (row,) = reading.sheets[0].lines

    assert row.cells[0] == 1
    assert (row.cells[1].rule, row.cells[1].value) == ("error-value", "#REF!")


def test_results_that_no_spreadsheet_has_computed_are_not_believed(tmp_path):
    book = xlsxwriter.Workbook(str(tmp_path / "x.xlsx"))
    sheet = book.add_worksheet()
    sheet.write_number(0, 0, 5)
    sheet.write_formula(0, 1, "=A1*2")
    book.close()
    (row,) = open_file(tmp_path / "x.xlsx").sheets[0].lines

    assert row.cells[0] == 5
    assert row.cells[1].rule == "formula-unsaved"


def test_merged_cells_have_no_value_of_their_own(tmp_path):
    book = openpyxl.Workbook()
    for row in (["a", "b", "c"], [1, 2, 3], [4, 5, 6]):
        book.active.append(row)
    book.active.merge_cells("A2:A3")
    book.save(tmp_path / "x.xlsx")
    lines = list(open_file(tmp_path / "x.xlsx").sheets[0].lines)

    assert lines[1].cells == (1, 2, 3)
    assert (lines[2].cells[0].rule, lines[2].cells[0].value) == ("merged-cell", "A2:A3")
    assert lines[2].cells[1:] == (5, 6)


def test_rows_and_columns_keep_their_place_when_the_table_begins_elsewhere(tmp_path):
    rows = '<row r="3"><c r="B3"><v>1</v></c><c r="C3"><v>2</v></c></row>'
    reading = open_file(raw_workbook(tmp_path / "x.xlsx", {SHEET: sheet_xml(rows)}))
    filled = [row for row in reading.sheets[0].lines if not row.blank]

    assert [(row.number, row.cells) for row in filled] == [(3, (None, 1, 2))]


def test_dates_counted_from_1904_are_the_dates_that_people_see(tmp_path):
    book = openpyxl.Workbook()
    book.epoch = openpyxl.utils.datetime.CALENDAR_MAC_1904
    book.active["A1"] = dt.date(2026, 10, 31)
    book.save(tmp_path / "x.xlsx")
    (row,) = open_file(tmp_path / "x.xlsx").sheets[0].lines

    assert row.cells[0].isoformat()[:10] == "2026-10-31"


def test_hidden_sheets_are_named_and_not_read(tmp_path):
    path = workbook(tmp_path / "x.xlsx", {"明细": [["a"]], "暗": [["b"]]}, hidden=["暗"])
    reading = open_file(path)

    assert [sheet.name for sheet in reading.sheets] == ["明细"]
    assert [(notice.rule, notice.value) for notice in reading.notices] == [("sheet-hidden", "暗")]
