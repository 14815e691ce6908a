"""What is written is safe to open, says what it is, and keeps every digit."""

from __future__ import annotations

import csv
import io
import json
from datetime import date

import openpyxl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fisc.exchange.amounts import Unit
from fisc.exchange.dryruns import entries_of
from fisc.exchange.exports import About
from fisc.exchange.reading import open_file
from fisc.exchange.tables import TEMPLATES
from fisc.exchange.text_exports import CsvExporter, JsonLinesExporter
from fisc.exchange.workbook_exports import WorkbookExporter
from fisc.values import Money, Words
from tests.exchange.samples import EVERY_KIND, INSTANT, rules, texts, tried, workbook, written_by

RECORD = {
    "text": '=HYPERLINK("http://x")',
    "code": "00123",
    "amount": Money(-123456),
    "second": Money(10**15),
    "day": date(2026, 10, 31),
    "choice": "two",
    "number": 7,
}


@pytest.fixture
def book(tmp_path):
    about = {
        "remarks": (Words("The figures are illustrative.", "数据为示例。"),),
        "marks": {"unit": "239901", "year": "2026"},
    }
    return written_by(WorkbookExporter(), tmp_path / "x.xlsx", EVERY_KIND, [RECORD], **about)


def test_cells_have_the_type_of_their_column(book):
    sheet = openpyxl.load_workbook(book)["各类列"]
    cells = [(cell.value, cell.data_type, cell.number_format) for cell in sheet[2]]

    assert cells[0][:2] == ('\'=HYPERLINK("http://x")', "s")
    assert cells[1] == ("00123", "s", "@")
    assert cells[2] == (-1234.56, "n", "#,##0.00")
    assert cells[3] == ("10000000000000.00", "s", "@")
    assert cells[4][2] == "yyyy-mm-dd"
    assert cells[4][0].date() == date(2026, 10, 31)
    assert cells[5][:2] == ("其二", "s")
    assert cells[6] == (7, "n", "0")


def test_the_unit_stands_in_the_head_and_on_the_hidden_sheet(tmp_path):
    path = tmp_path / "x.xlsx"
    written_by(WorkbookExporter(), path, EVERY_KIND, [RECORD], unit=Unit.WAN, language="en")
    found = openpyxl.load_workbook(path)
    heads = [cell.value for cell in found["Every kind"][1]]
    marks = dict(found["_meta"].iter_rows(values_only=True))

    assert heads[2:4] == ["Amount(10k yuan)", "Last year(10k yuan)"]
    assert found["Every kind"]["C2"].value == -0.123456
    assert marks["amounts_in"] == "wan"


def test_the_workbook_says_what_it_is(book):
    found = openpyxl.load_workbook(book)
    said = " ".join(str(cell.value) for row in found["说明"] for cell in row if cell.value)
    marks = dict(found["_meta"].iter_rows(values_only=True))

    assert [(sheet.title, sheet.sheet_state) for sheet in found] == [
        ("说明", "visible"),
        ("各类列", "visible"),
        ("_lists", "hidden"),
        ("_meta", "hidden"),
    ]
    assert found.active.title == "各类列"
    assert "数据为示例。" in said
    assert "单引号" in said
    assert marks["template"] == "every_kind"
    assert marks["version"] == "3"
    assert (marks["unit"], marks["year"]) == ("239901", "2026")
    assert marks["exported_at"] == INSTANT.isoformat()
    assert marks["rows"] == "1"
    assert len(marks["content"]) == 64


def test_choices_are_offered_as_a_list(book):
    (offered,) = openpyxl.load_workbook(book)["各类列"].data_validations.dataValidation

    assert offered.type == "list"
    assert offered.formula1 == "_lists!$A$1:$A$2"
    assert "F2" in offered.sqref


def test_the_same_export_at_the_same_instant_is_the_same_to_the_byte(tmp_path):
    one = written_by(WorkbookExporter(), tmp_path / "1.xlsx", EVERY_KIND, [RECORD]).read_bytes()
    two = written_by(WorkbookExporter(), tmp_path / "2.xlsx", EVERY_KIND, [RECORD]).read_bytes()

    assert one == two


