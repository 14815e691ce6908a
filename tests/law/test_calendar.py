"""Working days: weekends, holidays and exchanged weekends of the years that are known."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.law.calendar import (
    UnknownYear,
    add_workdays,
    deadline,
    is_workday,
    nearest_workday_in_month,
    next_workday,
    previous_workday,
)
from fisc.law.folder import LawError

OUTSIDE = Path(__file__).resolve().parents[3] / "shared" / "data" / "calendar-cn"
needs_outside = pytest.mark.skipif(
    not OUTSIDE.is_dir(), reason="outside data calendar-cn is not here"
)
days = st.dates(date(2004, 2, 1), date(2026, 11, 30))


def _rows(name: str) -> list[dict[str, str]]:
    with (OUTSIDE / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


@needs_outside
def test_every_day_agrees_with_the_outside_calendar():
    rows = _rows("days.csv")
    wrong = [
        row["date"]
        for row in rows
        if is_workday(date.fromisoformat(row["date"])) != (row["is_workday"] == "1")
    ]

    assert len(rows) > 1800
    assert wrong == []


@needs_outside
def test_moved_days_agree_with_the_outside_calendar():
    rows = _rows("next_business_day.csv")
    for row in rows:
        day = date.fromisoformat(row["nominal_date"])
        assert str(next_workday(day)) == row["following"]
        assert str(previous_workday(day)) == row["preceding"]
        assert str(nearest_workday_in_month(day)) == row["modified_following"]
    assert rows


# Working days of a year as everybody's payroll knows them.
WORKED = {2008: 251, 2013: 250, 2021: 250, 2022: 249, 2023: 249, 2024: 251, 2025: 248, 2026: 248}


@pytest.mark.parametrize(("year", "worked"), WORKED.items())
def test_a_year_has_its_number_of_working_days(year, worked):
    first = date(year, 1, 1)
    whole = (first + timedelta(days=count) for count in range(366))

    assert sum(is_workday(day) for day in whole if day.year == year) == worked


@pytest.mark.parametrize(
    ("day", "worked"),
    [
        ("2026-02-13", True),  # Friday before the exchanged Saturday
        ("2026-02-14", True),  # exchanged Saturday
        ("2026-02-15", False),  # first day of the Spring Festival
        ("2026-02-23", False),  # its last day, a Monday
        ("2026-02-24", True),
        ("2026-02-28", True),  # exchanged Saturday
        ("2026-03-07", False),  # a plain Saturday
    ],
)
def test_the_spring_festival_of_2026(day, worked):
    assert is_workday(date.fromisoformat(day)) is worked


def test_a_deadline_on_a_saturday_moves_to_monday_as_in_tv040():
    end = deadline(date(2026, 1, 18), 20)

    assert (end.raw, end.adjusted) == (date(2026, 2, 7), date(2026, 2, 9))


def test_a_deadline_on_a_working_saturday_does_not_move():
    end = deadline(date(2026, 1, 25), 20)

    assert end.raw == end.adjusted == date(2026, 2, 14)


@given(days)
def test_the_next_working_day_is_the_nearest_that_is_not_before(day):
    found = next_workday(day)

    assert found >= day
    assert is_workday(found)
    between = (day + timedelta(days=count) for count in range((found - day).days))
    assert not any(is_workday(one) for one in between)


@given(days)
def test_the_previous_working_day_mirrors_the_next(day):
    found = previous_workday(day)

    assert found <= day
    assert is_workday(found)
    assert next_workday(found + timedelta(days=1)) >= day


@given(days)
def test_a_moved_day_stays_in_its_month(day):
    found = nearest_workday_in_month(day)

    assert is_workday(found)
    assert (found.year, found.month) == (day.year, day.month)
    assert found in {next_workday(day), previous_workday(day)}


def test_the_other_side_of_a_month_decides_even_at_the_end_of_a_year():
    # Saturday the 31st: what follows is the fourth of January, what precedes the 30th.
    assert nearest_workday_in_month(date(2022, 12, 31)) == date(2022, 12, 30)
    assert nearest_workday_in_month(date(2026, 2, 28)) == date(2026, 2, 28)  # worked in exchange


@given(day=st.dates(date(2004, 2, 1), date(2025, 12, 31)), count=st.integers(0, 60))
def test_adding_working_days_passes_exactly_so_many(day, count):
    end = add_workdays(day, count)
    passed = (day + timedelta(days=step) for step in range(1, (end - day).days + 1))

    assert sum(is_workday(one) for one in passed) == count
    assert count == 0 or is_workday(end)


def test_working_days_are_counted_forward():
    with pytest.raises(ValueError, match="count forward"):
        add_workdays(date(2026, 1, 5), -1)


@pytest.mark.parametrize("day", [date(2003, 12, 31), date(2027, 1, 1)])
def test_a_day_of_an_unknown_year_is_refused_rather_than_guessed(day):
    with pytest.raises(UnknownYear, match=rf"{day.year} are not known: add the notice"):
        is_workday(day)


def test_a_search_that_leaves_the_known_years_is_refused():
    with pytest.raises(UnknownYear, match="2027"):
        deadline(date(2026, 12, 25), 10)


HEADER = "first_day,last_day,kind,name_zh,name_en,conf\n"


def test_a_day_that_is_listed_twice_is_refused(write):
    write(
        "calendar/holidays.csv",
        HEADER
        + "2026-10-01,2026-10-07,holiday,国庆节,National Day,A\n"
        + "2026-10-07,2026-10-07,workday,调休上班,Make-up,A\n",
    )
    with pytest.raises(LawError, match="2026-10-07 is listed twice"):
        is_workday(date(2026, 1, 5))


def test_days_that_end_before_they_begin_are_refused(write):
    write(
        "calendar/holidays.csv",
        HEADER + "2026-10-07,2026-10-01,holiday,国庆节,National Day,A\n",
    )
    with pytest.raises(LawError, match="end before they begin"):
        is_workday(date(2026, 1, 5))
