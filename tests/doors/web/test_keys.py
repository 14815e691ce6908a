"""Work without the mouse, in the browser; and rows as wide apart as one likes them."""

from __future__ import annotations

import pytest

from tests.doors.web import street
from tests.doors.web.test_browser import chromium, fill, visit  # noqa: F401 - the fixtures

pytestmark = pytest.mark.browser


def focused(page) -> str:
    return page.evaluate("document.activeElement.textContent.trim()")


def test_rows_are_walked_and_opened_with_letters(visit):  # noqa: F811
    page = visit("mayor", "/indicators")
    names = page.locator("main .list tbody tr th a").all_inner_texts()
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.name") == "q"
    page.keyboard.type("jk")  # who types in a field moves nothing
    assert page.input_value("input[name=q]") == "jk"

    page.locator("h1").click()
    links = page.locator("main tbody tr:has(a) a")
    page.keyboard.press("j")
    first = focused(page)
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert focused(page) == first
    page.keyboard.press("k")
    assert focused(page) == first  # there is nothing above the first row
    assert links.count() > 2
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert names
    assert not page.faults


def test_the_list_of_keys_opens_and_letters_can_be_turned_off(visit):  # noqa: F811
    page = visit("mayor", "/")
    page.keyboard.press("?")
    assert page.locator("#keys").is_visible()
    assert "next and previous row" in page.inner_text("#keys")
    page.uncheck("#letters")
    page.keyboard.press("Escape")
    assert not page.locator("#keys").is_visible()
    page.keyboard.press("?")
    assert not page.locator("#keys").is_visible()

    page.get_by_role("button", name="Keys").click()  # what a key does, a button does too
    page.check("#letters")
    page.keyboard.press("Escape")
    page.keyboard.press("g")
    with page.expect_navigation():
        page.keyboard.press("i")
    assert page.url.endswith("/indicators")
    assert not page.faults


def test_a_document_is_gone_to_by_its_number_and_a_page_by_its_name(visit):  # noqa: F811
    page = visit("mayor", "/")
    page.keyboard.press("Control+k")
    page.keyboard.type(street.PAPER.indicator)
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith(f"/indicators/{street.PAPER.indicator}")

    page.keyboard.press("Control+k")
    page.keyboard.type("trial")
    with page.expect_navigation():
        page.keyboard.press("Enter")
    assert page.url.endswith("/trial-balance")
    page.keyboard.press("Control+k")
    page.keyboard.type("no such page")
    page.keyboard.press("Enter")
    assert page.locator("#leap").is_visible()
    page.keyboard.press("Escape")
    assert not page.faults


def test_a_draft_is_saved_with_a_key(visit):  # noqa: F811
    page = visit("school.clerk", "/payments/new")
    fill(page, amount="100")
    with page.expect_navigation():
        page.keyboard.press("Control+s")

    assert "/payments/PAY-2026-" in page.url
    assert "Draft" in page.inner_text("main")


def test_rows_are_as_wide_apart_as_one_likes_them_and_stay_so(visit):  # noqa: F811
    page = visit("mayor", "/trial-balance")
    height = "document.querySelector('tbody td').getBoundingClientRect().height"
    heights = {}
    for name in ("compact", "standard", "roomy"):
        page.goto(page.url.split("?")[0] + f"?density={name}")
        heights[name] = page.evaluate(height)
    page.goto(page.url.split("?")[0])

    assert heights["compact"] < heights["standard"] < heights["roomy"]
    assert page.evaluate(height) == heights["roomy"]
