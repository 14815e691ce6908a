"""A set is judged as its vouchers would be, one after the other."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from fisc.engines.ledger.sets import SUM_MAX, SetMoves, SetPots, judge

POTS = 6  # the last one is a ceiling, blamed last


@st.composite
def worlds(draw):
    """Draw pots of both sides, guarded and not, with their balances."""
    numbers = sorted(draw(st.sets(st.integers(1, 2**60), min_size=POTS, max_size=POTS)))
    guarded = [draw(st.booleans()) or draw(st.booleans()) for _ in numbers]
    balances = [[draw(st.integers(0 if safe else -50, 60)) for _ in range(3)] for safe in guarded]
    return SetPots(
        number=np.array(numbers, dtype=np.int64),
        rank=np.array([0] * (POTS - 1) + [1], dtype=np.int64),
        side=np.array([draw(st.sampled_from([1, 1, -1])) for _ in numbers], dtype=np.int64),
        guarded=np.array(guarded),
        balance=np.array(balances, dtype=np.int64),
    )


CELL = st.tuples(st.integers(0, POTS - 1), st.integers(0, 2))
MOVE = st.tuples(CELL, CELL, st.integers(1, 50)).filter(lambda move: move[0] != move[1])
SINGLES = st.lists(st.lists(MOVE, min_size=1, max_size=1), max_size=40)
MIXED = st.lists(st.lists(MOVE, min_size=1, max_size=4), max_size=25)


def columns(vouchers, pots):
    rows = [
        (
            number,
            int(pots.number[debit[0]]) * 4 + debit[1],
            int(pots.number[credit[0]]) * 4 + credit[1],
            fen,
        )
        for number, moves in enumerate(vouchers)
        for debit, credit, fen in moves
    ]
    return SetMoves(*np.array(rows, dtype=np.int64).reshape(-1, 4).T)


def one_by_one(vouchers, pots):
    """Judge with a dictionary and two loops; return fates, reasons and balances."""
    balance = {(p, c): int(pots.balance[p, c]) for p in range(POTS) for c in range(3)}
    accepted, reasons = [], {}
    for number, moves in enumerate(vouchers):
        effects = {}
        for debit, credit, fen in moves:
            for cell, sign in ((debit, 1), (credit, -1)):
                effects[cell] = effects.get(cell, 0) + sign * fen * int(pots.side[cell[0]])
        short = [
            (int(pots.rank[cell[0]]), cell)
            for cell, fen in effects.items()
            if pots.guarded[cell[0]] and fen < 0 and balance[cell] + fen < 0
        ]
        accepted.append(not short)
        if short:
            _, (pot, place) = min(short)
            reasons[number] = (
                int(pots.number[pot]),
                place,
                balance[pot, place],
                -effects[pot, place],
            )
            continue
        for cell, fen in effects.items():
            balance[cell] += fen
    return accepted, reasons, [[balance[p, c] for c in range(3)] for p in range(POTS)]


def assert_same(vouchers, pots):
    verdict = judge(columns(vouchers, pots), pots, len(vouchers))

    accepted, reasons, balances = one_by_one(vouchers, pots)
    assert verdict.accepted.tolist() == accepted
    told = {
        number: (why.pot, why.place, why.available_fen, why.asked_fen)
        for number, why in verdict.refused.items()
    }
    assert told == reasons
    assert (pots.balance + verdict.change).tolist() == balances
    ends = (pots.balance + verdict.change)[pots.guarded]
    assert (ends >= 0).all()


@settings(max_examples=300, deadline=None)
@given(worlds(), SINGLES)
def test_single_moves_are_judged_as_one_by_one(pots, vouchers):
    assert_same(vouchers, pots)


@settings(max_examples=300, deadline=None)
@given(worlds(), MIXED)
def test_vouchers_of_several_moves_are_judged_as_one_by_one(pots, vouchers):
    assert_same(vouchers, pots)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(1, 400), min_size=1, max_size=60), st.integers(0, 3000))
def test_a_pot_is_spent_to_its_last_fen_in_the_order_of_the_vouchers(asked, has):
    pots = SetPots(
        number=np.array([7], dtype=np.int64),
        rank=np.zeros(1, dtype=np.int64),
        side=np.ones(1, dtype=np.int64),
        guarded=np.array([True]),
        balance=np.array([[has, 0, 0]], dtype=np.int64),
    )
    moves = SetMoves(
        np.arange(len(asked), dtype=np.int64),
        np.full(len(asked), 7 * 4 + 1, dtype=np.int64),
        np.full(len(asked), 7 * 4, dtype=np.int64),
        np.array(asked, dtype=np.int64),
    )

    verdict = judge(moves, pots, len(asked))

    left = has
    for fen, accepted in zip(asked, verdict.accepted.tolist(), strict=True):
        assert accepted == (fen <= left)
        left -= fen if accepted else 0
    assert (pots.balance + verdict.change).tolist() == [[left, has - left, 0]]


def two_pots(balance=10):
    return SetPots(
        number=np.array([3, 9], dtype=np.int64),
        rank=np.zeros(2, dtype=np.int64),
        side=np.ones(2, dtype=np.int64),
        guarded=np.array([True, True]),
        balance=np.array([[balance, 0, 0], [0, 0, 0]], dtype=np.int64),
    )


def wholes(*values):
    return np.array(values, dtype=np.int64)


@pytest.mark.parametrize("stranger", [2, 5, 10])
def test_a_pot_that_was_not_read_is_named_as_misuse(stranger):
    moves = SetMoves(wholes(0), wholes(stranger * 4), wholes(3 * 4), wholes(1))

    with pytest.raises(ValueError, match="open the pots first"):
        judge(moves, two_pots(), 1)


def test_sums_beyond_62_bits_are_refused_and_not_wrapped():
    moves = SetMoves(
        wholes(0, 1), wholes(9 * 4, 9 * 4), wholes(3 * 4, 3 * 4), wholes(SUM_MAX - 1, 1)
    )

    with pytest.raises(ValueError, match="split it"):
        judge(moves, two_pots(), 2)


def test_large_amounts_stay_exact():
    # Beyond 2**53 a float would drop the last fen.
    fen = 2**53 + 1
    moves = SetMoves(wholes(0, 1), wholes(9 * 4, 9 * 4), wholes(3 * 4, 3 * 4), wholes(fen, 1))

    verdict = judge(moves, two_pots(balance=fen), 2)

    assert verdict.accepted.tolist() == [True, False]
    assert verdict.change.tolist() == [[-fen, 0, 0], [fen, 0, 0]]


def test_an_empty_set_changes_nothing():
    verdict = judge(SetMoves(wholes(), wholes(), wholes(), wholes()), two_pots(), 0)

    assert verdict.accepted.size == 0
    assert not verdict.change.any()
