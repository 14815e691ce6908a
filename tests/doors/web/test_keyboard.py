"""Whoever has no mouse reaches everything, sees where they are, and is nowhere held fast."""

from __future__ import annotations

import re

import pytest

from tests.doors.web import street, walks
from tests.doors.web.test_browser import chromium
from tests.doors.web.walks import LOOKERS, addresses
from tests.stages.pay import cases

__all__ = ["chromium"]
pytestmark = pytest.mark.browser
STOPS_MAX = 400
# Within a grid Tab moves from cell to cell, as in a spreadsheet; Escape says that it shall leave.
IN_GRID = "() => document.activeElement.closest('[data-grid-place]') !== null"
# What can be used: one of each group of radio buttons, and nothing that is hidden or turned off.
USABLE = """() => {
    // What lies in details that are shut has a place, but is not there for anybody.
    const shown = (one) => one.getClientRects().length > 0 &&
        one.checkVisibility({visibilityProperty: true});
    const all = document.querySelectorAll(
        "a[href], button, input, select, textarea, summary, [tabindex]");
    const groups = new Set();
    let number = 0;
    for (const one of all) {
        if (one.disabled || one.type === "hidden" || one.tabIndex < 0 || !shown(one)) continue;
        if (one.type === "radio") {
            const group = one.form ? [...one.form.elements].filter((two) => two.name === one.name)
                : [one];
            const chosen = group.find((two) => two.checked) || group[0];
            if (one !== chosen) continue;
        }
        one.dataset.stop = String(number++);
    }
    return number;
}"""
# Where the keyboard stands: the number of the stop, and what hides it or its mark.
HERE = """() => {
    const one = document.activeElement;
    if (!one || one === document.body || one === document.documentElement) return null;
    const style = getComputedStyle(one);
    const rect = one.getBoundingClientRect();
    const drawn = [...one.querySelectorAll("rect")].some((part) =>
        parseFloat(getComputedStyle(part).strokeWidth) >= 2);
    const marked = (style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2) || drawn;
    const inside = rect.bottom > 0 && rect.top < innerHeight && rect.right > 0 &&
        rect.left < innerWidth;
    const name = one.tagName.toLowerCase() + " " + (one.id || one.name || one.textContent.trim());
    return {stop: one.dataset.stop || "", name: name.slice(0, 80), marked, inside};
}"""


@pytest.fixture
def come(book, chromium, django_db_blocker):
    with django_db_blocker.unblock(), walks.walking(chromium) as come:
        yield come


def walked(page) -> list[str]:
    """Go round a page by Tab and return what is wrong."""
    wanted = page.evaluate(USABLE)
    seen, wrong = set(), []
    for _ in range(STOPS_MAX):
        if page.evaluate(IN_GRID):
            page.keyboard.press("Escape")
        page.keyboard.press("Tab")
        here = page.evaluate(HERE)
        if here is None or here["stop"] in seen:
            break
        if not here["marked"]:
            wrong.append(f"{here['name']} has the focus and does not show it")
        if not here["inside"]:
            wrong.append(f"{here['name']} has the focus out of sight")
        seen.add(here["stop"])
    missed = {str(number) for number in range(wanted)} - seen
    names = page.evaluate(
        "(missed) => missed.map((at) => document.querySelector(`[data-stop='${at}']`).outerHTML)",
        sorted(missed, key=int),
    )
    return wrong + [f"never reached: {name[:160]}" for name in names]


@pytest.mark.parametrize("who", LOOKERS)
def test_everything_on_a_page_is_reached_by_tab_and_shows_that_it_is(come, who):
    page = come(who, "en")
    wrong, refused = [], 0
    for address in addresses():
        if page.goto(address).status == 403:
            refused += 1
            if refused > 1:
                continue
        wrong += [f"{address}: {fault}" for fault in walked(page)]

    assert not wrong, "\n".join(wrong)


