"""``fisc paper book``: every official table of a place and year by one command."""

from __future__ import annotations

import io

import openpyxl
import pypdf
import pytest

from fisc.doors.cli.exits import Exit
from fisc.exchange.paper import fonts
from tests.exchange.papers import read, said
from tests.stages.allot.indicators import issued, school
from tests.stages.approve import budgets
from tests.stages.conftest import town  # noqa: F401 - a fixture

WHERE = ("--division", "239900", "--year", "2026")


@pytest.fixture
def adopted(town):  # noqa: F811
    budgets.draft()
    assert budgets.adopt().done
    issued(school())


def test_one_command_makes_the_book_on_paper_with_bookmarks(adopted, fisc, tmp_path):
    target = tmp_path / "book.pdf"
    done = fisc("paper", "book", target, *WHERE, "--unit", "wan", "--json")
    data = target.read_bytes()
    outline = pypdf.PdfReader(io.BytesIO(data)).outline

    assert done.code == Exit.DONE, done.err
    assert done.document["done"] is True
    titles = [one.title for one in outline if not isinstance(one, list)]
    assert titles[0] == "Balance of the budgets"
    assert {"General public budget", "Trial balance", "Final accounts"} <= set(titles)
    assert all("Unit: 10,000 yuan" in sheet.text for sheet in read(data))


def test_the_same_command_makes_the_same_tables_a_workbook(adopted, fisc, tmp_path):
    paper, workbook = tmp_path / "book.pdf", tmp_path / "book.xlsx"
    for target in (paper, workbook):
        done = fisc("paper", "book", target, *WHERE, "--json", lang="zh")
        assert done.code == Exit.DONE, done.err
    text = said(paper.read_bytes())

    sheets = openpyxl.load_workbook(workbook)
    assert len(sheets.worksheets) == done.document["tables"]
    for sheet in sheets:
        assert "".join(sheet["A1"].value.split()) in text


def test_the_square_code_leads_to_the_office_that_is_named(adopted, fisc, tmp_path):
    sizes = []
    for name, more in (("plain.pdf", ()), ("code.pdf", ("--site", "https://budget.example"))):
        assert fisc("paper", "book", tmp_path / name, *WHERE, *more).code == Exit.DONE
        sizes.append((tmp_path / name).stat().st_size)

    assert sizes[1] > sizes[0]


def test_a_file_that_is_there_stays_as_it_is(adopted, fisc, tmp_path):
    target = tmp_path / "book.xlsx"
    target.write_text("mine")

    assert fisc("paper", "book", target, *WHERE).code == Exit.USAGE
    assert target.read_text() == "mine"


def test_a_place_without_a_budget_and_another_kind_of_file_are_said(adopted, fisc, tmp_path):
    nothing = fisc("paper", "book", tmp_path / "b.pdf", "--division", "110000", "--year", "2026")
    other = fisc("paper", "book", tmp_path / "book.docx", *WHERE)

    assert (nothing.code, other.code) == (Exit.USAGE, Exit.USAGE)
    assert "no budget of 110000 for 2026" in nothing.err
    assert ".pdf .xlsx" in other.err
    assert list(tmp_path.glob("*.pdf")) + list(tmp_path.glob("*.docx")) == []


def test_without_fonts_nothing_is_left_behind(adopted, fisc, tmp_path, monkeypatch):
    monkeypatch.setattr(fonts, "folders_of", lambda _family: ())
    done = fisc("paper", "book", tmp_path / "book.pdf", *WHERE)

    assert done.code == Exit.ENVIRONMENT
    assert "Noto CJK" in done.err
    assert list(tmp_path.glob("*.pdf")) + list(tmp_path.glob("*.docx")) == []


@pytest.mark.parametrize("kind", ["budget", "adjusted", "final"])
def test_one_command_makes_the_tables_of_the_congress(adopted, fisc, tmp_path, kind):
    target = tmp_path / "congress.xlsx"
    done = fisc("paper", "congress", target, *WHERE, "--kind", kind, "--json")

    assert done.code == Exit.DONE, done.err
    assert "0 do not hold" in done.document["checks"]
    assert len(openpyxl.load_workbook(target).worksheets) == done.document["tables"] == 48


def test_the_tables_of_the_congress_are_a_paper_with_their_title(adopted, fisc, tmp_path):
    target = tmp_path / "congress.pdf"
    done = fisc("paper", "congress", target, *WHERE, "--kind", "final", lang="zh")

    assert done.code == Exit.DONE, done.err
    assert "人大报表：决算" in said(target.read_bytes())


def test_a_kind_of_congress_tables_that_there_is_not_is_refused(adopted, fisc, tmp_path):
    done = fisc("paper", "congress", tmp_path / "x.pdf", *WHERE, "--kind", "nothing")

    assert done.code == Exit.USAGE
    assert "budget adjusted final" in done.err
