"""Saved views and "Copy link" in a real browser."""

from __future__ import annotations

from urllib.parse import parse_qs, urlsplit

import pytest

from fisc.registers import saved_views
from tests.doors.web.test_browser import chromium, visit  # noqa: F401 - the fixtures

pytestmark = pytest.mark.browser
OFFICER = "budget.officer"


def test_a_view_is_saved_and_opened_where_one_is_and_its_link_is_copied(visit):  # noqa: F811
    page = visit(OFFICER, "/indicators?by=function&unit=wan&day=2026-03-02")
    opener = page.locator("a.views")
    assert opener.get_attribute("aria-expanded") == "false"
    opener.click()
    page.locator("#view-called:focus").wait_for()
    page.keyboard.press("Escape")
    assert opener.get_attribute("aria-expanded") == "false"
    assert page.evaluate("document.activeElement.className") == "views"

    page.keyboard.press("Enter")
    page.fill("#view-called", "March")
    with page.expect_navigation():
        page.get_by_role("button", name="Save view").click()
    assert "The view is saved: March" in page.inner_text("main")
    page.goto(page.url.split("?")[0] + "?by=unit&unit=yuan&day=")
    page.locator("a.views").click()
    with page.expect_navigation():
        page.locator(".views-place").get_by_role("link", name="March").click()
    assert "as of 2026-03-02" in page.inner_text(".title")

    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.locator("a.copies").click()
    page.locator(".share [role=status]", has_text="Copied").wait_for(state="attached")
    copied = urlsplit(page.evaluate("navigator.clipboard.readText()"))
    asked = parse_qs(copied.query)
    assert copied.path == "/indicators"
    assert (asked["by"], asked["unit"], asked["day"]) == (["function"], ["wan"], ["2026-03-02"])
    assert not page.faults

    page.locator("a.views").click()
    with page.expect_navigation():
        page.get_by_role("button", name="Delete March").click()
    assert saved_views.of(OFFICER) == ()


def test_views_are_saved_without_a_script(visit):  # noqa: F811
    page = visit(OFFICER, "/indicators?by=function", java_script_enabled=False)
    page.locator("a.views").click()
    page.fill("#view-called", "By function")
    page.get_by_role("button", name="Save view").click()

    assert "The view is saved: By function" in page.inner_text("main")
    page.locator("a.copies").click()
    assert "by=function" in page.url
