"""A budget is adopted whole by another person with a resolution, or nothing happens."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError

from fisc.law.names import budget_rule
from fisc.record import facts
from fisc.registers.people import UnknownPerson
from fisc.stages.approve import commands, queries
from fisc.stages.approve.commands import BadLine, UnknownDraft, WrongDraft
from fisc.stages.approve.models import BudgetDraft
from fisc.values import Book, Money
from tests.stages.approve.budgets import ADOPTED_ON, LINES, adopt, draft, income, line
from tests.stages.ledgers import batches, chain_holds, pots, roles
from tests.stages.town import CHECKER, FARMLAND, MAKER, NOON, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
MILLION = 10**8  # fen


def test_an_adopted_budget_stands_in_the_ledger_line_by_line(town):
    draft()

    receipt = adopt()

    assert receipt.done
    assert roles(town) == {
        "expenditure_budget": 80 * MILLION,
        "transfer_budget": 35 * MILLION,
        "reserve_budget": 2 * MILLION,
        "held_back_budget": 3 * MILLION,
        "source_own": 80 * MILLION,
        "source_above": 40 * MILLION,
    }
    assert chain_holds(town)
    (farm,) = pots(town, "expenditure", project=FARMLAND)
    assert (farm.function, farm.item, farm.department_item) == ("2130153", "50302", "31005")


def test_adoption_is_one_set_for_each_book_and_leaves_one_fact(town):
    fund = "1030148"
    draft(
        lines=(
            *LINES,
            income(fund, "700", book=Book.FUNDS, fund=fund),
            line("2120803", "700", book=Book.FUNDS, fund=fund),
        )
    )

    receipt = adopt()

    assert batches(town) == [("BUD-2026-239900-1", 7), ("BUD-2026-239900-1", 2)]
    (fact,) = facts.of_kind(town, "BudgetAdopted", TOWN, YEAR)
    assert fact.number == receipt.fact
    assert (fact.subject, fact.actor, fact.day) == ("BUD-2026-239900-1", CHECKER, ADOPTED_ON)
    assert fact.body["resolution"] == "NPC 2026-7"
    assert sum(row["amount_fen"] for row in fact.body["lines"]) == 2 * (120 * MILLION + 70_000)
    assert chain_holds(town, budget=Book.FUNDS)


def test_adopting_twice_gives_the_first_receipt_and_posts_once(town):
    draft()
    first = adopt()
    before = batches(town)

    again = adopt()

    assert (again.state, again.fact) == (first.state, first.fact)
    assert batches(town) == before


@pytest.mark.parametrize(
    ("checker", "rule"),
    [(MAKER, "four eyes"), (STRANGER, "own division"), ("school.clerk", "role of the step")],
)
def test_another_person_of_the_place_and_role_adopts(town, checker, rule):
    draft()

    receipt = adopt(checker=checker)

    assert receipt.refusal.rule.en.startswith(rule)
    assert receipt.state == "FIN_FINAL"
    assert roles(town) == {}
    assert facts.of_kind(town, "BudgetAdopted", TOWN, YEAR) == []


def test_a_head_who_drafts_does_not_adopt_and_congress_may(town):
    draft(maker=CHECKER)

    assert not adopt(checker=CHECKER).done
    assert adopt(checker="congress.reviewer").done


def test_nobody_unregistered_adopts(town):
    draft()

    with pytest.raises(UnknownPerson, match="nobody"):
        adopt(checker="nobody")


def test_the_database_itself_refuses_a_budget_adopted_by_its_maker(town):
    draft()

    with pytest.raises(IntegrityError, match="draft_is_approved_by_another"):
        BudgetDraft.objects.update(
            state="NPC_APPROVED", checker=MAKER, resolution="R", resolved_on=ADOPTED_ON
        )


@pytest.mark.parametrize(
    "given",
    [{"resolution": ""}, {"resolved_on": None}, {"resolved_on": date(2026, 1, 21)}],
)
def test_a_resolution_has_a_number_and_a_day_that_has_come(town, given):
    draft()

    receipt = adopt(**given)

    assert receipt.refusal.rule.en.startswith("resolution number and date")
    assert roles(town) == {}


@pytest.mark.parametrize("off", [-1, 1])
def test_a_budget_one_fen_out_of_balance_is_not_adopted(town, off):
    first = replace(LINES[0], amount=LINES[0].amount + Money(off))
    draft(lines=(first, *LINES[1:]))

    receipt = adopt()

    assert receipt.refusal.rule.en.startswith("balance of the general public budget")
    assert f"difference {Money(off)}" in receipt.refusal.why
    assert roles(town) == {}


def test_a_fund_that_lives_off_another_is_not_adopted(town):
    draft(
        lines=(
            *LINES,
            income("1030148", "700", book=Book.FUNDS, fund="1030148"),
            income("1030178", "300", book=Book.FUNDS, fund="1030178"),
            line("2120803", "600", book=Book.FUNDS, fund="1030148"),
            line("21214", "400", book=Book.FUNDS, fund="1030178"),
        )
    )

    receipt = adopt()

    assert receipt.refusal.rule.en == "balance of fund 1030148"


def test_a_reserve_outside_its_range_is_not_adopted(town):
    lines = [
        replace(own, amount=Money.yuan("2600000")) if own.code == "227" else own for own in LINES
    ]
    lines[0] = replace(lines[0], amount=Money.yuan("80600000"))
    draft(lines=lines)

    receipt = adopt()

    assert receipt.refusal.rule == budget_rule("IB17")
    assert "[Budget Law, article 40]" in receipt.refusal.why


def test_a_low_state_capital_hand_over_is_told_and_does_not_bar(town):
    draft(
        lines=(
            *LINES,
            income("1030601", "1000", book=Book.CAPITAL),
            line("2230105", "1000", book=Book.CAPITAL),
        )
    )

    receipt = adopt()

    assert receipt.done
    assert [alert.rule.en[:4] for alert in receipt.alerts] == ["IB03"]
    assert "IB03" not in str(receipt.refusal)


def test_social_insurance_is_checked_and_stays_outside_the_ledger(town):
    insurance = {"book": Book.INSURANCE}
    balanced = (
        *LINES,
        income("10202", "100", **insurance),
        line("20902", "90", **insurance),
        line("", "10", "balance", line="01", **insurance),
    )
    draft(lines=balanced)

    assert adopt().done
    assert roles(town, budget=Book.INSURANCE) == {}


def test_a_second_budget_of_the_year_is_an_adjustment(town):
    draft()
    adopt()
    draft("BUD-2026-239900-2")

    receipt = adopt("BUD-2026-239900-2")

    assert receipt.refusal.rule.en.startswith("one budget a year")


def test_what_is_carried_forward_stays_in_the_revenue_budget(town):
    first = replace(LINES[0], amount=LINES[0].amount + Money.yuan("5"))
    draft(lines=(first, *LINES[1:], line("23009", "5")))

    adopt()

    assert roles(town)["revenue_budget"] == 500
    assert chain_holds(town)


def test_a_draft_is_changed_by_its_maker_until_it_is_adopted(town):
    draft(lines=LINES[:2])

    assert commands.change_draft(number="BUD-2026-239900-1", lines=LINES, maker=MAKER, at=NOON).done
    stranger = commands.change_draft(
        number="BUD-2026-239900-1", lines=LINES[:1], maker=CHECKER, at=NOON
    )
    assert stranger.refusal.rule.en.startswith("own draft")
    assert adopt().done
    with pytest.raises(WrongDraft, match="adjust the budget"):
        commands.change_draft(number="BUD-2026-239900-1", lines=LINES[:1], maker=MAKER, at=NOON)


def test_drafting_the_same_twice_is_one_draft_and_something_else_is_misuse(town):
    draft()

    assert draft().done
    with pytest.raises(WrongDraft, match="another draft"):
        draft(lines=LINES[:3])


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (line("2050202", "0"), "Line 1 has an amount"),
        (line("230", "5"), "Line 1: No line of the general budget gathers '230'"),
        (line("2050202", "5", line="77"), "Line 1: The general budget has no line 77"),
    ],
)
def test_a_line_that_cannot_stand_is_named(town, wrong, message):
    with pytest.raises(BadLine, match=message):
        draft(lines=(wrong,))


def test_unknown_drafts_and_the_wrong_kind_are_misuse(town):
    with pytest.raises(UnknownDraft, match="BUD-9"):
        adopt("BUD-9")
    draft(kind="adjustment")
    with pytest.raises(WrongDraft, match="adjustment"):
        adopt()


def test_the_budget_is_told_book_by_book_in_both_languages(town):
    draft()
    assert queries.budget(TOWN, YEAR) == ()
    adopt()

    (general,) = queries.budget(TOWN, YEAR)

    assert general.title_zh == "一般公共预算"
    assert general.total("revenue") == general.total("expenditure")
    assert general.total("revenue")[0] == Money.yuan("120000000")
    transfers = next(row for row in general.rows if row.line == "02" and row.side == "expenditure")
    assert (transfers.name_zh, transfers.adopted) == (
        "对下税收返还和转移支付",
        Money.yuan("35000000"),
    )
    assert queries.draft("BUD-2026-239900-1").checker == CHECKER
    with pytest.raises(UnknownDraft):
        queries.draft("BUD-9")


def test_a_closed_period_takes_no_budget(town):
    draft()
    with town.connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO period VALUES (%s, %s, %s)", (TOWN, YEAR, date(2026, 2, 1).toordinal())
        )

    receipt = adopt(at=NOON)

    assert receipt.refusal.rule.en.startswith("K22")
    assert queries.draft("BUD-2026-239900-1").state == "FIN_FINAL"
