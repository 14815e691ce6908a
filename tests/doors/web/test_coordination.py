"""The page of the coordination: draft beside plan, the proof, taking it over, or what conflicts."""

from __future__ import annotations

import io

import openpyxl

from fisc.stages.approve import commands as approve
from fisc.stages.approve import queries
from fisc.values import Money
from tests.doors.web import street
from tests.stages.approve.budgets import LINES, income, line
from tests.stages.town import MAKER, TOWN

NUMBER = "BUD-2027-239900-1"
ADDRESS = f"/coordination?draft={NUMBER}&unit=yuan"
WISHES = (*LINES, line("2010101", "2000000"), line("2130153", "1000000"))
OWED = (income("10101", "100"), line("23203", "150"), line("227", "2"))


def drafted(lines, maker=MAKER):
    receipt = approve.draft_budget(
        number=NUMBER, division=TOWN, year=2027, lines=lines, maker=maker, at=street.NOW
    )
    assert receipt.done, receipt.refusal


def test_the_page_shows_draft_and_plan_and_by_which_order_what_moved(come, book):
    drafted(WISHES)
    answer = come(MAKER, "en").get(ADDRESS)
    page = answer.content.decode()

    assert answer.status_code == 200
    assert "a balanced plan exists" in page
    assert "Reserve, held back and working fund" in page
    assert "Take the plan over as the draft" in page
    assert "balance of the general public budget" in page  # what the draft did not keep


def test_the_plan_is_taken_over_by_a_button_and_stands_on_the_trail(come, book):
    drafted(WISHES)
    browser = come(MAKER)
    page = browser.get(ADDRESS).content.decode()
    mark = page.split('name="mark" value="')[1].split('"')[0]

    answer = browser.post(f"/coordination/{NUMBER}/take", {"mark": mark, "stabilisation": ""})

    assert answer.status_code == 302
    amounts = {one.line.code: one.line.amount for one in queries.draft(NUMBER).lines}
    assert "22902" not in amounts
    assert amounts["2010101"] == Money.yuan("2000000")
    assert 'name="mark"' not in browser.get(ADDRESS).content.decode()


def test_an_old_plan_is_refused_with_its_reason(come, book):
    drafted(WISHES)
    answer = come(MAKER).post(f"/coordination/{NUMBER}/take", {"mark": "0" * 16})
    assert answer.status_code == 409
    assert "查看方案后已变化" in answer.content.decode()


def test_whoever_did_not_make_the_draft_is_not_offered_the_button(come, book):
    drafted(WISHES)
    page = come("budget.head").get(ADDRESS).content.decode()
    assert 'name="mark"' not in page
    assert "仅草案编制人可采用方案" in page


def test_a_conflict_names_the_rules_and_what_frees_it(come, book):
    drafted(OWED)
    page = come(MAKER).get(ADDRESS).content.decode()
    assert "没有方案能符合全部规则" in page
    assert "一般公共预算收支平衡" in page
    assert "最小变动" in page


def test_the_workbook_has_the_table_of_the_page(come, book):
    drafted(WISHES)
    answer = come(MAKER).get(f"{ADDRESS}&as=xlsx&table=plan")
    sheet = openpyxl.load_workbook(io.BytesIO(b"".join(answer.streaming_content))).active
    cells = [cell for row in sheet.iter_rows(values_only=True) for cell in row]
    assert 3_000_000 in cells


def test_what_the_fund_holds_is_taken_as_it_is_typed(come, book):
    drafted((*LINES, line("2010101", "9000000")))
    page = come(MAKER).get(f"{ADDRESS}&stabilisation=60,000,000").content.decode()
    assert "60000000.00" in page
    assert "动用预算稳定调节基金" in page
