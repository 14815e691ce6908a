"""Figures are shown exactly, in the unit that was asked for, and in no other way."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.doors.web.capitals import in_capitals
from fisc.doors.web.templatetags import figures
from fisc.exchange.amounts import Unit
from fisc.values import Money

FEN = st.integers(min_value=-(10**17), max_value=10**17)


@given(FEN)
def test_in_yuan_every_fen_is_shown(fen):
    shown = figures.shown(Money(fen), Unit.YUAN)

    assert int(shown.replace(",", "").replace(".", "")) == fen
    assert shown[-3] == "."


@given(FEN, st.sampled_from([Unit.WAN, Unit.YI]))
def test_a_larger_unit_is_never_off_by_more_than_half_of_its_last_digit(fen, unit):
    shown = int(figures.shown(Money(fen), unit).replace(",", "").replace(".", ""))
    step = 10 ** (unit.places - 2)

    assert 2 * abs(shown * step - fen) <= step


@pytest.mark.parametrize(
    ("fen", "wan"),
    [(4_999, "0.00"), (5_000, "0.01"), (-4_999, "0.00"), (-5_000, "-0.01"), (10**10, "10,000.00")],
)
def test_halves_are_shown_away_from_zero_as_official_tables_do(fen, wan):
    assert figures.shown(Money(fen), Unit.WAN) == wan


def test_what_is_below_zero_has_a_plain_minus_and_a_colour_besides():
    assert figures.money(Money(-150), Unit.YUAN) == '<span class="below">-1.50</span>'
    assert figures.money(Money(150), Unit.YUAN) == "1.50"
    assert figures.money(None, Unit.YUAN) == "—"


def test_a_change_has_its_sign_and_no_colour_and_is_empty_where_nothing_changed():
    assert figures.change(Money(-150), Unit.YUAN) == "-1.50"
    assert figures.change(Money(150), Unit.YUAN) == "+1.50"
    assert figures.change(Money(0), Unit.YUAN) == ""


@pytest.mark.parametrize(
    ("share", "shown"),
    [(Fraction(1, 2), "50.0%"), (Fraction(9995, 10000), "100.0%"), (Fraction(-1, 8), "-12.5%")],
)
def test_a_share_has_one_decimal_rounded_half_up(share, shown):
    assert figures.percent(share) == shown


def test_a_table_says_when_rounding_makes_its_lines_differ_from_its_total():
    parts = [Money(3_333)] * 3

    assert figures.rounded_apart(parts, Money(9_999), Unit.WAN)
    assert not figures.rounded_apart(parts, Money(9_999), Unit.YUAN)


@pytest.mark.parametrize(
    ("yuan", "capitals"),
    [
        ("0", "零元整"),
        ("1", "壹元整"),
        ("10", "壹拾元整"),
        ("101", "壹佰零壹元整"),
        ("1001", "壹仟零壹元整"),
        ("1010", "壹仟零壹拾元整"),
        ("10001", "壹万零壹元整"),
        ("100100", "壹拾万零壹佰元整"),
        ("1010000", "壹佰零壹万元整"),
        ("100000001", "壹亿零壹元整"),
        ("100110000", "壹亿零壹拾壹万元整"),
        ("10000000000", "壹佰亿元整"),
        ("1000200000000", "壹万零贰亿元整"),
        ("120300.05", "壹拾贰万零叁佰元零伍分"),
        ("6007.14", "陆仟零柒元壹角肆分"),
        ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
        ("325.04", "叁佰贰拾伍元零肆分"),
        ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
        ("1409.50", "壹仟肆佰零玖元伍角整"),
        ("0.05", "伍分"),
        ("0.50", "伍角整"),
        ("-21500", "负贰万壹仟伍佰元整"),
    ],
)
def test_an_amount_is_written_in_capitals_by_the_rules_for_bills(yuan, capitals):
    assert in_capitals(Money.yuan(yuan)) == capitals


@given(st.integers(min_value=0, max_value=2**63 - 1))
def test_capitals_say_the_amount_and_never_two_zeros_in_a_row(fen):
    said = in_capitals(Money(fen))

    assert "零零" not in said
    assert _read(said) == fen


def _read(said: str) -> int:
    """Read capitals back, the slow way."""
    yuan, _, rest = said.partition("元")
    if "元" not in said:
        yuan, rest = "", said
    jiao = fen = 0
    digit = 0
    for sign in rest:
        if sign in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(sign)
        elif sign == "角":
            jiao, digit = digit, 0
        elif sign == "分":
            fen, digit = digit, 0
    return _whole(yuan) * 100 + jiao * 10 + fen


def _whole(said: str) -> int:
    for sign, place in (("亿", 10**8), ("万", 10**4)):
        above, found, below = said.rpartition(sign)
        if found:
            return _whole(above) * place + _whole(below)
    total = digit = 0
    for sign in said:
        if sign in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(sign)
        else:
            total, digit = total + digit * {"拾": 10, "佰": 100, "仟": 1000}[sign], 0
    return total + digit
