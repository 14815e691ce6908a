"""The budget book: every official table of a place and year, in one file."""

from __future__ import annotations

import io
import re

import openpyxl
import pypdf
import pytest

from fisc.doors.web import downloads
from fisc.exchange.official_tables import book as books
from tests.doors.web.drawn import on_page
from tests.doors.web.test_papers import shown
from tests.exchange.papers import in_order, read, said

LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])
CHAPTERS = {
    "zh-hans": [
        "各本预算收支平衡总表",
        "一般公共预算",
        "预算调整方案",
        "年度执行情况",
        "试算平衡",
        "决算",
    ],
    "en": [
        "Balance of the budgets",
        "General public budget",
        "Plans of adjustment",
        "Execution of the year",
        "Trial balance",
        "Final accounts",
    ],
}
YEAR = "2025"  # the year of which the street has adopted a budget


def fetched(browser, kind: str, **more: str) -> bytes:
    asked = "&".join(f"{name}={value}" for name, value in more.items())
    answer = browser.get(f"/budgets?as={kind}&table=book&year={YEAR}&{asked}")
    assert answer.status_code == 200, answer
    return answer.getvalue()


def bookmarks(data: bytes) -> list[tuple[int, str, int]]:
    """Return the bookmarks of a paper: how deep, what they say, and the page they lead to."""
    reader = pypdf.PdfReader(io.BytesIO(data))
    found = []

    def walk(entries, depth):
        for entry in entries:
            if isinstance(entry, list):
                walk(entry, depth + 1)
            else:
                page = reader.get_destination_page_number(entry)
                found.append((depth, entry.title, page))

    walk(reader.outline, 1)
    return found


@LANGUAGES
@pytest.mark.parametrize("paper", ["A4", "A3"])
def test_every_chapter_and_every_table_has_a_bookmark_that_leads_to_it(come, language, paper):
    data = fetched(come("auditor", language), "pdf", paper=paper, unit="wan")
    sheets = read(data)
    found = bookmarks(data)

    chapters = [title for depth, title, _page in found if depth == 1]
    assert [title for title in chapters if title in CHAPTERS[language]] == CHAPTERS[language]
    for _depth, title, page in found:
        assert re.sub(r"\s", "", title) in re.sub(r"\s", "", sheets[page].text), title
        assert re.sub(r"\s", "", title) in re.sub(r"\s", "", sheets[0].text + sheets[1].text)
    assert {frozenset(sheet.size) for sheet in sheets} == {
        frozenset({595, 842} if paper == "A4" else {842, 1191})
    }
    assert all(all(sheet.fonts.values()) for sheet in sheets)


@LANGUAGES
def test_the_book_says_what_the_pages_say(come, language):
    browser = come("auditor", language)
    text = said(fetched(browser, "pdf", unit="wan"))
    pages = {
        f"/budgets?year={YEAR}&unit=wan": ("general-revenue", "general-expenditure", "plans"),
        f"/?year={YEAR}&unit=wan": ("book",),
        f"/trial-balance?year={YEAR}&unit=wan": ("general",),
        f"/final-accounts?year={YEAR}&unit=wan": ("sources", "final-general"),
    }
    figures = 0
    for address, keys in pages.items():
        for key in keys:
            cells = shown(on_page(browser.get(address), key))
            assert cells, (address, key)
            assert in_order(cells, text) is None, (address, key)
            figures += len(cells)
    assert figures > 40


def test_the_check_formulas_are_run_and_counted_on_the_first_page(come):
    data = fetched(come("auditor", "en"), "pdf")
    first, text = read(data)[0].text, said(data)

    told = re.search(r"(\d+) check formulas run: (\d+) hold, (\d+) do not hold, (\d+) lack", first)
    assert told, first
    run, hold, wrong, lack = map(int, told.groups())
    assert run == hold + wrong + lack > 20
    assert len(re.findall("●holds", text)) == hold
    assert len(re.findall("■doesnothold", text)) == wrong


def test_the_first_page_names_the_unit_the_fingerprint_and_who_printed_it(book, come):
    first = read(fetched(come("auditor", "zh-hans"), "pdf", unit="wan"))[0].text
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT hash FROM seal WHERE division = '239900' AND year = %s"
            " ORDER BY number DESC LIMIT 1",
            [int(YEAR)],
        )
        head = bytes(cursor.fetchone()[0]).hex()

    for wanted in ("单位：万元", "制表：", "目录", head):
        assert wanted in re.sub(r"\s", "", first)


@LANGUAGES
def test_the_workbook_has_a_sheet_for_each_table_and_its_checks(come, language):
    browser = come("auditor", language)
    workbook = openpyxl.load_workbook(io.BytesIO(fetched(browser, "xlsx", unit="yuan")))
    tables = [title for _depth, title, _page in bookmarks(fetched(browser, "pdf"))]
    titles = [sheet["A1"].value for sheet in workbook]

    assert [title for title in tables if title not in titles] == [
        title for title in CHAPTERS[language] if title not in titles and title in tables
    ]
    assert len(titles) == len(set(titles)) > len(tables) // 2


def test_a_book_is_a_workbook_or_a_paper_and_nothing_else(come):
    browser = come("auditor")

    assert browser.get(f"/budgets?as=csv&table=book&year={YEAR}").status_code == 404
    assert browser.get(f"/budgets?as=doc&table=book&year={YEAR}").status_code == 404


def test_a_table_too_long_for_a_file_is_said_in_words(come, monkeypatch):
    monkeypatch.setattr(downloads, "longest", lambda _chapters: 100_001)

    answer = come("auditor").get(f"/budgets?as=xlsx&table=book&year={YEAR}")
    assert answer.status_code == 422
    assert "100,001" in answer.content.decode()


def test_a_figure_that_the_book_lost_would_be_noticed(come, monkeypatch):
    """The comparison with the pages fails when the book leaves out a chapter."""
    whole = books.budget_book
    monkeypatch.setattr(downloads, "budget_book", lambda frame: whole(frame)[:-1])
    browser = come("auditor", "en")
    text = said(fetched(browser, "pdf", unit="wan"))

    cells = shown(on_page(browser.get(f"/final-accounts?year={YEAR}&unit=wan"), "final-general"))
    assert in_order(cells, text) is not None
