"""Indicator lines go out as a workbook, are edited by whatever program, and come in again."""

from __future__ import annotations

import os
from collections.abc import Callable

import pytest

from fisc.exchange.tables.indicator_lines import INDICATOR_LINES
from fisc.record.book import Book
from fisc.stages.allot import commands as allot
from fisc.stages.allot import queries
from fisc.stages.allot.documents import pot_of
from fisc.stages.allot.models import Change, Indicator
from fisc.values import Book as Budget
from fisc.values import Money
from tests.doors.web import street
from tests.doors.web.papers import counts, taken, tried
from tests.doors.web.test_reading import words
from tests.exchange.rewriting import Tables, libreoffice, ours, tables_of, wps
from tests.stages.pay import cases
from tests.stages.town import CHECKER, DAY, MAKER, NOON, SCHOOL, SCHOOL_RUNNING, TOWN, YEAR

SHEET = INDICATOR_LINES.name.zh
STYLES = {"ours": ours, "WPS": wps, "LibreOffice": libreoffice}
LINES = 10_000 if os.environ.get("FISC_SOAK") else 3_000  # either is checked aside
PLACES = {column.key: position for position, column in enumerate(INDICATOR_LINES.columns)}


def plain(content: bytes, _: Callable) -> bytes:
    return content


def draft(number: int, fen: int, maker: str = MAKER, **changes) -> str:
    wanted = allot.IndicatorDraft(
        **{
            "number": f"IND-2026-239900-{number}",
            "book": Budget.GENERAL,
            "function": "2050202",
            "amount": Money(fen),
            "unit": SCHOOL,
            "project": SCHOOL_RUNNING,
            "item": "50502",
            "department_item": "30201",
            "fund_type": "111",
            "document": "财预〔2026〕1号",
            "purpose": f"第 {number} 笔",
            **changes,
        }
    )
    assert allot.draft_indicator(
        draft=wanted, division=TOWN, year=YEAR, maker=maker, at=street.NOW
    ).done
    return wanted.number


def issued(number: int, fen: int) -> str:
    """Put an indicator into the ledger; the street has no lines of a budget to draw it from."""
    name = draft(number, fen)
    row = Indicator.objects.get(number=name)
    row.state, row.granted_fen, row.issued_on = "EXECUTABLE", fen, DAY
    row.save()
    cases.fund(Book(), pot_of(row), fen)
    return name


def everything() -> list[dict]:
    """Return every field of every indicator but its own key in the database."""
    names = [one.name for one in Indicator._meta.concrete_fields if one.name != "id"]
    return list(Indicator.objects.order_by("year", "number").values(*names))


def exported(browser, **asked: str) -> bytes:
    answer = browser.get("/indicators/lines", asked)
    assert answer.status_code == 200
    return answer.getvalue()


def at(tables: Tables, number: str) -> list:
    """Return the row of an indicator."""
    return next(row for row in tables[SHEET] if row[PLACES["number"]] == number)


def edited(**changes: dict[str, object]) -> Callable[[Tables], None]:
    """Return an edit of some lines, by number."""

    def _edit(tables: Tables) -> None:
        for number, values in changes.items():
            row = at(tables, f"IND-2026-239900-{number.removeprefix('n')}")
            for column, value in values.items():
                row[PLACES[column]] = value

    return _edit


def run_of(browser, content: bytes, edit: Callable, style: Callable = ours):
    return browser.get(tried(browser, style(content, edit), "lines.xlsx", "indicator_lines"))


@pytest.fixture
def browser(book, come):
    return come(MAKER, "zh-hans")


