"""The fiscal year: every day belongs to exactly one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.values import FiscalYear

days = st.dates(date(1995, 1, 1), date(2198, 12, 31))


@given(days)
def test_a_day_belongs_to_its_year_and_to_no_neighbour(day):
    year = FiscalYear.of(day)

    assert [day in one for one in (year.previous, year, year.next)] == [False, True, False]


@given(days)
def test_years_follow_each_other_without_a_gap(day):
    year = FiscalYear.of(day)

    assert year.end == year.next.first_day
    assert year.end - timedelta(days=1) in year
    assert year.next.previous == year
    assert year.previous < year < year.next


@pytest.mark.parametrize("number", [1993, 2200, 26, True, 2026.0, "2026"])
def test_what_is_no_fiscal_year_is_refused(number):
    with pytest.raises(ValueError, match="is not a fiscal year"):
        FiscalYear(number)


@pytest.mark.parametrize("number", [1994, 2199])
def test_the_first_and_the_last_year_exist(number):
    assert str(FiscalYear(number)) == str(number)
