"""Shares of sources: parts are the payment, sources add up, and each rule is what it says."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fisc.engines.budgets.sources import UNSOURCED, Inflow, Outflow, Pooling, Source, trace
from fisc.values import Money

SOURCES = (
    Source("bond", 1, frozenset({"capital"})),
    Source("central", 2, frozenset({"capital", "relief"})),
    Source("fund", 3, frozenset({"works"})),
    Source("tax", 4),
    Source("carried", 5),
)
movements = some.lists(
    some.one_of(
        some.builds(Inflow, some.sampled_from(SOURCES), some.integers(1, 10**12).map(Money)),
        some.builds(
            Outflow,
            some.just("P"),
            some.integers(0, 10**12).map(Money),
            some.sampled_from(["", "capital", "relief", "works"]),
        ),
    ),
    max_size=40,
)


@given(movements, some.sampled_from(Pooling))
def test_parts_are_the_payment_and_sources_add_up(moves, pooling):
    traced = trace(moves, pooling)
    paid = [move for move in moves if isinstance(move, Outflow)]
    assert len(traced.payments) == len(paid)
    spent = {}
    for move, shares in zip(paid, traced.payments, strict=True):
        assert Money.total(shares.parts.values()) == move.amount
        assert all(part.fen > 0 for part in shares.parts.values())
        for code, part in shares.parts.items():
            spent[code] = spent.get(code, 0) + part.fen
    for source in SOURCES:
        came = sum(
            move.amount.fen for move in moves if isinstance(move, Inflow) and move.source == source
        )
        left = traced.left.get(source.code, Money(0)).fen
        assert left >= 0
        assert came == spent.get(source.code, 0) + left


@given(movements, some.sampled_from(Pooling))
def test_bound_money_pays_for_nothing_else_and_nothing_usable_is_left_unsaid(moves, pooling):
    uses = {source.code: source.uses for source in SOURCES}
    traced = iter(trace(moves, pooling).payments)
    there = dict.fromkeys(uses, 0)
    for move in moves:
        if isinstance(move, Inflow):
            there[move.source.code] += move.amount.fen
            continue
        parts = next(traced).parts
        for code, part in parts.items():
            if code != UNSOURCED:
                assert not uses[code] or move.use in uses[code]
                there[code] -= part.fen
        if UNSOURCED in parts:
            assert not any(
                fen for code, fen in there.items() if not uses[code] or move.use in uses[code]
            )


@given(movements)
def test_in_proportion_no_share_is_a_fen_off(moves):
    traced = iter(trace(moves, Pooling.PROPORTION).payments)
    there = {}
    for move in moves:
        if isinstance(move, Inflow):
            there[move.source] = there.get(move.source, 0) + move.amount.fen
            continue
        parts = next(traced).parts
        usable = {
            source: fen
            for source, fen in there.items()
            if not source.uses or move.use in source.uses
        }
        whole = sum(usable.values())
        for source, fen in usable.items():
            part = parts.get(source.code, Money(0)).fen
            if move.amount.fen < whole:
                assert abs(part - Fraction(move.amount.fen * fen, whole)) < 1
            else:
                assert part == fen
            there[source] -= part


def test_first_in_first_out_follows_the_order_of_coming_even_across_sources():
    tax, carried = SOURCES[3], SOURCES[4]
    moves = [
        Inflow(carried, Money(10)),
        Inflow(tax, Money(10)),
        Inflow(carried, Money(10)),
        Outflow("P1", Money(15)),
        Outflow("P2", Money(15)),
    ]
    first, second = trace(moves, Pooling.FIRST_IN).payments
    assert {code: part.fen for code, part in first.parts.items()} == {"carried": 10, "tax": 5}
    assert {code: part.fen for code, part in second.parts.items()} == {"tax": 5, "carried": 10}


def test_bound_first_spends_what_is_bound_to_least_before_what_is_free():
    moves = [Inflow(source, Money(10)) for source in reversed(SOURCES)]
    moves.append(Outflow("P", Money(25), "capital"))
    (shares,) = trace(moves, Pooling.BOUND_FIRST).payments
    assert {code: part.fen for code, part in shares.parts.items()} == {
        "bond": 10,
        "central": 10,
        "tax": 5,
    }


def test_what_makes_no_sense_is_refused():
    with pytest.raises(ValueError, match="not above zero"):
        trace([Inflow(SOURCES[0], Money(0))], Pooling.FIRST_IN)
    with pytest.raises(ValueError, match="below zero"):
        trace([Outflow("P", Money(-1))], Pooling.FIRST_IN)
    with pytest.raises(ValueError, match="two ways"):
        trace([Inflow(SOURCES[0], Money(1)), Inflow(Source("bond"), Money(1))], Pooling.PROPORTION)
