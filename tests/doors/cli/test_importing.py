"""``fisc import`` and ``fisc export``: tried first, all or nothing, undone as one, read back."""

from __future__ import annotations

import csv
import random
from decimal import Decimal

import pytest
import xlsxwriter

from fisc.exchange.paper import fonts
from fisc.record.sealing import verify
from tests.exchange.papers import in_order, read, said
from tests.stages.approve.budgets import adopt, draft
from tests.stages.town import MAKER

pytestmark = pytest.mark.writes

HEAD = ["date", "entry", "account", "amount(yuan)"]
GOOD = [
    ("2002-05-18", "6", "A002", "481.25"),
    ("2002-05-18", "6", "A079", "-481.25"),
    ("2002-06-01", "7", "A079", "900"),
    ("2002-06-01", "7", "A004", "-900"),
]
DIVISION = ("--division", "239901")


def written(path, rows, encoding="utf-8"):
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows([HEAD, *rows])
    return path


def balances(fisc, tmp_path, name="tb"):
    target = tmp_path / f"{name}.csv"
    assert fisc("export", "trial-balance", target, *DIVISION).code == 0
    with target.open(encoding="utf-8-sig", newline="") as file:
        return {row["Account"]: Decimal(row["Balance(yuan)"]) for row in csv.DictReader(file)}


def test_without_confirm_nothing_is_taken_over(fisc, tmp_path):
    path = written(tmp_path / "j.csv", GOOD)
    call = fisc("import", "journal", path, *DIVISION, "--json")

    assert call.code == 0
    assert call.document["counts"]["new"] == 4
    assert call.document["taken_over"] is False
    assert "--confirm" in call.err
    assert balances(fisc, tmp_path) == {}


def test_confirmed_it_is_taken_over_and_named_by_its_batch(fisc, tmp_path, default_book):
    path = written(tmp_path / "j.csv", GOOD)
    call = fisc("import", "journal", path, *DIVISION, "--json", "--confirm")

    assert (call.code, call.document["written"]) == (0, 2)
    assert balances(fisc, tmp_path) == {
        "A002": Decimal("481.25"),
        "A004": Decimal(-900),
        "A079": Decimal("418.75"),
    }
    assert verify(default_book).sound


def test_every_problem_is_named_with_sheet_row_column_value_and_rule(fisc, tmp_path):
    rows = [*GOOD, ("2002-13-01", "8", "A1", "1"), ("2002-06-02", "9", "", "1e5")]
    call = fisc("import", "journal", written(tmp_path / "j.csv", rows), *DIVISION, "--json")
    found = {(p["sheet"], p["row"], p["column"], p["rule"]) for p in call.document["problems"]}

    assert call.code == 1
    assert call.document["done"] is False
    assert found == {
        ("j", 6, "A", "not-a-date"),
        ("j", 7, "C", "required"),
        ("j", 7, "D", "amount-exponent"),
    }
    assert all(p["what_to_do"]["zh"] and p["what_to_do"]["en"] for p in call.document["problems"])


def test_with_problems_nothing_is_taken_over_though_confirmed(fisc, tmp_path):
    rows = [*GOOD, ("2002-06-02", "9", "A1", "1")]
    call = fisc("import", "journal", written(tmp_path / "j.csv", rows), *DIVISION, "--confirm")

    assert call.code == 1
    assert "entry-not-balanced" in call.out
    assert balances(fisc, tmp_path) == {}


def test_problems_are_told_in_chinese_to_who_asks_in_chinese(fisc, tmp_path):
    rows = [("2002-06-02", "9", "A1", "1")]
    path = written(tmp_path / "j.csv", rows)
    call = fisc("import", "journal", path, *DIVISION, lang="zh")

    assert "凭证合计为 ¥1.00，应为零" in call.out


def test_a_marked_copy_is_written_beside_the_answer(fisc, tmp_path):
    path = written(tmp_path / "j.csv", [("2002-06-02", "9", "A1", "1")])
    copy = tmp_path / "copy.xlsx"
    fisc("import", "journal", path, *DIVISION, "--marked", copy)

    assert copy.read_bytes().startswith(b"PK")


