"""Every table is the same on its page, in its workbook and in its CSV, to the fen."""

from __future__ import annotations

import io
import re
from decimal import Decimal

import openpyxl
import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from fisc.doors.web import downloads
from fisc.doors.web.indicators import ROWS_MAX
from fisc.doors.web.payments import ROWS_MAX as REQUESTS_MAX
from fisc.exchange.amounts import Unit
from tests.doors.web import street
from tests.doors.web.drawn import Read, in_text, in_workbook, on_page, same, with_total
from tests.doors.web.shown import INDICATOR, REGISTRY, Shown
from tests.doors.web.test_pages import TEMPLATES
from tests.doors.web.test_reading import QUERIES_MAX, words
from tests.stages.pay import cases

FILE_QUERIES_MAX = 14  # a file of a past day asks for its total and its rows separately
EVERY = pytest.mark.parametrize("table", REGISTRY, ids=lambda one: f"{one.key} {one.address}")
LANGUAGES = pytest.mark.parametrize("language", ["zh-hans", "en"])


def fetched(browser, table: Shown, kind: str, **more: str) -> bytes:
    answer = browser.get(table.at(**{"as": kind, "table": table.key, **more}))
    assert answer.status_code == 200, words(answer)
    return answer.getvalue()


def alike(page: Read, file: Read) -> None:
    """Hold a file to its page: columns, rows, every cell, and the total."""
    assert file.columns == page.columns
    assert len(file.rows) == len(page.rows)
    for shown, held in zip([*page.rows, page.total], [*file.rows, file.total], strict=True):
        assert len(shown) == len(held)
        for column, one, other in zip(page.columns[: len(shown)], shown, held, strict=True):
            assert same(one, other), f"{column}: the page shows {one!r}, the file {other!r}"


def amounts(rows) -> list[Decimal]:
    return [Decimal(repr(value)) for row in rows for value in row if isinstance(value, int | float)]


def test_every_template_that_draws_a_table_is_in_the_registry():
    drawing = {path.name for path in TEMPLATES if "{% official " in path.read_text("utf-8")}

    assert drawing == {table.template for table in REGISTRY}


@EVERY
@pytest.mark.parametrize(
    ("language", "unit"), [("zh-hans", "yuan"), ("zh-hans", "wan"), ("en", "yi")]
)
def test_the_files_hold_what_the_page_shows(come, table, language, unit):
    browser = come(table.who, language)
    page = on_page(browser.get(table.at(unit=unit)), table.key)
    assert page.rows

    workbook = in_workbook(fetched(browser, table, "xlsx", unit=unit))
    text = in_text(fetched(browser, table, "csv", unit=unit))
    if table.totalled:
        workbook, text = with_total(workbook), with_total(text)
    alike(page, workbook)
    said = re.compile(r" \((?:yuan|10,000 yuan|100 million yuan|元|万元|亿元)\)$")
    text.columns = [said.sub("", title) for title in text.columns]
    alike(page, text)


@EVERY
def test_a_file_keeps_every_fen_in_whatever_unit(come, table):
    browser = come(table.who)
    yuan = in_workbook(fetched(browser, table, "xlsx", unit="yuan"))

    for unit in (Unit.WAN, Unit.YI):
        other = in_workbook(fetched(browser, table, "xlsx", unit=unit.value))
        for one, same_one in zip(yuan.rows, other.rows, strict=True):
            for money, held in zip(one, same_one, strict=True):
                if isinstance(money, int | float) and held != money:
                    assert Decimal(repr(held)).scaleb(unit.places - 2) == Decimal(repr(money))


@EVERY
def test_the_rows_of_a_file_add_up_to_its_total(come, table):
    if not table.totalled:
        pytest.skip("a history has no total")
    file = with_total(in_workbook(fetched(come(table.who), table, "xlsx", unit="yuan")))

    for at, title in enumerate(file.columns):
        held = [row[at] for row in file.rows]
        if isinstance(file.total[at], int | float) and title != "执行率" and "率" not in title:
            assert sum(amounts([held])) == Decimal(repr(file.total[at])), title


