"""Heads are recognised in both languages, units are settled, and never guessed."""

from __future__ import annotations

from datetime import date

import pytest

from fisc.exchange.amounts import Unit
from fisc.exchange.dryruns import entries_of
from fisc.exchange.heads import plain_head
from fisc.exchange.tables import TEMPLATES
from fisc.exchange.templates import Kind
from fisc.values import Money
from tests.exchange.samples import ALL_TEMPLATES, EVERY_KIND, rules, tried, workbook

JOURNAL = TEMPLATES["journal"]
DAY = date(2026, 10, 31)
ROW = [DAY, "记-1", "1001", 12.5]


def _run(tmp_path, *rows, template=JOURNAL, sheets=None, **options):
    unit = options.pop("unit", None)
    path = workbook(tmp_path / "x.xlsx", sheets or {"S": [list(row) for row in rows]}, **options)
    return tried(path, template, unit=unit)


@pytest.mark.parametrize(
    ("heads", "fen"),
    [
        (["日期", "凭证号", "会计科目代码", "金额(元)"], 1250),
        (["日期", "凭证号", "会计科目代码", "金额（万元）"], 12_500_000),
        (["日 期", "凭证\n号", "科目", "金额\n【亿元】*"], 125_000_000_000),
        (["Date", "ENTRY", "account", "Amount (10k yuan)"], 12_500_000),
        (["记账日期", "凭证编号", "科目代码", "发生额(元)"], 1250),
        (["day", "voucher", "account", "amount(CNY)"], 1250),
    ],
)
def test_heads_are_recognised_as_people_write_them(tmp_path, heads, fen):
    (entry,) = entries_of(_run(tmp_path, heads, ROW))

    assert entry["amount"] == Money(fen)
    assert (entry["date"], entry["entry"], entry["account"]) == (DAY, "记-1", "1001")


def test_columns_may_stand_in_any_order_and_titles_above_the_head(tmp_path):
    run = _run(
        tmp_path,
        ["某单位 2026 年凭证"],
        [],
        [None, None, None, "单位：万元"],
        ["金额", "备注一", "科目", "凭证号", "日期"],
        [12.5, "不读", "1001", "记-1", DAY],
    )
    (entry,) = entries_of(run)

    assert (entry.row, entry["amount"]) == (5, Money(12_500_000))
    assert [(n.rule, n.value, n.cells) for n in run.notices] == [
        ("column-unused", "备注一", ["S!B4"])
    ]


def test_a_unit_is_asked_for_and_never_guessed(tmp_path):
    heads = ["日期", "凭证号", "科目", "金额"]

    asked = _run(tmp_path, heads, ROW)
    (entry,) = entries_of(_run(tmp_path, heads, ROW, unit=Unit.WAN))

    assert rules(asked) == [("S!D1", "unit-missing")]
    assert entry["amount"] == Money(12_500_000)


@pytest.mark.parametrize(
    ("above", "said"), [("单位：万元", None), (None, "wan"), ("金额单位:亿元", None)]
)
def test_units_that_contradict_each_other_stop_the_import(tmp_path, above, said):
    run = _run(
        tmp_path,
        [None, above],
        ["日期", "凭证号", "科目", "金额(元)"],
        ROW,
        unit=Unit(said) if said else None,
    )

    assert rules(run) == [("S!D2", "unit-conflict")]


def test_each_column_of_amounts_may_have_its_own_unit(tmp_path):
    heads = ["文字", "金额(元)", "上年金额(万元)"]
    (entry,) = entries_of(_run(tmp_path, heads, ["甲", 1, 1], template=EVERY_KIND))

    assert (entry["amount"], entry["second"]) == (Money(100), Money(1_000_000))


def test_a_refused_head_does_not_hide_the_problems_below_it(tmp_path):
    run = _run(tmp_path, ["日期", "凭证号", "金额"], ["十月", "记-1", 5], [DAY, None, 6])

    assert rules(run) == [
        ("S!1", "column-missing"),
        ("S!C1", "unit-missing"),
        ("S!A2", "not-a-date"),
        ("S!B3", "required"),
    ]
    assert run.counts.new == 0


