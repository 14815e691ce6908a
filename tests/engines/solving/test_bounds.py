"""A bound holds whatever the prices are, and a wrong price never makes it wrong."""

from __future__ import annotations

import random
from fractions import Fraction

import pytest

from fisc.engines.solving.bounds import Held, least
from fisc.engines.solving.conflicts import fewest, freed, kept
from fisc.engines.solving.highs import Unsolved
from fisc.engines.solving.orders import best, settled
from fisc.engines.solving.programmes import Programme, Row, spent


def _programme(chance: random.Random) -> tuple[Programme, list[int]]:
    uppers = [chance.randint(1, 9) for _ in range(5)]
    inside = [chance.randint(0, upper) for upper in uppers]
    rows = []
    for _ in range(3):
        factors = [chance.randint(-3, 3) for _ in uppers]
        there = spent(factors, inside)
        equal = chance.random() < 0.4
        rows.append(Row(range(5), factors, there + (0 if equal else chance.randint(0, 4)), equal))
    return Programme([0] * 5, uppers, rows), inside


def test_no_answer_lies_below_a_bound_from_any_prices():
    chance = random.Random(3)
    for _ in range(500):
        programme, inside = _programme(chance)
        costs = [chance.randint(-4, 4) for _ in range(5)]
        prices = [chance.uniform(-9, 9) for _ in programme.rows]
        most = spent([1] * 5, inside)
        held = [Held([1] * 5, most, chance.uniform(-5, 5))]
        bound = least(programme, costs, prices, held)
        assert bound is not None
        assert bound <= spent(costs, inside)


def test_the_right_prices_give_the_cost_itself():
    chance = random.Random(4)
    tight = 0
    for _ in range(200):
        programme, _ = _programme(chance)
        costs = [chance.randint(0, 4) for _ in range(5)]
        answer = best(programme, [costs])
        assert answer is not None
        assert not programme.broken(answer.amounts)
        assert not programme.outside(answer.amounts)
        order = answer.orders[0]
        assert order.cost - order.bound >= 0
        tight += order.bound == order.cost
    assert tight > 60


def test_a_column_without_end_that_no_price_holds_gives_no_bound():
    programme = Programme([None], [None], [Row((0,), (1,), 3)])
    assert least(programme, [1], [0.0]) is None
    assert least(programme, [-1], [-1.0]) == Fraction(-3)


def test_what_cannot_be_made_whole_is_said():
    programme = Programme([0, 0], [9, 9], [Row((0, 1), (2, 2), 5, equal=True)])
    with pytest.raises(Unsolved):
        settled(programme, [1.25, 1.25], [[1, 1]])


def test_planted_conflicts_are_found_with_nothing_to_spare():
    chance = random.Random(5)
    for _ in range(60):
        programme, _ = _programme(chance)
        planted = [Row((0, 1), (1, 1), 10**9), Row((0,), (-1,), -(10**9)), Row((1,), (-1,), -1)]
        rows = [*programme.rows, *planted]
        chance.shuffle(rows)
        members = fewest(rows)
        assert members is not None
        assert not kept(rows, members)
        for member in members:
            assert kept(rows, [one for one in members if one != member])
        free = freed(rows, firm=[])
        assert free is not None
        assert any(free.missed)


def test_rows_that_can_be_kept_have_no_conflict():
    programme, _ = _programme(random.Random(6))
    assert fewest(programme.rows) is None
