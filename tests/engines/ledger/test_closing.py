"""A year closes without losing or making a fen, and the next one opens with what was left."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.ledger import closing
from fisc.engines.ledger.closing import (
    CARRY_ORDER,
    SOURCE_ORDER,
    SPENT_ORDER,
    CannotClose,
    came_from,
)
from fisc.engines.ledger.moves import Pot, effects
from fisc.engines.ledger.offsets import CUT_ROLE
from fisc.law.chart import chart
from fisc.law.parameters import parameter
from fisc.values import ZERO, Book, Citation, Cited, Money

LAST = date(2026, 12, 31)
FIRST = date(2027, 1, 1)
TWO_YEARS = Cited(2, Citation("any law", "any article"))
BOOKS = (Book.GENERAL, Book.FUNDS)


def account(role: str, number: int = 0, book: Book = Book.GENERAL, **more):
    family = chart().roles[role].family
    elements = {"indicator": f"IND-{number}", "function": "2050202"} | more
    return Pot("239900", 2026, book, family, **elements).account(role)


amounts = st.integers(min_value=1, max_value=10**13)


@st.composite
def years(draw):
    """Balances of a year in which every yuan of a stage stands on a source."""
    balances = {}
    for book in BOOKS:
        stages = draw(
            st.lists(
                st.tuples(
                    st.sampled_from([*CARRY_ORDER, *SPENT_ORDER, CUT_ROLE]),
                    st.integers(0, 4),
                    st.sampled_from([0, 2024, 2025]),
                    st.sampled_from(["", "239901"]),
                ),
                max_size=12,
                unique=True,
            )
        )
        whole = 0
        for role, number, origin, counterpart in stages:
            if book not in chart().roles[role].books:
                continue
            amount = draw(amounts)
            own = account(role, number, book, origin=origin, counterpart=counterpart)
            whole += amount
            balances[own] = Money(amount)
        cuts = sorted(draw(st.lists(st.integers(0, whole), max_size=3))) if whole else []
        ends = [0, *cuts, whole]
        roles = draw(st.permutations([r for r in SOURCE_ORDER if book in chart().roles[r].books]))
        for role, low, high in zip(roles, ends, ends[1:], strict=False):
            if high > low:
                balances[account(role, book=book, counterpart="10101")] = Money(high - low)
    return balances


def play(balances, vouchers):
    """Post vouchers to a dictionary, as the ledger would: no guarded account below zero."""
    books = dict(balances)
    for voucher in vouchers:
        for own, effect in effects(voucher).items():
            books[own] = Money(books.get(own, ZERO).fen + effect)
            assert books[own] >= ZERO or not own.rule.guarded, (str(own), books[own])
    return {own: amount for own, amount in books.items() if amount}


def sums(balances, book=None):
    by_role: dict[str, int] = {}
    for own, amount in balances.items():
        if book in {None, own.pot.book}:
            by_role[own.role] = by_role.get(own.role, 0) + amount.fen
    return by_role


@given(balances=years())
def test_closing_conserves_every_fen(balances):
    closed = closing.close_year(balances, day=LAST)
    after = play(balances, closed.vouchers)

    assert {own.role for own in after} <= {"carried_authority", *SOURCE_ORDER}
    for book in BOOKS:
        before, left = sums(balances, book), sums(after, book)
        unspent = sum(fen for role, fen in before.items() if role in CARRY_ORDER)
        assert left.get("carried_authority", 0) == unspent
        assert sum(fen for role, fen in left.items() if role in SOURCE_ORDER) == unspent


@given(balances=years())
def test_carried_authority_is_never_more_than_was_left_in_its_pot(balances):
    closed = closing.close_year(balances, day=LAST)

    for pot, amount in closed.carried.items():
        role, counterpart = came_from(pot)
        left = sum(
            money.fen
            for own, money in balances.items()
            if own.role == role
            and own.pot.counterpart == counterpart
            and own.pot.indicator == pot.indicator
            and own.pot.book is pot.book
            and (own.pot.origin or 2026) == pot.origin
        )
        assert amount.fen == left


@given(balances=years(), seed=st.integers(0, 1000))
def test_the_order_of_the_balances_is_immaterial(balances, seed):
    shuffled = list(balances.items())
    random.Random(seed).shuffle(shuffled)

    assert closing.close_year(dict(shuffled), day=LAST) == closing.close_year(balances, day=LAST)


@given(balances=years())
def test_opening_conserves_every_fen_and_restores_only_the_young(balances):
    carried = closing.close_year(balances, day=LAST).carried

    opened = closing.open_year(carried, day=FIRST, years_max=TWO_YEARS)
    after = play({}, opened.vouchers)

    for book in BOOKS:
        sum_carried = sum(m.fen for pot, m in carried.items() if pot.book is book)
        by_role = sums(after, book)
        assert by_role.get("source_carried", 0) == sum_carried
        assert sum(by_role.values()) == 2 * sum_carried
    aged = sum(m.fen for pot, m in carried.items() if pot.origin <= 2025)
    assert sums(after).get("carried_authority", 0) == aged
    assert sum(m.fen for m in opened.aged.values()) == aged
    # What was never arranged is a resource like any other; everything else keeps its age.
    kept = set(CARRY_ORDER) - {"revenue_budget"}
    assert all(own.pot.origin == 2026 for own in after if own.role in kept)


@given(balances=years())
def test_what_is_swept_or_lapses_is_all_that_was_too_old(balances):
    carried = closing.close_year(balances, day=LAST).carried
    opened = closing.open_year(carried, day=FIRST, years_max=TWO_YEARS)
    start = play({}, opened.vouchers)

    for finish in (closing.sweep, closing.lapse):
        after = play(start, finish(opened.aged, number="SWP-1", day=FIRST))
        assert "carried_authority" not in sums(after)
        assert sum(sums(after).values()) == sum(sums(start).values())


@pytest.mark.parametrize(
    ("origin", "restored"), [(2025, False), (2026, True), (2024, False), (1999, False)]
)
def test_authority_is_restored_once_and_swept_after_the_second_year(origin, restored):
    own = account("executable", origin=0 if origin == 2026 else origin)
    balances = {own: Money(7), account("source_own", counterpart="10101"): Money(7)}
    carried = closing.close_year(balances, day=LAST).carried

    opened = closing.open_year(carried, day=FIRST, years_max=TWO_YEARS)

    assert [pot.origin for pot in carried] == [origin]
    assert bool(opened.aged) is not restored
    roles = sums(play({}, opened.vouchers))
    assert roles.get("executable", 0) == (7 if restored else 0)
    assert roles.get("carried_authority", 0) == (0 if restored else 7)


def test_the_age_of_the_law_is_the_age_of_the_engine():
    years_max = parameter("budgets/carry:years_max").on(FIRST)
    balances = {
        account("executable", 1, origin=2025): Money(5),
        account("executable", 2): Money(6),
        account("source_own", counterpart="10101"): Money(11),
    }
    carried = closing.close_year(balances, day=LAST).carried

    opened = closing.open_year(carried, day=FIRST, years_max=years_max)

    assert [(pot.indicator, m.fen) for pot, m in opened.aged.items()] == [("IND-1", 5)]
    assert "[Budget Law, article 42]" in str(opened.steps[-1])


def test_every_stage_opens_where_it_stood():
    roles = [role for role in CARRY_ORDER if role not in {"reserve_budget", "held_back_budget"}]
    balances = {
        account(role, n, counterpart="239901"): Money(n + 1) for n, role in enumerate(roles)
    }
    balances[account("source_own", counterpart="10101")] = Money(sum(range(len(roles) + 1)))
    carried = closing.close_year(balances, day=LAST).carried

    opened = closing.open_year(carried, day=FIRST, years_max=TWO_YEARS)
    after = play({}, opened.vouchers)

    for number, role in enumerate(roles):
        (found,) = [own for own in after if own.role == role]
        assert after[found] == Money(number + 1)
        assert found.pot.year == 2027
        assert found.pot.origin == (0 if role == "revenue_budget" else 2026)
        assert found.pot.indicator == f"IND-{number}"
        assert found.pot.counterpart == "239901"


def test_reserve_and_money_held_back_return_to_the_pool():
    balances = {
        account("reserve_budget", indicator="", function=""): Money(500),
        account("held_back_budget", indicator="", function=""): Money(3000),
        account("source_own", counterpart="10101"): Money(3500),
    }
    carried = closing.close_year(balances, day=LAST).carried

    after = play({}, closing.open_year(carried, day=FIRST, years_max=TWO_YEARS).vouchers)

    pool = closing.pool("239900", 2027, Book.GENERAL, 2026).account("expenditure_budget")
    assert after[pool] == Money(3500)


def test_own_revenue_is_used_up_first():
    balances = {
        account("paid"): Money(70),
        account("transfer_paid", 2): Money(20),
        account("source_above", counterpart="doc"): Money(60),
        account("source_own", counterpart="10101"): Money(50),
        account("executable", 3): Money(20),
    }

    after = play(balances, closing.close_year(balances, day=LAST).vouchers)

    assert sums(after) == {"source_above": 20, "carried_authority": 20}


def test_a_fund_pays_with_its_own_money_first():
    balances = {
        account("paid", 1, Book.FUNDS, counterpart="sewage"): Money(30),
        account("paid", 2, Book.FUNDS, counterpart="land"): Money(30),
        account("source_own", book=Book.FUNDS, counterpart="land"): Money(60),
        account("source_above", book=Book.FUNDS, counterpart="sewage"): Money(40),
        account("executable", 3, Book.FUNDS): Money(40),
    }

    after = play(balances, closing.close_year(balances, day=LAST).vouchers)

    left = {own.pot.counterpart: amount.fen for own, amount in after.items() if own.rule.side < 0}
    assert left == {"land": 30, "sewage": 10}


@pytest.mark.parametrize("role", ["applied", "transfer_applied"])
def test_a_year_with_an_open_application_is_not_closed(role):
    balances = {account(role): Money(1), account("source_own", counterpart="10101"): Money(1)}

    with pytest.raises(CannotClose, match="cancel the application"):
        closing.close_year(balances, day=LAST)


def test_spending_without_a_source_is_a_broken_chain():
    with pytest.raises(CannotClose, match="chain is broken"):
        closing.close_year({account("paid"): Money(1)}, day=LAST)


def test_only_the_year_before_is_opened():
    pot = replace(
        account("executable").pot, family="carried", counterpart="executable", origin=2026
    )

    with pytest.raises(CannotClose, match="from 2027 to 2028"):
        closing.open_year({pot: Money(1)}, day=date(2028, 1, 1), years_max=TWO_YEARS)


def test_a_long_close_is_cut_into_vouchers_of_one_role_each():
    balances = {account("executable", n): Money(1) for n in range(1201)}
    balances[account("source_own", counterpart="10101")] = Money(1201)

    vouchers = closing.close_year(balances, day=LAST).vouchers

    assert [len(v.moves) for v in vouchers] == [500, 500, 201, 500, 500, 201]
    assert len({v.key for v in vouchers}) == len(vouchers)
    opened = closing.open_year(
        closing.close_year(balances, day=LAST).carried, day=FIRST, years_max=TWO_YEARS
    )
    assert max(len(v.moves) for v in opened.vouchers) <= 500
    assert sums(play({}, opened.vouchers)) == {"executable": 1201, "source_carried": 1201}


def cut_and_closed(**sources):
    """Close a year in which 3 were cut and 5 were paid, standing on these sources."""
    balances = {account("written_off"): Money(3), account("paid", 1): Money(5)}
    balances |= {
        account(role, counterpart="10101"): Money(fen) for role, fen in sources.items() if fen
    }
    closed = closing.close_year(balances, day=LAST)
    return closed, sums(play(balances, closed.vouchers))


def moved(closed, event):
    return [
        (move.debit.role, move.amount.fen)
        for voucher in closed.vouchers
        for move in voucher.moves
        if move.event == event
    ]


def test_a_cut_lowers_own_revenue_before_anything_is_set_off():
    closed, after = cut_and_closed(source_own=4, source_above=4)

    assert moved(closed, "match_cut") == [("source_own", 3)]
    assert moved(closed, "offset_paid") == [("source_own", 1), ("source_above", 4)]
    assert after == {}
    assert "0.03" in closed.steps[-1].en


def test_a_cut_beyond_own_revenue_lowers_the_next_source():
    closed, after = cut_and_closed(source_own=2, source_above=6)

    assert moved(closed, "match_cut") == [("source_own", 2), ("source_above", 1)]
    assert after == {}


def test_what_lapsed_lowers_the_carried_source_of_its_own_year():
    balances = {
        account("written_off", origin=2024): Money(3),
        account("source_own", counterpart="10101"): Money(9),
        account("source_carried", origin=2024): Money(3),
        account("source_carried", origin=2025): Money(3),
        account("executable"): Money(12),
    }

    closed = closing.close_year(balances, day=LAST)

    (match,) = [m for v in closed.vouchers for m in v.moves if m.event == "match_cut"]
    assert (match.debit.role, match.debit.pot.origin) == ("source_carried", 2024)
    assert sums(play(balances, closed.vouchers))["carried_authority"] == 12


def test_a_cut_without_a_source_is_no_year_to_close():
    with pytest.raises(CannotClose, match="no source"):
        cut_and_closed(source_own=7)