def test_an_export_says_what_it_is_and_its_rows_what_they_were(browser):
    draft(1001, 5_00)
    tables = tables_of(exported(browser, unit="yuan"))
    meta = {row[0]: row[1] for row in tables["_meta"] if row[0] != "row"}
    prints = {row[1]: row[2] for row in tables["_meta"] if row[0] == "row"}
    head = tables[SHEET][0]

    assert head[0] == "行标识"
    assert head[PLACES["amount"]] == "金额(元)"
    assert head[-2:] == ["状态(自动)", "编制人(自动)"]
    assert meta["template"] == "indicator_lines"
    assert meta["version"] == "1"
    assert (meta["division"], meta["year"], meta["amounts_in"]) == (TOWN, "2026", "yuan")
    assert meta["schema"] == INDICATOR_LINES.schema
    assert meta["exported_at"].startswith("2026-06-30")
    assert set(prints) == {row[0] for row in tables[SHEET][1:]}
    assert at(tables, "IND-2026-239900-1001")[PLACES["amount"]] == 5


@pytest.mark.parametrize("unit", ["yuan", "wan", "yi"])
@pytest.mark.parametrize("style", [plain, ours, wps, libreoffice])
def test_what_was_not_edited_makes_no_change_in_any_unit_and_writing(browser, unit, style):
    for number, fen in enumerate((1, 99, 100_01, 123_456_789_12), 1001):
        draft(number, fen, purpose=f"=1+{number}")
    issued(1010, 7_000_03)
    before = everything()
    page = run_of(browser, exported(browser, unit=unit), lambda _: None, style)

    assert counts(page) == [0, 0, 7, 0, 0]
    assert everything() == before


@pytest.mark.writes
@pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
def test_edits_come_in_as_one_batch_and_undo_restores_every_field(book, browser, style):
    for number in range(1001, 1006):
        draft(number, number * 100)
    name = issued(1010, 7_000_03)
    before = everything()
    content = exported(browser, unit="yuan")

    def edit(tables: Tables) -> None:
        edited(
            n1001={"amount": 1234.56, "purpose": "改过的用途"},
            n1002={"action": "删除"},
            n1003={"project": "—", "purpose": None},
            n1010={"amount": 5000.02, "reason": "结余收回"},
        )(tables)
        new = list(at(tables, "IND-2026-239900-1004"))
        new[PLACES["line"]], new[PLACES["number"]] = None, "IND-2026-239900-1099"
        tables[SHEET].append(new)

    sent = style(content, edit)
    page = browser.get(tried(browser, sent, "lines.xlsx", "indicator_lines"))
    assert counts(page) == [1, 4, 4, 0, 0]
    assert "1,234.56" in words(page)
    batch = taken(browser, sent, "lines.xlsx", "indicator_lines")

    rows = {row["number"]: row for row in everything()}
    assert rows["IND-2026-239900-1001"]["amount_fen"] == 1_234_56
    assert rows["IND-2026-239900-1001"]["purpose"] == "改过的用途"
    assert "IND-2026-239900-1002" not in rows
    assert rows["IND-2026-239900-1003"]["project"] == ""
    assert rows["IND-2026-239900-1003"]["purpose"] == "第 1003 笔"
    assert rows["IND-2026-239900-1099"]["amount_fen"] == 100_400
    assert rows[name]["granted_fen"] == 7_000_03  # until another person has carried it out
    change = Change.objects.get(state="PROPOSED")
    assert (change.act, change.amount_fen, change.reason) == ("recall", 2_000_01, "结余收回")

    assert browser.post(f"{batch}/undo").status_code == 302
    assert everything() == before
    assert not Change.objects.exists()


@pytest.mark.writes
def test_a_proposed_recall_is_carried_out_by_another_and_then_not_undone(book, browser):
    name = issued(1010, 7_000_03)
    sent = ours(exported(browser, unit="wan"), edited(n1010={"amount": 0.5, "reason": "收回"}))
    batch = taken(browser, sent, "lines.xlsx", "indicator_lines")
    number = Change.objects.get().number
    assert number == "CHG-2026-239900-000001"
    assert allot.recall(number=number, checker=CHECKER, day=DAY, at=NOON).done

    assert queries.indicator(name, YEAR).granted == Money(5_000_00)
    answer = browser.post(f"{batch}/undo")
    assert answer.status_code == 409
    assert f"{number} 已由 {CHECKER} 办理" in words(answer)