def test_an_import_is_undone_once_by_any_of_its_batches(fisc, tmp_path):
    path = written(tmp_path / "j.csv", [*GOOD, *[("2003" + r[0][4:], *r[1:]) for r in GOOD]])
    taken = fisc("import", "journal", path, *DIVISION, "--json", "--confirm").document
    undone = fisc("import", "journal", *DIVISION, "--undo", taken["batches"][-1], "--json")
    again = fisc("import", "journal", *DIVISION, "--undo", taken["batches"][0], "--json")

    assert len(taken["batches"]) == 2
    assert (undone.code, undone.document["written"]) == (0, 4)
    assert (again.code, again.document["rule"]) == (1, "undone once")
    assert set(balances(fisc, tmp_path).values()) == {Decimal(0)}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--undo", "7"), "Batch 7 was not written by an import"),
        ((), "Name a file, or --undo BATCH."),
    ],
)
def test_a_wrong_call_ends_with_two_and_says_why(fisc, words, said):
    call = fisc("import", "journal", *DIVISION, *words)

    assert call.code == 2
    assert said in call.err


def test_a_division_that_is_no_code_ends_with_two(fisc, tmp_path):
    path = written(tmp_path / "j.csv", GOOD)
    call = fisc("import", "journal", path, "--division", "Nowhere", "--json")

    assert call.code == 2
    assert call.document["done"] is False
    assert "'Nowhere'" in call.document["error"]


def test_an_unknown_encoding_ends_with_two(fisc, tmp_path):
    path = written(tmp_path / "j.csv", GOOD)

    assert fisc("import", "journal", path, *DIVISION, "--encoding", "klingon").code == 2


def test_a_file_in_gb18030_is_read(fisc, tmp_path):
    rows = [("2002-06-02", "1", "库存现金", "1"), ("2002-06-02", "1", "银行存款", "-1")]
    path = written(tmp_path / "j.csv", rows, "gb18030")
    call = fisc("import", "journal", path, *DIVISION, "--encoding", "gb18030", "--confirm")

    assert call.code == 0
    assert balances(fisc, tmp_path) == {"库存现金": Decimal(1), "银行存款": Decimal(-1)}


@pytest.mark.parametrize("ending", [".csv", ".jsonl", ".xlsx"])
def test_an_exported_journal_reads_back_without_a_change(fisc, tmp_path, ending):
    fisc("import", "journal", written(tmp_path / "j.csv", GOOD), *DIVISION, "--confirm")
    target = tmp_path / f"copy{ending}"
    out = fisc("export", "journal", target, *DIVISION, "--unit", "wan", "--json")
    again = fisc("import", "journal", target, *DIVISION, "--json", "--confirm")

    assert out.document["rows"] == 4
    assert again.document["repeated"] is True
    assert again.document["already_there"] == 2


def test_months_are_exported(fisc, tmp_path):
    fisc("import", "journal", written(tmp_path / "j.csv", GOOD), *DIVISION, "--confirm")
    target = tmp_path / "m.csv"
    fisc("export", "movements", target, *DIVISION)
    rows = target.read_text(encoding="utf-8-sig").splitlines()

    assert rows == [
        "Month,Account,Change(yuan)",
        "2002-05,A002,481.25",
        "2002-05,A079,-481.25",
        "2002-06,A004,-900.00",
        "2002-06,A079,900.00",
    ]


@pytest.mark.parametrize("name", ["budgets", "indicators", "payments", "journal"])
def test_a_template_is_written_that_the_importer_recognises(fisc, tmp_path, name):
    target = tmp_path / f"{name}.xlsx"
    written = fisc("export", "template", name, target, "--json")
    more = () if name == "journal" else ("--actor", "budget.officer")
    more += ("--year", "2026", "--number", "BUD-1") if name == "budgets" else ()
    call = fisc("import", name, target, *DIVISION, *more, "--json")

    assert (written.code, written.document["rows"]) == (0, 0)
    assert [problem["rule"] for problem in call.document["problems"]] == ["no-rows"]


def test_an_export_overwrites_nothing(fisc, tmp_path):
    target = tmp_path / "there.csv"
    target.write_text("mine", encoding="utf-8")
    call = fisc("export", "trial-balance", target, *DIVISION)

    assert call.code == 2
    assert target.read_text(encoding="utf-8") == "mine"


def test_a_file_of_unknown_kind_is_not_written(fisc, tmp_path):
    call = fisc("export", "trial-balance", tmp_path / "x.ods", *DIVISION)

    assert call.code == 2
    assert ".csv .jsonl .pdf .xlsx" in call.err


