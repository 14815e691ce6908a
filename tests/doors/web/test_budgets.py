"""The budget stands book by book as it was adopted and adjusted, and says whether it balances."""

from __future__ import annotations

from fisc.stages.approve import queries
from fisc.stages.approve.models import BudgetLine
from fisc.values import Money
from tests.doors.web import street
from tests.doors.web.drawn import on_page
from tests.doors.web.test_reading import words

ADDRESS = f"/budgets?year={street.LAST_YEAR}"


def test_the_book_shows_what_was_adopted_and_what_adjustments_made_of_it(come):
    answer = come("mayor", "en").get(f"{ADDRESS}&unit=yuan")
    said = words(answer)

    assert "The budget of 2025 balances in every book" in said
    assert "General public budget · Uses" in said
    uses = on_page(answer, "general-expenditure")
    school = next(row for row in uses.rows if "2050202" in row)
    assert school[-3:] == ["81,000,000.00", "-5,000,000.00", "76,000,000.00"]


def test_a_place_that_adopted_nothing_says_who_would(come):
    said = words(come("mayor", "en").get("/budgets?year=2026"))

    assert "No budget of 2026 is adopted yet" in said
    assert "the congress adopts it" in said


def test_a_book_that_does_not_balance_says_by_how_much(come):
    BudgetLine.objects.filter(draft__number="BUD-2025-239900-1", code="227").update(
        amount_fen=2_000_000_01
    )

    said = words(come("auditor", "en").get(ADDRESS))

    assert "The budget of 2025 does not balance" in said
    assert "difference -¥0.01" in said


def test_the_plans_say_what_they_have_left(book):
    (plan,) = queries.plans("239900", street.LAST_YEAR)

    assert queries.remaining(plan) == {}
    assert sum(row.used.fen for row in plan.lines) == -2 * Money.yuan("5000000").fen
