"""The budget year's calendar: days, terms, rest days, and what is late or soon."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.budgets.calendar import (
    MONTHS,
    Done,
    Known,
    State,
    calendar,
    pressing,
    steps,
)
from fisc.law.calendar import is_workday
from fisc.law.parameters import parameter
from fisc.law.tables import CALENDAR_EVENTS, read

ADOPTED = date(2026, 1, 18)
EVENTS = {"adopted": {"": ADOPTED}}


def at(day, *, year=2026, **more):
    known = Known(year=year, **more)
    return {one.row.step: one for one in calendar(known, day=day)}


def test_every_step_has_its_days_in_a_form_that_is_understood():
    assert len(steps()) == 43
    events = {row.event for row in read(CALENDAR_EVENTS)}
    every = {name: {"": ADOPTED} for name in events}
    found = at(date(2026, 1, 1), events=every)

    assert [name for name, one in found.items() if one.due is None] == []
    assert {one.waits_for for one in at(date(2026, 1, 1)).values()} <= events | {""}


def test_finance_replies_within_twenty_days_of_adoption_and_a_rest_day_moves_on():
    reply = at(date(2026, 1, 20), events=EVENTS)["B15"]

    assert (reply.raw, reply.due) == (date(2026, 2, 7), date(2026, 2, 9))  # a Saturday, a Monday
    assert reply.working.source.place == "article 52"
    assert "rest day" in reply.working.en
    assert "休息日" in reply.working.zh


def test_the_draft_is_with_the_congress_thirty_days_before_the_session_and_never_later():
    review = at(date(2025, 12, 1), events={"session": {"": date(2026, 2, 1)}})["B12"]

    assert (review.raw, review.due) == (date(2026, 1, 2), date(2025, 12, 31))  # New Year's holiday
    assert is_workday(review.due)


@pytest.mark.parametrize(
    ("day", "state"),
    [
        ("2026-01-17", State.AHEAD),
        ("2026-01-18", State.OPEN),
        ("2026-01-29", State.OPEN),
        ("2026-01-30", State.SOON),  # ten days before the ninth of February
        ("2026-02-09", State.SOON),
        ("2026-02-10", State.LATE),
    ],
)
def test_a_step_is_soon_ten_days_before_and_late_the_day_after(day, state):
    assert at(date.fromisoformat(day), events=EVENTS)["B15"].state is state


@pytest.mark.parametrize(
    ("done", "state"), [("2026-02-09", State.DONE), ("2026-02-10", State.DONE_LATE)]
)
def test_what_was_done_is_never_late_but_may_have_been(done, state):
    given_ = {"B15": (Done(date.fromisoformat(done), "财预〔2026〕3号"),)}
    reply = at(date(2026, 6, 1), events=EVENTS, done=given_)["B15"]

    assert reply.state is state
    assert reply.done_on == date.fromisoformat(done)
    assert not reply.warns


def test_a_step_of_departments_is_done_when_every_one_is():
    done = {"B15": (Done(date(2026, 1, 26), "x", "203"), Done(date(2026, 2, 11), "y", "205"))}
    three = ("203", "205", "216")
    reply = at(date(2026, 2, 12), events=EVENTS, done=done, departments=three)["B15"]

    assert [part.state for part in reply.parts] == [State.DONE, State.DONE_LATE, State.LATE]
    assert (reply.state, reply.done_on) == (State.LATE, None)
    assert [part.part for part in reply.missing] == ["216"]
    done["B15"] += (Done(date(2026, 1, 30), "z"),)
    reply = at(date(2026, 2, 12), events=EVENTS, done=done, departments=three)["B15"]
    assert (reply.state, reply.done_on) == (State.DONE_LATE, date(2026, 2, 11))


def test_each_department_discloses_within_twenty_days_of_its_own_reply():
    events = EVENTS | {"replied": {"203": date(2026, 1, 20), "205": date(2026, 2, 9)}}
    found = at(date(2026, 2, 20), events=events, departments=("203", "205"))["B21"]

    assert [part.due for part in found.parts] == [date(2026, 2, 9), date(2026, 3, 2)]
    assert found.due == date(2026, 2, 9)


def test_every_month_is_reported_within_ten_days_of_the_next():
    found = at(date(2026, 3, 20))["B24"]

    assert [part.part for part in found.parts] == list(MONTHS)
    assert found.parts[0].due == date(2026, 2, 10)
    assert found.parts[11].due == date(2027, 1, 10)


def test_the_days_of_a_year_whose_holidays_are_unknown_are_said_to_be_uncertain():
    found = at(date(2026, 3, 1), events={"final_adopted": {"": date(2027, 8, 1)}})

    assert not found["B37"].certain
    assert found["B37"].due == date(2027, 8, 21)
    assert "not known" in found["B37"].working.en


def test_what_hangs_on_nothing_known_waits_and_names_what_it_waits_for():
    found = at(date(2026, 3, 1))

    assert (found["B15"].state, found["B15"].waits_for) == (State.WAITING, "adopted")
    assert found["B23"].state is State.OPEN  # spending before approval, since the first of January
    assert pressing(found.values()) == ()


def test_what_the_record_holds_to_be_overdue_is_late():
    found = at(date(2026, 6, 1), events=EVENTS, late=frozenset({"B18"}))

    assert found["B18"].state is State.LATE
    assert found["B17"].state is State.DONE  # none waits


def test_late_steps_are_told_before_those_that_are_soon():
    known = Known(year=2026, events=EVENTS | {"replied": {"": date(2026, 1, 23)}})
    told = pressing(calendar(known, day=date(2026, 2, 10)))

    assert [(one.row.step, one.state) for one in told] == [
        ("B15", State.LATE), ("B16", State.LATE), ("B20", State.LATE), ("B21", State.SOON),
    ]  # fmt: skip


@given(st.dates(date(2016, 1, 1), date(2026, 9, 1)))
def test_a_last_day_is_worked_and_on_the_right_side_of_its_count(adopted):
    found = at(adopted, events={"adopted": {"": adopted}, "session": {"": adopted}})

    term = parameter("budgets/deadlines:reply_days_max").on(adopted).value
    assert found["B15"].raw == adopted + timedelta(days=term)
    assert found["B15"].due >= found["B15"].raw
    assert found["B12"].due <= found["B12"].raw
    assert all(is_workday(found[name].due) for name in ("B12", "B15", "B20"))


def test_a_year_before_the_terms_of_the_law_has_steps_without_a_last_day():
    found = calendar(Known(year=2000), day=date(2026, 3, 2))

    assert len(found) == len(steps())
    assert any(one.due is None and not one.certain for one in found)
