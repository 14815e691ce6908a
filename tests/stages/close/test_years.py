"""A year closes once and whole; the next opens with what was left, by its age."""

from __future__ import annotations

import random
from dataclasses import replace
from datetime import date, timedelta

import pytest

from fisc.law.names import budget_rule
from fisc.record import facts
from fisc.record.postings import Fate
from fisc.stages.allot import commands as allot
from fisc.stages.allot import queries as indicators
from fisc.stages.close import commands, queries
from fisc.values import Book, Money
from tests.stages.allot.indicators import change, issue_transfer, transfer
from tests.stages.approve.budgets import adopt, draft
from tests.stages.close.years import (
    DIRECTOR,
    LAST,
    TREASURY,
    YEAR_END,
    applied,
    close_months,
    close_year,
    open_year,
    paid,
    reopen,
)
from tests.stages.ledgers import chain_holds, pots, roles
from tests.stages.town import CHECKER, MAKER, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
SCHOOL_IND, FARM_IND = "IND-2026-239900-2", "IND-2026-239900-11"
MILLION = 10**8  # fen
NEXT = YEAR + 1


@pytest.fixture
def spent(running):
    """A year in which 27 and 12 million were paid and a transfer was issued."""
    paid(running, SCHOOL_IND, 27 * MILLION, "PAY-2026-1-1", date(2026, 5, 6))
    paid(running, FARM_IND, 12 * MILLION, "PAY-2026-1-2", date(2026, 6, 8))
    transfer(yuan="35000000")
    issue_transfer()
    return running


@pytest.fixture
def closed(spent):
    close_months(11)
    receipt = close_year()
    assert receipt.done, receipt.refusal
    return spent


def test_what_is_left_is_carried_and_what_was_spent_is_set_off(spent):
    before = roles(spent)
    close_months(11)

    receipt = close_year()

    left = 120 * MILLION - 39 * MILLION
    assert receipt.done
    assert roles(spent) == {
        "carried_authority": left,
        "source_own": 41 * MILLION,
        "source_above": 40 * MILLION,
    }
    assert chain_holds(spent)
    assert any(str(Money(left)) in step.en for step in receipt.steps)
    (year_closed,) = facts.of_kind(spent, "YearClosed", TOWN, YEAR)
    assert year_closed.body["trial_before"]["general"] == before
    assert year_closed.body["trial_after"]["general"] == roles(spent)
    (carried,) = facts.of_kind(spent, "CarriedOver", TOWN, YEAR)
    assert sum(row["fen"] for row in carried.body["balances"]) == left
    assert {row["origin"] for row in carried.body["balances"]} == {2026}


def test_a_closed_year_takes_no_posting_and_its_months_stay_closed(closed):
    assert applied(closed, SCHOOL_IND, 1, "a", LAST).fate is Fate.CLOSED
    assert reopen(11).refusal.rule.en.startswith("year closed")
    assert all(month.closed for month in queries.months(TOWN, YEAR))
    assert queries.months(TOWN, YEAR)[11].closed_by == TREASURY


def test_closing_twice_closes_once(closed):
    before = roles(closed)

    receipt = close_year()

    assert receipt.done
    assert roles(closed) == before
    assert len(facts.of_kind(closed, "YearClosed", TOWN, YEAR)) == 1


@pytest.mark.parametrize(
    ("months", "day", "rule"),
    [(11, date(2026, 12, 30), "year over"), (10, LAST, "months in order")],
)
def test_a_year_is_closed_when_it_is_over_and_its_months_are_closed(spent, months, day, rule):
    close_months(months)

    receipt = close_year(day=day)

    assert receipt.refusal.rule.en.startswith(rule)
    assert "carried_authority" not in roles(spent)


def test_a_year_with_an_open_application_is_not_closed(spent):
    close_months(11)
    applied(spent, SCHOOL_IND, 500, "PAY-2026-1-9", date(2026, 12, 3))

    receipt = close_year()

    assert [item.subject for item in receipt.open_items] == ["PAY-2026-1-9"]
    assert queries.open_items(TOWN, YEAR, end=date(2027, 1, 1)) == receipt.open_items


@pytest.mark.parametrize(
    ("officer", "rule"), [(CHECKER, "role"), (STRANGER, "own division"), (DIRECTOR, "role")]
)
def test_the_treasury_of_the_place_closes_and_opens_a_year(spent, officer, rule):
    close_months(11)

    assert close_year(officer=officer).refusal.rule.en.startswith(rule)
    assert close_year().done
    assert open_year(officer=officer).refusal.rule.en.startswith(rule)
    assert roles(spent, year=NEXT) == {}


