"""The person gets the own table back with every fault marked, and can mend it there."""

from __future__ import annotations

import io
import json
from datetime import date

import openpyxl
import pytest

from fisc.exchange.annotate import annotate
from fisc.exchange.dryruns import entries_of
from fisc.exchange.tables import TEMPLATES
from fisc.values import Money
from tests.exchange.samples import INSTANT, rules, tried, workbook

JOURNAL = TEMPLATES["journal"]
HEADS = ["日期", "凭证号", "科目", "金额(元)"]
DAY = date(2026, 10, 31)


def _copy(run, path, language="zh"):
    buffer = io.BytesIO()
    annotate(run, buffer, language=language, annotated_at=INSTANT)
    path.write_bytes(buffer.getvalue())
    return path


@pytest.fixture
def faulty(tmp_path):
    rows = [
        ["单位：元"],
        HEADS,
        [DAY, "记-1", "1001", 12.5],
        ["十月", "=1+1", "1001", "五元"],
        [DAY, None, "0012", 123456789012345680],
    ]
    return tried(workbook(tmp_path / "x.xlsx", {"明细": rows}), JOURNAL)


def test_faulty_cells_are_red_with_a_comment_and_a_column_of_errors(faulty, tmp_path):
    sheet = openpyxl.load_workbook(_copy(faulty, tmp_path / "copy.xlsx"))["明细"]
    red = {
        cell.coordinate
        for row in sheet.iter_rows(min_row=3, max_col=4)
        for cell in row
        if cell.fill.fgColor.rgb == "FFFDECEA"
    }
    comments = {
        cell.coordinate for row in sheet.iter_rows() for cell in row if cell.comment is not None
    }

    assert rules(faulty) == [
        ("明细!A4", "not-a-date"),
        ("明细!D4", "not-an-amount"),
        ("明细!B5", "required"),
        ("明细!D5", "digits-lost"),
    ]
    assert red == comments == {"A4", "D4", "B5", "D5"}
    assert sheet["E2"].value == "错误"
    assert sheet["E3"].value is None
    assert "十月" in sheet["E4"].value
    assert "五元" in sheet["E4"].value
    assert "不是日期" in sheet["A4"].comment.text


def test_everything_else_stays_as_it_was(faulty, tmp_path):
    sheet = openpyxl.load_workbook(_copy(faulty, tmp_path / "copy.xlsx"))["明细"]

    assert sheet["A1"].value == "单位：元"
    assert sheet["A3"].value.date() == DAY
    assert (sheet["B4"].value, sheet["B4"].data_type) == ("=1+1", "s")
    assert sheet["C5"].value == "0012"
    assert (sheet["D3"].value, sheet["D3"].data_type) == (12.5, "n")


def test_all_problems_are_listed_with_links_to_their_cells(faulty, tmp_path):
    found = openpyxl.load_workbook(_copy(faulty, tmp_path / "copy.xlsx", "en"))
    listed = list(found["Problems"].iter_rows(min_row=2, values_only=True))

    assert [row[0] for row in listed] == [problem.address for problem in faulty.problems]
    assert listed[0][3] == "“十月” is not a date."
    assert found["Problems"]["A2"].hyperlink.location == "'明细'!A4"


def test_the_copy_tried_again_has_the_same_problems(faulty, tmp_path):
    again = tried(_copy(faulty, tmp_path / "copy.xlsx"), JOURNAL)

    assert rules(again) == rules(faulty)
    assert again.notices == ()


def test_the_copy_can_be_mended_and_imported(faulty, tmp_path):
    path = _copy(faulty, tmp_path / "copy.xlsx")
    book = openpyxl.load_workbook(path)
    for address, value in {"A4": DAY, "D4": 5, "B5": "记-3", "D5": "7.00"}.items():
        book["明细"][address] = value
    book.save(path)

    run = tried(path, JOURNAL)

    assert rules(run) == []
    assert [(entry["entry"], entry["amount"]) for entry in entries_of(run)] == [
        ("记-1", Money(1250)),
        ("=1+1", Money(500)),
        ("记-3", Money(700)),
    ]


def test_cells_without_a_value_do_not_become_blank_in_the_copy(tmp_path):
    book = openpyxl.Workbook()
    for row in (HEADS, [DAY, "记-1", "1001", "=1+1"], [DAY, "#REF!", "1001", 5]):
        book.active.append(row)
    book.active["B3"].data_type = "e"
    book.active.merge_cells("C2:C3")
    book.save(tmp_path / "x.xlsx")
    run = tried(tmp_path / "x.xlsx", JOURNAL)

    again = tried(_copy(run, tmp_path / "copy.xlsx"), JOURNAL)

    assert [address for address, _ in rules(again)] == [address for address, _ in rules(run)]
    assert {rule for _, rule in rules(again)} == {"error-value"}
    assert not again.ready


def test_csv_and_json_lines_are_given_back_as_a_workbook(tmp_path):
    (tmp_path / "表[1].csv").write_text("日期,凭证号,科目,金额(元)\n十月,一,1001,5\n", "utf-8")
    line = {"date": "十月", "entry": "一", "account": "1", "amount(元)": "5"}
    (tmp_path / "x.jsonl").write_text(json.dumps(line), "utf-8")

    for name, sheet, row in (("表[1].csv", "表_1_", 2), ("x.jsonl", "x", 2)):
        run = tried(tmp_path / name, JOURNAL)
        found = openpyxl.load_workbook(_copy(run, tmp_path / "copy.xlsx"))[sheet]
        assert found["A1"].value in {"日期", "date"}
        assert found["E1"].value == "错误"
        assert found.cell(row, 1).value == "十月"
        assert "不是日期" in found.cell(row, 5).value


def test_a_problem_of_the_head_is_marked_at_the_head(tmp_path):
    rows = [["日期", "凭证号", "科目", "金额"], [DAY, "一", "1", 5]]
    run = tried(workbook(tmp_path / "x.xlsx", {"S": rows}), JOURNAL)
    sheet = openpyxl.load_workbook(_copy(run, tmp_path / "copy.xlsx"))["S"]

    assert "没有写单位" in sheet["D1"].comment.text
    assert sheet["E1"].value == "错误"