def test_a_column_that_stands_twice_is_reported(tmp_path):
    heads = ["日期", "凭证号", "科目", "金额(元)", "Amount(万元)"]

    run = _run(tmp_path, heads, [*ROW, 5])

    assert rules(run) == [("S!E1", "column-twice")]
    assert run.counts.new == 0


def test_merged_heads_are_reported_at_their_cells(tmp_path):
    sheets = {"S": [["日期", "凭证号", "科目", "金额(元)", None], [*ROW, 3]]}
    run = _run(tmp_path, sheets=sheets, merged={"S": ["D1:E1"]})

    assert ("S!E1", "head-merged") in rules(run)


def test_merged_cells_below_the_head_are_reported_where_a_value_is_missing(tmp_path):
    sheets = {"S": [["日期", "凭证号", "科目", "金额(元)"], ROW, [None, *ROW[1:]]]}
    run = _run(tmp_path, sheets=sheets, merged={"S": ["A2:A3"]})

    assert rules(run)[-1] == ("S!A3", "merged-cell")
    assert "A2:A3" in run.problems[-1].what_happened.en


def test_a_value_beside_the_head_is_reported(tmp_path):
    heads = ["日期", "凭证号", "科目", "金额(元)"]

    assert rules(_run(tmp_path, heads, [*ROW, None, "见附件"])) == [("S!F2", "cell-without-head")]


@pytest.mark.parametrize(
    ("rows", "rule"),
    [
        ([], "sheet-empty"),
        ([["x", "y"], [1, 2]], "head-missing"),
        ([["日期", "凭证号", "科目", "金额(元)"]], "no-rows"),
    ],
)
def test_a_sheet_with_nothing_to_read_says_so(tmp_path, rows, rule):
    assert [found for _, found in rules(_run(tmp_path, *rows))] == [rule]


def test_every_sheet_with_a_head_is_read_and_the_others_are_named(tmp_path):
    table = [["日期", "凭证号", "科目", "金额(元)"], ROW]
    run = _run(tmp_path, sheets={"一月": table, "随笔": [["买菜"]], "二月": table})

    assert [entry.sheet for entry in entries_of(run)] == ["一月", "二月"]
    assert [(n.rule, n.value) for n in run.notices] == [("sheet-unread", "随笔")]


def test_the_same_number_on_two_sheets_is_a_repetition(tmp_path):
    heads = ["支付编号", "日期", "单位代码", "指标编号", "金额(元)", "收款人", "账号", "用途"]
    row = ["P-1", DAY, "239901", "I-1", 5, "甲", "62", "办公"]
    sheets = {"一": [heads, row], "二": [heads, row]}
    run = _run(tmp_path, sheets=sheets, template=TEMPLATES["payments"])

    assert rules(run) == [("二!A2", "row-repeated")]
    assert run.counts.new == 1


def test_the_column_of_errors_and_automatic_columns_are_passed_over_silently(tmp_path):
    heads = ["日期", "凭证号", "科目", "金额(元)", "错误", "单位名称(自动)"]
    run = _run(tmp_path, heads, [*ROW, "某个错误", "某单位"])

    assert (rules(run), run.notices) == ([], ())


@pytest.mark.parametrize("template", ALL_TEMPLATES, ids=lambda template: template.key)
def test_no_two_columns_of_a_template_answer_to_one_name(template):
    names = [
        plain_head(name)
        for column in template.columns
        for name in {column.key, column.name.zh, column.name.en, *column.aliases}
    ]
    own = {
        column.key: {
            plain_head(n) for n in (column.key, column.name.zh, column.name.en, *column.aliases)
        }
        for column in template.columns
    }

    assert len({name for found in own.values() for name in found}) == sum(map(len, own.values()))
    assert all(names)


@pytest.mark.parametrize("template", TEMPLATES.values(), ids=lambda template: template.key)
def test_every_template_has_one_required_amount_and_words_in_both_languages(template):
    assert [c.key for c in template.columns if c.kind is Kind.MONEY and c.required] == ["amount"]
    for words in (template.name, template.purpose, *(c.name for c in template.columns)):
        assert words.zh
        assert words.en
        assert words.zh != words.en
