"""Budgets through the door for programs: drafted, adopted, adjusted and capped."""

from __future__ import annotations

import pytest

from fisc.exchange import amounts
from tests.doors.api.callers import Program
from tests.stages.approve import budgets
from tests.stages.town import CHECKER, MAKER, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes

NUMBER = "BUD-2026-239900-1"
RESOLUTION = {"resolution": "NPC 2026-7", "resolved_on": "2026-01-18"}
NAMES = ("code", "fund", "project", "item", "department_item", "fund_type", "counterpart")


def written(line) -> dict:
    return {name: getattr(line, name) for name in NAMES} | {
        "book": str(line.book),
        "side": line.side,
        "amount": amounts.written(line.amount, amounts.Unit.YUAN),
        "budget_unit": line.unit,
    }


def body(lines=budgets.LINES, number=NUMBER, **more) -> dict:
    lines = [written(line) for line in lines]
    return {"number": number, "division": str(TOWN), "year": YEAR, "lines": lines} | more


@pytest.fixture
def ask(town):
    return Program


def adopted(ask) -> None:
    assert ask(MAKER).post("/budget-drafts", body(), key=NUMBER).status == 200
    answer = ask(CHECKER).post(f"/budget-drafts/{NUMBER}/adoption", RESOLUTION, key=NUMBER)
    assert answer.status == 200, answer.raw.decode()


def test_a_budget_is_drafted_and_adopted(ask):
    adopted(ask)
    draft = ask(CHECKER).get(f"/budget-drafts/{NUMBER}").body
    (general,) = ask(CHECKER).get(f"/budgets/{TOWN}/{YEAR}").body["books"]

    assert (draft["state"], draft["resolution"]) == ("NPC_APPROVED", "NPC 2026-7")
    assert draft["lines"][2]["amount"] == "50000000.00"
    assert draft["lines"][2]["budget_unit"] == budgets.FARM_LINE.unit
    assert {row["code"]: row["adjusted"] for row in general["rows"]}["2130153"] == "50000000.00"


def test_who_drafted_a_budget_does_not_adopt_it(ask):
    ask(CHECKER).post("/budget-drafts", body(), key=NUMBER)
    answer = ask(CHECKER).post(f"/budget-drafts/{NUMBER}/adoption", RESOLUTION, key=NUMBER)

    assert (answer.status, answer.type) == (409, "refused")
    assert answer.body["steps"]
    assert ask(CHECKER).get(f"/budgets/{TOWN}/{YEAR}").body["books"] == []


def test_a_budget_that_does_not_balance_is_refused_with_its_working(ask):
    ask(MAKER).post("/budget-drafts", body(budgets.LINES[1:]), key=NUMBER)
    answer = ask(CHECKER).post(f"/budget-drafts/{NUMBER}/adoption", RESOLUTION, key=NUMBER)

    assert (answer.status, answer.type) == (409, "refused")
    assert "¥" in answer.body["detail"]


def test_a_draft_with_another_content_under_its_number_is_a_problem(ask):
    maker = ask(MAKER)
    first = maker.post("/budget-drafts", body(), key=NUMBER)
    again = maker.post("/budget-drafts", body(), key=NUMBER)
    other = maker.post("/budget-drafts", body(budgets.LINES[1:]), key=NUMBER)
    loose = maker.post("/budget-drafts", body(), key="anything")

    assert first.raw == again.raw
    assert other.status == 422
    assert (loose.status, loose.type) == (422, "key-is-number")


def test_an_adoption_asked_for_again_says_the_same_or_that_it_was_another(ask):
    adopted(ask)
    head, path = ask(CHECKER), f"/budget-drafts/{NUMBER}/adoption"
    first = head.post(path, RESOLUTION, key=NUMBER)
    again = head.post(path, RESOLUTION, key=NUMBER)
    other = head.post(path, RESOLUTION | {"resolution": "NPC 2026-8"}, key=NUMBER)

    assert first.raw == again.raw
    assert first.body["fact"] == 1
    assert (other.status, other.type) == (422, "key-reused")


