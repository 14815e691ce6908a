"""A row opens at the side of its list: by hand, by key, for every eye, and without a script."""

from __future__ import annotations

from pathlib import Path

import pytest

from fisc.stages.pay.states import State
from tests.doors.web import street
from tests.doors.web.test_accessible import axe, faults
from tests.doors.web.test_browser import chromium, visit
from tests.doors.web.test_layout import BROKEN
from tests.stages.pay import cases

__all__ = ["axe", "chromium", "visit"]
pytestmark = pytest.mark.browser
DRAFT = "PAY-2026-203005-7"
FOCUS = "document.activeElement.id || document.activeElement.textContent"
WIDER = "drawer.scrollWidth > drawer.clientWidth"
LISTS = {
    "treasury.officer": ("/payments?state=paid", "/reconciliation"),
    "auditor": ("/exceptions?kind=payment_late", "/indicators"),
    "school.reviewer": ("/work",),
}


def opened(page):
    """Return the drawer once it holds what it was asked for."""
    page.locator("#drawer-content section").first.wait_for()
    return page.locator("#drawer")


def test_the_keyboard_opens_a_row_and_comes_back_to_it(visit):
    page = visit("school.reviewer", "/work")
    address = page.url
    page.keyboard.press("j")
    page.keyboard.press("j")
    number = page.evaluate(FOCUS)
    page.keyboard.press("Enter")
    drawer = opened(page)

    assert page.url == address
    assert page.evaluate(FOCUS) == "drawer-title"
    assert number in drawer.locator("h2").first.inner_text()
    assert drawer.get_by_role("link", name="Open as a page").get_attribute("href").endswith(number)
    page.keyboard.press("Tab")
    assert page.evaluate(FOCUS) == "Open as a page"
    page.keyboard.press("Escape")
    assert not drawer.is_visible()
    assert page.evaluate(FOCUS) == number
    assert not page.locator("main .opened").count()
    assert not page.faults


def test_a_key_acts_on_the_row_that_is_open_and_not_on_the_first(visit, book):
    numbers = [cases.draft(100 + at, purpose="粉笔") for at in range(3)]
    page = visit("school.reviewer", "/work")
    rows = page.locator("#table-work tbody tr")
    place = next(at for at in range(rows.count()) if numbers[1] in rows.nth(at).inner_text())
    rows.nth(place).get_by_role("link").click()
    opened(page)
    page.keyboard.press("a")
    page.locator("main").get_by_role("link", name=numbers[1], exact=True).wait_for(state="detached")

    assert cases.state(numbers[1]) == State.REVIEWED
    assert [cases.state(number) for number in (numbers[0], numbers[2])] == [State.DRAFT] * 2
    assert not page.locator("#drawer").is_visible()


def test_what_was_done_since_one_last_looked_is_marked(visit):
    page = visit("school.reviewer", "/work")
    link = page.get_by_role("link", name=DRAFT, exact=True)
    link.click()
    drawer = opened(page)
    assert not drawer.locator("[data-news]").is_visible()
    page.keyboard.press("Escape")
    cases.act("review_request", DRAFT, "school.reviewer")
    link.click()
    opened(page)

    assert drawer.locator("[data-news]").inner_text() == "Steps since you last looked: 1"
    assert drawer.locator("tr.fresh").count() == 1


def test_a_modified_click_and_no_script_go_to_the_page(visit):
    plain = visit("school.reviewer", "/work", java_script_enabled=False)
    plain.get_by_role("link", name=DRAFT, exact=True).click()
    assert plain.url.endswith(f"/payments/{DRAFT}")

    page = visit("school.reviewer", "/work")
    with page.context.expect_page() as other:
        page.get_by_role("link", name=DRAFT, exact=True).click(modifiers=["Control"])
    assert other.value.url.endswith(DRAFT)
    assert not page.locator("#drawer").is_visible()


def test_whoever_is_signed_out_meanwhile_is_led_to_the_entrance(visit):
    page = visit("school.reviewer", "/work")
    page.context.clear_cookies()
    with page.expect_navigation():
        page.get_by_role("link", name=DRAFT, exact=True).click()

    assert "/login?next=" in page.url


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_an_open_drawer_is_for_every_eye_and_breaks_no_layout(visit, axe, language):
    street.reconcile()
    wrong = []
    for who, addresses in LISTS.items():
        page = visit(who, "/work")
        page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
        for address in addresses:
            page.goto(page.url.split("/", 3)[0] + "//" + page.url.split("/", 3)[2] + address)
            link = page.locator("main table[id^=table-] tbody a[href], main .card h3 a").first
            page.wait_for_load_state("networkidle")
            link.click()
            opened(page)
            wrong += [f"{address}: {fault}" for fault in faults(page, axe)]
            # It lies over the list; nothing else may be out of its place.
            broken = [fault for fault in page.evaluate(BROKEN) if "lies over" not in fault]
            wrong += [f"{address}: {fault}" for fault in broken]
            if page.evaluate(WIDER):
                wrong.append(f"{address}: the drawer is wider than its place")
            repeated = page.evaluate(
                "[...document.querySelectorAll('[id]')].map((one) => one.id)"
                ".filter((id, at, all) => all.indexOf(id) !== at)"
            )
            wrong += [f"{address}: two are called {one}" for one in repeated]

    assert not wrong, "\n".join(wrong)


def test_every_list_with_a_drawer_brings_its_script():
    pages = Path(__file__).resolve().parents[3] / "fisc/doors/web/templates/web"
    with_drawer = {path.name for path in pages.glob("*.html") if "drawer.html" in path.read_text()}
    scripted = {
        path.name for path in pages.glob("*.html") if "drawer_scripts.html" in path.read_text()
    }

    assert with_drawer == scripted
    assert {"payments.html", "indicators.html", "work.html", "exceptions.html"} < with_drawer
