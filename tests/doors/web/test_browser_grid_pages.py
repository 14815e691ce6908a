"""A hundred thousand drafts in the grid: by pages, with the total of all, sorted by the tree."""

from __future__ import annotations

import time

import pytest
from django.db import connections

from fisc.stages.allot.models import Indicator
from tests.doors.web.test_browser import chromium, visit  # noqa: F401 - the fixtures
from tests.doors.web.test_browser_grid import cell
from tests.stages.town import FARM, FARMLAND, MAKER, SCHOOL, SCHOOL_RUNNING

pytestmark = [pytest.mark.browser, pytest.mark.slow]
MANY = 100_000
PAGE = 500
FARM_EVERY = 4  # one draft in so many is of the farm


def draft_many() -> int:
    """Copy a draft in the database so many times; return the sum of the copies in fen."""
    table = Indicator._meta.db_table
    names = [one.column for one in Indicator._meta.concrete_fields if one.column != "id"]
    changed = {
        "number": "printf('IND-2026-239900-9%%06d', serial)",
        "amount_fen": "serial",
        "unit": f"iif(serial %% {FARM_EVERY}, '{SCHOOL}', '{FARM}')",
        "project": f"iif(serial %% {FARM_EVERY}, '{SCHOOL_RUNNING}', '{FARMLAND}')",
        "function": f"iif(serial %% {FARM_EVERY}, '2050202', '2130153')",
    }
    values = ", ".join(changed.get(name, f'"{name}"') for name in names)
    columns = ", ".join(f'"{name}"' for name in names)
    with connections["default"].cursor() as cursor:
        cursor.execute(
            "WITH RECURSIVE many(serial) AS (SELECT 1 UNION ALL SELECT serial + 1 FROM many"
            f" WHERE serial < %s) INSERT INTO {table} ({columns}) SELECT {values}"
            f" FROM many, {table} WHERE number = %s",
            [MANY, "IND-2026-239900-901"],
        )
    return sum(range(1, MANY + 1))


def seen(what: str, begun: float) -> None:
    print(f"{what}: {time.perf_counter() - begun:.2f} s")  # noqa: T201 - times are told, not held


def test_a_hundred_thousand_drafts_come_by_pages_with_the_total_of_all(visit):  # noqa: F811
    begun = time.perf_counter()
    fen = draft_many() + 2 * 1_000_50
    seen("drafted", begun)
    page = visit(MAKER, "/")

    def show(address: str) -> None:
        begun = time.perf_counter()
        page.goto(page.url.split("/")[0] + "//" + page.url.split("/")[2] + address)
        page.wait_for_selector("body[data-grid-ready]")
        page.locator(".tabulator-row").first.wait_for()
        paint = page.evaluate("performance.getEntriesByName('first-contentful-paint')[0].startTime")
        seen(f"{address}: rows in the grid", begun)
        print(f"  first contentful paint: {paint:.0f} ms")  # noqa: T201 - times are told, not held

    show("/indicators/drafting")
    total = f"My drafts: {MANY + 2:,} · {fen / 100:,.2f} yuan, all pages"
    assert total in page.inner_text("main")
    assert f"1–{PAGE} of {MANY + 2:,}" in page.inner_text(".pager")

    first = 2 + 60_001  # the two of the street come first
    show(f"/indicators/drafting?from={first}")
    assert cell(page, 0, "number").inner_text() == "IND-2026-239900-9060001"
    assert cell(page, 0, "amount").inner_text() == "600.01"
    assert total in page.inner_text("main")
    with page.expect_navigation():
        page.locator(".pager a[rel=next]").click()
    page.wait_for_selector("body[data-grid-ready]")
    assert cell(page, 0, "number").inner_text() == f"IND-2026-239900-9{60_001 + PAGE:06d}"

    cell(page, 0, "amount").click()
    begun = time.perf_counter()
    page.keyboard.type("7")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing speaks against what is typed.").wait_for()
    seen("one cell judged", begun)
    begun = time.perf_counter()
    with page.expect_navigation():
        page.keyboard.press("Control+s")
    seen("one cell saved", begun)
    fen += 700 - (60_001 + PAGE)
    assert f"My drafts: {MANY + 2:,} · {fen / 100:,.2f} yuan" in page.inner_text("main")

    # The tree: a quarter of the drafts is of the farm.
    show(f"/indicators/drafting?at={FARM}")
    farms = sum(range(FARM_EVERY, MANY + 1, FARM_EVERY))
    said = page.inner_text("main")
    assert f"under Demo Farm Station: {MANY // FARM_EVERY:,} · {farms / 100:,.2f} yuan" in said
    assert cell(page, 0, "unit").inner_text() == FARM
    assert not page.faults
