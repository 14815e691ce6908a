"""Shares of sources: parts are the payment, sources add up, and each rule is what it says."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as some

from fisc.engines.budgets.sources import UNSOURCED, Inflow, Outflow, Pooling, Source, Trace, trace
from fisc.values import Money
from tools.bench.sources import many, wrong

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


happenings = some.lists(
    some.one_of(
        some.tuples(some.just("in"), some.sampled_from(SOURCES), some.integers(1, 10**9)),
        some.tuples(some.just("taken"), some.sampled_from(SOURCES), some.integers(1, 10**9)),
        some.tuples(
            some.just("paid"),
            some.sampled_from(["", "capital", "relief", "works"]),
            some.integers(0, 10**9),
        ),
        some.tuples(some.just("back"), some.integers(0, 50), some.fractions(0, 1)),
    ),
    max_size=50,
)


@given(happenings, some.sampled_from(Pooling))
def test_whatever_comes_back_or_is_taken_back_every_fen_is_somewhere(happened, pooling):
    followed = Trace(pooling)
    amounts, came = [], {}
    for kind, what, much in happened:
        if kind in {"in", "taken"}:
            fen = much if kind == "in" else -much
            followed.come_in(what, fen)
            came[what.code] = came.get(what.code, 0) + fen
        elif kind == "paid":
            assert followed.pay(much, what) == len(amounts)
            amounts.append(much)
        elif amounts:
            number = what % len(amounts)
            fen = int(amounts[number] * much)
            followed.come_back(number, fen)
            amounts[number] -= fen
    paid = {}
    for number, amount in enumerate(amounts):
        shares = followed.shares(number)
        assert sum(shares.values()) == amount
        assert all(fen > 0 for fen in shares.values())
        for code, fen in shares.items():
            paid[code] = paid.get(code, 0) + fen
    for code, fen in came.items():
        place = followed.codes.index(code)
        assert followed.came[place] == fen == paid.get(code, 0) + followed.left[code]
        assert sum(part for _, part in followed.paid_of(place)) == paid.get(code, 0)


def test_what_comes_back_goes_back_to_where_it_came_from():
    tax, carried = SOURCES[3], SOURCES[4]
    followed = Trace(Pooling.PROPORTION)
    followed.come_in(tax, 60)
    followed.come_in(carried, 30)
    number = followed.pay(30)
    followed.come_back(number, 15)
    assert followed.shares(number) == {"tax": 10, "carried": 5}
    assert followed.left == {"tax": 50, "carried": 25}
    with pytest.raises(ValueError, match="not so much"):
        followed.come_back(number, 16)


def test_what_was_taken_back_after_it_was_spent_is_made_good_by_what_comes_next():
    followed = Trace(Pooling.FIRST_IN)
    followed.come_in(SOURCES[3], 10)
    followed.pay(10)
    followed.come_in(SOURCES[3], -4)
    assert followed.left == {"tax": -4}
    followed.come_in(SOURCES[3], 10)
    assert followed.left == {"tax": 6}
    assert followed.shares(followed.pay(10)) == {"tax": 6, UNSOURCED: 4}


@pytest.mark.parametrize("pooling", Pooling)
def test_a_hundred_thousand_payments_add_up_to_the_fen(pooling):
    followed, paid = many(100_000, pooling)
    assert len(followed) == paid.size
    assert wrong(followed, paid) == 0
