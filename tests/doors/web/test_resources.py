"""The page of resources: one list, ages that add up, idle money, and sweeps by two people."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from fisc.doors.web import clock
from fisc.stages.allot import queries
from fisc.stages.allot.models import Sweep
from fisc.values import Money
from tests.doors.web import idle
from tests.doors.web.test_reading import QUERIES_MAX, words
from tests.stages.town import CHECKER, MAKER

TABS = ("now", "ages", "idle", "accounts", "sources", "sweeps")


@pytest.fixture(autouse=True)
def october(book, monkeypatch):
    """The ninth of October, when half a year has passed since the winter."""
    monkeypatch.setattr(clock, "today", lambda: date(2026, 10, 9))


def page(come, who=MAKER, tab="now", more="", language="en"):
    return come(who, language).get(f"/resources?tab={tab}{more}")


@pytest.mark.parametrize("tab", TABS)
@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_tab_is_shown_with_few_questions(come, tab, language):
    idle.lie()
    browser = come(MAKER, language)
    with CaptureQueriesContext(connections["default"]) as asked:
        answer = browser.get(f"/resources?tab={tab}")

    assert answer.status_code == 200
    assert len(asked) <= QUERIES_MAX


def test_an_account_without_a_statute_is_told_with_what_it_costs(come):
    idle.lie()
    said = words(page(come, tab="accounts"))

    assert "ACC-OUTSIDE" in said
    assert "names no statutory basis" in said
    assert "close it and return the balance" in said


def test_the_list_is_narrowed_and_says_when_nothing_fits(come):
    idle.lie()

    assert "ACC-OUTSIDE" in words(page(come, more="&kind=special_account"))
    assert "ACC-OUTSIDE" not in words(page(come, more="&kind=state_asset"))
    assert "Nothing fits the filter" in words(page(come, more="&q=zzz"))


def test_a_source_has_a_page_of_its_own_for_whoever_sees_its_place(come):
    idle.lie()
    browser = come(MAKER, "en")

    assert "示例银行" in words(browser.get("/resources/sources/ACC-OUTSIDE"))
    assert browser.get("/resources/sources/NONE").status_code == 404
    assert come("school.clerk").get("/resources/sources/ACC-OUTSIDE").status_code == 403


def test_idle_money_is_swept_by_two_and_given_back(come):
    number = idle.lie()
    before = queries.indicator(number, 2026).granted
    maker, checker = come(MAKER, "en"), come(CHECKER, "en")
    sent = {"reason": "UNSPENT", "evidence": "示例财〔2026〕9号", "row": number, "tab": "idle"}

    answer = maker.post("/resources/sweep", sent, follow=True)
    assert "another person carries it out" in words(answer)
    sweep = Sweep.objects.get()
    step, one = "/resources/sweeps", {"number": sweep.number}
    assert maker.post(f"{step}/carry-out", one).status_code == 403

    said = words(checker.post(f"{step}/carry-out", one, follow=True))
    assert "The money is back in the pool." in said
    assert queries.indicator(number, 2026).granted == Money(0)

    assert "Say why." in words(checker.post(f"{step}/give-back", one, follow=True))
    said = words(checker.post(f"{step}/give-back", one | {"reason": "too early"}, follow=True))
    assert "given back" in said
    assert queries.indicator(number, 2026).granted == before


def test_a_refusal_says_which_row_is_not_idle_for_that_reason(come):
    number = idle.lie()
    sent = {"reason": "TWO_YEARS", "evidence": "x", "row": number, "tab": "idle"}

    answer = come(MAKER, "en").post("/resources/sweep", sent)

    assert answer.status_code == 409
    assert "is not idle as “Carried for two years” today" in words(answer)
    assert not Sweep.objects.exists()


def test_nothing_ticked_is_told(come):
    idle.lie()
    for row in ("", "NONE"):
        sent = {"reason": "UNSPENT", "evidence": "x", "row": row}
        answer = come(MAKER, "en").post("/resources/sweep", sent, follow=True)
        assert "Tick at least one row" in words(answer)


def test_who_may_not_sweep_sees_no_form(come):
    idle.lie()

    assert "resource-sweep" not in page(come, "auditor", "idle").content.decode()
    assert 'id="desk"' in page(come, MAKER, "idle").content.decode()
    assert 'id="desk"' not in page(come, "auditor", "idle").content.decode()


def test_a_sweep_that_nobody_sees_is_not_there(come):
    browser = come(CHECKER, "en")

    assert browser.post("/resources/sweeps/nonsense").status_code == 404
    answer = browser.post("/resources/sweeps/carry-out", {"number": "NONE"}, follow=True)
    assert "There is no such sweep." in words(answer)
