"""Journey J1 in the browser: a year of indicator lines prepared with a spreadsheet.

What exists of its subject: lines to edit, the dry run, what is wrong at its cell, the marked copy,
one batch, and the reviewer's desk. Pre-filled tables, checks between them and the card on the
workbench come with the preparation of the budget.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from fisc.exchange.tables.indicator_lines import INDICATOR_LINES
from fisc.stages.allot import commands as allot
from fisc.stages.allot.models import Indicator
from fisc.values import Book as Budget
from fisc.values import Money
from tests.doors.web import street
from tests.doors.web.journeys import Journey, journey, table_of
from tests.doors.web.test_browser import PATIENCE, chromium, visit  # noqa: F401 - the fixtures
from tests.doors.web.test_round_trip import PLACES, everything
from tests.exchange.rewriting import Tables, ours
from tests.stages.town import MAKER, SCHOOL, SCHOOL_RUNNING, TOWN, YEAR

pytestmark = pytest.mark.browser
SHEET = INDICATOR_LINES.name.en  # the browser asks in English
DRAFTED, NEW, EDITED = 588, 12, 560
FIRST = 2000
DRAFT = f"IND-{YEAR}-{TOWN}-901"  # of the street's own
FAULTS = ("-5", "1e6", "12x", "0", "1.234", None, "1000")  # the last one has a unit of nobody
CLICKS_MAX = 12
LINES_CHECKED = DRAFTED + NEW
walked_all: list[Journey] = []


@pytest.fixture(scope="module", autouse=True)
def table():
    """Print all journeys of this file as one table when they are done."""
    yield
    print(f"\n\n{table_of(walked_all)}")  # noqa: T201 - shown with pytest -s


@pytest.fixture
def lines(book) -> None:
    """Lines of the year that the officer has drafted already, to be edited."""
    drafts = [
        allot.IndicatorDraft(
            number=f"IND-{YEAR}-{TOWN}-{FIRST + number}",
            book=Budget.GENERAL,
            function="2050202",
            amount=Money(100_000 + number),
            unit=SCHOOL,
            project=SCHOOL_RUNNING,
            item="50502",
            department_item="30201",
            fund_type="111",
            document="0071",
            purpose=f"第 {number} 项",
        )
        for number in range(DRAFTED)
    ]
    done = allot.draft_indicators(
        drafts=drafts, division=TOWN, year=YEAR, maker=MAKER, at=street.NOW
    )
    assert done.done


def own(tables: Tables) -> list[list]:
    return [row for row in tables[SHEET][1:] if f"-{TOWN}-2" in str(row[PLACES["number"]])]


def with_faults(tables: Tables) -> None:
    """Edit many lines, add some, and type seven things that are wrong."""
    for number, row in enumerate(own(tables)[:EDITED]):
        row[PLACES["amount"]] = 2_000 + number
        row[PLACES["purpose"]] = None if number % 2 else f"改后 {number}"  # blank is no change
    for number in range(NEW):
        row = list(own(tables)[DRAFTED - 1])
        row[PLACES["line"]] = None
        row[PLACES["number"]] = f"IND-{YEAR}-{TOWN}-{FIRST + DRAFTED + number}"
        row[PLACES["document"]] = "0072"
        if number < len(FAULTS):
            row[PLACES["amount"]] = FAULTS[number]
        if number == len(FAULTS) - 1:
            row[PLACES["unit"]] = "999999"
        tables[SHEET].append(row)


def mended(tables: Tables) -> None:
    for row in own(tables)[DRAFTED:]:
        row[PLACES["amount"]] = 77.01
        row[PLACES["unit"]] = SCHOOL


def edit_file(coming, folder: Path, edit, name: str) -> Path:
    """Do in the spreadsheet program what a person does there; none of it is a click on a page."""
    path = folder / name
    path.write_bytes(ours(Path(coming.path()).read_bytes(), edit))
    return path


def tried(page) -> list[int]:
    """Wait until the page says what the file would do, at once or after a while."""
    page.locator("h1", has_text=re.compile(r"rows are sound|Problems:")).wait_for(timeout=PATIENCE)
    figures = page.locator("dl.figures[aria-label='What the file would do'] dd").all_inner_texts()
    return [int(text.replace(",", "")) for text in figures]


def downloaded(page, link: str, walked: Journey):
    with page.expect_download() as coming:
        walked.click(page.locator("main").get_by_role("link", name=link))
    return coming.value


@pytest.mark.usefixtures("lines")
def test_six_hundred_lines_are_prepared_with_a_spreadsheet(visit, tmp_path):  # noqa: F811
    page = visit(MAKER, "/work")
    before = everything()
    goal = "600 lines, 12 clicks, 20 s of the machine"
    with journey("J1 by Excel", goal, page, walked_all, clicks=CLICKS_MAX, seconds=20) as walked:
        walked.go(page.locator("nav.menu").get_by_role("link", name="Imports"))
        walked.go("Import a file")
        walked.go("Indicator lines")
        sent = downloaded(page, "Download the lines to edit", walked)
        with walked.away():
            path = edit_file(sent, tmp_path, with_faults, "lines.xlsx")
        walked.attach(path)
        walked.go("Try the file")
        new, changed, unchanged, conflicts, faults = tried(page)

        assert (new, changed, conflicts, faults) == (NEW - len(FAULTS), EDITED, 0, len(FAULTS))
        assert unchanged >= DRAFTED - EDITED
        at_cells = page.locator("main tbody tr th").all_inner_texts()
        assert len(at_cells) == len(FAULTS)
        assert all(re.search(r"![A-Z]+\d+$", cell) for cell in at_cells)
        assert page.get_by_role("button", name="Take over as one batch").count() == 0
        assert everything() == before  # nothing of a file with faults is taken over

        marked = downloaded(page, "Download the file with every fault marked", walked)
        walked.go("Send the mended file")
        with walked.away():
            path = edit_file(marked, tmp_path, mended, "mended.xlsx")
        walked.attach(path)
        walked.go("Try the file")
        assert tried(page) == [NEW, EDITED, unchanged, 0, 0]
        assert everything() == before
        walked.go("Take over as one batch")
        assert "Taken over as one batch." in page.inner_text("main")

    assert walked.clicks <= CLICKS_MAX
    rows = {row["number"]: row for row in everything()}
    numbers = [f"IND-{YEAR}-{TOWN}-{FIRST + n}" for n in range(LINES_CHECKED)]
    assert [rows[number]["amount_fen"] for number in numbers] == [
        *((2_000 + n) * 100 for n in range(EDITED)),
        *(100_000 + n for n in range(EDITED, DRAFTED)),
        *(77_01 for _ in range(NEW)),
    ]
    purposes = [rows[number]["purpose"] for number in numbers[:4]]
    assert purposes == ["改后 0", "第 1 项", "改后 2", "第 3 项"]  # blank is not nothing, nor 0
    assert {rows[number]["document"] for number in numbers} == {"0071", "0072"}
    assert {rows[number]["state"] for number in numbers} == {"DRAFT"}
    assert not page.faults

    reviewer = visit("business.head", "/work?kind=indicator")
    assert int(reviewer.inner_text("#work-count").replace(",", "")) >= 300
    assert rows[numbers[0]]["number"] in reviewer.inner_text("main")


def test_no_success_without_effect_and_no_unit_that_is_guessed(visit, tmp_path):  # noqa: F811
    page = visit(MAKER, "/imports/new?table=indicator_lines")
    walked = Journey("", "", page)
    before = everything()
    sent = downloaded(page, "Download the lines to edit", walked)
    walked.attach(edit_file(sent, tmp_path, lambda _: None, "same.xlsx"))
    walked.go("Try the file")
    new, changed, _, conflicts, faults = tried(page)
    assert (new, changed, conflicts, faults) == (0, 0, 0, 0)
    walked.go("Take over as one batch")
    assert "Everything stands there already; nothing was changed." in page.inner_text("main")

    def other_unit(tables: Tables) -> None:
        head = tables[SHEET][0]
        head[PLACES["amount"]] = "Amount (10,000 yuan)"

    page.goto(page.url.rpartition("/")[0] + "/imports/new?table=indicator_lines")
    walked.attach(edit_file(sent, tmp_path, other_unit, "unit.xlsx"))
    walked.go("Try the file")
    tried(page)
    assert "elsewhere the file says yuan" in page.inner_text("main")
    assert page.get_by_role("button", name="Take over as one batch").count() == 0
    assert everything() == before


def test_the_lines_come_in_without_a_mouse(visit, tmp_path):  # noqa: F811
    page = visit(MAKER, "/work")

    def few(tables: Tables) -> None:
        row = next(row for row in tables[SHEET] if row[PLACES["number"]] == DRAFT)
        row[PLACES["amount"]] = 31.05

    with journey("J1 by keyboard", "no mouse", page, walked_all, clicks=0) as walked:
        walked.enter("nav.menu a[href='/imports']")
        walked.enter("main a.button[href*='imports/new']")
        walked.enter("main .tabs a[href*='indicator_lines']")
        walked.tab_to("main a[href$='indicators/lines']")
        with page.expect_download() as coming:
            walked.press("Enter")
        path = edit_file(coming.value, tmp_path, few, "few.xlsx")
        walked.tab_to("#file")
        with page.expect_file_chooser() as chooser:
            walked.press("Enter")
        chooser.value.set_files(path)
        walked.enter("main form button.primary")
        assert tried(page)[1] == 1
        walked.enter("main form[action$='take-over'] button")
        assert "Taken over as one batch." in page.inner_text("main")

    assert walked.clicks == 0
    assert Indicator.objects.get(number=DRAFT).amount_fen == 31_05
    assert not page.faults