def test_the_next_year_opens_with_everything_where_it_stood(closed):
    receipt = open_year()

    assert receipt.done
    held = roles(closed, year=NEXT)
    assert held["executable"] == 33 * MILLION
    assert held["pending_allocation"] == 8 * MILLION
    assert held["transfer_indicator"] == 35 * MILLION
    assert held["expenditure_budget"] == 5 * MILLION  # the reserve and what was held back
    assert held["source_carried"] == 81 * MILLION
    assert chain_holds(closed, year=NEXT)
    assert {pot.origin for pot in pots(closed, "indicator", year=NEXT)} == {2026}


def test_opening_twice_opens_once(closed):
    open_year()
    before = roles(closed, year=NEXT)

    assert open_year().done
    assert roles(closed, year=NEXT) == before


def test_a_year_is_not_opened_before_the_last_one_is_closed(spent):
    receipt = open_year()

    assert receipt.refusal.rule.en.startswith("year closed")


def take_over():
    return allot.take_over_carried(
        division=TOWN, year=NEXT, taker=MAKER, day=date(2027, 1, 4), at=YEAR_END
    )


def test_carried_indicators_get_their_documents_and_can_be_paid_from(closed):
    open_year()

    receipt = take_over()

    assert set(receipt.numbers) == {
        SCHOOL_IND,
        FARM_IND,
        "IND-2026-239900-1",
        "TRF-2026-239900-1",
    }
    own = indicators.indicator(SCHOOL_IND, NEXT)
    assert (own.state, own.origin, own.carried) == ("EXECUTABLE", 2026, True)
    assert own.granted == own.executable == Money(3 * MILLION)
    assert own.conserved.allowed
    assert indicators.indicator(SCHOOL_IND, YEAR).state == "CARRIED"
    assert indicators.indicator("IND-2026-239900-1", NEXT).state == "PENDING_ALLOC"
    (carried,) = indicators.transfers(TOWN, NEXT)
    assert (carried.left, carried.origin) == (Money(35 * MILLION), 2026)
    told = facts.of_kind(closed, "IndicatorIssued", TOWN, NEXT)
    assert {fact.subject for fact in told} == {SCHOOL_IND, FARM_IND}
    assert all(fact.body["carried"] for fact in told)
    assert applied(closed, SCHOOL_IND, 3 * MILLION, "PAY-2027-1-1", date(2027, 2, 1), NEXT).done
    assert (
        applied(closed, SCHOOL_IND, 1, "PAY-2027-1-2", date(2027, 2, 1), NEXT).fate is Fate.REFUSED
    )
    assert take_over().numbers == ()


def test_a_carried_part_takes_no_second_helping_of_its_project(closed):
    from tests.stages.allot.indicators import part

    open_year()
    take_over()

    receipt = allot.allocate(
        number="IND-2026-239900-1",
        year=NEXT,
        parts=[part("IND-2027-239900-5", "8000000")],
        allocator="business.officer",
        day=date(2027, 2, 1),
        at=YEAR_END,
    )

    assert receipt.done, receipt.refusal
    own = indicators.indicator("IND-2027-239900-5", NEXT)
    assert (own.origin, own.pending) == (2026, Money(8 * MILLION))


@pytest.mark.parametrize("lapse", [False, True])
def test_after_a_second_year_what_is_left_is_swept_and_no_longer_paid_from(closed, lapse):
    open_year()
    take_over()
    close_months(11, NEXT, date(2027, 12, 31))
    assert close_year(day=date(2027, 12, 31), year=NEXT).done

    opened = open_year(NEXT + 1)

    left = 81 * MILLION
    assert roles(closed, year=NEXT + 1) == {"carried_authority": left, "source_carried": left}
    assert "[Budget Law, article 42]" in str(opened.steps[-1])
    assert all(row.due and row.origin == 2026 for row in queries.carry_over(TOWN, NEXT))
    day = date(2028, 1, 10)
    receipt = commands.sweep(
        division=TOWN,
        year=NEXT + 1,
        number="SWP-1",
        officer=TREASURY,
        day=day,
        at=YEAR_END,
        lapse=lapse,
    )
    assert receipt.done
    gone = "written_off" if lapse else "expenditure_budget"
    assert roles(closed, year=NEXT + 1) == {gone: left, "source_carried": left}
    (fact,) = facts.of_kind(closed, "BalanceLapsed", TOWN, NEXT + 1)
    assert sum(row["fen"] for row in fact.body["balances"]) == left
    assert fact.body["into"] == ("written_off" if lapse else "pool")
    again = commands.sweep(
        division=TOWN, year=NEXT + 1, number="SWP-1", officer=TREASURY, day=day, at=YEAR_END
    )
    assert again.facts == receipt.facts


