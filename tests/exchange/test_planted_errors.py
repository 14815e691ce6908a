"""A workbook with fifty planted errors: all fifty are reported, each at its cell."""

from __future__ import annotations

from datetime import date, datetime

import openpyxl
import pytest

from fisc.exchange.limits import Limits
from fisc.exchange.tables import TEMPLATES
from fisc.values import Words
from tests.exchange.samples import rules, tried

HEADS = [
    "支付编号",
    "日期",
    "单位代码",
    "指标编号",
    "金额（元）",
    "收款人全称",
    "收款人账号",
    "用途",
    "发票号码",
]
KNOWN_UNITS = {"239901203005"}

# What is put into a sound row, in which column, and the rule that it breaks.
PLANTED = [
    ("A", None, "required"),
    ("A", "PAY 1", "code-form"),
    ("A", "支-1", "code-form"),
    ("A", "PAY-\u200b9", "hidden-character"),
    ("A", "x" * 39, "code-form"),
    ("A", True, "logical-value"),
    ("A", date(2026, 3, 1), "date-instead"),
    ("A", 1234567890123456789, "digits-lost"),
    ("B", None, "required"),
    ("B", "2026-02-30", "not-a-date"),
    ("B", "31/10/2026", "not-a-date"),
    ("B", "十月三十一日", "not-a-date"),
    ("B", 46326, "date-serial"),
    ("B", 46326.5, "date-serial"),
    ("B", datetime.fromisoformat("2026-10-31T12:30"), "date-with-time"),
    ("B", "3026-10-31", "date-out-of-range"),
    ("B", "—", "dash-in-required"),
    ("B", False, "logical-value"),
    ("C", "23990", "code-unknown"),
    ("C", "2399012030O5", "code-form"),
    ("C", 239901203004, "code-unknown"),
    ("C", 20501.5, "code-form"),
    ("C", "#N/A", "error-value"),
    ("D", "", "required"),
    ("D", "=VLOOKUP(A2,X,2)", "formula-unsaved"),
    ("E", None, "required"),
    ("E", "1e6", "amount-exponent"),
    ("E", "12,34", "amount-grouping"),
    ("E", "1,2345.00", "amount-grouping"),
    ("E", "(1,234.50)", "amount-brackets"),
    ("E", "壹仟元", "not-an-amount"),
    ("E", "1.2.3", "not-an-amount"),
    ("E", "--5", "not-an-amount"),
    ("E", "NaN", "not-an-amount"),
    ("E", 0.005, "too-many-decimals"),
    ("E", "1.005", "too-many-decimals"),
    ("E", "0.0000001万", "too-many-decimals"),
    ("E", 20_000_000_000_000, "digits-lost"),
    ("E", "99999999999999999999", "amount-too-large"),
    ("E", date(2026, 1, 5), "date-instead"),
    ("E", 0, "amount-not-above-zero"),
    ("E", "-5.00", "amount-not-above-zero"),
    ("E", "1\u202e5", "hidden-character"),
    ("F", "某公司\u200b", "hidden-character"),
    ("F", "某\ufffd公司", "replacement-character"),
    ("F", "=A1", "formula-unsaved"),
    ("G", 6222021234567890123, "digits-lost"),
    ("H", "办" * 301, "too-long"),
    ("H", "#REF!", "error-value"),
    ("I", True, "logical-value"),
]


def _sound(number):
    return [
        f"PAY-{number}",
        date(2026, 10, 31),
        "239901203005",
        "IND-2026-1",
        1234.5,
        "某文具有限公司",
        "622202123456789012",
        "办公用品",
        "2488710",
    ]


@pytest.fixture
def planted(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet.title = "支付"
    sheet.append(HEADS)
    for row, (column, value, _) in enumerate(PLANTED, 2):
        sheet.append(_sound(row))
        sheet[f"{column}{row}"].number_format = "General"
        sheet[f"{column}{row}"] = value
    sheet.append(_sound(len(PLANTED) + 2))
    book.save(tmp_path / "planted.xlsx")
    return tmp_path / "planted.xlsx"


def _check_unit(code):
    known = code in KNOWN_UNITS
    return None if known else Words(f"There is no unit {code}.", f"没有单位 {code}。")


def test_every_planted_error_is_reported_once_at_its_cell(planted):
    run = tried(planted, TEMPLATES["payments"], checks={"unit": _check_unit})

    assert len(PLANTED) == 50
    assert rules(run) == [
        (f"支付!{column}{row}", rule) for row, (column, _, rule) in enumerate(PLANTED, 2)
    ]
    assert run.counts.problem == 50
    assert run.counts.new == 1
    assert not run.ready


def test_every_report_names_the_head_and_says_what_to_do_in_both_languages(planted):
    run = tried(planted, TEMPLATES["payments"], checks={"unit": _check_unit})

    for problem in run.problems:
        assert problem.column_name == HEADS[ord(problem.column) - ord("A")]
        for language in ("zh", "en"):
            assert len(problem.what_happened.said(language)) > 4
            assert len(problem.what_to_do.said(language)) > 2
            assert "{" not in problem.said(language)


def test_a_check_says_in_its_own_words_why_a_code_is_not_accepted(planted):
    run = tried(planted, TEMPLATES["payments"], checks={"unit": _check_unit})
    said = next(p for p in run.problems if p.rule == "code-unknown")

    assert said.what_happened == Words("There is no unit 23990.", "没有单位 23990。")
    assert said.what_to_do.en == "Look it up in the list."


def test_a_check_is_asked_once_for_each_code(planted):
    asked = []

    def check(code):
        asked.append(code)

    tried(planted, TEMPLATES["payments"], checks={"unit": check})

    assert asked.count("239901203005") == 1


def test_several_errors_in_one_row_are_all_reported(tmp_path):
    book = openpyxl.Workbook()
    book.active.append(HEADS)
    book.active.append(["支付", "x", "y", "指标", "z", None, None, None, None])
    book.save(tmp_path / "one.xlsx")

    run = tried(tmp_path / "one.xlsx", TEMPLATES["payments"])

    assert [address for address, _ in rules(run)] == [f"Sheet!{c}2" for c in "ABCDEFGH"]
    assert run.counts.problem == 1


def test_problems_beyond_the_ceiling_are_counted(planted):
    run = tried(planted, TEMPLATES["payments"], limits=Limits(problems_max=10))

    assert len(run.problems) == 10
    assert run.problems_left_out + 10 == len(tried(planted, TEMPLATES["payments"]).problems)
