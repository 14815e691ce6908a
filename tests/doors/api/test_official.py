"""Official tables by programs: the figures of the pages, in files, with their check formulas."""

from __future__ import annotations

import io
from fractions import Fraction

import openpyxl
import pypdf
import pytest

from fisc.doors.api import official
from fisc.exchange.limits import Limits
from fisc.exchange.packages.reading import open_package
from fisc.exchange.packages.totals import totals
from fisc.exchange.paper.printing import NotPrinted
from fisc.values import Words
from tests.exchange.papers import in_order, read, said
from tests.stages.approve import budgets
from tests.stages.pay import cases

ASKED = {"division": "239900", "year": 2026}


def file(program, path: str, **more):
    answer = program("budget.head").get(path, **ASKED, **more)
    assert answer.status == 200, answer.raw.decode()
    return answer


def test_a_workbook_holds_the_trial_balance_that_the_interface_tells(program):
    cases.submitted(250_000)
    told = program("budget.head").get("/ledger/trial-balance", **ASKED).body["books"]
    workbook = openpyxl.load_workbook(
        io.BytesIO(file(program, "/tables/trial-balance/file", unit="yuan").raw)
    )
    total = [cell.value for row in workbook.worksheets[0].iter_rows() for cell in row]

    (general,) = [one for one in told if one["book"] == "general"]
    assert float(general["debit"]) in total
    assert float(general["debit"]) > 0


@pytest.mark.parametrize(("ending", "kind"), official.TYPES.items())
def test_every_kind_of_file_says_what_it_is_and_is_only_downloaded(program, ending, kind):
    answer = file(program, "/tables/trial-balance/file", **{"as": ending, "key": "general"})

    assert answer.headers["Content-Type"] == kind
    disposition = answer.headers["Content-Disposition"]
    assert disposition.startswith('attachment; filename="trial-balance_239900_2026_')
    assert answer.headers["Cache-Control"] == "no-store"


def test_the_check_formulas_come_as_data_and_hold(program):
    told = program("budget.head").get("/tables/budget-book", **ASKED).body
    checks = [check for table in told["tables"] for check in table["checks"]]

    assert {check["formula"] for check in checks} >= {"T01", "T03", "X01", "S01"}
    assert [check for check in checks if check["passed"] is False] == []
    assert len(told["fingerprint"]) == 64


def test_the_budget_book_by_program_has_bookmarks_and_the_names_of_the_person(program):
    data = file(program, "/tables/budget-book/file", **{"as": "pdf", "paper": "A3"}).raw
    outline = pypdf.PdfReader(io.BytesIO(data)).outline

    assert len(outline) > 3
    assert {frozenset(sheet.size) for sheet in read(data)} == {frozenset({842, 1191})}
    assert "Filledinby:" in said(data)


def test_the_execution_tables_are_those_of_the_interface(program):
    cases.submitted(250_000)
    lines = program("budget.head").get("/execution", year=2026, division="239900").body
    data = file(program, "/execution/file", **{"as": "pdf", "unit": "yuan"}).raw

    assert in_order(["Execution of the year", "2,500.00"], said(data)) is None
    assert "2500.00" in str(lines)


def test_csv_of_several_tables_is_refused_with_the_keys(program):
    answer = program("budget.head").get("/tables/trial-balance/file", **ASKED, **{"as": "csv"})

    assert (answer.status, answer.type) == (422, "invalid")
    assert "general" in answer.body["detail"]


def test_a_table_that_there_is_not_is_not_found(program):
    answer = program("budget.head").get("/tables/trial-balance/file", **ASKED, key="nothing")

    assert (answer.status, answer.type) == (404, "not-found")


def test_what_is_out_of_scope_has_no_tables(program):
    for path in ("/tables/budgets", "/tables/budget-book/file"):
        answer = program("budget.head").get(path, division="110000", year=2026)
        assert (answer.status, answer.type) == (403, "out-of-scope")


@pytest.mark.parametrize(("again", "status"), [(True, 503), (False, 409)])
def test_a_paper_that_cannot_be_printed_is_a_problem(program, monkeypatch, again, status):
    def broken(*_):
        raise NotPrinted(Words("no fonts", "没有字体"), again=again)

    monkeypatch.setattr(official, "print_tables", broken)
    answer = program("budget.head").get("/tables/trial-balance/file", **ASKED, **{"as": "pdf"})

    assert answer.status == status
    assert answer.body["detail"] == "no fonts"
    assert ("Retry-After" in answer.headers) is again


def test_a_table_too_long_for_a_file_is_said(program, monkeypatch):
    monkeypatch.setattr(official, "ROWS_MAX", 1)
    answer = program("budget.head").get("/tables/trial-balance/file", **ASKED)

    assert (answer.status, answer.type) == (409, "too-much")


def test_the_budget_comes_as_a_package_whose_files_are_as_they_say(program, tmp_path):
    budgets.draft()
    assert budgets.adopt().done
    answer = program("budget.head").get("/budgets/239900/2026/package")
    (tmp_path / "p.zip").write_bytes(answer.raw)
    (tmp_path / "in").mkdir()
    found = totals(open_package(tmp_path / "p.zip", tmp_path / "in", Limits()), Limits())
    told = program("budget.head").get("/budgets/239900/2026").body["books"]

    assert answer.headers["Content-Type"] == "application/zip"
    assert found.problems == ()
    for side in ("revenue", "expenditure"):
        rows = [row for book in told for row in book["rows"] if row["side"] == side]
        (packed,) = (
            one.amount
            for one in found.totals
            if (one.table, one.by, one.group, one.measure) == ("budget", "side", side, "adjusted")
        )
        assert packed == sum(Fraction(row["adjusted"]) for row in rows) > 0


def test_a_place_without_a_budget_has_no_package(program):
    answer = program("budget.head").get("/budgets/239900/2031/package")

    assert (answer.status, answer.type) == (404, "not-found")


@pytest.mark.parametrize("kind", ["budget", "adjusted"])
def test_the_congress_tables_come_with_their_checks_and_as_one_book(program, kind):
    assert budgets.draft().done
    told = program("budget.head").get(f"/tables/congress-{kind}", **ASKED).body
    checks = [check for table in told["tables"] for check in table["checks"]]

    assert [check for check in checks if check["passed"] is False] == []
    assert len(told["tables"]) == 24
    assert {check["formula"] for check in checks} >= {"D04", "E01", "F03"}
    assert all(check["where"] for check in checks)
    if kind == "budget":
        text = said(file(program, f"/tables/congress-{kind}/file", **{"as": "pdf"}).raw)
        assert "Congresstablesof" in text
        assert "adraftthatthecongresshasnotadoptedyet" in text


def test_a_place_without_a_budget_has_no_congress_tables(program):
    told = program("budget.head").get("/tables/congress-final", **ASKED)

    assert (told.status, told.body["tables"]) == (200, [])