def test_nothing_young_is_swept(closed):
    open_year()

    receipt = commands.sweep(
        division=TOWN,
        year=NEXT,
        number="SWP-1",
        officer=TREASURY,
        day=date(2027, 1, 10),
        at=YEAR_END,
    )

    assert receipt.refusal.rule == budget_rule("IB21")
    assert roles(closed, year=NEXT)["executable"] == 33 * MILLION


def test_the_final_accounts_show_budget_adjusted_and_final(spent):
    from tests.stages.approve.test_adjustment import DOWN, adjust, plan

    change("recall", "RCL-2026-239900-1", "3000000", indicator=SCHOOL_IND)
    plan((replace(DOWN[0], amount=-Money.yuan("1")), replace(DOWN[1], amount=-Money.yuan("1"))))
    assert not adjust().done  # the school's line was given away whole
    live = queries.final_accounts(TOWN, YEAR)
    close_months(11)
    close_year()

    rows = queries.final_accounts(TOWN, YEAR)

    assert rows == live
    by_code = {(row.side, row.code): row for row in rows}
    school_row = by_code["expenditure", "2050202"]
    assert (school_row.budget, school_row.adjusted, school_row.final) == (
        Money(30 * MILLION),
        Money(30 * MILLION),
        Money(27 * MILLION),
    )
    assert school_row.name_zh == "本级一般公共预算支出(含预备费)"
    assert by_code["expenditure", "2300202"].final == Money(0)
    assert by_code["revenue", "10101"].final is None
    budget, adjusted, final = queries.totals(rows, Book.GENERAL, "expenditure")
    assert (budget, adjusted, final) == (
        Money(120 * MILLION),
        Money(120 * MILLION),
        Money(39 * MILLION),
    )


def test_the_trial_balance_shows_each_book_with_its_chain(spent):
    (general,) = queries.trial_balances(TOWN, YEAR)

    assert general.verdict.allowed
    assert general.debit == general.credit == Money(120 * MILLION)
    assert general.lines[0].name_zh == "预备费预算"
    assert {line.role for line in general.lines} == set(roles(spent))


def test_carry_over_names_where_it_stood_and_the_year_it_came_from(closed):
    rows = queries.carry_over(TOWN, YEAR)

    assert sum(row.amount.fen for row in rows) == 81 * MILLION
    assert not any(row.due for row in rows)
    school_row = next(row for row in rows if row.indicator == SCHOOL_IND)
    assert (school_row.role_zh, school_row.origin, school_row.amount) == (
        "可执行指标",
        2026,
        Money(3 * MILLION),
    )


def test_every_book_is_closed_by_itself(town):
    from tests.stages.approve.budgets import LINES, income, line

    fund = "1030148"
    draft(
        lines=(
            *LINES,
            income(fund, "700", book=Book.FUNDS, fund=fund),
            line("2120803", "700", book=Book.FUNDS, fund=fund),
        )
    )
    adopt()
    close_months(11)
    assert close_year().done

    assert roles(town, budget=Book.FUNDS) == {"carried_authority": 70_000, "source_own": 70_000}
    assert len(facts.of_kind(town, "CarriedOver", TOWN, YEAR)) == 2
    open_year()
    assert roles(town, budget=Book.FUNDS, year=NEXT)["expenditure_budget"] == 70_000
    assert chain_holds(town, budget=Book.FUNDS, year=NEXT)


@pytest.mark.parametrize("seed", range(4))
def test_closing_and_opening_conserve_whatever_was_spent(running, seed):
    draw = random.Random(seed)
    amounts = [draw.randint(1, 7 * MILLION) for _ in range(draw.randint(1, 4))]
    for serial, fen in enumerate(amounts, 1):
        day = date(2026, 3, 1) + timedelta(days=draw.randint(0, 300))
        paid(running, SCHOOL_IND, fen, f"PAY-2026-7-{serial}", day)
    close_months(11)
    assert close_year().done
    assert open_year().done

    left = 120 * MILLION - sum(amounts)
    assert roles(running)["carried_authority"] == left
    assert roles(running, year=NEXT)["source_carried"] == left
    assert chain_holds(running)
    assert chain_holds(running, year=NEXT)


def test_a_school_that_spent_everything_carries_nothing(running):
    paid(running, SCHOOL_IND, 30 * MILLION, "PAY-2026-1-1", date(2026, 5, 6))
    close_months(11)
    close_year()

    rows = queries.carry_over(TOWN, YEAR)

    assert rows
    assert not any(row.indicator == SCHOOL_IND for row in rows)