def test_an_approved_plan_is_posted_once_under_a_number_of_its_own(ask):
    adopted(ask)
    plan, posting = "BUD-2026-239900-8", "ADJ-2026-239900-1"
    lines = [
        budgets.income("1100202", "1000000", counterpart="UPPER-2026-001"),
        budgets.line("22902", "1000000"),
    ]
    drafted = ask(MAKER).post("/budget-drafts", body(lines, plan, kind="adjustment"), key=plan)
    approved = ask(CHECKER).post(
        f"/budget-drafts/{plan}/approval",
        {"resolution": "SC 2026-3", "resolved_on": "2026-02-28"},
        key=plan,
    )
    asked = {"number": posting, "plan": plan}
    first = ask(CHECKER).post("/budget-adjustments", asked, key=posting)
    again = ask(CHECKER).post("/budget-adjustments", asked, key=posting)
    second = "BUD-2026-239900-9"
    ask(MAKER).post("/budget-drafts", body(lines, second, kind="adjustment"), key=second)
    other = ask(CHECKER).post(
        "/budget-adjustments", {"number": posting, "plan": second}, key=posting
    )

    assert [drafted.status, approved.status, first.status] == [200, 200, 200], first.raw.decode()
    assert first.raw == again.raw
    assert (other.status, other.type) == (422, "key-reused")
    shown, _ = ask(CHECKER).get("/budget-plans", division=str(TOWN), year=YEAR).body["rows"]
    assert [line["used"] for line in shown["lines"]] == ["1000000.00", "1000000.00"]


def test_a_ceiling_is_drafted_by_one_and_set_by_another(ask):
    number = "CEI-2026-239900-1"
    asked = {
        "number": number,
        "division": str(TOWN),
        "year": YEAR,
        "book": "general",
        "code": "RECEPTION",
        "amount": "500.00",
        "members": {"department_item": ["30217"], "budget_unit": ["203005"]},
    }
    drafted = ask(MAKER).post("/ceilings", asked, key=number)
    own = ask(CHECKER).post(f"/ceilings/{number}/setting", key=number)
    again = ask(CHECKER).post(f"/ceilings/{number}/setting", key=number)
    (shown,) = ask(CHECKER).get("/ceilings", division=str(TOWN), year=YEAR).body["rows"]

    assert [drafted.status, own.status] == [200, 200]
    assert own.raw == again.raw
    assert (shown["state"], shown["amount"]) == ("SET", "500.00")
    assert shown["members"] == {"department_item": ["30217"], "budget_unit": ["203005"]}


def test_a_neighbour_neither_reads_nor_adopts_the_towns_budget(ask):
    ask(MAKER).post("/budget-drafts", body(), key=NUMBER)
    stranger = ask(STRANGER)

    assert stranger.get(f"/budgets/{TOWN}/{YEAR}").type == "out-of-scope"
    assert stranger.get(f"/budget-drafts/{NUMBER}").type == "not-found"
    answer = stranger.post(f"/budget-drafts/{NUMBER}/adoption", RESOLUTION, key=NUMBER)
    assert answer.type == "not-found"


def test_a_program_is_told_what_a_change_is_and_who_approves_it(ask):
    asked = {"pieces": [{"book": "general", "amount": "5.00", "function": "2050202"},
                        {"book": "general", "amount": "-5.00", "function": "2130153"}]}  # fmt: skip
    moved = ask(CHECKER).post("/changes/ruling", asked).body
    raised = ask(CHECKER).post("/changes/ruling", asked | {"drawn": "1.00"}).body

    assert (moved["outcome"], moved["right"], moved["rules"]) == (
        "virement", "allot.vire", ["finance"])  # fmt: skip
    assert (raised["outcome"], raised["rules"]) == ("adjustment", ["stabilisation"])