def refused(page) -> str:
    assert counts(page)[3:] == [0, 1], words(page)
    return words(page)


def test_what_may_not_change_is_refused_at_its_cell_with_the_way_to_do_it(book, browser):
    draft(1001, 100)
    draft(1002, 100, maker="business.officer")
    issued(1010, 7_000_03)
    content = exported(browser, unit="yuan")
    for changes, said in (
        ({"n1010": {"amount": 7000.04}}, "不能直接调增"),
        ({"n1010": {"amount": -1}}, "不能小于零"),
        ({"n1010": {"amount": 1}}, "须写明原因"),
        ({"n1010": {"action": "删除"}}, "已入账，不能删除"),
        ({"n1010": {"function": "2130153"}}, "不能直接修改"),
        ({"n1001": {"amount": 0}}, "必须大于零"),
        ({"n1001": {"amount": "—"}}, "不能为空"),
        ({"n1001": {"function": "2057777"}}, "无效"),
        ({"n1001": {"unit": "216"}}, "基层单位"),
        ({"n1001": {"government_item": "57777"}}, "无效"),
        ({"n1001": {"department_item": "37777"}}, "无效"),
        ({"n1001": {"project": "23000026T000000009999"}}, "项目库中无项目"),
        ({"n1001": {"number": "IND-2026-239900-7777"}}, "不能修改"),
        ({"n1001": {"line": "2026/IND-2026-239900-7777"}}, "没有可修改的行"),
        ({"n1002": {"amount": 7}}, "仅其本人可改"),
    ):
        page = run_of(browser, content, edited(**changes))
        assert said in refused(page), changes
        assert "指标明细!" in words(page)


@pytest.mark.writes
def test_a_line_changed_after_the_export_is_a_conflict_and_never_written_over(book, browser):
    draft(1001, 100)
    draft(1002, 100)
    content = exported(browser, unit="yuan")
    first = ours(content, edited(n1001={"amount": 5}))
    taken(browser, first, "one.xlsx", "indicator_lines")

    page = run_of(browser, content, edited(n1001={"amount": 9}, n1002={"amount": 9}))
    assert counts(page) == [0, 1, 2, 1, 0]
    assert "在导出后已被改动，不予覆盖" in words(page)
    run = tried(browser, ours(content, edited(n1001={"amount": 9})), "x.xlsx", "indicator_lines")
    assert browser.post(f"{run}/take-over").status_code == 409
    assert Indicator.objects.get(number="IND-2026-239900-1001").amount_fen == 500
    # Whoever left the line as it was, or wants what it says now, is in no conflict.
    assert counts(run_of(browser, content, lambda _: None)) == [0, 0, 4, 0, 0]
    assert counts(run_of(browser, content, edited(n1001={"amount": 5}))) == [0, 0, 4, 0, 0]


@pytest.mark.writes
def test_what_changes_between_the_dry_run_and_the_taking_over_is_seen(book, browser):
    draft(1001, 100)
    content = exported(browser, unit="yuan")
    late = tried(browser, ours(content, edited(n1001={"amount": 9})), "a.xlsx", "indicator_lines")
    taken(browser, ours(content, edited(n1001={"amount": 5})), "b.xlsx", "indicator_lines")
    answer = browser.post(f"{late}/take-over")

    assert answer.status_code == 409
    assert "不予覆盖" in words(answer)
    assert Indicator.objects.get(number="IND-2026-239900-1001").amount_fen == 500


@pytest.mark.writes
def test_a_batch_of_edits_is_not_undone_over_a_later_change(book, browser):
    draft(1001, 100)
    first = ours(exported(browser, unit="yuan"), edited(n1001={"amount": 5}))
    batch = taken(browser, first, "one.xlsx", "indicator_lines")
    second = ours(exported(browser), edited(n1001={"amount": 6}))
    later = taken(browser, second, "two.xlsx", "indicator_lines")

    assert browser.post(f"{batch}/undo").status_code == 409
    assert browser.post(f"{later}/undo").status_code == 302
    assert browser.post(f"{batch}/undo").status_code == 302
    assert Indicator.objects.get(number="IND-2026-239900-1001").amount_fen == 100


