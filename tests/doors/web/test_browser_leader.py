"""Journey J11 in the browser: five minutes of a leader, on the screen and on one sheet of paper.

What exists of its subject: the figures with trend and light, what needs somebody, and the paper.
The task board of the pilot team and instructions come with the stage that steers.
"""

from __future__ import annotations

import io
import re
import unicodedata
from datetime import timedelta

import pypdf
import pytest

from fisc.doors.web import clock
from tests.doors.web import street
from tests.doors.web.journeys import journey, table_of
from tests.doors.web.test_browser import chromium, visit  # noqa: F401 - the fixtures

pytestmark = pytest.mark.browser
FIGURES = 6
walked_all = []


@pytest.fixture(scope="module", autouse=True)
def table():
    """Print all journeys of this file as one table when they are done."""
    yield
    print(f"\n\n{table_of(walked_all)}")  # noqa: T201 - shown with pytest -s


@pytest.fixture
def troubled(book, monkeypatch):
    """A week later: the treasury found differences, and requests wait beyond their terms."""
    street.reconcile()
    later = street.NOW + timedelta(days=8)
    monkeypatch.setattr(clock, "now", lambda: later)
    monkeypatch.setattr(clock, "today", later.date)


def plain(text: str) -> str:
    """Return a text without the marks of its setting: joined letters and breaks of lines."""
    return re.sub(r"\s+", " ", unicodedata.normalize("NFKC", text))


def amounts(text: str) -> set[str]:
    return set(re.findall(r"-?[\d,]+\.\d{2}(?!\d)", text))


@pytest.mark.usefixtures("troubled")
def test_a_leader_sees_where_it_stands_and_what_needs_them_in_one_click(visit):  # noqa: F811
    page = visit("mayor", "/work")
    goal = "1 click to the answer"
    with journey("J11 leader", goal, page, walked_all, clicks=2) as walked:
        walked.go(page.locator("nav.menu").get_by_role("link", name="Cockpit"))
        tiles = page.locator(".figures > div")
        assert tiles.count() == FIGURES
        assert all("since 2026-06-30" in one for one in tiles.all_inner_texts()[:5])
        needs = page.locator(".needs li").all_inner_texts()
        assert 1 <= len(needs) <= 5
        assert all("Who:" in one for one in needs)
        red = [one for one in needs if one.startswith("■")]
        assert any(
            "Open differences between bank and books: 2" in one and "Since 2026-" in one
            for one in red
        )
        assert any("waiting: 1" in one and "was due on" in one for one in red)
        walked.click(page.locator(".figures .light-stop a").first)

    assert walked.clicks <= 2  # one of them opens the cockpit
    assert page.locator(".needs li:target").count() == 1
    assert not page.faults


@pytest.mark.usefixtures("troubled")
def test_a_light_stands_only_where_there_is_evidence(visit):  # noqa: F811
    page = visit("budget.officer", "/")
    lit = page.locator(".figures dt").all_inner_texts()
    assert [("■" in one, "▲" in one, "●" in one) for one in lit[:2]] == [(False,) * 3] * 2
    for link in page.locator(".figures dt a").all():
        target = link.get_attribute("href")
        assert not target.startswith("#") or page.locator(target).count() == 1


@pytest.mark.usefixtures("troubled")
def test_the_leaders_five_minutes_without_a_mouse(visit):  # noqa: F811
    page = visit("mayor", "/")
    with journey("J11 by keyboard", "no mouse", page, walked_all, clicks=0) as walked:
        walked.tab_to(".figures .light-stop a")
        walked.press("Enter")
        page.locator(".needs li:target").wait_for()
        walked.enter(".needs li a[href*='/']")

    assert walked.clicks == 0
    assert not page.faults


@pytest.mark.usefixtures("troubled")
def test_the_cockpit_is_one_sheet_of_paper_and_says_the_same(visit):  # noqa: F811
    page = visit("mayor", "/?unit=yuan")  # the widest
    shown = page.inner_text(".figures") + page.inner_text("#by-book tfoot")
    needs = page.locator(".needs-title").all_inner_texts()
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(format="A4", prefer_css_page_size=True)))
    printed = plain(" ".join(one.extract_text() for one in paper.pages))

    assert len(paper.pages) == 1
    assert amounts(shown)
    assert not amounts(shown) - amounts(printed)
    assert set(re.findall(r"[\d.]+%", shown)) <= set(re.findall(r"[\d.]+%", printed))
    for one in needs:
        assert plain(one) in printed
