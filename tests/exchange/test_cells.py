"""How single cells are understood: what is accepted, what is told, what is refused."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.exchange.amounts import Unit, read_amount
from fisc.exchange.kinds import CellReader, Refused, Understood
from fisc.exchange.sheets import Fault, exact_number
from fisc.exchange.templates import Choice, Column, Kind, Template
from fisc.values import Money, UnitCode, Words
from tests.exchange.samples import EVERY_KIND

AMOUNTS = {
    "1234.5": (123450, ()),
    "1,234,567.89": (123456789, ("thousands",)),
    "１２３４": (123400, ("full-width",)),
    "１，２３４．５０": (123450, ("full-width", "thousands")),
    "￥1,000": (100000, ("full-width", "thousands", "currency-sign")),
    "¥-5": (-500, ("currency-sign",)),
    "-¥5": (-500, ("currency-sign",)),
    "1.2万": (1_200_000, ("scaled",)),
    "3亿": (30_000_000_000, ("scaled",)),
    "0.00000001亿": (100, ("scaled",)),
    "12元": (1200, ("scaled",)),
    "−12.30": (-1230, ("minus-sign",)),
    "+7": (700, ()),
    "-0": (0, ()),
    "1.2300000": (123, ()),
}


@pytest.mark.parametrize(("text", "meant"), AMOUNTS.items())
def test_amounts_are_understood_as_people_write_them(text, meant):
    amount = read_amount(text, Unit.YUAN)

    assert (amount.money.fen, amount.notices) == meant


@pytest.mark.parametrize(
    ("text", "rule"),
    [
        ("1e6", "amount-exponent"),
        ("1.5E+3", "amount-exponent"),
        ("1,23", "amount-grouping"),
        ("1,,234", "amount-grouping"),
        ("1234,567", "amount-grouping"),
        ("(500)", "amount-brackets"),
        ("（500）", "amount-brackets"),
        ("1.005", "too-many-decimals"),
        ("0.123元", "too-many-decimals"),
        ("５００ 块", "not-an-amount"),
        ("1 000", "not-an-amount"),
        ("٣", "not-an-amount"),
        ("", "not-an-amount"),
        (".5", "not-an-amount"),
        ("9" * 41, "not-an-amount"),
        ("92233720368547758.08", "amount-too-large"),
    ],
)
def test_amounts_that_would_have_to_be_guessed_are_refused(text, rule):
    assert read_amount(text, Unit.YUAN).rule == rule


def test_the_largest_amount_is_read_to_the_fen():
    assert read_amount("92233720368547758.07", Unit.YUAN).money == Money(2**63 - 1)


@pytest.mark.parametrize(
    ("number", "unit", "fen"),
    [
        (0.1 + 0.2, Unit.YUAN, 30),
        (1.1 * 3, Unit.YUAN, 330),
        (4.35, Unit.YUAN, 435),
        (9999999999999.99, Unit.YUAN, 999999999999999),
        (0.000001, Unit.WAN, 1),
        (123.456789, Unit.WAN, 123456789),
        (1.0000000001, Unit.YI, 10000000001),
        (-70.07, Unit.YUAN, -7007),
    ],
)
def test_numbers_of_a_spreadsheet_become_exact_fen(number, unit, fen):
    assert read_amount(exact_number(number), unit).money == Money(fen)


@given(st.integers(-(10**15) + 1, 10**15 - 1), st.sampled_from(Unit))
def test_every_amount_of_fifteen_digits_survives_a_number_cell(fen, unit):
    cell = float(Decimal(fen).scaleb(-unit.places))

    assert read_amount(exact_number(cell), unit).money == Money(fen)


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        (1e15, "digits-lost"),
        (-1234567890123456.0, "digits-lost"),
        (1234567890123.456, "digits-lost"),
        (float("nan"), "not-a-number"),
        (float("inf"), "not-a-number"),
    ],
)
def test_numbers_that_a_spreadsheet_cannot_hold_are_reported(number, rule):
    assert exact_number(number).rule == rule


def test_a_number_cell_that_cannot_hold_its_fen_is_reported():
    assert read_amount(10**13, Unit.YUAN).rule == "digits-lost"
    assert read_amount("10000000000000", Unit.YUAN).money == Money(10**15)


def _read(key, cell, *, typed=True, marked=True):
    return CellReader(EVERY_KIND.column(key), typed=typed, marked=marked).read(cell)


UNDERSTOOD = [
    ("text", " 张三 ", "张三", ("trimmed",)),
    ("text", "e\u0301", "\u00e9", ("normalised",)),
    ("text", 2488710, "2488710", ("text-from-number",)),
    ("text", Decimal("1.5"), "1.5", ("text-from-number",)),
    ("text", "\ue000", "\ue000", ("private-glyph",)),
    ("text", "'=1+1", "=1+1", ()),
    ("text", "'quoted'", "'quoted'", ()),
    ("text", "行一\n行二", "行一\n行二", ()),
    ("code", "０２３９", "0239", ("full-width",)),
    ("code", 239901, "239901", ("code-as-number",)),
    ("amount", "5", Money(500), ("number-as-text",)),
    ("day", date(2026, 10, 31), date(2026, 10, 31), ()),
    ("day", datetime(2026, 10, 31, tzinfo=UTC), date(2026, 10, 31), ()),
    ("day", "2026-10-31", date(2026, 10, 31), ()),
    ("day", "2026/1/5", date(2026, 1, 5), ()),
    ("day", "2026.01.05", date(2026, 1, 5), ()),
    ("day", "2026年1月5日", date(2026, 1, 5), ()),
    ("day", "2026-10-31 00:00:00", date(2026, 10, 31), ()),
    ("day", "20261031", date(2026, 10, 31), ("date-compact",)),
    ("day", 20261031, date(2026, 10, 31), ("date-compact",)),
    ("day", "２０２６－１０－３１", date(2026, 10, 31), ("full-width",)),
    ("choice", "其二", "two", ()),
    ("choice", " THE first ", "one", ()),
    ("choice", "one", "one", ()),
    ("number", 7, 7, ()),
    ("number", "1,234", 1234, ("number-as-text", "thousands")),
]


@pytest.mark.parametrize(("key", "cell", "value", "notices"), UNDERSTOOD)
def test_cells_are_understood_and_what_was_smoothed_is_told(key, cell, value, notices):
    answer = _read(key, cell)

    assert isinstance(answer, Understood)
    assert (answer.value, answer.notices) == (value, notices)


REFUSED = [
    ("text", "a\x00b", "nul"),
    ("text", "a\x07b", "hidden-character"),
    ("text", "a\u200bb", "hidden-character"),
    ("text", "a\u2066b", "hidden-character"),
    ("text", "a\ud800", "hidden-character"),
    ("text", "\ufffd", "replacement-character"),
    ("text", date(2026, 3, 1), "date-instead"),
    ("text", True, "logical-value"),
    ("text", "x" * 201, "too-long"),
    ("text", "#DIV/0!", "error-value"),
    ("code", "٢٣٩", "code-form"),
    ("code", "2\u200b39", "hidden-character"),
    ("choice", "其三", "choice-unknown"),
    ("choice", 1, "choice-unknown"),
    ("number", "1.5", "not-whole"),
    ("number", Decimal("1.5"), "not-whole"),
    ("number", "9" * 19, "not-whole"),
    ("number", True, "logical-value"),
    ("day", Decimal("46326.5"), "date-serial"),
    ("day", "2026-13-01", "not-a-date"),
    ("day", date(1899, 12, 31), "date-out-of-range"),
    ("amount", Fault("formula-unsaved"), "formula-unsaved"),
    ("amount", "5\u200b", "hidden-character"),
]


@pytest.mark.parametrize(("key", "cell", "rule"), REFUSED)
def test_cells_that_cannot_be_trusted_are_refused(key, cell, rule):
    answer = _read(key, cell)

    assert isinstance(answer, Refused)
    assert answer.rule == rule


@pytest.mark.parametrize("dash", ["-", "—", "——", "－", " — "])
def test_a_dash_means_none_and_a_blank_means_nothing_said(dash):
    assert _read("amount", dash) == Understood(None, cleared=True)
    assert _read("amount", "  ") == Understood(None)
    assert _read("amount", 0).value == Money(0)


def test_json_needs_neither_apostrophe_nor_dash():
    assert _read("text", "'=1", marked=False).value == "'=1"
    assert _read("text", "—", marked=False) == Understood("—")


def test_a_number_in_csv_is_not_a_number_kept_as_text():
    assert _read("amount", "5", typed=False).notices == ()


def test_one_and_true_are_not_remembered_as_the_same_cell():
    reader = CellReader(EVERY_KIND.column("code"), typed=True)

    assert reader.read(True).rule == "logical-value"
    assert reader.read(1).rule == "code-form"


@pytest.mark.parametrize(
    "broken",
    [
        lambda: Column(key="x", name=Words("", ""), kind=Kind.CODE),
        lambda: Column(key="x", name=Words("", ""), code=UnitCode),
        lambda: Column(key="x", name=Words("", ""), kind=Kind.CHOICE),
        lambda: Column(key="x", name=Words("", ""), choices=(Choice("a", Words("", "")),)),
    ],
)
def test_a_column_that_contradicts_itself_cannot_be_made(broken):
    with pytest.raises(ValueError, match="Column 'x'"):
        broken()


def test_a_template_that_contradicts_itself_cannot_be_made():
    same = Column(key="x", name=Words("", ""))
    about = {"key": "t", "version": 1, "name": Words("", ""), "purpose": Words("", "")}

    with pytest.raises(ValueError, match="two columns have the same key"):
        Template(columns=(same, same), **about)
    with pytest.raises(ValueError, match=r"\['y'\] are not columns"):
        Template(columns=(same,), unique=("y",), **about)
