"""The pages of people: who sees them, giving roles by two, and one's own roles."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from fisc.doors.web import clock
from fisc.registers import grants, people
from fisc.registers.models import Grant
from tests.doors.web import street
from tests.doors.web.hands import once
from tests.doors.web.test_reading import QUERIES_MAX, words
from tests.record.granting_office import FIRST, LI, LOGS, SECOND, SYSTEM, staff

pytestmark = pytest.mark.writes
PAGE = f"/people/persons/{LI}"


@pytest.fixture
def office(book):
    staff()
    return book


def proposed(browser, role="FIN_BUDGET", **more) -> str:
    form = {"person": LI, "role": role, "division": "239900", "reason": "needed"}
    answer = browser.post("/people/steps/propose", form | {"once": once(browser.get(PAGE))} | more)
    assert answer.status_code == 302, words(answer)
    return re.search(r'name="grant" value="(\d+)"', browser.get(PAGE).content.decode())[1]


def test_a_role_is_given_by_two_at_the_pages(office, come):
    first, second = come(FIRST, "en"), come(SECOND, "en")
    number = proposed(first)
    assert people.person(LI, street.NOW).roles == ()
    assert LI in second.get("/people").content.decode()

    alone = first.post("/people/steps/confirm", {"person": LI, "grant": number})
    assert alone.status_code == 409
    assert "another person confirms" in words(alone)
    assert second.post("/people/steps/confirm", {"person": LI, "grant": number}).status_code == 302

    assert people.person(LI, street.NOW).roles == ("FIN_BUDGET",)
    assert "Budget division officer" in words(second.get(PAGE))


def test_a_role_that_is_given_opens_pages_and_one_that_is_ended_closes_them(office, come):
    browser = come(LI)
    assert browser.get("/indicators").status_code == 403
    number = proposed(come(FIRST))
    come(SECOND).post("/people/steps/confirm", {"person": LI, "grant": number})
    assert browser.get("/indicators").status_code == 200

    come(FIRST).post("/people/steps/end", {"person": LI, "grant": number, "reason": "moved"})

    assert browser.get("/indicators").status_code == 403
    assert grants.grant(int(number)).ended_why == "moved"


def test_a_form_that_is_sent_twice_proposes_once(office, come):
    browser = come(FIRST)
    key = once(browser.get(PAGE))
    for _ in range(2):
        proposed(browser, once=key)

    assert len(grants.grants_of(LI)) == 1


def test_a_person_is_entered_by_the_system_administrator_and_has_no_role(office, come):
    form = {"person": "wu.new", "name_zh": "吴新", "division": "239900"}
    refused = come(FIRST).post("/people/steps/enter", form)
    assert refused.status_code == 409

    answer = come(SYSTEM).post("/people/steps/enter", form)

    assert answer["Location"] == "/people/persons/wu.new"
    assert people.person("wu.new", street.NOW).grants == ()


@pytest.mark.parametrize(
    "typed",
    [
        {"division": "nowhere"},
        {"first_day": "soon"},
        {"last_day": "2026-02-31"},
        {"role": "KING"},
        {"unit": "999"},
        {"reason": " "},
        {"person": "nobody"},
        {"role": "FIN_BUDGET' OR 1=1 --"},
    ],
)
def test_what_makes_no_sense_changes_nothing_and_is_said(office, come, typed):
    form = {"person": LI, "role": "FIN_BUDGET", "division": "239900", "reason": "needed"}
    before = Grant.objects.count()
    browser = come(FIRST)

    answer = browser.post("/people/steps/propose", form | {"once": "x"} | typed)

    assert answer.status_code == 302
    assert "无法办理" in words(browser.get(answer["Location"]))
    assert Grant.objects.count() == before


def test_the_trail_is_the_auditors_and_holds_everything(office, come):
    number = proposed(come(FIRST))
    come(FIRST).post("/people/steps/end", {"person": LI, "grant": number, "reason": "a mistake"})

    page = words(come(LOGS, "en").get("/people/trail"))

    assert "a mistake" in page
    assert "needed" in page
    for who in (FIRST, SYSTEM, "budget.head"):
        assert come(who).get("/people/trail").status_code == 403


@pytest.mark.parametrize("who", [FIRST, SYSTEM, LOGS])
def test_the_menu_offers_people_to_those_who_may_see_them(office, come, who):
    assert 'href="/people"' in come(who).get("/roles").content.decode()
    assert 'href="/people"' not in come("budget.head").get("/roles").content.decode()


def test_a_role_is_handed_on_from_ones_own_page_and_given_back(office, come):
    mine = come("budget.officer", "en")
    page = mine.get("/roles")
    number = re.search(r'<option value="(\d+)"', page.content.decode().split('id="grant"')[1])[1]
    form = {"grant": number, "to": LI, "last_day": "2026-07-05", "reason": "on leave"}
    assert mine.post("/roles/delegate", form | {"once": once(page)}).status_code == 302
    theirs = come(LI)
    assert theirs.get("/indicators").status_code == 200
    lent = re.search(r'name="grant" value="(\d+)"', theirs.get("/roles").content.decode())[1]

    assert theirs.post("/roles/end", {"grant": lent, "reason": "back"}).status_code == 302

    assert theirs.get("/indicators").status_code == 403


def test_a_role_that_is_lent_is_gone_after_its_last_day(office, come, monkeypatch):
    mine = come("budget.officer")
    page = mine.get("/roles")
    number = re.search(r'<option value="(\d+)"', page.content.decode().split('id="grant"')[1])[1]
    form = {"grant": number, "to": LI, "last_day": "2026-07-01", "reason": "on leave"}
    mine.post("/roles/delegate", form | {"once": once(page)})
    theirs = come(LI)
    for days, status in ((1, 200), (2, 403)):
        later = street.NOW + timedelta(days=days)
        monkeypatch.setattr(clock, "now", lambda later=later: later)
        assert theirs.get("/indicators").status_code == status


def test_what_cannot_be_handed_on_is_refused_with_its_working(office, come):
    mine = come("budget.officer", "en")
    page = mine.get("/roles")
    number = re.search(r'<option value="(\d+)"', page.content.decode().split('id="grant"')[1])[1]
    form = {"grant": number, "to": LI, "last_day": "2027-07-05", "reason": "on leave"}

    answer = mine.post("/roles/delegate", form | {"once": once(page)})

    assert answer.status_code == 409
    assert "more than 90 days" in words(answer)
    assert "default, not official" in words(answer)


@pytest.mark.parametrize("path", ["/people", PAGE, "/people/trail", "/roles"])
def test_a_page_of_people_asks_few_questions(office, come, path):
    browser = come(LOGS)
    browser.get(path)
    with CaptureQueriesContext(connections["default"]) as asked:
        assert browser.get(path).status_code == 200

    assert len(asked) <= QUERIES_MAX
