"""The grid by keyboard alone: moving, editing, filling, taking back, looking up, leaving."""

from __future__ import annotations

import pytest

from fisc.stages.allot.models import Indicator
from tests.doors.web.test_browser import chromium, visit  # noqa: F401 - the fixtures
from tests.doors.web.test_browser_grid import block, cell, opened, pasted
from tests.doors.web.test_grid import new

pytestmark = pytest.mark.browser
IN_GRID = "document.activeElement.closest('[data-grid-place]') !== null"
EDITING = "document.activeElement.matches('.tabulator-cell input')"


def press(page, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def typed(page, text: str, end: str = "Enter") -> None:
    page.keyboard.type(text)
    page.keyboard.press(end)


def here(page) -> str:
    """Return what a screen reader is told of the cell on which the keyboard stands."""
    return page.locator("[data-grid-here]").text_content()


def note(page) -> str:
    return page.inner_text("[data-grid-note]")


def into_grid(page) -> None:
    page.locator("[data-grid-whole]").focus()
    page.keyboard.press("Tab")
    assert page.evaluate(IN_GRID)


def test_keys_move_from_cell_to_cell_and_nobody_is_held_fast(visit):  # noqa: F811
    page = opened(visit)
    into_grid(page)
    press(page, "ArrowRight", "ArrowDown")
    assert here(page).startswith("Row 2 · Unit")
    press(page, "Enter")
    assert here(page).startswith("Row 3 · Unit")
    press(page, "Shift+Enter", "Tab")
    assert here(page).startswith("Row 2 · Project")
    press(page, "Shift+Tab", "Shift+Tab", "Shift+Tab")
    assert here(page).startswith("Row 1 · Action")  # beyond the first cell of a row, the row above
    press(page, "Tab")
    assert here(page).startswith("Row 2 · Indicator number")
    assert not page.evaluate(EDITING)

    press(page, "Escape")
    assert "Tab leaves the grid now" in note(page)
    press(page, "Tab")
    assert not page.evaluate(IN_GRID)
    assert page.evaluate(
        "document.querySelector('[data-grid-place]')"
        ".compareDocumentPosition(document.activeElement) === Node.DOCUMENT_POSITION_FOLLOWING"
    )
    into_grid(page)
    press(page, "Escape", "Shift+Tab")
    assert page.evaluate("document.activeElement.matches('[data-grid-whole]')")
    into_grid(page)
    press(page, "Escape", "ArrowUp", "ArrowRight", "Tab")
    assert page.evaluate(IN_GRID)  # an arrow went on in it
    press(page, "ArrowUp", "ArrowUp", "ArrowUp", *["ArrowLeft"] * 12, "Shift+Tab")
    assert not page.evaluate(IN_GRID)  # before the first cell there is none
    assert not page.faults


def test_a_cell_is_edited_given_up_filled_emptied_and_taken_back(visit):  # noqa: F811
    page = opened(visit)
    first = cell(page, 0, "purpose").inner_text()
    cell(page, 0, "purpose").click()
    press(page, "F2")
    assert page.evaluate("document.activeElement.value") == first
    typed(page, "!")
    assert cell(page, 0, "purpose").inner_text() == first + "!"
    assert here(page).startswith("Row 2 · Purpose")
    press(page, "ArrowUp", "F2")
    typed(page, "given up", "Escape")
    assert cell(page, 0, "purpose").inner_text() == first + "!"
    assert page.evaluate(IN_GRID)
    assert not page.evaluate(EDITING)

    press(page, "ArrowDown", "Control+d")  # one row takes the one above
    assert cell(page, 1, "purpose").inner_text() == first + "!"
    cell(page, 1, "amount").click()
    typed(page, "7")
    press(page, "ArrowUp", "Shift+ArrowDown", "Shift+ArrowDown", "Shift+ArrowRight", "Control+d")
    assert [cell(page, row, "amount").inner_text() for row in (1, 2, 3, 4)] == ["7", "7", "7", ""]
    documents = [cell(page, row, "document").inner_text() for row in (1, 2, 3)]
    assert documents[0] == documents[1] == documents[2] != ""
    press(page, "Delete")
    assert [cell(page, row, "amount").inner_text() for row in (1, 2, 3)] == ["", "", ""]

    press(page, "Control+z")
    assert [cell(page, row, "amount").inner_text() for row in (1, 2, 3)] == ["7", "7", "7"]
    press(page, "Control+z")
    assert [cell(page, row, "amount").inner_text() for row in (2, 3)] == ["", ""]
    press(page, "Control+z", "Control+z", "Control+z")
    assert page.locator(".tabulator-cell.touched").count() == 0
    press(page, "Control+z")
    assert note(page) == "Nothing is left to take back."
    assert not page.faults


def test_a_pasted_block_is_taken_back_as_one(visit):  # noqa: F811
    page = opened(visit)
    pasted(page, 2, block([new(3200), new(3201)]))
    page.get_by_text("Nothing speaks against what is typed.").wait_for()
    press(page, "Control+z")

    assert page.locator(".tabulator-cell.touched").count() == 0


def test_sums_are_reckoned_exactly_and_the_rest_is_filled(visit):  # noqa: F811
    page = opened(visit)
    pasted(page, 2, block([new(3300 + n, amount="") for n in range(4)]))
    cell(page, 2, "amount").click()
    typed(page, "=1200*12")
    assert cell(page, 2, "amount").inner_text() == "14,400.00"
    assert note(page) == "=1200*12 comes to 14,400.00 yuan."
    press(page, "F2")
    typed(page, "＝（0.1＋0.2）×3")
    assert cell(page, 3, "amount").inner_text() == "0.90"
    typed(page, "=100/3")
    assert "does not come to whole fen" in note(page)
    assert cell(page, 4, "amount").get_attribute("aria-invalid") == "true"
    press(page, "ArrowUp")
    typed(page, "..")
    assert cell(page, 4, "amount").inner_text() == "0.90"

    typed(page, "=")
    assert cell(page, 5, "amount").inner_text() == ""
    assert "Type the amount above the grid first." in note(page)
    page.fill("[data-grid-whole]", "2万")
    cell(page, 5, "amount").click()
    typed(page, "=")
    said = note(page)
    # The two drafts of the street have the same document: 1,000.50 each.
    others = 2 * 1_000_50 + 14_400_00 + 90 + 90
    rest = 20_000_00 - others
    assert cell(page, 5, "amount").inner_text() == f"{rest / 100:,.2f}"
    assert f"take {others / 100:,.2f} (5); {rest / 100:,.2f} remain" in said
    page.fill("[data-grid-whole]", "100")
    cell(page, 5, "amount").click()
    typed(page, "=")
    assert "Nothing remains of 100.00 yuan" in note(page)
    assert cell(page, 5, "amount").inner_text() == f"{rest / 100:,.2f}"

    page.get_by_text("Nothing speaks against what is typed.").wait_for()
    with page.expect_navigation():
        press(page, "Control+s")
    saved = Indicator.objects.filter(number__contains="-330").order_by("number")
    assert [row.amount_fen for row in saved] == [14_400_00, 90, 90, rest]
    assert not page.faults


SUMS = {
    "=0.1+0.2": "0.30",
    "=100/3*3": "100.00",
    "=-(5-7.5)": "2.50",
    "=1.2万*3": "36,000.00",
    "=9007199254740993.01+0.01": "9,007,199,254,740,993.02",
    "=￥1，200÷4": "300.00",
    "=2+3*4": "14.00",
    "=8-3-2": "3.00",
    "=1/3": "fen",
    "=0.005": "fen",
    "=1e6": "form",
    "=12,34": "form",
    "=1/(1/0)": "form",
    "=2(3)": "form",
    "=(1": "form",
    "=1)": "form",
    "=alert(1)": "form",
    "=" + "1+" * 150 + "1": "form",
}


def test_a_sum_is_exact_or_refused(visit):  # noqa: F811
    page = opened(visit)
    found = page.evaluate(
        """sums => sums.map((sum) => {
            const said = reckoned(sum);
            return said.fault || inYuan(said.fen);
        })""",
        list(SUMS),
    )

    assert dict(zip(SUMS, found, strict=True)) == SUMS


def test_the_code_book_opens_over_a_code_is_searched_and_fills_the_cell(visit):  # noqa: F811
    page = opened(visit)
    cell(page, 2, "function").click()
    press(page, "F7")
    assert page.locator("#codes").is_visible()
    assert "Function" in page.inner_text("#codes h2")
    page.keyboard.type("xxjy")
    page.get_by_role("option", name="2050202").wait_for()
    assert "Education › General education › Primary" in page.inner_text("#codes [role=listbox]")
    press(page, "Enter")
    assert cell(page, 2, "function").inner_text() == "2050202"
    assert not page.locator("#codes").is_visible()
    assert page.evaluate(IN_GRID)
    press(page, "Control+z")
    assert cell(page, 2, "function").inner_text() == ""

    # While one types; what was typed is what is looked for. Enter waits for the newest answer.
    cell(page, 2, "unit").click()
    page.keyboard.type("20")
    press(page, "Alt+ArrowDown")
    assert page.input_value("#codes input") == "20"
    page.keyboard.press("Control+a")
    page.keyboard.type("农业")
    press(page, "Enter")
    page.locator("#codes").wait_for(state="hidden")
    assert cell(page, 2, "unit").inner_text() == "216001"

    press(page, "ArrowRight", "F7")
    page.keyboard.type("示例实验")
    page.get_by_text("Codes: 2").wait_for()
    press(page, "ArrowDown", "ArrowDown", "ArrowUp", "ArrowDown", "Enter")
    assert cell(page, 2, "project").inner_text() == "23000026Y000000000201"
    press(page, "F7", "Escape")
    assert not page.locator("#codes").is_visible()
    assert page.evaluate(IN_GRID)
    cell(page, 2, "purpose").click()
    press(page, "F7")  # there is no book of purposes
    assert not page.locator("#codes").is_visible()
    assert not page.faults


def test_a_line_is_drafted_and_saved_without_a_mouse(visit):  # noqa: F811
    page = opened(visit)
    into_grid(page)
    press(page, "ArrowDown", "ArrowDown")
    line = new(3400)
    for head in ("number", "unit", "project"):
        typed(page, line[head], "Tab")
    press(page, "F7")
    page.keyboard.type("小学教育")
    page.get_by_role("option", name="2050202").wait_for()
    press(page, "Enter", "Tab")
    for head in ("government_item", "department_item", "fund_type", "amount", "document"):
        typed(page, line[head], "Tab")
    page.keyboard.type("chalk")
    with page.expect_navigation():
        press(page, "Control+s")  # from within the cell

    saved = Indicator.objects.get(number=line["number"])
    assert (saved.purpose, saved.function, saved.amount_fen) == ("chalk", "2050202", 123_450)
    assert not page.faults


def test_the_list_of_keys_names_those_of_the_grid_on_its_page_only(visit):  # noqa: F811
    page = opened(visit)
    page.keyboard.press("?")
    said = page.inner_text("#keys")
    for key in ("F2", "F7", "Ctrl D", "Ctrl Z", "=1200*12", "..", "Tab leaves the grid"):
        assert key in said
    page.goto(page.url.replace("/indicators/drafting", "/indicators"))
    page.keyboard.press("?")
    assert "F7" not in page.inner_text("#keys")
