"""The grid of drafts: a plain table without a script, judged and saved like a file."""

from __future__ import annotations

import json
import re

import pytest

from fisc.doors.web import grids
from fisc.exchange.grids import ROWS_MAX
from fisc.stages.allot.models import Indicator
from tests.doors.web.test_reading import words
from tests.doors.web.test_round_trip import draft, everything
from tests.stages.town import FARM, FARMLAND, MAKER, SCHOOL, SCHOOL_RUNNING

SAVE = "/indicators/drafting/save"


def new(number: int, **changes: str) -> dict[str, str]:
    return {
        "number": f"IND-2026-239900-{number}",
        "unit": SCHOOL,
        "project": SCHOOL_RUNNING,
        "function": "2050202",
        "government_item": "50502",
        "department_item": "30201",
        "fund_type": "111",
        "amount": "1,234.5",
        "document": "财预〔2026〕1号",
        "purpose": "粉笔",
    } | changes


def ask(browser, rows, act="check", prints=None):
    said = {"act": act, "rows": rows, "prints": prints or {}}
    return browser.post(SAVE, json.dumps(said), content_type="application/json")


def lines_on(page) -> dict[str, tuple[str, str]]:
    """Return key and fingerprint of the rows of the plain table, by the number that they show."""
    found = re.findall(
        r'<tr data-line="([^"]*)" data-print="([^"]*)"><td class="number">([^<]*)',
        page.content.decode(),
    )
    return {number: (key, printed) for key, printed, number in found}


@pytest.fixture
def browser(book, come):
    return come(MAKER, "en")


def test_without_a_script_the_page_is_a_plain_table_with_the_total_of_the_server(browser):
    draft(1001, 123_456_78)
    draft(1002, 1, maker="business.officer")
    page = browser.get("/indicators/drafting?unit=wan")

    assert "My drafts: 3 · 125,457.78 yuan, all pages" in words(page)
    assert "123,456.78" in words(page)
    assert "IND-2026-239900-1002" not in words(page)
    assert "Unit: yuan" in words(page)


def test_a_long_list_comes_by_pages_from_the_server(browser, monkeypatch):
    monkeypatch.setattr(grids, "PAGE_ROWS", 3)
    for number in range(1001, 1006):
        draft(number, 100)
    first, second, third = (browser.get(f"/indicators/drafting?from={n}") for n in (1, 4, 7))

    assert [len(lines_on(page)) for page in (first, second, third)] == [3, 3, 1]
    assert "My drafts: 7 · 2,006.00 yuan" in words(second)
    assert "4–6 of 7" in words(second)


def test_what_is_typed_is_judged_at_its_cell_and_nothing_is_saved(browser):
    before = everything()
    answer = ask(browser, [new(1001), new(1002, amount="1e6"), new(1003, unit="999", project="x")])
    told = answer.json()

    assert answer.status_code == 200
    assert told["counts"]["new"] == 1
    assert {(fault["row"], fault["column"]) for fault in told["faults"]} == {
        (1, "amount"),
        (2, "project"),
    }
    assert everything() == before
    assert ask(browser, [new(1001, amount="")], "save").status_code == 422
    assert everything() == before


@pytest.mark.writes
def test_what_is_saved_is_one_batch_that_is_undone_as_one(browser):
    draft(1001, 100)
    key, printed = lines_on(browser.get("/indicators/drafting"))["IND-2026-239900-1001"]
    before = everything()
    rows = [
        {"line": key, "amount": "7", "project": "—", "purpose": ""},
        new(1002),
        new(1003, amount="１万"),
    ]
    saved = ask(browser, rows, "save", {key: printed})

    assert saved.status_code == 200, saved.json()
    assert saved.json()["to"] == "/indicators/drafting"
    found = {row.number[-4:]: row for row in Indicator.objects.filter(number__contains="-100")}
    assert [found[n].amount_fen for n in ("1001", "1002", "1003")] == [700, 123_450, 1_000_000]
    assert (found["1001"].project, found["1001"].purpose) == ("", "第 1001 笔")
    assert "grid.jsonl" in words(browser.get("/imports"))
    undone = browser.post("/imports/batches/239900/indicator_lines/1/undo")
    assert undone.status_code == 302
    assert everything() == before


@pytest.mark.writes
def test_a_line_that_somebody_changed_meanwhile_is_a_conflict_in_the_grid_too(browser):
    draft(1001, 100)
    key, printed = lines_on(browser.get("/indicators/drafting"))["IND-2026-239900-1001"]
    assert ask(browser, [{"line": key, "amount": "7"}], "save", {key: printed}).status_code == 200
    late = ask(browser, [{"line": key, "amount": "8"}], "save", {key: printed})

    assert late.status_code == 422
    assert late.json()["counts"]["conflict"] == 1
    assert "changed after the export" in late.json()["faults"][0]["said"]
    assert Indicator.objects.get(number="IND-2026-239900-1001").amount_fen == 700


