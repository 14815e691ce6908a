"""The congress tables on their page, as workbook and on paper: one wrong figure is named in all."""

from __future__ import annotations

import io
from dataclasses import replace

import openpyxl
import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext
from django.utils.html import strip_tags

from fisc.exchange.official_tables import congress as made
from fisc.values import Money
from tests.doors.web.drawn import on_page
from tests.doors.web.test_budget_book import bookmarks
from tests.exchange.papers import read

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
NAMED = {"en": "row 3 Primary, column Budget", "zh-hans": "第3行“小学教育”，预算数栏"}
PAGE = "/congress?year=2025&unit=yuan"  # the year of which the street has adopted a budget


@pytest.fixture
def spoilt(monkeypatch):
    """Let the third line of the expenditure table print one fen too much of the budget."""
    whole = made.congress_set

    def wrong(*asked):
        tables = list(whole(*asked))
        (at,) = (at for at, one in enumerate(tables) if one.key == "general-expenditure")
        lines = list(tables[at].lines)
        amounts = {**lines[2].amounts, "budget": lines[2].amounts["budget"] + Money(1)}
        lines[2] = replace(lines[2], amounts=amounts)
        tables[at] = replace(tables[at], lines=tuple(lines))
        return tuple(tables)

    monkeypatch.setattr(made, "congress_set", wrong)


@LANGUAGES
def test_the_page_lists_every_table_with_its_formulas(come, language):
    browser = come("auditor", language)
    for kind in ("budget", "adjusted", "final"):
        with CaptureQueriesContext(connections["default"]) as asked:
            answer = browser.get(f"{PAGE}&kind={kind}")
        rows = on_page(answer, "list").rows

        assert answer.status_code == 200
        assert len(asked) <= 12, kind
        assert len(rows) == 24
        for row in rows:
            run, hold, wrong, lack = map(int, row[1:5])
            assert (run, wrong) == (hold + lack, 0)


def test_the_adjustment_of_the_street_stands_in_its_row(come):
    browser = come("auditor", "en")
    answer = browser.get(f"{PAGE}&kind=adjusted&shown=general-revenue")
    rows = on_page(answer, "general-revenue").rows

    assert ["10101", "Value-added tax", "80,000,000.00", "-5,000,000.00", "75,000,000.00"] in rows


def test_a_wrong_figure_is_named_on_the_page_by_row_and_column(come, spoilt):
    browser = come("auditor", "en")
    rows = {row[0]: row for row in on_page(browser.get(f"{PAGE}&kind=adjusted"), "list").rows}
    answer = browser.get(f"{PAGE}&kind=adjusted&shown=general-expenditure")
    text = " ".join(strip_tags(answer.content.decode()).split())

    name = "Table 3: General public budget: own-level expenditure by function to the item"
    assert rows[name][3] == "3"
    assert "row 3 Primary, column Budget" in text
    assert "3 check formulas of the congress tables do not hold" in text
    (failing,) = (
        row
        for row in on_page(answer, "general-expenditure-checks").rows
        if row[0] == "D04" and row[5] == "1"
    )
    assert failing[2:] == [
        "row 3 Primary, column Budget",
        "81,000,000.01",
        "81,000,000.00",
        "1",
        "■ does not hold",
    ]


@LANGUAGES
def test_the_workbook_names_it_too(come, spoilt, language):
    data = come("auditor", language).get(f"{PAGE}&kind=adjusted&table=book&as=xlsx").getvalue()
    workbook = openpyxl.load_workbook(io.BytesIO(data))

    cells = {cell.value for sheet in workbook for row in sheet.iter_rows() for cell in row}
    assert NAMED[language] in cells
    assert len(workbook.worksheets) == 48


@pytest.mark.parametrize(("language", "paper"), [("zh-hans", "A4"), ("en", "A3")])
def test_paper_names_it_repeats_heads_and_leads_to_every_table(come, spoilt, language, paper):
    asked = f"{PAGE}&kind=final&table=book&as=pdf&paper={paper}"
    data = come("auditor", language).get(asked).getvalue()
    sheets = read(data)

    text = "".join("".join(sheet.text for sheet in sheets).split())
    assert "".join(NAMED[language].split()) in text
    assert {"en": "3donothold", "zh-hans": "不符3条"}[language] in text
    unit, signed = {
        "en": ("Unit: yuan", "Filled in by:"),
        "zh-hans": ("单位：元", "制表："),
    }[language]
    for sheet in sheets:
        # A page that holds only the foot of a table has no figures, and says no unit.
        assert unit in sheet.text or sheet.text.splitlines()[1].startswith(signed), sheet.text
    assert all(all(sheet.fonts.values()) for sheet in sheets)
    sizes = {frozenset(sheet.size) for sheet in sheets}
    assert sizes == {frozenset({595, 842} if paper == "A4" else {842, 1191})}
    titles = [title for _depth, title, _page in bookmarks(data)]
    assert len([title for title in titles if title.startswith(("Table", "表"))]) == 24


def test_a_kind_or_a_table_that_there_is_not_is_not_found(come):
    browser = come("auditor")

    for more in ("kind=nothing", "shown=nothing", "as=csv&table=book", "as=doc"):
        assert browser.get(f"{PAGE}&{more}").status_code == 404, more


def test_a_year_without_a_budget_says_so(come):
    answer = come("auditor", "en").get("/congress?year=2026")

    assert "No budget of 2026 to make tables of yet" in answer.content.decode()