@pytest.mark.parametrize(
    ("planted", "fault"),
    [
        ("<a href='/' style='outline: none'>dark</a>", "does not show it"),
        ("<a href='/' style='position: fixed; left: -500px'>away</a>", "out of sight"),
        (
            "<button onkeydown='event.preventDefault()'>trap</button><a href='/'>after</a>",
            "never reached",
        ),
    ],
)
def test_what_keeps_the_keyboard_out_is_found(come, planted, fault):
    page = come("auditor", "en")
    page.route(
        "**/sealing",
        lambda route: route.fulfill(
            status=200, content_type="text/html", body=f"<body>{planted}</body>"
        ),
    )
    page.goto("/sealing")

    assert any(fault in one for one in walked(page))


def test_a_grid_is_one_stop_and_is_left_on_both_sides(come):
    page = come("budget.officer", "en")
    page.goto("/indicators/drafting")
    page.wait_for_selector("body[data-grid-ready]")
    stops = page.evaluate(
        """() => [...document.querySelectorAll("[data-grid-place] *")]
            .filter((one) => one.tabIndex >= 0).map((one) => one.className)"""
    )
    assert len(stops) == 1, stops
    for key, side in (("Tab", "FOLLOWING"), ("Shift+Tab", "PRECEDING")):
        page.locator("[data-grid-place] [tabindex='0']").focus()
        page.keyboard.press("Tab")
        assert page.evaluate(IN_GRID)
        page.keyboard.press("Escape")
        page.keyboard.press(key)
        assert page.evaluate(
            f"""() => Boolean(document.querySelector("[data-grid-place]")
                .compareDocumentPosition(document.activeElement) &
                Node.DOCUMENT_POSITION_{side})"""
        )


def tab_to(page, name: str, wanted: str) -> None:
    """Press Tab until what has the focus says so of itself."""
    for _ in range(STOPS_MAX):
        page.keyboard.press("Tab")
        if page.evaluate("(name) => document.activeElement[name]", name) == wanted:
            return
    raise AssertionError(f"Nothing with {name} {wanted} is reached by Tab.")


def test_a_payment_is_requested_without_a_mouse(come):
    page = come("school.clerk", "en")
    page.goto("/payments/new")
    page.focus("#indicator")
    page.keyboard.type("30201")
    page.locator("#indicator-offers-0[aria-selected=true]").wait_for()
    page.keyboard.press("Enter")
    page.locator("#control-K03").wait_for()
    assert page.input_value("#indicator") == street.PAPER.indicator
    page.keyboard.press("Tab")
    page.keyboard.type("1200")
    page.keyboard.press("Tab")
    page.keyboard.type("wj")  # initials of a part of 某文具有限公司
    page.locator(f"#account-offers-0[value='{cases.STATIONER}'][aria-selected=true]").wait_for()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("chalk")
    tab_to(page, "name", "no_invoice")
    page.keyboard.press("Space")
    tab_to(page, "name", "procurement")
    page.keyboard.press("Space")
    tab_to(page, "value", "send")
    page.locator("#control-K03.control-pass").wait_for()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/payments/PAY-2026-203005-\d+$"))

    assert "Saved for review" in page.inner_text("main")


def test_a_request_is_reviewed_submitted_and_audited_without_a_mouse(come):
    number = cases.draft(120_000)
    for who, word in (
        ("school.reviewer", "reviewed"),
        ("school.head", "warned"),  # ahead of the year
        ("pay.auditor", "approved"),
    ):
        page = come(who, "en")
        page.goto(f"/payments/{number}")
        if word == "approved":
            tab_to(page, "name", "reason")
            page.keyboard.type("seen")
        tab_to(page, "className", "primary")
        with page.expect_navigation():
            page.keyboard.press("Enter")
        assert cases.state(number) == word


def test_the_year_the_unit_and_a_row_are_chosen_without_a_mouse(come):
    page = come("auditor", "en")
    page.goto("/indicators")
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('main') !== null")
    with page.expect_navigation():
        page.keyboard.press("Enter")  # a branch of the tree
    page.locator("#table-indicators tbody a").first.focus()
    page.keyboard.press("Enter")  # a row, which opens at the side
    page.locator("#drawer-content section").first.wait_for()
    page.goto("/indicators")
    tab_to(page, "textContent", "10,000 yuan")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "unit=wan" in page.url
