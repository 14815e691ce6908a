"""Pictures in a real browser: something is drawn, and the keyboard leads to the table."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from fisc.doors.web.flows import Flow, Node, graph
from fisc.doors.web.headers import POLICY
from fisc.doors.web.overviews import drawn
from fisc.doors.web.pictures import Kind, Series
from fisc.values import Money
from tests.doors.web.test_browser import chromium, visit
from tests.doors.web.test_overviews import fund_counties
from tests.doors.web.test_pictures import MONTHS, fall

__all__ = ["chromium", "visit"]
pytestmark = pytest.mark.browser
# How many points of the drawing are not white: an empty one has none.
INKED = """(canvas) => {
    const size = [canvas.width, canvas.height];
    const points = canvas.getContext("2d").getImageData(0, 0, ...size).data;
    let inked = 0;
    for (let at = 0; at < points.length; at += 4) {
        if (points[at + 3] && points[at] + points[at + 1] + points[at + 2] < 700) inked += 1;
    }
    return inked;
}"""
MARKS = '<b id="bad">&"\'</b>'
PROGRESS = replace(MONTHS, kind=Kind.PROGRESS, labels=(MARKS, "b"))
TREEMAP = replace(
    MONTHS, kind=Kind.TREEMAP, labels=(MARKS, "b"), series=(Series("x", (Money(9), Money(5))),)
)
FLOWS = replace(
    MONTHS,
    kind=Kind.FLOWS,
    labels=(),
    series=(),
    flows=graph(
        [
            Flow(Node("in", "1", MARKS), Node("out", "1", "其他"), Money(500)),
            Flow(Node("in", "2", "其他"), Node("out", "1", "其他"), Money(300)),
            Flow(Node("in", "2", "其他"), Node("out", "2", "退回"), Money(-100)),
        ]
    ),
)


@pytest.fixture
def counties(book, django_db_blocker) -> None:
    """Let two counties have figures before anybody comes."""
    with django_db_blocker.unblock():
        fund_counties(book)


def settled(page) -> None:
    """Wait until nothing is on its way, and forget what was broken off when the page was left."""
    page.wait_for_load_state("networkidle")
    page.faults.clear()


@pytest.mark.parametrize(("language", "table"), [("zh-hans", "表"), ("en", "Table")])
def test_a_picture_is_drawn_and_the_keyboard_leads_to_its_table(visit, language, table):
    page = visit("mayor", "/?unit=wan")
    page.context.add_cookies([{"name": "django_language", "value": language, "url": page.url}])
    settled(page)
    page.reload()
    section = page.locator(".picture[data-picture]")
    assert section.locator("canvas").evaluate(INKED) > 500
    assert not section.locator("table").is_visible()

    button = section.get_by_role("button", name=table, exact=True)
    button.focus()
    page.keyboard.press("Enter")
    assert section.locator("table").is_visible()
    assert not section.locator("canvas").is_visible()
    assert button.get_attribute("aria-pressed") == "true"
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Space")
    assert section.locator("canvas").is_visible()
    page.wait_for_load_state("networkidle")
    assert not page.faults
    assert not page.outside


def test_a_square_of_the_map_is_reached_by_keyboard_and_leads_to_its_place(counties, visit):
    page = visit("mayor", "/")
    settled(page)
    page.locator(".mapped button").last.focus()
    for _ in range(2):  # the scrolled region, then the first square
        page.keyboard.press("Tab")
    with page.expect_navigation():
        page.keyboard.press("Enter")

    page.wait_for_load_state("networkidle")
    assert "place=239901" in page.url
    assert not page.faults


def test_without_a_script_and_on_paper_a_picture_is_its_table(counties, visit):
    plain = visit("mayor", "/", java_script_enabled=False)
    assert plain.locator(".picture[data-picture] table").is_visible()
    assert plain.locator("svg.tiles").is_visible()
    assert not plain.locator(".toggle").first.is_visible()

    page = visit("mayor", "/")
    page.emulate_media(media="print")
    assert page.locator(".picture[data-picture] table").is_visible()
    assert not page.locator("canvas").is_visible()


def gallery(page, picture):
    """Show one picture alone, under the policy of the pages, and return its drawing."""
    settled(page)
    inner = render_to_string("web/picture.html", {"drawn": drawn(picture), "page": None})
    head = render_to_string("web/picture_scripts.html", {"pictures": True})
    page.route(
        "**/gallery*",
        lambda asked: asked.fulfill(
            body=f"<!doctype html><meta charset=utf-8><head>{head}</head><body>{inner}</body>",
            content_type="text/html",
            headers={"Content-Security-Policy": POLICY},
        ),
    )
    page.goto(page.url.replace("/sealing", "/gallery"))
    return page.locator(".picture canvas")


@pytest.mark.parametrize(
    "picture",
    [
        replace(MONTHS, labels=(MARKS, "b")),
        PROGRESS,
        fall(100, 30, -50, 80, 60, wholes=frozenset({0, 3, 4})),
        TREEMAP,
        FLOWS,
    ],
    ids=lambda picture: str(picture.kind),
)
def test_every_kind_is_drawn_under_the_policy_and_reads_no_marks_from_data(visit, picture):
    page = visit("mayor", "/sealing")
    canvas = gallery(page, picture)
    assert canvas.evaluate(INKED) > 300
    box = canvas.bounding_box()
    for share in (0.1, 0.3, 0.5, 0.7):  # whatever the tooltips say
        page.mouse.move(box["x"] + box["width"] * share, box["y"] + box["height"] * 0.6)
        page.wait_for_timeout(50)

    assert page.locator("#bad").count() == 0
    assert not page.faults


def test_an_area_leads_where_its_row_of_the_table_leads(visit):
    page = visit("mayor", "/sealing")
    canvas = gallery(page, replace(TREEMAP, hrefs=("?class=205", "")))
    assert page.locator(".as-table a").get_attribute("href") == "?class=205"
    assert page.locator(".as-table").is_visible()  # areas never stand alone
    box = canvas.bounding_box()
    with page.expect_navigation():
        page.mouse.click(box["x"] + box["width"] * 0.2, box["y"] + box["height"] * 0.8)

    assert page.url.endswith("/gallery?class=205")
    assert not page.faults
