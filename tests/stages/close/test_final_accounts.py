"""Own revenue as collected, the stabilisation fund, and a close in which sources cover uses."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from fisc.record import facts
from fisc.stages.close import commands, queries
from fisc.stages.close.commands import BadOrder, BadStatement, Collected
from fisc.stages.close.models import RevenueStatement, StabilisationOrder
from fisc.values import Book, Money
from tests.stages.allot.indicators import change
from tests.stages.approve.budgets import LINES, adopt, draft, income, line, plan
from tests.stages.close.years import (
    DIRECTOR,
    LAST,
    SECOND,
    TREASURY,
    YEAR_END,
    close_month,
    close_months,
    close_year,
    open_year,
    paid,
)
from tests.stages.ledgers import chain_holds, roles
from tests.stages.town import CHECKER, MAKER, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
MILLION = 10**8  # fen
SCHOOL_IND = "IND-2026-239900-2"
JUNE, DECEMBER = date(2026, 6, 30), date(2026, 12, 30)
FUND = "1030148"


def vat(yuan, code="1010101", **more):
    return Collected(**({"book": Book.GENERAL, "code": code, "amount": Money.yuan(yuan)} | more))


def enter(*lines, number="REV-1", day=JUNE, maker=TREASURY, year=YEAR):
    return commands.enter_collections(
        number=number, division=TOWN, year=year, day=day, lines=lines, maker=maker, at=YEAR_END
    )


def confirm(number="REV-1", checker=SECOND):
    return commands.confirm_collections(number=number, checker=checker, at=YEAR_END)


def collect(*lines, number="REV-1", day=JUNE):
    assert enter(*lines, number=number, day=day).done
    receipt = confirm(number)
    assert receipt.done, receipt.refusal
    return receipt


def order(kind, yuan, number="STA-1", maker=MAKER, reason="year end"):
    return commands.order_stabilisation(
        number=number,
        division=TOWN,
        year=YEAR,
        kind=kind,
        amount=Money.yuan(yuan),
        reason=reason,
        maker=maker,
        at=YEAR_END,
    )


def replenish(number="STA-1", checker=CHECKER, day=DECEMBER):
    return commands.replenish_stabilisation(number=number, checker=checker, day=day, at=YEAR_END)


def put_in(kind, yuan, number="STA-1"):
    assert order(kind, yuan, number).done
    return replenish(number)


@pytest.fixture
def arranged(town):
    """A budget with 9.40 for the fund, and 3.00 that nobody arranged."""
    draft(lines=(*LINES, income("10101", "12.40"), line("23015", "9.40"), line("23009", "3.00")))
    receipt = adopt()
    assert receipt.done, receipt.refusal
    return town


def test_what_came_in_changes_no_authority_and_stands_in_the_final_accounts(running):
    before = roles(running)

    receipt = collect(vat("50000000"), vat("10000000", "1010104"))
    collect(vat("-1000000"), number="REV-2")

    assert roles(running) == before
    (first, second) = facts.of_kind(running, "RevenueCollected", TOWN, YEAR)
    assert receipt.facts == (first.number,)
    assert (first.body["event"], first.body["entered_by"]) == ("collect_revenue", TREASURY)
    assert second.day == JUNE
    rows = {
        (row.side, row.code): row
        for row in queries.final_accounts(TOWN, YEAR)
        if row.side == "revenue"
    }
    assert rows["revenue", "10101"].final == Money(59 * MILLION)
    assert rows["revenue", "10101"].adjusted == Money(80 * MILLION)
    assert rows["revenue", "1100202"].final is None
    (general,) = queries.final_statements(TOWN, YEAR)
    assert general.account.shortfall == Money(21 * MILLION)
    assert [one.state for one in queries.statements(TOWN, YEAR)] == ["CONFIRMED", "CONFIRMED"]


def test_own_revenue_without_a_line_in_the_budget_has_a_row_of_its_own(running):
    collect(vat("7", "1030501"))

    rows = {row.code: row for row in queries.final_accounts(TOWN, YEAR) if row.side == "revenue"}
    assert (rows["1030501"].budget, rows["1030501"].final) == (Money(0), Money(700))
    assert rows["10101"].final == Money(0)


def test_what_one_person_entered_counts_when_another_confirmed_it(running):
    assert enter(vat("5")).done
    assert queries.final_statements(TOWN, YEAR)[0].account.collected is None

    assert confirm(checker=TREASURY).refusal.rule.en == "four eyes"
    assert confirm(checker=MAKER).refusal.rule.en.startswith("role")
    assert confirm(checker=STRANGER).refusal.rule.en.startswith("own")
    assert enter(vat("5"), number="REV-2", maker=MAKER).refusal.rule.en.startswith("role")
    assert queries.final_statements(TOWN, YEAR)[0].account.collected is None
    assert not facts.of_kind(running, "RevenueCollected", TOWN, YEAR)

    assert confirm().facts == confirm().facts
    assert queries.final_statements(TOWN, YEAR)[0].account.collected == Money(500)


@pytest.mark.parametrize(
    ("bad", "rule"),
    [
        (vat("1", "1100202"), "own revenue"),
        (vat("1", "10101"), "K11"),
        (vat("1", "1019999"), "K11"),
        (vat("1", "2050202"), "K11"),
        (vat("1", book=Book.FUNDS, fund=FUND), "K11"),
    ],
)
def test_only_own_revenue_of_the_book_is_collected_by_its_last_code(running, bad, rule):
    receipt = enter(vat("1"), bad)

    assert receipt.refusal.rule.en.startswith(rule)
    assert not RevenueStatement.objects.exists()


@pytest.mark.parametrize(("day", "done"), [(date(2026, 1, 31), False), (date(2026, 2, 1), True)])
def test_what_came_in_belongs_to_an_open_period(running, day, done):
    close_month(1)
    enter(vat("5"), day=day)

    receipt = confirm()

    assert receipt.done is done
    assert done or receipt.refusal.rule.en.startswith("K22")


def test_misuse_of_statements_is_named(running):
    for lines, day in (((), JUNE), ((vat("0"),), JUNE), ((vat("1"),), date(2027, 1, 1))):
        with pytest.raises(BadStatement):
            enter(*lines, day=day)
    with pytest.raises(BadStatement, match="fund"):
        enter(vat("1", "103014801", book=Book.FUNDS))
    enter(vat("1"))
    assert enter(vat("1")).done
    with pytest.raises(BadStatement, match="another statement"):
        enter(vat("2"))
    with pytest.raises(commands.UnknownStatement, match="REV-9"):
        confirm("REV-9")
    with pytest.raises(IntegrityError), transaction.atomic():
        RevenueStatement.objects.update(state="CONFIRMED", checker=TREASURY)


@pytest.mark.parametrize(("yuan", "done"), [("9.39", True), ("9.40", True), ("9.41", False)])
def test_what_was_arranged_goes_into_the_stabilisation_fund(arranged, yuan, done):
    before = roles(arranged)

    receipt = put_in("top_up_stabilisation", yuan)

    assert receipt.done is done
    if done:
        assert roles(arranged)["stabilisation_done"] == Money.yuan(yuan).fen
        (fact,) = facts.of_kind(arranged, "StabilisationReplenished", TOWN, YEAR)
        assert fact.body["event"] == "top_up_stabilisation"
    else:
        assert roles(arranged) == before
        assert queries.orders(TOWN, YEAR)[0].state == "PROPOSED"
    assert chain_holds(arranged)


@pytest.mark.parametrize(("yuan", "done"), [("2.99", True), ("3", True), ("3.01", False)])
def test_the_balance_goes_into_the_stabilisation_fund(arranged, yuan, done):
    before = roles(arranged)

    receipt = put_in("surplus_to_stabilisation", yuan)

    assert receipt.done is done
    assert done or receipt.refusal.rule.en.startswith("K01")
    if done:
        fen = Money.yuan(yuan).fen
        assert roles(arranged)["stabilisation_done"] == fen
        assert roles(arranged)["stabilisation_budget"] == before["stabilisation_budget"]
        assert roles(arranged).get("revenue_budget", 0) == before["revenue_budget"] - fen
    else:
        assert roles(arranged) == before


@pytest.mark.parametrize(("yuan", "done"), [("4.99", True), ("5", True), ("5.01", False)])
def test_what_came_in_beyond_the_budget_goes_into_the_fund_and_nowhere_else(arranged, yuan, done):
    collect(vat("80000017.40"))
    before = roles(arranged)

    receipt = put_in("put_over_collection_aside", yuan)

    assert receipt.done is done
    if done:
        fen = Money.yuan(yuan).fen
        assert roles(arranged)["stabilisation_done"] == fen
        assert roles(arranged)["source_own"] == before["source_own"] + fen
        assert roles(arranged)["revenue_budget"] == before["revenue_budget"]
        (general,) = queries.final_statements(TOWN, YEAR)
        assert general.account.over_collection == Money(500 - fen)
    else:
        assert receipt.refusal.rule.en.startswith("IB12")
        assert roles(arranged) == before
    assert chain_holds(arranged)


def test_over_collection_is_put_aside_once(arranged):
    collect(vat("80000017.40"))
    assert put_in("put_over_collection_aside", "5").done

    assert put_in("put_over_collection_aside", "0.01", "STA-2").refusal.rule.en.startswith("IB12")


def test_an_order_is_carried_out_by_another_person_once(arranged):
    order("top_up_stabilisation", "1", maker=CHECKER)
    assert replenish().refusal.rule.en == "four eyes"
    assert replenish(checker=MAKER).refusal.rule.en.startswith("role")
    assert replenish(checker=STRANGER).refusal.rule.en.startswith("own")
    assert order("top_up_stabilisation", "1", "STA-2", "mayor").refusal.rule.en.startswith("role")
    assert "stabilisation_done" not in roles(arranged)

    assert replenish(checker=DIRECTOR).facts == replenish(checker=DIRECTOR).facts
    assert roles(arranged)["stabilisation_done"] == 100


def test_nothing_is_topped_up_that_was_not_arranged(running):
    assert put_in("top_up_stabilisation", "1").refusal.rule.en.startswith("K02")


def test_misuse_of_orders_is_named(arranged):
    for kind, yuan, reason in (
        ("draw", "1", "why"),
        ("top_up_stabilisation", "0", "why"),
        ("top_up_stabilisation", "1", " "),
    ):
        with pytest.raises(BadOrder):
            order(kind, yuan, reason=reason)
    order("top_up_stabilisation", "1")
    assert order("top_up_stabilisation", "1").done
    with pytest.raises(BadOrder, match="another order"):
        order("top_up_stabilisation", "2")
    with pytest.raises(commands.UnknownOrder, match="STA-9"):
        replenish("STA-9")
    with pytest.raises(IntegrityError), transaction.atomic():
        StabilisationOrder.objects.update(state="DONE", checker=MAKER)


def cut(yuan):
    receipt = change("cut", "CUT-1", yuan, indicator=SCHOOL_IND, decision="SC 2026-4")
    assert receipt.done, receipt.refusal


@pytest.mark.parametrize(
    ("collected", "done"), [("74999999.99", False), ("75000000", True), ("75000000.01", True)]
)
def test_a_year_that_is_short_of_revenue_closes_when_as_much_is_cut(running, collected, done):
    paid(running, SCHOOL_IND, 20 * MILLION, "PAY-2026-1-1", date(2026, 5, 6))
    cut("5000000")
    collect(vat(collected))
    before = roles(running)
    close_months(11)

    receipt = close_year()

    assert receipt.done is done
    if not done:
        assert receipt.refusal.rule.en.startswith("final accounts")
        assert "¥0.01 short" in receipt.refusal.why
        assert roles(running) == before
        return
    left = 120 * MILLION - 20 * MILLION - 5 * MILLION
    held = roles(running)
    assert held["carried_authority"] == left
    assert sum(fen for role, fen in held.items() if role.startswith("source_")) == left
    assert "written_off" not in held
    (fact,) = facts.of_kind(running, "YearClosed", TOWN, YEAR)
    assert fact.body["cuts"] == [
        {
            "number": "CUT-1",
            "indicator": SCHOOL_IND,
            "fen": 5 * MILLION,
            "decision": "SC 2026-4",
        }
    ]
    (general,) = queries.final_statements(TOWN, YEAR)
    assert general.account.shortfall == Money(80 * MILLION) - Money.yuan(collected)
    assert general.account.margin == Money.yuan(collected) - Money(75 * MILLION)
    assert general.verdict.allowed
    assert open_year().done
    assert chain_holds(running, year=YEAR + 1)


def test_a_shortfall_is_met_by_the_stabilisation_fund_through_an_adjustment(running):
    collect(vat("77000000"))
    close_months(11)
    assert close_year().refusal.rule.en.startswith("final accounts")

    less = replace(income("10101", "3000000"), amount=-Money.yuan("3000000"))
    assert plan((less, income("11015", "3000000"))).done
    from fisc.stages.approve import commands as approve

    assert approve.adjust_budget(
        plan="BUD-2026-239900-8", number="ADJ-1", officer=CHECKER, day=DECEMBER, at=YEAR_END
    ).done

    receipt = close_year()
    assert receipt.done, receipt.refusal
    (general,) = queries.final_statements(TOWN, YEAR)
    assert (general.account.shortfall, general.account.margin) == (Money(0), Money(0))


def test_a_year_in_which_no_collection_was_entered_closes_and_says_nothing_of_it(running):
    close_months(11)

    receipt = close_year()

    assert receipt.done
    assert not any("Collected" in step.en for step in receipt.steps)
    (general,) = queries.final_statements(TOWN, YEAR)
    assert general.account.collected is None
    assert queries.final_accounts(TOWN, YEAR)[0].final is None


def test_a_fund_that_is_short_closes_with_its_shortage_named(town):
    draft(
        lines=(
            *LINES,
            income(FUND, "700", book=Book.FUNDS, fund=FUND),
            line("2120803", "700", book=Book.FUNDS, fund=FUND),
        )
    )
    assert adopt().done
    collect(vat("650", "103014801", book=Book.FUNDS, fund=FUND))
    close_months(11)

    receipt = close_year()

    assert receipt.done
    assert any("¥50.00 short of uses" in step.en for step in receipt.steps)
    own = {row.code: row for row in queries.final_accounts(TOWN, YEAR) if row.side == "revenue"}
    assert own[FUND].final == Money(65_000)
    assert own["10101"].final is None


def test_a_surplus_of_the_general_budget_is_named_at_the_close(running):
    collect(vat("80000001"))
    close_months(11)

    receipt = close_year()

    assert any("stands for no use" in step.en for step in receipt.steps)
    assert facts.of_kind(running, "YearClosed", TOWN, YEAR)[0].day == LAST