LIVE = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(start=st.sampled_from(LIVE), rest=texts)
def test_no_text_can_be_run_by_the_program_that_opens_it(start, rest):
    records = [{"text": start + rest}]
    buffers = {}
    for exporter in (WorkbookExporter(), CsvExporter()):
        buffers[exporter.ending] = io.BytesIO()
        exporter.write(buffers[exporter.ending], EVERY_KIND, records, About(exported_at=INSTANT))

    cell = openpyxl.load_workbook(buffers[".xlsx"])["各类列"]["A2"]
    text = buffers[".csv"].getvalue().decode("utf-8-sig")
    (_, row) = csv.reader(io.StringIO(text, newline=""))

    assert cell.data_type == "s"
    assert str(cell.value).startswith("'")
    assert row[0].startswith("'")
    assert not any(mark in row[0][:1] for mark in LIVE)


def test_negative_amounts_stay_numbers_in_csv(tmp_path):
    path = written_by(CsvExporter(), tmp_path / "x.csv", EVERY_KIND, [RECORD])
    content = path.read_bytes()
    (_, row) = csv.reader(io.StringIO(content.decode("utf-8-sig"), newline=""))

    assert content.startswith(b"\xef\xbb\xbf")
    assert row == [
        '\'=HYPERLINK("http://x")',
        "00123",
        "-1234.56",
        "10000000000000.00",
        "2026-10-31",
        "其二",
        "7",
    ]


def test_json_lines_hold_plain_values_and_amounts_as_text(tmp_path):
    path = written_by(JsonLinesExporter(), tmp_path / "x.jsonl", EVERY_KIND, [RECORD])
    about, row = [json.loads(line) for line in path.read_text("utf-8").splitlines()]

    assert about["_meta"]["amounts_in"] == "yuan"
    assert about["_meta"]["currency"] == "CNY"
    assert row["text"] == '=HYPERLINK("http://x")'
    assert (row["amount"], row["choice"], row["number"]) == ("-1234.56", "two", 7)


@pytest.mark.parametrize("exporter", [WorkbookExporter(), CsvExporter(), JsonLinesExporter()])
@pytest.mark.parametrize(
    ("key", "value", "said"),
    [("amount", 12.5, "12.5 is float, not Money"), ("text", 5, "5 is int, not str")],
)
def test_a_value_of_the_wrong_type_is_a_mistake_of_the_caller(exporter, key, value, said):
    records = [{"text": "a"}, {"text": "b", key: value}]

    with pytest.raises(TypeError, match=f"Row 2, column '{key}': {said}"):
        exporter.write(io.BytesIO(), EVERY_KIND, records, About(exported_at=INSTANT))


def test_a_file_of_another_template_or_version_is_refused(tmp_path):
    path = written_by(WorkbookExporter(), tmp_path / "x.xlsx", EVERY_KIND, [RECORD])
    marks = [["template", "every_kind"], ["version", "2"]]
    older = {"各类列": [["文字", "代码"], ["甲", "123"]], "_meta": marks}
    workbook(tmp_path / "y.xlsx", older, hidden=["_meta"])

    assert rules(tried(path, TEMPLATES["budgets"])) == [("", "template-other")]
    assert rules(tried(tmp_path / "y.xlsx")) == [("", "template-version")]


def test_a_unit_changed_in_the_head_alone_is_noticed(tmp_path):
    sheets = {
        "各类列": [["文字", "金额(万元)"], ["甲", 5]],
        "_meta": [["template", "every_kind"], ["amounts_in", "yuan"]],
    }
    workbook(tmp_path / "x.xlsx", sheets, hidden=["_meta"])

    assert rules(tried(tmp_path / "x.xlsx")) == [("各类列!B1", "unit-conflict")]


def test_an_export_opened_again_brings_no_notice(book):
    run = tried(book)
    (entry,) = entries_of(run)

    assert [(n.rule, n.column_name) for n in run.notices] == [("number-as-text", "上年金额(元)")]
    assert dict(entry.values) == RECORD
    assert open_file(book).marks["template"] == "every_kind"


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.key)
def test_a_blank_template_has_its_heads_and_no_rows(tmp_path, template, language):
    path = tmp_path / "x.xlsx"
    written_by(WorkbookExporter(), path, template, [], language=language)
    run = tried(path, template)

    assert rules(run) == [(template.name.said(language), "no-rows")]
    assert run.notices == ()
