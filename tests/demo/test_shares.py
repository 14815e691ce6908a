"""Whole amounts are shared without losing or making a fen, whatever the weights."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.demo.shares import UnsharableAmount, parted, shared, shared_within, spread
from fisc.values import Money

WEIGHTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=40).filter(any)
TOTALS = st.integers(0, 10**15)


def whole(numbers) -> np.ndarray:
    return np.array(numbers, dtype=np.int64)


@given(TOTALS, WEIGHTS)
def test_a_column_is_shared_as_single_amounts_are(total, weights):
    as_money = Money(total).split({at: Money(weight) for at, weight in enumerate(weights)})

    assert shared(total, whole(weights)).tolist() == [part.fen for part in as_money.values()]


@given(st.lists(st.tuples(st.integers(0, 10**6), st.integers(1, 50)), min_size=1), st.data())
def test_limits_hold_and_nothing_is_lost(pairs, data):
    limits, weights = whole([limit for limit, _ in pairs]), whole([weight for _, weight in pairs])
    total = data.draw(st.integers(0, int(limits.sum())))

    parts = shared_within(total, weights, limits)

    assert int(parts.sum()) == total
    assert (parts <= limits).all()
    assert (parts >= 0).all()


@given(st.lists(st.tuples(TOTALS, st.lists(st.integers(1, 10**4), max_size=9)), min_size=1))
def test_parts_of_every_total_add_up_to_it(rows):
    totals = whole([total if weights else 0 for total, weights in rows])
    counts = whole([len(weights) for _, weights in rows])

    parts = parted(totals, counts, whole([w for _, weights in rows for w in weights]))

    ends = np.cumsum(counts)
    sums = [int(parts[end - n : end].sum()) for end, n in zip(ends, counts, strict=True)]
    assert sums == totals.tolist()
    assert (parts >= 0).all()


@given(st.lists(st.tuples(TOTALS, st.lists(st.integers(0, 999), min_size=12, max_size=12))))
def test_months_of_every_total_add_up_to_it(rows):
    rows = [(total, weights) for total, weights in rows if any(weights)]
    if not rows:
        return

    months = spread(whole([total for total, _ in rows]), whole([weights for _, weights in rows]))

    assert months.sum(axis=1).tolist() == [total for total, _ in rows]
    assert (months >= 0).all()
    assert not months[whole([weights for _, weights in rows]) == 0].any()


@pytest.mark.parametrize(
    ("total", "weights"), [(-1, [1]), (1, [0, 0]), (1, [-1, 2]), (1, [2**40, 2**40])]
)
def test_what_cannot_be_shared_exactly_is_refused(total, weights):
    with pytest.raises(UnsharableAmount):
        shared(total, whole(weights))


def test_what_does_not_fit_is_refused():
    with pytest.raises(UnsharableAmount, match="does not fit"):
        shared_within(11, whole([1, 1]), whole([5, 5]))
    with pytest.raises(UnsharableAmount, match="something to share"):
        spread(whole([1]), whole([[0, 0]]))
    with pytest.raises(UnsharableAmount, match="as many weights"):
        parted(whole([1, 1]), whole([1, 0]), whole([1]))
