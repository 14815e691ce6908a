"""When money is idle, what that costs, how old it is, and what can be used first."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.budgets.gates import Spending
from fisc.engines.budgets.resources.ages import Aged, age_of, balance_from, by_age, check_age
from fisc.engines.budgets.resources.available import ranked, resource_of
from fisc.engines.budgets.resources.idle import (
    Holding,
    idle,
    idle_terms,
    interest_lost,
    months_after,
)
from fisc.engines.budgets.resources.sweeping import check_recovered_use, check_sweep
from fisc.law.tables import IDLE_KINDS, RESOURCE_KINDS, read
from fisc.values import ZERO, Book, Money

DAY = date(2026, 10, 9)
TERMS = idle_terms(DAY)
MILLION = Money.yuan("1000000")


def holding(kind="indicator", **more):
    given_ = {
        "code": "IND-1",
        "division": "239901",
        "amount": MILLION,
        "book": Book.GENERAL,
        "project": "P",
        "origin": 2026,
        "year": 2026,
        "since": date(2026, 7, 1),
    } | more
    return Holding(kind=kind, **given_)


def kinds(one, day=DAY):
    return [reason.kind.code for reason in idle(one, day, TERMS)]


@pytest.mark.parametrize(
    ("origin", "age"), [(2026, "current"), (2025, "carried"), (2024, "balance"), (2020, "balance")]
)
def test_money_of_two_years_ago_is_balance(origin, age):
    assert age_of(origin, 2026, TERMS.years_max) == age
    assert check_age(origin, 2026, TERMS.years_max).allowed is (age != "balance")


def test_the_vector_of_the_handbook_is_swept():
    assert not check_age(2023, 2026, TERMS.years_max).allowed


def test_ages_add_up_and_begin_with_the_oldest():
    lines = by_age(
        [
            Aged(2026, Book.GENERAL, MILLION),
            Aged(2023, Book.FUNDS, Money(5)),
            Aged(2023, Book.GENERAL, Money(7)),
            Aged(2026, Book.GENERAL, Money(1)),
            Aged(2022, Book.GENERAL, ZERO),
        ],
        2026,
        TERMS.years_max,
    )

    assert [(line.origin, line.total.fen) for line in lines] == [(2023, 12), (2026, 10**8 + 1)]
    assert lines[0].of(Book.FUNDS) == Money(5)
    assert lines[0].balance_from == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("day", "found"), [(date(2026, 9, 30), []), (date(2026, 10, 1), ["NOT_EXECUTED"])]
)
def test_the_last_of_september_is_in_time(day, found):
    assert kinds(holding(), day) == found


def test_what_was_issued_after_september_is_not_yet_late():
    assert kinds(holding(since=date(2026, 10, 2))) == []


@pytest.mark.parametrize("more", [{"used": Money(1)}, {"reason": "works stop in winter"}])
def test_money_that_is_used_or_explained_is_not_told_for_want_of_execution(more):
    assert kinds(holding(**more)) == []
    assert kinds(holding(origin=2024, **more)) == ["TWO_YEARS"]


@pytest.mark.parametrize(
    ("since", "found"), [(date(2026, 9, 9), []), (date(2026, 9, 8), ["UNALLOCATED"])]
)
def test_thirty_days_are_enough_to_allocate(since, found):
    assert kinds(holding("unallocated", since=since)) == found


@pytest.mark.parametrize(
    ("since", "found"),
    [(date(2026, 4, 9), ["NOT_EXECUTED"]), (date(2026, 4, 8), ["NOT_EXECUTED", "UNSPENT"])],
)
def test_project_money_unspent_for_six_months_is_idle(since, found):
    assert kinds(holding(since=since)) == found


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"kind": "special_account"}, ["OUTSIDE_TREASURY"]),
        ({"kind": "special_account", "basis": "Social Insurance Law"}, []),
        ({"kind": "unit_account"}, []),
        ({"kind": "unit_account", "planned": MILLION}, []),
        ({"kind": "unit_account", "planned": MILLION - Money(1)}, ["NO_PLAN"]),
        ({"kind": "state_asset", "since": date(2025, 10, 8)}, ["IDLE_ASSET"]),
        ({"kind": "state_asset", "since": date(2025, 10, 9)}, []),
        (
            {"kind": "state_asset", "since": date(2020, 1, 1), "amount": Money.yuan("100000")},
            [],
        ),
        ({"kind": "bond_proceeds", "since": date(2025, 10, 8)}, ["BOND_IDLE"]),
        ({"kind": "unit_fund", "amount": ZERO, "planned": ZERO}, []),
    ],
)
def test_each_kind_has_its_own_definition(more, found):
    assert kinds(holding(**{"origin": 0, **more})) == found


def test_only_what_is_beyond_the_plan_is_idle():
    one = resource_of(holding("unit_account", origin=0, planned=Money(100)), DAY, TERMS)

    assert one.idle_amount == MILLION - Money(100)


def test_the_worth_of_an_asset_bears_no_interest():
    one = resource_of(holding("state_asset", origin=0, since=date(2020, 1, 1)), DAY, TERMS)

    assert (one.idle, one.interest) == (True, ZERO)


def test_interest_follows_the_rate_of_each_day():
    # 100 million yuan over the cut of 24 October 2015: 1.75 % and then 1.50 %, of 360 days.
    amount = Money.yuan("36000000")
    cut = date(2015, 10, 24)

    before, after = cut - timedelta(days=10), cut + timedelta(days=10)
    assert interest_lost(amount, before, cut, TERMS.interest_days) == Money.yuan("17500")
    assert interest_lost(amount, cut, after, TERMS.interest_days) == Money.yuan("15000")
    assert interest_lost(amount, before, after, TERMS.interest_days) == Money.yuan("32500")
    assert interest_lost(amount, after, before, TERMS.interest_days) == ZERO


@given(st.integers(1, 10**14), st.integers(0, 3000), st.integers(0, 500))
def test_a_longer_time_never_costs_less(fen, days, more):
    start = date(2018, 1, 1)
    one, other = (
        interest_lost(Money(fen), start, start + timedelta(days=count), TERMS.interest_days)
        for count in (days, days + more)
    )
    assert ZERO <= one <= other


@given(st.dates(date(2000, 1, 1), date(2090, 1, 1)), st.integers(1, 40))
def test_months_after_a_day_lie_in_the_right_month(day, months):
    found = months_after(day, months)

    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day <= day.day


def test_free_money_comes_first_then_what_ends_then_what_loses():
    every = [
        holding("pool", code="pool"),
        holding("carried", code="old", origin=2023),
        holding(code="late"),
        holding(code="large", since=date(2026, 10, 2), amount=MILLION + MILLION),
        holding(code="guarded", guarantee="wages"),
        holding("treasury_account", code="cash", origin=0),
        holding(code="nothing", amount=ZERO),
    ]

    found = [one.code for one in ranked(every, DAY, TERMS)]

    assert found == ["old", "pool", "late", "large", "guarded", "cash"]
    for seed in range(5):
        random.Random(seed).shuffle(every)
        assert [one.code for one in ranked(every, DAY, TERMS)] == found


def test_a_guarantee_is_locked_and_never_swept():
    one = resource_of(holding(guarantee="wages"), DAY, TERMS)

    assert (one.flexibility, one.swept) == ("locked", False)
    assert check_sweep(one, "NOT_EXECUTED", "doc").rule.en.startswith("K14")


@pytest.mark.parametrize(
    ("kind", "evidence", "allowed"),
    [
        ("NOT_EXECUTED", "示例财〔2026〕9号", True),
        ("NOT_EXECUTED", " ", False),
        ("UNALLOCATED", "示例财〔2026〕9号", False),
        ("NO_PLAN", "示例财〔2026〕9号", False),
        ("NONSENSE", "示例财〔2026〕9号", False),
    ],
)
def test_a_sweep_names_a_reason_that_holds_and_its_evidence(kind, evidence, allowed):
    one = resource_of(holding(), DAY, TERMS)

    assert check_sweep(one, kind, evidence).allowed is allowed


def test_an_own_flexibility_goes_before_that_of_the_kind():
    one = holding("unit_fund", flexibility="locked")

    assert resource_of(one, DAY, TERMS).flexibility == "locked"
    assert resource_of(replace(one, flexibility=""), DAY, TERMS).flexibility == "guided"


@pytest.mark.parametrize(
    ("project", "item", "allowed"),
    [
        ("", "30201", True),
        ("", "30101", False),
        ("", "30217", False),
        ("23000026R000000000301", "", False),
        ("23000026T000000000101", "", True),
    ],
)
def test_recovered_money_pays_for_neither_pay_nor_three_public(project, item, allowed):
    target = Spending(book=Book.GENERAL, function="2010101", project=project, department_item=item)

    assert check_recovered_use(target, DAY).allowed is allowed
    assert check_recovered_use(target, date(2014, 12, 31)).allowed


def test_the_law_names_each_kind_in_both_languages():
    for row in (*read(RESOURCE_KINDS), *read(IDLE_KINDS)):
        assert row.may.en
        assert row.may.zh
    assert balance_from(2024, TERMS.years_max) == date(2026, 1, 1)