@pytest.mark.parametrize(
    "said",
    [
        "",
        "[]",
        "{}",
        '{"rows": 1, "prints": {}, "act": "save"}',
        '{"rows": [], "prints": {}, "act": "save"}',
        '{"rows": [1], "prints": {}, "act": "save"}',
        '{"rows": [{"number": "x"}], "prints": [], "act": "save"}',
        "[" * 100_000,
        json.dumps({"rows": [{"number": "x"}] * (ROWS_MAX + 1), "prints": {}, "act": "save"}),
    ],
)
def test_what_is_no_grid_is_refused(browser, said):
    assert browser.post(SAVE, said, content_type="application/json").status_code == 400


def test_a_grid_takes_no_place_from_files_that_wait(browser):
    from tests.doors.web.papers import row, text, tried

    run = tried(browser, text(row(11)))
    for number in range(7):
        ask(browser, [new(2000 + number)])

    assert browser.get(run).status_code == 200


def test_who_drafts_nothing_opens_no_grid(come):
    assert come("school.clerk").get("/indicators/drafting").status_code == 403
    assert ask(come("mayor"), [new(1)]).status_code == 403


def said_of(page) -> dict[str, tuple[str, str]]:
    """Return the branches of the tree by their code: how many drafts, and the address."""
    found = re.findall(
        r'<th scope="row" class="in-\d+" title="(\S+) [^"]*"><a href="([^"]*)"[^>]*>[^<]*</a></th>'
        r'<td class="n">([\d,]+)</td>',
        page.content.decode(),
    )
    return {code: (count, address.replace("&amp;", "&")) for code, address, count in found}


def test_the_tree_counts_the_drafts_and_narrows_the_grid_by_plain_links(browser):
    draft(1001, 70_00, unit=FARM, project=FARMLAND, function="2130153", item="50201")
    draft(1002, 1, maker="business.officer")
    page = browser.get("/indicators/drafting")
    tree = said_of(page)

    assert {code: count for code, (count, _) in tree.items()} == {
        "203": "2",
        SCHOOL: "2",
        "216": "1",
        FARM: "1",
    }
    narrow = browser.get(tree["216"][1])
    assert list(lines_on(narrow)) == ["IND-2026-239900-1001"]
    assert "My drafts under Demo Farm Station: 1 · 70.00 yuan" in words(narrow)
    assert "Clear the filter" in words(narrow)
    assert said_of(narrow).keys() == tree.keys()

    functions = said_of(browser.get("/indicators/drafting?by=function"))
    assert functions["205"][0] == functions["2050202"][0] == "2"
    narrow = browser.get(functions["213"][1])
    assert list(lines_on(narrow)) == ["IND-2026-239900-1001"]
    empty = browser.get("/indicators/drafting?at=999")
    assert "None of your drafts stands there." in words(empty)


def test_the_code_book_is_a_page_and_an_answer_for_the_grid(browser):
    page = browser.get("/indicators/drafting/codes?column=function&q=xxjy")
    assert "2050202" in words(page)
    assert "Education › General education › Primary" in words(page)
    part = browser.get(
        "/indicators/drafting/codes?column=unit&q=203", headers={"x-fragment": "1"}
    ).content.decode()
    assert f'data-code="{SCHOOL}"' in part
    assert "<html" not in part
    assert "No code fits." in words(browser.get("/indicators/drafting/codes?q=%3Cb%3E"))
    assert browser.get("/indicators/drafting/codes?column=amount").status_code == 404
    assert "The first 50 of" in words(browser.get("/indicators/drafting/codes?column=function"))


def test_amounts_and_codes_are_understood_as_wps_and_people_write_them(browser):
    rows = [
        new(1001, amount="１，２３４．５０", unit="２０３００５"),
        new(1002, amount="￥1,234.50"),
        new(1003, amount=" 1.2万 "),
        new(1004, amount="12,34"),
        new(1005, amount="=1200*12"),
        new(1006, function="２０５０２０２x"),
    ]
    told = ask(browser, rows).json()

    assert told["counts"]["new"] == 3
    assert {(fault["row"], fault["column"]) for fault in told["faults"]} == {
        (3, "amount"),
        (4, "amount"),
        (5, "function"),
    }
    assert ask(browser, rows[:3], "save").status_code == 200
    found = Indicator.objects.filter(number__contains="-100").order_by("number")
    assert [(row.amount_fen, row.unit) for row in found] == [
        (123_450, SCHOOL),
        (123_450, SCHOOL),
        (1_200_000, SCHOOL),
    ]
