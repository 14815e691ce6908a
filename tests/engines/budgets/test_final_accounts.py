"""What came in, what was spent and what goes on: a shortage is named to the fen."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.budgets.final_accounts import (
    budget_code,
    check_cover,
    check_over_collection,
    check_own_revenue,
    final_account,
)
from fisc.engines.ledger.closing import CARRY_ORDER
from fisc.engines.ledger.offsets import SOURCE_ORDER, SPENT_ORDER
from fisc.values import ZERO, Book, Money

fen = st.integers(min_value=0, max_value=10**13)


def account(own=310, *, collected=None, other=0, spent=300, left=0, cut=0, book=Book.GENERAL):
    held = {
        "source_own": Money(own),
        "source_above": Money(other),
        "paid": Money(spent),
        "executable": Money(left),
        "written_off": Money(cut),
    }
    return final_account(book, held, None if collected is None else Money(collected))


@given(
    sources=st.dictionaries(st.sampled_from(SOURCE_ORDER), fen),
    spent=st.dictionaries(st.sampled_from(SPENT_ORDER), fen),
    left=st.dictionaries(st.sampled_from(CARRY_ORDER), fen),
    cut=fen,
    collected=fen,
)
def test_the_margin_is_what_came_in_beyond_what_was_spent_and_goes_on(
    sources, spent, left, cut, collected
):
    balances = {role: Money(fen) for role, fen in {**sources, **spent, **left}.items()}
    balances["written_off"] = Money(cut)

    own = final_account(Book.GENERAL, balances, Money(collected))

    others = sum(amount for role, amount in sources.items() if role != "source_own")
    uses = sum(spent.values()) + sum(left.values())
    assert own.margin == Money(collected + others - uses)
    assert own.collected - own.own_budget == own.over_collection - own.shortfall
    assert ZERO in {own.over_collection, own.shortfall}
    assert check_cover(own).allowed is (own.margin >= ZERO)


@pytest.mark.parametrize(("collected", "covered"), [(304, False), (305, True), (306, True)])
def test_a_shortage_is_covered_by_what_was_cut_and_not_a_fen_less(collected, covered):
    verdict = check_cover(account(310, collected=collected, spent=305, cut=5))

    assert verdict.allowed is covered
    assert ("stabilisation fund" in verdict.why) is (collected != 305)


@pytest.mark.parametrize(("drawn", "covered"), [(7, False), (8, True), (9, True)])
def test_a_shortage_is_covered_by_drawing_on_the_stabilisation_fund(drawn, covered):
    short = account(310, collected=302, other=drawn, spent=310)

    assert check_cover(short).allowed is covered


@pytest.mark.parametrize(
    ("book", "may"),
    [
        (Book.GENERAL, False),
        (Book.CAPITAL, False),
        (Book.FUNDS, True),
        (Book.SPECIAL, True),
        (Book.UNIT, True),
    ],
)
def test_a_local_general_and_a_state_capital_budget_have_no_deficit(book, may):
    short = account(10, collected=9, spent=10, book=book)

    assert not check_cover(short).allowed
    assert short.may_run_short is may


def test_where_nothing_was_entered_nothing_is_claimed():
    unknown = account()

    assert (unknown.shortfall, unknown.over_collection, unknown.margin) == (None, None, None)
    assert check_cover(unknown).allowed
    assert "未录入" in check_cover(unknown).why_in("zh")


@pytest.mark.parametrize(
    ("asked", "allowed"), [(0, False), (1, True), (4, True), (5, True), (6, False)]
)
def test_no_more_than_was_collected_beyond_the_budget_is_put_aside(asked, allowed):
    assert check_over_collection(account(310, collected=315), Money(asked)).allowed is allowed


@pytest.mark.parametrize("collected", [None, 309, 310])
def test_without_over_collection_nothing_is_put_aside(collected):
    assert not check_over_collection(account(310, collected=collected), Money(1)).allowed


@pytest.mark.parametrize(
    ("book", "code", "own"),
    [
        (Book.GENERAL, "1010101", True),
        (Book.GENERAL, "1030203", True),
        (Book.GENERAL, "1100202", False),
        (Book.GENERAL, "1101101", False),
        (Book.FUNDS, "103014801", True),
        (Book.FUNDS, "11004", False),
        (Book.CAPITAL, "1030601", True),
        (Book.UNIT, "1030401", True),
        (Book.CAPITAL, "1010101", False),
    ],
)
def test_own_revenue_is_told_from_what_others_give(book, code, own):
    assert check_own_revenue(book, code).allowed is own


def test_what_is_collected_counts_for_the_nearest_code_of_the_budget():
    assert budget_code("1010101", ["101", "10101", "10102"]) == "10101"
    assert budget_code("1010101", ["101"]) == "101"
    assert budget_code("1010101", ["1010101", "10101"]) == "1010101"
    assert budget_code("1010101", ["103", ""]) == "1010101"