@LANGUAGES
def test_a_workbook_says_what_it_is(book, come, language):
    browser = come("auditor", language)
    data = fetched(browser, REGISTRY[4], "xlsx", unit="wan")
    file = in_workbook(data)
    notes = "\n".join(file.notes)
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT hash FROM seal WHERE division = '239900' ORDER BY number DESC LIMIT 1"
        )
        head = bytes(cursor.fetchone()[0]).hex()

    assert file.title == {"zh-hans": "指标", "en": "Indicators"}[language]
    assert file.unit == {"zh-hans": "单位：万元", "en": "Unit: 10,000 yuan"}[language]
    assert head in notes
    assert "2026-06-30" in notes
    for said in {
        "zh-hans": ("口径: ", "来源: ", "虚构", "示例默认值", "行数: 共 5 行"),
        "en": ("Definition: free = issued", "Source: ", "invented", "illustrative", "5, all of"),
    }[language]:
        assert said in notes, notes
    assert in_text(fetched(browser, REGISTRY[4], "csv", unit="wan")).notes[1:] == file.notes


def test_a_file_is_named_by_its_page_place_year_and_day(come):
    answer = come("budget.head", "en").get("/indicators?as=xlsx")

    assert answer["Content-Disposition"].endswith('_2026_2026-06-30.xlsx"')
    assert 'filename="Indicators_' in answer["Content-Disposition"]
    assert answer["Cache-Control"] == "no-store"
    chinese = come("budget.head").get("/indicators?as=csv")["Content-Disposition"]
    assert "filename*=utf-8''%E6%8C%87%E6%A0%87_" in chinese


def test_a_workbook_of_a_page_has_a_sheet_for_each_of_its_tables(come):
    browser = come("auditor", "en")
    data = browser.get("/trial-balance?as=xlsx&unit=yuan").getvalue()

    for sheet, key in enumerate(("general", "funds")):
        alike(on_page(browser.get("/trial-balance"), key), with_total(in_workbook(data, sheet)))
    assert browser.get("/trial-balance?as=csv").status_code == 404


def test_a_file_has_the_rows_of_all_pages_that_fit_the_filter(book, come):
    for number in range(100, 100 + ROWS_MAX + 10):
        cases.fund(book, cases.indicator(number), 100 + number)
    browser = come("budget.head")
    table = Shown("", "/indicators?function=205&book=general&q=IND", "indicators", "")
    pages = [
        on_page(browser.get(table.at(unit="wan", **{"from": first})), "indicators")
        for first in ("1", str(ROWS_MAX + 1))
    ]
    assert [len(page.rows) for page in pages] == [ROWS_MAX, 12]

    file = with_total(in_workbook(fetched(browser, table, "xlsx", **{"from": "51"})))
    pages[0].rows += pages[1].rows
    alike(pages[0], file)
    assert "全部 62 行" in browser.get(table.address).content.decode()


def test_a_file_has_the_whole_history_and_the_whole_queue(book, come, monkeypatch):
    monkeypatch.setattr(downloads, "PART", 7)
    monkeypatch.setattr("fisc.datacentre.vouchers.PART", 9)
    monkeypatch.setattr("fisc.datacentre.indicators.PART", 2)
    for _ in range(ROWS_MAX + 3):
        cases.fund(book, street.SEED, 5)
    for number in range(REQUESTS_MAX + 2):
        cases.draft(100 + number, purpose=f"第 {number} 笔")
    farm, school = come("farm.clerk"), come("school.clerk")
    history = Shown("", f"/indicators/{street.SEED.indicator}", "history", "")
    drafts = Shown("", "/payments?state=draft", "payments", "")

    file = in_workbook(fetched(farm, history, "xlsx"))
    assert len(file.rows) == ROWS_MAX + 4
    shown = on_page(farm.get(history.at(unit="yuan")), "history")
    alike(shown, Read(file.columns, file.rows[:ROWS_MAX], []))
    queue = with_total(in_workbook(fetched(school, drafts, "xlsx")))
    assert len(queue.rows) == REQUESTS_MAX + 3
    assert sum(amounts([row[-1:] for row in queue.rows])) == Decimal(repr(queue.total[-1]))
    assert same(on_page(school.get(drafts.address), "payments").total[-1], queue.total[-1])


HOSTILE = ("=1+1", "+SUM(A1)", "-2+3", "@cmd", "\t=1", '=HYPERLINK("http://x","y")', "＝1", "'=1")


@pytest.mark.parametrize("text", HOSTILE)
def test_no_text_of_a_file_is_taken_for_a_formula(come, text):
    cases.draft(1_000_00, purpose=text)
    browser = come("school.clerk")
    drafts = Shown("", "/payments?state=draft", "payments", "")
    workbook = in_workbook(fetched(browser, drafts, "xlsx"))
    lines = in_text(fetched(browser, drafts, "csv"))

    at = workbook.columns.index("用途")
    for held in (workbook.rows[-2][at], lines.rows[-2][at]):
        assert held == "'" + text
    book = openpyxl.load_workbook(io.BytesIO(fetched(browser, drafts, "xlsx")))
    assert {cell.data_type for line in book.worksheets[0] for cell in line} <= {"n", "s", "d"}


