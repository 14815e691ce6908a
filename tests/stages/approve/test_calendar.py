"""Steps of the budget year are entered with their day and document, corrected, and taken back."""

from __future__ import annotations

from datetime import date

import pytest

from fisc.engines.budgets.calendar import State
from fisc.exchange.calendars import pressing_steps, year_calendar
from fisc.record import facts
from fisc.stages.approve import calendar
from tests.stages.approve.budgets import adopt, draft
from tests.stages.town import CHECKER, MAKER, NOON, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
TODAY = date(2026, 2, 12)
PAPER = "财预〔2026〕3号"


def enter(step="B15", done_on=date(2026, 1, 26), document=PAPER, officer=MAKER, day=TODAY, **more):
    return calendar.record_step(
        division=TOWN, year=YEAR, step=step, done_on=done_on, document=document,
        officer=officer, day=day, at=NOON, **more,
    )  # fmt: skip


def take_back(step="B15", reason="wrong year", **more):
    return calendar.take_step_back(
        division=TOWN, year=YEAR, step=step, reason=reason, officer=CHECKER, day=TODAY, at=NOON,
        **more,
    )  # fmt: skip


@pytest.fixture
def adopted(town):
    draft()
    assert adopt().done
    return town


def at(day=TODAY):
    entries = calendar.entries_of(TOWN, YEAR)
    found = year_calendar(TOWN, YEAR, entries, day=day, closed=False)
    return {one.row.step: one for one in found}


def test_the_adoption_begins_the_terms_of_reply_and_disclosure(adopted):
    found = at()

    assert found["B14"].state is State.DONE
    assert found["B14"].parts[0].done.document == "NPC 2026-7"
    assert (found["B15"].due, found["B15"].state) == (date(2026, 2, 9), State.LATE)
    assert [one.row.step for one in pressing_steps([TOWN], YEAR, day=TODAY)[TOWN]] == ["B15", "B20"]


def test_a_reply_that_is_entered_ends_the_warning_and_begins_the_next_terms(adopted):
    assert enter().done
    assert enter("B20", date(2026, 2, 6)).done
    found = at()

    assert (found["B15"].state, found["B15"].done_on) == (State.DONE, date(2026, 1, 26))
    assert found["B16"].due == date(2026, 2, 10)
    assert found["B21"].due == date(2026, 2, 24)  # the twentieth day lies in the Spring Festival
    assert [one.row.step for one in pressing_steps([TOWN], YEAR, day=TODAY)[TOWN]] == ["B16"]


def test_departments_are_entered_one_by_one(adopted):
    assert enter(part="203").done
    found = at()["B15"]

    assert [part.part for part in found.missing] == ["216"]
    assert enter(part="216", done_on=date(2026, 2, 10)).done
    assert at()["B15"].state is State.DONE_LATE


def test_what_was_entered_is_corrected_and_taken_back_and_all_of_it_stays(adopted):
    first = enter()
    again = enter()
    corrected = enter(done_on=date(2026, 1, 27))
    back = take_back()

    assert [one.done for one in (first, again, corrected, back)] == [True] * 4
    assert again.fact is None
    assert at()["B15"].state is State.LATE
    kept = calendar.entries_of(TOWN, YEAR).trail
    assert [(one.done_on, one.actor) for one in kept] == [
        (date(2026, 1, 26), MAKER), (date(2026, 1, 27), MAKER), (None, CHECKER)]  # fmt: skip
    told = facts.about(adopted, f"calendar {TOWN} {YEAR}")
    assert [one.body["done_on"] for one in told] == ["2026-01-26", "2026-01-27", ""]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"document": " "}, "document is missing"),
        ({"done_on": date(2026, 2, 13)}, "still to come"),
        ({"done_on": date(2026, 1, 17)}, "before 2026-01-18"),
        ({"step": "B14"}, "knows this by itself"),
        ({"step": "B17"}, "knows this by itself"),
        ({"part": "999"}, "no department or month"),
        ({"step": "B24"}, "which month"),
        ({"step": "session", "part": "203"}, "whole place"),
        ({"officer": STRANGER}, ""),
        ({"officer": "school.clerk"}, ""),
    ],
)
def test_what_cannot_be_is_refused_with_its_reason_and_nothing_remains(adopted, change, why):
    receipt = enter(**change)

    assert not receipt.done
    assert why in receipt.refusal.why
    assert calendar.entries_of(TOWN, YEAR).trail == ()


def test_a_day_that_is_set_beforehand_may_lie_ahead(town):
    assert enter("session", date(2026, 3, 20), "人大通知").done
    found = at()["B12"]

    assert (found.raw, found.due) == (date(2026, 2, 18), date(2026, 2, 14))  # the Spring Festival
    assert found.state is State.SOON


def test_nothing_can_be_taken_back_that_was_not_entered_and_never_without_a_reason(adopted):
    assert "Nothing is entered" in take_back().refusal.why
    assert enter().done
    assert "Say why" in take_back(reason="").refusal.why


def test_a_step_that_there_is_not_is_misuse(town):
    with pytest.raises(calendar.UnknownStep, match="'B99'"):
        enter("B99")
