"""Daily amounts: the season of the month, holidays, plans, an interval and an honest back-test."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from fisc.engines.forecast.daily import (
    ahead_errors,
    back_test,
    forecast,
    naive,
    on_workdays,
    quantile,
    seasonal,
    workdays,
)
from fisc.law.calendar import is_workday

KNOWN = date(2026, 9, 30)
YEAR = workdays(date(2026, 1, 4), 190)


def wages(day: date) -> int:
    return 1000 if day == on_or_after(day.replace(day=10)) else 10


def on_or_after(day: date) -> date:
    return workdays(day, 1)[0]


PAID = {day: wages(day) for day in YEAR if day <= KNOWN}


def test_pay_day_is_expected_on_the_working_day_of_the_same_date():
    found = {one.day: one.amount.fen for one in forecast(PAID, KNOWN, workdays(KNOWN, 25)[1:], {})}
    most = max(found, key=found.get)

    assert most == on_or_after(date(2026, 10, 10))
    assert all(is_workday(day) for day in found)


def test_the_season_does_better_than_last_week_where_there_is_a_season():
    tried = back_test(PAID, KNOWN)

    assert tried.days > 100
    assert tried.model_error < tried.naive_error


def test_where_nothing_changes_nothing_is_missed():
    even = dict.fromkeys(PAID, 500)
    tried = back_test(even, KNOWN)

    assert tried.model_error.fen == tried.model_sum_error.fen == 0
    assert tried.inside == tried.tried > 0
    assert {fen for missed in ahead_errors(even, KNOWN, 5) for fen in missed} == {0}


def test_a_plan_of_cash_is_shared_over_the_days_to_come():
    days = workdays(date(2026, 10, 8), 17)
    found = forecast(PAID, KNOWN, days, {(2026, 10): 12_345})
    october = [one for one in found if one.day.month == 10]

    assert sum(one.amount.fen for one in october) == 12_345
    assert found[-1].total.fen == sum(one.amount.fen for one in found)


def test_a_day_without_a_past_expects_nothing_and_looks_at_nothing_to_come():
    assert seasonal({}, KNOWN, date(2026, 10, 10)) == 0
    assert naive(PAID, KNOWN, date(2026, 10, 9)) == PAID[on_or_after(date(2026, 9, 25))]
    later = PAID | {KNOWN + timedelta(days=20): 10**9}
    day = date(2026, 11, 16)
    assert seasonal(later, KNOWN, day) == seasonal(PAID, KNOWN, day)


def test_what_falls_on_a_holiday_counts_on_the_next_working_day():
    assert on_workdays({date(2026, 10, 1): 5, date(2026, 10, 8): 2}) == {date(2026, 10, 8): 7}


@settings(max_examples=15, deadline=None)
@given(some.lists(some.integers(-(10**9), 10**9), min_size=120, max_size=120))
def test_the_interval_holds_what_is_expected(amounts):
    paid = dict(zip(YEAR, amounts, strict=False))
    for one in forecast(paid, YEAR[119], workdays(YEAR[120], 10), {}):
        assert one.low <= one.total <= one.high


@pytest.mark.parametrize(("share", "found"), [(1, 1), (20, 1), (21, 2), (100, 5)])
def test_a_quantile_is_one_of_the_amounts(share, found):
    assert quantile([5, 4, 3, 2, 1], share) == found


def test_days_of_a_year_whose_holidays_are_not_known_are_not_guessed():
    assert workdays(date(2026, 12, 30), 20) == [date(2026, 12, 30), date(2026, 12, 31)]
    paid = dict.fromkeys(workdays(date(2026, 7, 1), 120), 100)
    known = date(2026, 12, 29)
    found = forecast(paid, known, workdays(date(2026, 12, 30), 20), {})

    assert [one.day for one in found] == [date(2026, 12, 30), date(2026, 12, 31)]
    assert forecast(paid, date(2026, 12, 31), [], {}) == ()
