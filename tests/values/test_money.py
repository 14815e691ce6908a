"""Money: whole fen, sharing without loss, rounding that is named."""

from __future__ import annotations

import math
from decimal import ROUND_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, Decimal
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from fisc.values import ZERO, Money, Rounding

fen = st.integers(0, 10**15)
amounts = st.integers(-(10**15), 10**15).map(Money)
weights = st.dictionaries(st.text(min_size=1, max_size=6), fen.map(Money), min_size=1, max_size=30)
weights = weights.filter(lambda shares: any(shares.values()))


@given(whole=fen.map(Money), shares=weights)
def test_parts_add_up_to_the_whole(whole, shares):
    assert Money.total(whole.split(shares).values()) == whole


@given(whole=fen.map(Money), shares=weights, order=st.randoms(use_true_random=False))
def test_the_order_of_the_weights_is_immaterial(whole, shares, order):
    shuffled = list(shares.items())
    order.shuffle(shuffled)

    assert list(whole.split(dict(shuffled)).items()) == list(whole.split(shares).items())


@given(whole=fen.map(Money), shares=weights)
def test_no_part_is_a_whole_fen_away_from_its_exact_share(whole, shares):
    total = sum(share.fen for share in shares.values())

    for key, part in whole.split(shares).items():
        assert abs(part.fen - Fraction(whole.fen * shares[key].fen, total)) < 1


@given(whole=fen.map(Money), shares=weights)
def test_who_has_no_weight_gets_nothing(whole, shares):
    parts = whole.split(shares)

    assert all(parts[key] == ZERO for key, share in shares.items() if share == ZERO)


@given(whole=fen.map(Money), shares=weights)
def test_a_larger_weight_never_gets_less(whole, shares):
    parts = whole.split(shares)
    ranked = sorted(shares, key=lambda key: shares[key])

    for lighter, heavier in pairwise(ranked):
        if shares[lighter] < shares[heavier]:
            assert parts[lighter] <= parts[heavier]


def test_the_extra_fen_goes_to_the_first_code_as_in_test_vector_tv027():
    parts = Money.yuan("100.00").split({"c": Money(1), "a": Money(1), "b": Money(1)})

    assert list(parts.items()) == [
        ("a", Money.yuan("33.34")),
        ("b", Money.yuan("33.33")),
        ("c", Money.yuan("33.33")),
    ]


def test_the_extra_fen_goes_to_the_largest_remainder_before_it_goes_by_code():
    parts = Money(10).split({"a": Money(1), "z": Money(2)})  # 3 1/3 and 6 2/3

    assert parts == {"a": Money(3), "z": Money(7)}


@pytest.mark.parametrize(
    ("whole", "shares"),
    [
        (Money(-1), {"a": Money(1)}),
        (Money(1), {}),
        (Money(1), {"a": ZERO}),
        (Money(1), {"a": Money(2), "b": Money(-1)}),
    ],
)
def test_a_senseless_share_is_refused(whole, shares):
    with pytest.raises(ValueError, match="non-negative"):
        whole.split(shares)


factors = st.fractions(-1000, 1000, max_denominator=10**6)


@given(amount=amounts, factor=factors)
@example(amount=Money(5), factor=Fraction(1, 2))
@example(amount=Money(-5), factor=Fraction(1, 2))
def test_every_rounding_is_that_of_the_exact_fraction(amount, factor):
    exact = Fraction(amount.fen) * factor

    assert amount.times(factor, Rounding.DOWN).fen == math.trunc(exact)
    away = math.ceil(abs(exact)) * (-1 if exact < 0 else 1)
    assert amount.times(factor, Rounding.UP).fen == away
    half = math.floor(abs(exact) + Fraction(1, 2)) * (-1 if exact < 0 else 1)
    assert amount.times(factor, Rounding.HALF_UP).fen == half
    assert amount.times(factor, Rounding.HALF_EVEN).fen == round(exact)


@given(amount=amounts, hundredths=st.integers(-(10**6), 10**6))
def test_rounding_agrees_with_the_decimal_arithmetic_of_accountants(amount, hundredths):
    exact = Decimal(amount.fen) * Decimal(hundredths) / Decimal(100)
    ways = {
        Rounding.DOWN: ROUND_DOWN,
        Rounding.UP: ROUND_UP,
        Rounding.HALF_UP: ROUND_HALF_UP,
        Rounding.HALF_EVEN: ROUND_HALF_EVEN,
    }

    for rounding, way in ways.items():
        found = amount.times(Fraction(hundredths, 100), rounding)
        assert found.fen == int(exact.quantize(Decimal(1), rounding=way))


@pytest.mark.parametrize(
    ("factor", "down", "up", "half_up", "half_even"),
    [("149/100", 1, 2, 1, 1), ("3/2", 1, 2, 2, 2), ("151/100", 1, 2, 2, 2), ("5/2", 2, 3, 3, 2)],
)
def test_just_under_half_half_and_just_over(factor, down, up, half_up, half_even):
    rounded = [Money(1).times(Fraction(factor), way).fen for way in Rounding]

    assert rounded == [down, up, half_up, half_even]


@given(st.integers(-(10**15), 10**15))
def test_an_amount_of_yuan_is_read_back_as_it_was_written(count):
    sign = "-" if count < 0 else ""
    written = f"{sign}{abs(count) // 100}.{abs(count) % 100:02d}"

    assert Money.yuan(written).fen == count
    assert str(Money(count)).replace("¥", "").replace(",", "") == written


@pytest.mark.parametrize(
    "text", ["", "1.234", "1,000", "1e3", " 1", "1.", ".5", "nan", "¥1", "--1", "1\n"]
)
def test_what_is_not_a_plain_amount_of_yuan_is_refused(text):
    with pytest.raises(ValueError, match="is not an amount of yuan"):
        Money.yuan(text)


@pytest.mark.parametrize("value", [1.0, True, "1", None, Fraction(1)])
def test_only_a_whole_number_becomes_money(value):
    with pytest.raises(TypeError, match="Money counts whole fen"):
        Money(value)


def test_money_is_not_multiplied_without_a_rounding():
    with pytest.raises(TypeError, match="rounding must be named"):
        Money(1) * 2


@given(amounts, amounts)
def test_adding_and_taking_away_undo_each_other(one, other):
    assert one + other - other == one
    assert one - other == -(other - one)
    assert Money.total([one, other]) == other + one
