"""The calendar of the budget year: its days, how each step stands, and what is entered on it."""

from __future__ import annotations

from datetime import date

import pytest

from fisc.doors.web import clock
from fisc.engines.budgets.calendar import steps
from fisc.law.tables import CALENDAR_STEPS, find
from fisc.stages.approve import calendar
from tests.doors.web import street
from tests.doors.web.drawn import on_page
from tests.doors.web.test_reading import words

pytestmark = pytest.mark.writes
YEAR = street.LAST_YEAR
ADOPTED = "calendar-reply"
PAGE = f"/calendar?year={YEAR}"


@pytest.fixture(autouse=True)
def _in_spring(come, monkeypatch):
    """It is the spring of the year that the street has adopted a budget for."""
    monkeypatch.setattr(clock, "today", lambda: date(YEAR, 3, 3))


def rows(answer, stage="reply"):
    return {row[0]: row for row in on_page(answer, f"calendar-{stage}").rows}


def enter(browser, **typed):
    asked = {"step": "B15", "part": "", "done_on": f"{YEAR}-02-05", "document": "财预〔2025〕3号"}
    return browser.post(f"/calendar/enter?year={YEAR}", asked | typed)


def test_every_step_stands_on_the_page_and_in_the_picture(come):
    answer = come("auditor", "en").get(PAGE)
    page = answer.content.decode()
    stages = dict.fromkeys(one.stage for one in steps())
    shown = [step for stage in stages for step in rows(answer, stage)]

    assert sorted(shown) == [one.step for one in steps()]
    assert page.count('class="name"') == len(steps())
    assert page.count('<rect class="span-') > 30


def test_a_reply_that_is_late_is_said_with_the_law_and_listed_as_an_exception(come):
    browser = come("auditor", "en")
    adopted = calendar.entries_of(street.TOWN, YEAR).adoption.done_on
    answer = browser.get(PAGE)
    reply = rows(answer)["B15"]

    assert "late" in " ".join(map(str, reply))
    assert any("article 52" in str(cell) for cell in reply)
    assert str(adopted) in " ".join(map(str, reply))
    assert "are late" in words(answer)
    listed = words(browser.get(f"/exceptions?year={YEAR}&kind=step_late"))
    assert f"{street.TOWN}/{YEAR}/B15" in listed
    assert find(CALENDAR_STEPS, "B15").name_en in listed


def test_what_is_entered_is_done_and_the_exception_is_gone(come):
    officer = come("budget.officer", "en")
    assert enter(officer).status_code == 302
    answer = officer.get(PAGE)

    assert "done" in " ".join(map(str, rows(answer)["B15"]))
    assert "财预〔2025〕3号" in words(answer)
    assert f"{street.TOWN}/{YEAR}/B15" not in words(officer.get(f"/exceptions?year={YEAR}"))
    back = officer.post(f"/calendar/take-back?year={YEAR}", {"entry": "B15|", "reason": "typing"})
    assert back.status_code == 302
    again = officer.get(PAGE)
    assert "late" in " ".join(map(str, rows(again)["B15"]))
    assert "taken back" in words(again)
    assert f"{street.TOWN}/{YEAR}/B15" in words(officer.get(f"/exceptions?year={YEAR}"))


def test_a_refusal_says_why_and_keeps_what_was_typed(come):
    answer = enter(come("budget.officer", "en"), done_on=f"{YEAR}-12-30", document="X 7")

    assert answer.status_code == 409
    assert "still to come" in words(answer)
    assert 'value="X 7"' in answer.content.decode()


def test_only_who_may_enter_is_offered_the_form(come):
    assert 'name="done_on"' in come("budget.officer").get(PAGE).content.decode()
    assert 'name="done_on"' not in come("auditor").get(PAGE).content.decode()


def test_a_day_that_is_no_day_changes_nothing(come):
    officer = come("budget.officer", "en")

    assert enter(officer, done_on="tomorrow").status_code == 302
    assert enter(officer, step="B99").status_code == 302
    assert calendar.entries_of(street.TOWN, YEAR).trail == ()
    assert officer.post("/calendar/dance").status_code == 404


def test_what_is_due_soon_is_a_notice(come, monkeypatch):
    officer = come("budget.officer", "en")
    assert enter(officer).status_code == 302
    monkeypatch.setattr(clock, "today", lambda: date(YEAR, 2, 18))
    listed = words(officer.get(f"/exceptions?year={YEAR}&kind=step_soon"))

    assert f"{street.TOWN}/{YEAR}/B16" in listed
