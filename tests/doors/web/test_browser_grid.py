"""The grid in a real browser: paste a block, mend the cell that is wrong, save, see the total."""

from __future__ import annotations

import pytest

from fisc.stages.allot.models import Indicator
from tests.doors.web.test_browser import chromium, visit  # noqa: F401 - the fixtures
from tests.doors.web.test_grid import new
from tests.stages.town import MAKER

pytestmark = pytest.mark.browser
HEADS = ("number", "unit", "project", "function", "government_item", "department_item")
HEADS += ("fund_type", "amount", "document", "purpose")


def block(rows) -> str:
    """Return rows as a spreadsheet copies them."""
    return "\r\n".join("\t".join(row[head] for head in HEADS) for row in rows) + "\r\n"


def opened(visit):  # noqa: F811
    page = visit(MAKER, "/indicators/drafting")
    page.wait_for_selector("body[data-grid-ready]")
    return page


def cell(page, row: int, head: str):
    rows = page.locator(".tabulator-row")
    return rows.nth(row).locator(f".tabulator-cell[tabulator-field={head}]")


def pasted(page, row: int, text: str) -> None:
    cell(page, row, "number").click()
    page.evaluate(
        """text => {
            const data = new DataTransfer();
            data.setData("text/plain", text);
            const said = { clipboardData: data, bubbles: true, cancelable: true };
            document.activeElement.dispatchEvent(new ClipboardEvent("paste", said));
        }""",
        text,
    )


def test_a_block_is_pasted_mended_and_saved_as_one_batch(visit):  # noqa: F811
    page = opened(visit)
    rows = [new(3000 + n, amount=f"{n + 1}00.0{n % 10}") for n in range(20)]
    rows[6]["amount"] = "12x"
    pasted(page, 2, block(rows))

    page.get_by_text("Cells to mend: 1").wait_for()
    wrong = cell(page, 8, "amount")
    assert wrong.get_attribute("aria-invalid") == "true"
    assert "12x" in wrong.get_attribute("title")
    assert page.locator(".tabulator-cell.wrong").count() == 1
    assert "Row 9 · Amount" in page.inner_text("[data-grid-said]")
    assert Indicator.objects.filter(number__contains="-30").count() == 0

    wrong.click()
    page.keyboard.press("F2")
    page.keyboard.press("Control+a")
    page.keyboard.type("700.06")
    page.keyboard.press("Enter")
    page.get_by_text("Nothing speaks against what is typed.").wait_for()
    assert page.locator(".tabulator-cell.wrong").count() == 0
    with page.expect_navigation():
        page.get_by_role("button", name="Save as one batch").click()

    fen = sum((n + 1) * 100_00 + n % 10 for n in range(20))
    there = Indicator.objects.filter(number__contains="-30")
    assert there.count() == 20
    assert sum(row.amount_fen for row in there) == fen
    total = f"{(fen + 2 * 1_000_50) / 100:,.2f}"
    assert f"My drafts: 22 · {total} yuan, all pages" in page.inner_text("main")
    assert "Taken over as one batch." in page.inner_text("main")
    assert not page.faults
    assert not page.outside


def test_a_letter_begins_an_edit_and_arrows_move(visit):  # noqa: F811
    page = opened(visit)
    cell(page, 0, "purpose").click()
    page.keyboard.type("new words")
    page.keyboard.press("Enter")
    assert cell(page, 0, "purpose").inner_text() == "new words"
    page.get_by_text("Nothing speaks against what is typed.").wait_for()
    with page.expect_navigation():
        page.get_by_role("button", name="Save as one batch").click()

    assert Indicator.objects.get(number="IND-2026-239900-901").purpose == "new words"
    assert not page.faults


def test_too_many_rows_are_not_pasted_and_the_file_is_offered(visit):  # noqa: F811
    page = opened(visit)
    pasted(page, 2, "x\r\n" * 2001)
    page.get_by_text("More than 2,000 rows").wait_for()

    assert page.locator(".tabulator-cell.touched").count() == 0
    offered = page.locator("[data-grid-said] a")
    assert offered.inner_text() == "Import edited lines"
    with page.expect_navigation():
        offered.click()
    assert page.url.endswith("/imports/new?table=indicator_lines")


def test_markup_in_a_cell_stays_text(visit):  # noqa: F811
    page = opened(visit)
    pasted(page, 2, block([new(3100, purpose='<img src=x onerror="document.title=1">')]))
    page.get_by_text("Nothing speaks against what is typed.").wait_for()

    assert page.locator(".tabulator img").count() == 0
    assert "<img" in cell(page, 2, "purpose").inner_text()
    assert not page.faults


def test_without_a_script_the_table_stays(visit):  # noqa: F811
    page = visit(MAKER, "/indicators/drafting", java_script_enabled=False)

    assert page.locator("table[data-grid]").is_visible()
    assert not page.locator("[data-grid-acts]").is_visible()


def test_the_tree_is_walked_by_keyboard_and_without_a_script(visit):  # noqa: F811
    page = visit(MAKER, "/indicators/drafting", java_script_enabled=False)
    assert page.locator(".tree tbody tr").count() == 2
    page.locator(".tree tbody a").last.focus()
    with page.expect_navigation():
        page.keyboard.press("Enter")

    assert "at=203005" in page.url
    assert page.locator(".tree a[aria-current]").inner_text() == "Demo Primary School"
    assert page.locator("table[data-grid] tbody tr").count() == 2
