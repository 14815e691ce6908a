"""Journey J5 in the browser: do the four budgets tie, and why is a cell what it is, in two clicks.

The province is the handbook's, with a city below it that is half short of what it is given.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.doors.web.journeys import journey, table_of
from tests.doors.web.province import PROVINCE, YEAR, build
from tests.doors.web.test_browser import chromium, visit
from tests.doors.web.test_browser_pictures import INKED
from tests.stages.conftest import default_book

__all__ = ["chromium", "default_book", "visit"]
pytestmark = pytest.mark.browser
HERE = f"/balance?place={PROVINCE}&year={YEAR}&unit=yi"
PICTURES = os.environ.get("FISC_PICTURES", "")  # a folder, for whoever wants to look
walked_all = []


@pytest.fixture
def book(default_book, monkeypatch):
    """The book of the province, with the year played and closed."""
    build(default_book, monkeypatch)
    return default_book


@pytest.fixture(scope="module", autouse=True)
def table():
    """Print all journeys of this file as one table when they are done."""
    yield
    print(f"\n\n{table_of(walked_all)}")  # noqa: T201 - shown with pytest -s


def look(page, name: str) -> None:
    """Keep a picture of a page where somebody asked for it."""
    if PICTURES:
        page.screenshot(path=str(Path(PICTURES) / f"{name}.png"), full_page=True)


def test_an_officer_knows_whether_the_four_tie_and_why_a_cell_is_what_it_is(visit):
    page = visit("budget.head", "/work")
    with journey("J5 tie?", "answer in 10 s", page, walked_all, clicks=1) as walked:
        walked.go(page.locator("nav.menu").get_by_role("link", name="Four budgets"))
        assert "The four budgets tie: all 8 checks hold" in page.inner_text("h1")
    assert walked.clicks == 1

    page.goto(page.url.split("/balance")[0] + HERE + "&measure=final")
    look(page, "matrix-en")
    cell = page.locator("#table-four-budgets tbody tr", has_text="Own-level spending").locator("a")
    with journey("J5 cell", "explained in 2 clicks", page, walked_all, clicks=2) as walked:
        walked.click(cell.first)
        page.locator("#drawer-content table").first.wait_for()
        assert "1,295.00" in page.inner_text("#drawer")
        look(page, "cell-en")
        walked.go(page.locator("#drawer-content table[id$='cell-entries'] tbody a").first)
        assert "/vouchers/" in page.url
    assert walked.clicks == 2

    page.goto(page.url.split("/vouchers")[0] + HERE + "&measure=adjusted&extent=area")
    assert "do not tie: 1 of" in page.inner_text("h1")
    look(page, "area-en")
    with journey("J5 fault", "both sides, 2 clicks", page, walked_all, clicks=2) as walked:
        walked.click(page.locator("#table-four-faults tbody a").nth(1))
        page.locator("#drawer-content table").first.wait_for()
        assert "Harbin" in page.inner_text("#drawer")
        walked.go(page.locator("#drawer-content tbody a").first)
        assert "/documents/budget/" in page.url
    assert walked.clicks == 2
    assert not page.faults
    assert not page.outside


def test_the_same_without_a_mouse_and_in_chinese(visit):
    page = visit("budget.head", "/work")
    page.locator("form[action='/language'] button").first.click()
    page.goto(page.url.split("/work")[0] + HERE + "&measure=final")
    assert page.inner_text("h1") == "四本预算勾稽相符：8 项全部相符"
    page.locator(".picture canvas").first.wait_for()
    page.locator(".picture canvas").nth(1).wait_for()
    look(page, "matrix-zh")
    inked = [one.evaluate(INKED) for one in page.locator(".picture canvas").all()]
    assert all(count > 1000 for count in inked), inked
    with journey("J5 keys", "no mouse", page, walked_all, clicks=0) as walked:
        walked.tab_to("#table-four-budgets tbody a[href*='row=spent']")
        walked.press("Enter")
        page.locator("#drawer-content table").first.wait_for()
        look(page, "cell-zh")
        walked.enter("#drawer-content tbody a[href*='/vouchers/']")
        assert "/vouchers/" in page.url
    assert walked.clicks == 0
    page.goto(page.url.split("/vouchers")[0] + HERE + "&tab=funds")
    look(page, "funds-zh")
    assert not page.faults