def test_an_export_on_paper_holds_every_amount_in_its_unit(fisc, tmp_path):
    path = written(tmp_path / "j.csv", GOOD)
    fisc("import", "journal", path, *DIVISION, "--confirm")
    plain = balances(fisc, tmp_path)
    target = tmp_path / "tb.pdf"
    call = fisc("export", "trial-balance", target, *DIVISION, "--paper", "A3", "--json")

    assert call.code == 0
    assert call.document["rows"] == len(plain) > 0
    text = said(target.read_bytes())
    assert in_order([f"{amount:,.2f}" for amount in plain.values()], text) is None
    assert call.document["fingerprint"] in text
    assert {frozenset(sheet.size) for sheet in read(target.read_bytes())} == {
        frozenset({842, 1191})
    }


def test_without_fonts_no_paper_is_left_behind(fisc, tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "folders_of", lambda _family: ())
    call = fisc("export", "trial-balance", tmp_path / "tb.pdf", *DIVISION)

    assert call.code == 3
    assert "Noto CJK" in call.err
    assert not (tmp_path / "tb.pdf").exists()


def test_thousands_of_rows_of_a_workbook_arrive_to_the_fen(fisc, tmp_path):
    chance = random.Random(3)
    path = tmp_path / "j.xlsx"
    wanted = {}
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("journal")
        sheet.write_row(0, 0, HEAD)
        for row in range(1, 6000, 2):
            fen = chance.randrange(1, 10**9)
            names = f"A{chance.randrange(40)}", f"B{chance.randrange(40)}"
            for at, (name, signed) in enumerate(zip(names, (fen, -fen), strict=True)):
                sheet.write_row(row + at, 0, [f"2025-0{row % 9 + 1}-11", row, name, signed / 100])
                wanted[name] = wanted.get(name, 0) + signed
    call = fisc("import", "journal", path, *DIVISION, "--json", "--confirm")

    assert (call.code, call.document["written"]) == (0, 3000)
    assert balances(fisc, tmp_path) == {k: Decimal(v) / 100 for k, v in wanted.items()}


BUDGET_HEAD = ["side", "book", "line", "unit", "function", "fund_type", "amount(yuan)"]
TOWN = ("--division", "239900")


def test_a_budget_is_imported_as_a_draft_and_undone(fisc, town, tmp_path):
    path = tmp_path / "b.csv"
    lines = [["income", "general", "10101", "203005", "", "111", "5"]]
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([BUDGET_HEAD, *lines])
    words = ("import", "budgets", *TOWN, "--year", 2026, "--number", "BUD-2026-239900-5")
    words += ("--actor", "budget.officer", "--json")
    taken = fisc(*words, path, "--confirm").document
    again = fisc(*words, path, "--confirm").document
    undone = fisc(*words, "--undo", taken["batches"][0])

    assert (taken["written"], again["repeated"]) == (1, True)
    assert (undone.code, undone.document["undone"]) == (0, True)


@pytest.mark.parametrize("kind", ["indicators", "payments"])
def test_a_file_of_drafts_names_its_problems_like_any_other(fisc, town, tmp_path, kind):
    path = tmp_path / "x.csv"
    path.write_text("一,二\n1,2\n", encoding="utf-8")
    call = fisc("import", kind, path, *TOWN, "--actor", "school.clerk", "--json")

    assert call.code == 1
    assert [problem["rule"] for problem in call.document["problems"]] == ["head-missing"]


def test_a_budget_leaves_as_a_package_and_is_imported_into_another_year(fisc, town, tmp_path):
    draft()
    assert adopt().done
    target = tmp_path / "p.zip"
    out = fisc("export", "package", target, *TOWN, "--year", 2026, "--json")
    again = fisc("export", "package", target, *TOWN, "--year", 2026)
    none = fisc("export", "package", tmp_path / "q.zip", *TOWN, "--year", 2031)
    added = fisc("import", "package-totals", target, "--json")
    where = (*TOWN, "--year", 2026, "--number", "BUD-2026-239900-5", "--actor", MAKER)
    tried = fisc("import", "package", target, *where, "--json")
    taken = fisc("import", "package", target, *where, "--confirm", "--json")
    other = fisc("import", "package", target, *where[:3], 2027, *where[4:], "--json")
    undone = fisc("import", "package", *where, "--undo", taken.document["batches"][0], "--json")

    assert (out.code, out.document["rows"]["budget"]) == (0, 7)
    assert again.code != 0
    assert "already" in again.err
    assert none.code != 0
    sums = {(t["by"], t["group"], t["measure"]): t["sum"] for t in added.document["totals"]}
    assert sums["side", "revenue", "approved"] == "120000000"
    assert (tried.code, tried.document["counts"]["new"]) == (0, 7)
    assert (taken.code, taken.document["written"]) == (0, 1)
    assert {p["rule"] for p in other.document["problems"]} == {"package-other-year"}
    assert undone.document["undone"]
