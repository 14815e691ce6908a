"""No page has a fault that axe-core finds, and every page is used by keyboard alone."""

from __future__ import annotations

import pytest

from tests.doors.web import walks
from tests.doors.web.test_browser import chromium
from tests.doors.web.walks import LANGUAGES, LOOKERS, addresses
from tools.assets import TESTING

__all__ = ["chromium"]
pytestmark = pytest.mark.browser
RUN = """() => axe.run(document, {resultTypes: ["violations"]}).then((found) =>
    found.violations.flatMap((rule) => rule.nodes.map((node) =>
        `${rule.id} (${rule.impact}) ${node.target.join(" ")}: ${node.failureSummary}`)))"""
OPENED = """() => {
    document.querySelectorAll("details").forEach((one) => (one.open = true));
    document.querySelectorAll("[data-show=table]").forEach((one) => one.click());
}"""


@pytest.fixture(scope="module")
def axe() -> str:
    path = TESTING / "axe.min.js"
    assert path.is_file(), "Run 'make assets'."
    return path.read_text(encoding="utf-8")


@pytest.fixture
def come(book, chromium, django_db_blocker):
    with django_db_blocker.unblock(), walks.walking(chromium) as come:
        yield come


def faults(page, axe: str) -> list[str]:
    """Return what axe-core finds on a page as it stands."""
    if not page.evaluate("Boolean(window.axe)"):
        page.evaluate(axe)
    return page.evaluate(RUN)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("who", LOOKERS)
def test_axe_finds_nothing_on_any_page(come, axe, who, language):
    page = come(who, language)
    found, refused = [], 0
    for address in addresses():
        answer = page.goto(address)
        if answer.status == 403:
            # A page that is not for this role looks the same at every address.
            refused += 1
            if refused > 1:
                continue
        found += [f"{address}: {fault}" for fault in faults(page, axe)]
        if page.locator("details, [data-show=table]").count():
            page.evaluate(OPENED)
            found += [f"{address}, opened: {fault}" for fault in faults(page, axe)]

    assert not found, "\n".join(found)


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_what_lies_over_a_page(come, axe, language):
    page = come("auditor", language)
    page.goto("/indicators")
    for dialog in ("keys", "leap"):
        page.locator(f"[data-opens={dialog}]").click()
        assert not faults(page, axe)
        page.keyboard.press("Escape")
    page.locator("a.views").click()
    page.locator(".views-place #view-called").wait_for()
    assert not faults(page, axe)


@pytest.mark.parametrize(
    ("planted", "rule"),
    [
        ("<img src='/static/web/mark.svg'>", "image-alt"),
        ("<input type=text>", "label"),
        ("<p style='color:#999;background:#fff'>pale</p>", "color-contrast"),
        ("<button></button>", "button-name"),
        ("<ul><p>one</p></ul>", "list"),
    ],
)
def test_axe_finds_what_is_planted(come, axe, planted, rule):
    page = come("auditor", "en")
    page.goto("/sealing")
    page.evaluate(
        "(planted) => document.querySelector('main').insertAdjacentHTML('beforeend', planted)",
        planted,
    )
    # The policy of the pages forbids inline style; what is planted is styled by the script.
    page.evaluate(
        "() => document.querySelectorAll('main [style]').forEach((one) => {"
        " one.style.cssText = one.getAttribute('style'); })"
    )

    assert rule in {fault.split()[0] for fault in faults(page, axe)}


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_in_the_grid_nor_in_its_code_book(come, axe, language):
    page = come("budget.officer", language)
    page.goto("/indicators/drafting")
    page.wait_for_selector("body[data-grid-ready]")
    page.locator(".tabulator-cell[tabulator-field=function]").first.click()
    found = faults(page, axe)
    page.keyboard.press("F7")
    page.locator("#codes [role=option]").first.wait_for()
    found += faults(page, axe)
    page.keyboard.press("Escape")
    page.locator(".tabulator-cell[tabulator-field=amount]").first.click()
    page.keyboard.press("F2")
    found += faults(page, axe)

    assert not found, "\n".join(found)
