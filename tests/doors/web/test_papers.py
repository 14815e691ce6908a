"""Every table is printed as its page shows it: every figure, in order, in its unit and language."""

from __future__ import annotations

import re

import pytest

from fisc.doors.web import downloads
from fisc.exchange.official_tables import papers
from fisc.exchange.paper import fonts, printing
from tests.doors.web.drawn import on_page
from tests.doors.web.shown import REGISTRY, Shown
from tests.doors.web.test_reading import words
from tests.doors.web.test_tables import EVERY, LANGUAGES, fetched
from tests.exchange.papers import in_order, read, said
from tests.stages.pay import cases

FIGURE = re.compile(r"[+-]?[\d,]+\.\d\d|-?\d+\.\d%|\d{4}-\d\d-\d\d")
AMOUNT = re.compile(r"[\d,]+\.\d\d(?![\d%])")
UNITS = {
    "zh-hans": {"yuan": "单位：元", "wan": "单位：万元", "yi": "单位：亿元"},
    "en": {"yuan": "Unit: yuan", "wan": "Unit: 10,000 yuan", "yi": "Unit: 100 million yuan"},
}
DRAFTS = Shown("", "/payments?state=draft", "payments", "")


OF_WORDS = {"people", "four-ties", "change-rules", "list"}  # no column of them is a figure


def shown(read_page) -> list[str]:
    """Return every cell of a page in which a figure stands, in the order of reading."""
    lines = [*read_page.rows, *([read_page.total] if read_page.total else [])]
    return [cell for line in lines for cell in line if FIGURE.search(cell)]


@EVERY
def test_a_paper_holds_every_figure_of_the_screen_in_order(come, table):
    # Words are the same in both languages on the screen and on paper; each second table takes one.
    language = ("en", "zh-hans")[REGISTRY.index(table) % 2]
    unit, paper = ("wan", "A4") if language == "en" else ("yuan", "A3")
    browser = come(table.who, language)
    page = on_page(browser.get(table.at(unit=unit)), table.key)
    data = fetched(browser, table, "pdf", unit=unit, paper=paper)

    figures = shown(page)
    assert figures or table.key in OF_WORDS
    assert in_order(figures, said(data)) is None
    for sheet in read(data):
        # A last sheet that has room for the foot alone shows no amount, and needs no unit.
        assert UNITS[language][unit] in sheet.text or not AMOUNT.search(sheet.text)
        assert set(sheet.size) <= ({595, 842} if paper == "A4" else {842, 1191})
        assert all(sheet.fonts.values())


@LANGUAGES
def test_the_unit_of_the_screen_is_the_unit_of_the_paper(come, language):
    browser = come("auditor", language)
    for unit, line in UNITS[language].items():
        text = said(fetched(browser, Shown("", "/trial-balance", "general", ""), "pdf", unit=unit))
        assert re.sub(r"\s", "", line) in text
        assert in_order(shown(on_page(browser.get("/trial-balance"), "general")), text) is None


@LANGUAGES
def test_a_paper_says_who_printed_it_and_what_it_rests_on(book, come, language):
    browser = come("auditor", language)
    text = said(browser.get("/trial-balance?as=pdf").getvalue())
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT hash FROM seal WHERE division = '239900' ORDER BY number DESC LIMIT 1"
        )
        head = bytes(cursor.fetchone()[0]).hex()

    assert head in text
    for wanted in {
        "zh-hans": ("制表：冯审", "复核：", "打印日期：2026-06-30", "勾稽关系", "虚构"),
        "en": (
            "Filledinby:FengShen",
            "Reviewedby:",
            "Printedon:2026-06-30",
            "Checkformulas",
            "invented",
        ),
    }[language]:
        assert wanted in text


def test_the_check_formulas_stand_below_their_table(come):
    browser = come("auditor", "en")
    page = on_page(browser.get("/trial-balance"), "general-checks")
    text = said(fetched(browser, Shown("", "/trial-balance", "general", ""), "pdf"))

    assert [line[-1] for line in page.rows] == ["● holds"] * 3
    assert in_order(["Check formulas", *(line[1] for line in page.rows)], text) is None


def test_a_paper_is_shown_in_the_browser_and_named_like_the_files(come):
    answer = come("budget.head", "en").get("/indicators?as=pdf")

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"].startswith('inline; filename="Indicators_')
    assert answer["Content-Disposition"].endswith('_2026_2026-06-30.pdf"')
    assert answer["Cache-Control"] == "no-store"


def test_the_square_code_opens_the_page_with_the_same_figures(come, monkeypatch):
    found = []
    monkeypatch.setattr(papers, "write_paper", lambda *told: found.append(told[-1].address))
    come("auditor").get("/indicators?book=general&unit=wan&as=pdf&paper=A3&table=indicators")

    (address,) = found
    assert address.startswith("http://testserver/indicators?")
    parts = set(address.partition("?")[2].split("&"))
    assert parts == {"book=general", "unit=wan", "place=239900", "year=2026", "day=2026-06-30"}


@pytest.mark.parametrize("query", ["as=pdf&paper=A5", "as=pdf&paper=", "as=pdf&table=nothing"])
def test_a_paper_that_there_is_not_is_not_found(come, query):
    assert come("auditor").get(f"/trial-balance?{query}").status_code == 404


@LANGUAGES
def test_a_machine_without_fonts_answers_politely(come, monkeypatch, language):
    monkeypatch.setattr(fonts, "folders_of", lambda _family: ())
    answer = come("auditor", language).get("/trial-balance?as=pdf")

    assert answer.status_code == 503
    assert "Retry-After" not in answer
    assert "Noto CJK" in words(answer)


def test_who_finds_others_printing_is_asked_to_come_again(come, monkeypatch):
    monkeypatch.setattr(printing, "WAIT_SECONDS_MAX", 0)
    for _ in range(printing.AT_ONCE_MAX):
        assert printing._slots.acquire(timeout=0)
    try:
        answer = come("auditor").get("/trial-balance?as=pdf")
    finally:
        for _ in range(printing.AT_ONCE_MAX):
            printing._slots.release()

    assert answer.status_code == 503
    assert answer["Retry-After"] == "60"


def test_a_table_too_long_for_paper_is_refused_in_words(come, monkeypatch):
    monkeypatch.setattr(downloads, "PAPER_ROWS_MAX", 4)
    browser = come("budget.head", "en")

    assert browser.get("/indicators?as=pdf").status_code == 422
    page = browser.get("/indicators").content.decode()
    assert "as=xlsx" in page
    assert "as=pdf" not in page


def test_hostile_words_of_a_request_stand_on_paper_as_they_were_typed(come):
    typed = ['#panic("x")', "$x$ \\u{41} @a *b*", "=1+1", "<script>alert(1)</script>", "'=1"]
    for text in typed:
        cases.draft(1_000_00, purpose=text)
    browser = come("school.clerk")
    text = said(fetched(browser, DRAFTS, "pdf"))

    for wanted in typed:
        assert re.sub(r"\s", "", wanted) in text


def test_a_person_from_elsewhere_gets_no_paper(come):
    assert come("farm.clerk").get("/indicators/IND-2026-239900-1?as=pdf").status_code == 404
    assert come("expert").get("/trial-balance?as=pdf").status_code == 403