@pytest.mark.parametrize(
    ("key", "value", "rule"),
    [
        ("year", "2025", "不是 2026 的"),
        ("division", "239901", "不是 239900 的"),
        ("schema", "0", "模板版本"),
        ("template", "indicators", "模板"),
        ("amounts_in", "wan", "单位"),
    ],
)
def test_a_file_of_another_year_place_or_form_is_refused_whole(book, browser, key, value, rule):
    draft(1001, 100)

    def edit(tables: Tables) -> None:
        for row in tables["_meta"]:
            if row[0] == key:
                row[1] = value

    page = run_of(browser, exported(browser, unit="yuan"), edit)
    assert rule in words(page)
    assert sum(counts(page)[:4]) == 0


@pytest.mark.writes
def test_the_marked_copy_of_edited_lines_is_mended_and_taken_over(book, browser):
    draft(1001, 100)
    draft(1002, 100)
    wrong = edited(n1001={"amount": "x"}, n1002={"amount": 7})
    run = tried(browser, ours(exported(browser, unit="yuan"), wrong), "l.xlsx", "indicator_lines")
    copy = browser.get(f"{run}/marked").getvalue()
    mended = ours(copy, edited(n1001={"amount": 6}))
    taken(browser, mended, "mended.xlsx", "indicator_lines")

    amounts = Indicator.objects.filter(number__contains="-100").values_list("amount_fen", flat=True)
    assert sorted(amounts) == [600, 700]


def test_edits_without_the_hidden_sheet_are_refused(book, browser):
    draft(1001, 100)
    content = exported(browser, unit="yuan")

    def edit(tables: Tables) -> None:
        edited(n1001={"amount": 5})(tables)
        del tables["_meta"]

    page = run_of(browser, content, edit, wps)
    assert "没有 IND-2026-239900-1001 导出时的指纹" in words(page)


@pytest.mark.slow
def test_thousands_of_lines_out_edited_and_in_again(book, browser):
    many = [
        allot.IndicatorDraft(
            number=f"IND-2026-239900-{number:06d}",
            book=Budget.GENERAL,
            function="2050202",
            amount=Money(number * 7 + 1),
            unit=SCHOOL,
            project=SCHOOL_RUNNING,
            item="50502",
            department_item="30201",
            fund_type="111",
            document="财预〔2026〕1号",
            purpose=f"第 {number} 笔",
        )
        for number in range(100_000, 100_000 + LINES)
    ]
    assert allot.draft_indicators(
        drafts=many, division=TOWN, year=YEAR, maker=MAKER, at=street.NOW
    ).done
    before = everything()
    content = exported(browser, unit="wan")
    # 万元 with every fen: what a spreadsheet keeps in binary comes back as the same fen.
    unchanged = run_of(browser, content, lambda _: None, plain)
    assert counts(unchanged) == [0, 0, LINES + 2, 0, 0]

    edits = LINES // 20

    def edit(tables: Tables) -> None:
        for row in tables[SHEET][4::20]:
            row[PLACES["amount"]] = 12.3456
            row[PLACES["purpose"]] = "改"

    for style in STYLES.values():
        run = tried(browser, style(content, edit), "lines.xlsx", "indicator_lines")
        assert counts(browser.get(run)) == [0, edits, LINES + 2 - edits, 0, 0]
        done = browser.post(f"{run}/take-over")
        after = everything()
        assert done.status_code == 302
        changed = [one for one, other in zip(after, before, strict=True) if one != other]
        assert len(changed) == edits
        assert {row["amount_fen"] for row in changed} == {123_456_00}
        assert browser.post(f"{done['Location']}/undo").status_code == 302
        assert everything() == before
