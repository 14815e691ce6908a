"""What the address of a page carries, and views that somebody saves under a name."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pytest
from django.db import connections
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext
from django.urls import resolve, reverse

from fisc.doors.web import sharing, urls
from fisc.doors.web.pages import MENU
from fisc.registers import saved_views
from fisc.registers.models import SAVED_VIEWS_MAX, SavedView
from tests.doors.web.test_hostile import SCRIPTS, live
from tests.doors.web.test_reading import QUERIES_MAX, words
from tests.doors.web.test_rights import ADDRESSES

OFFICER, AUDITOR = "budget.officer", "auditor"


def link(page: str, look: str) -> str:
    return unescape(re.search(rf'<a class="{look}" href="([^"]*)"', page)[1])


def saved(who: str = OFFICER) -> list[tuple[str, str, str]]:
    return [(one.page, one.name, one.query) for one in saved_views.of(who)]


def save(browser, called="科目", about="indicators", query="by=function&unit=wan"):
    return browser.post("/views/save", {"of_page": about, "query": query, "called": called})


def test_a_copied_address_shows_another_person_the_same(come):
    mine, theirs = come(OFFICER, "en"), come(AUDITOR, "en")
    mine.get("/indicators?unit=wan&day=2026-03-02")
    address = link(mine.get("/indicators?by=function").content.decode(), "copies")
    theirs.get("/indicators?unit=yi&day=2026-05-01")

    asked = parse_qs(urlsplit(address).query, keep_blank_values=True)
    assert asked["unit"] == ["wan"]
    assert asked["day"] == ["2026-03-02"]
    assert asked["by"] == ["function"]
    assert {"place", "year"} <= set(asked)
    assert "as of 2026-03-02" in words(theirs.get(address))


def test_a_copied_address_of_now_says_so(come):
    mine, theirs = come(OFFICER, "en"), come(AUDITOR, "en")
    address = link(mine.get("/indicators").content.decode(), "copies")
    theirs.get("/indicators?day=2026-03-02")

    assert "as of 2026-03-02" not in words(theirs.get(address))


def test_a_view_is_saved_opened_changed_and_deleted(come):
    browser = come(OFFICER, "en")
    page = browser.get("/indicators?by=function&unit=wan&day=2026-03-02").content.decode()
    part = browser.get(link(page, "views"), headers={"x-fragment": "1"}).content.decode()
    query = unescape(re.search(r'name="query" value="([^"]*)"', part)[1])

    answer = save(browser, "  By   function ", query=query)
    assert answer.status_code == 302
    assert saved() == [("indicators", "By function", query)]
    assert browser.get(answer["Location"]).context["page"].day.isoformat() == "2026-03-02"
    listed = browser.get("/views").content.decode()
    assert "By function" in listed
    assert f'href="/indicators?{query}"' in unescape(listed)
    assert "By function" not in come(AUDITOR, "en").get("/views").content.decode()

    save(browser, "By function", query="by=function")
    assert saved() == [("indicators", "By function", "by=function")]
    number = saved_views.of(OFFICER)[0].number
    assert come(AUDITOR).post("/views/delete", {"view": number}).status_code == 302
    assert saved(), "another's view is not theirs to delete"
    browser.post("/views/delete", {"view": number})
    assert saved() == []


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("unit=wan&next=//evil.example&format=xlsx&from=51&after=x", "unit=wan"),
        ("q=a%00b&by=unit", "by=unit"),
        ("q=" + "a" * 101, ""),
        ("by=unit&by=function", "by=function"),
        ("q=%22%3E%3Cscript%3E", "q=%22%3E%3Cscript%3E"),
        ("javascript:alert(1)", ""),
        ("q=%E6%95%99%E8%82%B2%26unit%3Dyi", "q=%E6%95%99%E8%82%B2%26unit%3Dyi"),
    ],
)
def test_a_view_holds_nothing_but_the_parameters_of_its_page(asked, kept):
    assert sharing.query_of("indicators", QueryDict(asked)) == kept


@pytest.mark.parametrize("called", ["", "  ", "x" * 61, "a\x00b", "a\u202eb"])
def test_a_view_without_a_proper_name_is_not_saved(come, called):
    assert save(come(OFFICER), called).status_code == 302
    assert saved() == []


@pytest.mark.parametrize("payload", SCRIPTS)
def test_a_script_in_the_name_of_a_view_is_text(come, payload):
    browser = come(OFFICER)
    save(browser, payload[:60], query=f"q={payload[:60]}")

    assert not live(browser.get("/views?of_page=indicators&query=q%3D" + "x"))
    assert not live(browser.get("/indicators?q=x"))


def test_nobody_saves_a_view_of_a_page_that_they_may_not_open(come):
    for about in ("people", "voucher", "login", "nothing"):
        assert save(come("school.clerk"), about=about).status_code == 404
    assert saved("school.clerk") == []


def test_a_view_of_a_page_that_is_closed_to_its_owner_is_not_shown_and_makes_room(come):
    browser = come(OFFICER, "en")
    for number in range(SAVED_VIEWS_MAX):
        assert saved_views.save(OFFICER, page="people", name=f"View {number}", query="q=x")
    assert "View 7" not in browser.get("/views").content.decode()

    save(browser, "Mine")
    assert saved() == [("indicators", "Mine", "unit=wan&by=function")]


@pytest.mark.writes
def test_there_are_few_views_of_one_person_and_the_database_says_so(come):
    browser = come(OFFICER, "en")
    for number in range(SAVED_VIEWS_MAX):
        save(browser, f"View {number}")
    answer = save(browser, "One more")

    assert len(saved()) == SAVED_VIEWS_MAX
    assert "there is no room for more" in words(browser.get(answer["Location"]))
    SavedView.objects.bulk_create(
        [SavedView(person_id=OFFICER, place=1, page="jobs", name="Twice", query="")],
        ignore_conflicts=True,
    )
    assert len(saved()) == SAVED_VIEWS_MAX
    saved_views.delete(OFFICER, saved_views.of(OFFICER)[3].number)
    save(browser, "One more")
    assert len(saved()) == SAVED_VIEWS_MAX


def test_pages_with_views_stand_in_the_menu_and_read_what_views_hold():
    folder = Path(urls.__file__).parent
    text = "\n".join(path.read_text("utf-8") for path in folder.rglob("*.py"))

    assert set(sharing.PARAMETERS) <= {name for _section, rows in MENU for name, _word in rows}
    for name, own in sharing.PARAMETERS.items():
        assert resolve(reverse(name)).kwargs == {}
        for one in own:
            assert re.search(rf'\.get\(\s*"{one}"|Final = "{one}"', text), one


def test_every_page_with_filters_offers_its_views_and_few_questions_are_asked(come):
    browser = come(AUDITOR)
    for name in sharing.PARAMETERS:
        answer = browser.get(ADDRESSES[name])
        if answer.status_code == 200:
            assert link(answer.content.decode(), "views").startswith("/views?of_page=" + name)
    browser.get("/views")
    with CaptureQueriesContext(connections["default"]) as asked:
        browser.get("/views")
    assert len(asked) <= QUERIES_MAX