@EVERY
def test_who_may_not_see_a_page_may_not_have_its_file(come, table):
    if table.key == "work":
        pytest.skip("everybody has a desk of their own")
    if table.template in {"standards.html", "standard.html"}:
        pytest.skip("everybody may read the standards")
    strangers = {"expert"} | ({"mayor"} if table.who == "logs" else {"logs"})
    if table.key == "exceptions":
        strangers = {"expert"}  # the keeper of the logs hears of faults of the record
    if table.template in {"own_roles.html", "own_sign_in.html"} or table.key == "jobs":
        pytest.skip("everybody sees what is their own")
    for who in strangers:
        browser = come(who)
        for kind in ("xlsx", "csv", "pdf"):
            address = table.at(**{"as": kind, "table": table.key})
            assert browser.get(address).status_code == 403, kind


def test_a_file_holds_nothing_of_another_unit(come):
    farm = come("farm.clerk")

    assert farm.get(f"{INDICATOR}?as=xlsx").status_code == 404
    file = in_workbook(fetched(farm, REGISTRY[4], "xlsx"))
    assert {row[0] for row in file.rows[:-1]} == {
        street.FIELD.indicator,
        street.SEED.indicator,
    }
    assert farm.get("/trial-balance?as=xlsx").status_code == 403


@pytest.mark.parametrize("query", ["as=ods", "as=", "as=xlsx&table=nothing"])
def test_a_file_that_there_is_not_is_not_found(come, query):
    assert come("mayor").get(f"/?{query}").status_code == 404


def test_a_file_says_what_else_stands_beside_its_table(come):
    browser = come("auditor", "en")
    history = in_workbook(browser.get(f"{INDICATOR}?as=xlsx&unit=yuan").getvalue())

    assert history.notes[0] == (
        "Indicator: Issued 500,000.00 − Frozen 0.00 − Applied for 61,500.00 − Paid 340,000.00"
        " = Free 98,500.00 (yuan)"
    )


@LANGUAGES
def test_a_table_too_long_for_a_file_is_refused_in_words_and_never_cut(come, monkeypatch, language):
    monkeypatch.setattr(downloads, "ROWS_MAX", 4)
    browser = come("budget.head", language)
    answer = browser.get("/indicators?as=xlsx")

    assert answer.status_code == 422
    said = words(answer)
    assert "5" in said
    assert {"zh-hans": "没有生成文件", "en": "no file was made"}[language] in said
    page = browser.get("/indicators").content.decode()
    assert "as=xlsx" not in page
    assert {"zh-hans": "超过", "en": "too many"}[language] in page
    assert browser.get("/indicators?book=funds&as=xlsx").status_code == 200


@EVERY
def test_every_page_with_a_table_offers_its_files(come, table):
    page = come(table.who).get(table.address).content.decode()

    links = re.findall(r'href="([^"]*[?&;]as=(?:xlsx|csv|pdf)[^"]*)"', page)
    own = [link for link in links if re.search(rf"table={table.key}(?:&|$)", link)]
    assert len(own) == 4
    for said in ("下载 Excel", "下载 CSV", "打印 A4", "打印 A3"):
        assert said in page


def questions(browser, address: str) -> int:
    browser.get(address)
    with CaptureQueriesContext(connections["default"]) as asked:
        browser.get(address)
    return len(asked)


def test_more_rows_ask_no_more_questions(book, come):
    addresses = [
        (table.who, table.at(**more))
        for table in REGISTRY
        for more in ({"unit": "wan"}, {"as": "xlsx", "table": table.key})
    ]
    before = [questions(come(who), address) for who, address in addresses]
    for number in range(100, 160):
        cases.fund(book, cases.indicator(number), 100)
        cases.fund(book, street.PAPER, 100)
        cases.draft(100)
    after = [questions(come(who), address) for who, address in addresses]

    for (_, address), many in zip(addresses, after, strict=True):
        assert many <= (FILE_QUERIES_MAX if "as=" in address else QUERIES_MAX), address
    grown = [
        (address, few, many)
        for (_, address), few, many in zip(addresses, before, after, strict=True)
        if many > few
    ]
    assert not grown
