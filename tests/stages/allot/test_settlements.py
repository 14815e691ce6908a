"""Authority ends by one who proposes and another who carries out: remitted, given over, or cut."""

from __future__ import annotations

import threading
from dataclasses import replace

import pytest
from django.db import connections

from fisc.record import facts
from fisc.stages.allot import queries
from fisc.stages.allot.commands import BudgetKey, UnknownChange, WrongChange
from fisc.stages.allot.models import Indicator
from fisc.values import Book, Money
from tests.stages.allot.indicators import change, do, issued, propose, school
from tests.stages.approve.budgets import LINES, adjust, adopt, draft, income, line, plan
from tests.stages.ledgers import chain_holds, pots, roles
from tests.stages.town import CHECKER, MAKER, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
FUND, OTHER_FUND = "1030148", "1030156"
TREASURY = "treasury.officer"
REMITTANCE = BudgetKey(function="2300601")
FROM_FUND = BudgetKey(function="2300802", counterpart=FUND)
FROM_CAPITAL = BudgetKey(function="2300803")
TO_FUND = BudgetKey(function="2300801")
SCHOOL_IND = "IND-2026-239900-2"

BOOKS = (
    *LINES,
    income("10102", "900"),
    line("2300601", "300"),
    income("110090102", "200", other=Book.FUNDS),
    income("110090103", "90", other=Book.CAPITAL),
    line("2300801", "600", other=Book.FUNDS),
    line("2130153", "290"),
    income(FUND, "700", book=Book.FUNDS, fund=FUND),
    line("2120803", "500", book=Book.FUNDS, fund=FUND),
    line("2300802", "200", book=Book.FUNDS, fund=FUND),
    income("1100902", "600", book=Book.FUNDS, fund=OTHER_FUND, other=Book.GENERAL),
    line("21213", "600", book=Book.FUNDS, fund=OTHER_FUND),
    income("1030601", "300", book=Book.CAPITAL),
    line("2300803", "90", book=Book.CAPITAL),
    line("2230105", "210", book=Book.CAPITAL),
)


@pytest.fixture
def adopted(town):
    draft(lines=BOOKS)
    receipt = adopt()
    assert receipt.done, receipt.refusal
    issued(school())
    return town


def remit(yuan="300", number="REM-2026-1", checker=TREASURY, **more):
    return change("pay_remittance", number, yuan, checker, source_line=REMITTANCE, **more)


def give(yuan="200", number="OUT-2026-1", checker=CHECKER, **more):
    given = {
        "book": Book.FUNDS,
        "receiving": Book.GENERAL,
        "source_line": FROM_FUND,
        "decision": "GOV-2026-5",
    } | more
    return change("make_transfer_out", number, yuan, checker, **given)


def put_back(yuan, number="IND-2026-239900-2"):
    return change("cut", "CUT-2026-1", yuan, indicator=number, decision="SC 2026-4")


@pytest.mark.parametrize(("yuan", "done"), [("299.99", True), ("300", True), ("300.01", False)])
def test_a_remittance_is_paid_out_of_what_was_arranged_for_it(adopted, yuan, done):
    before = roles(adopted)

    receipt = remit(yuan)

    fen = Money.yuan(yuan).fen
    assert receipt.done is done
    if done:
        assert roles(adopted)["remittance_paid"] == fen
        assert roles(adopted).get("remittance_budget", 0) == 30_000 - fen
        (fact,) = facts.of_kind(adopted, "RemittanceSettled", TOWN, YEAR)
        assert (fact.body["amount_fen"], fact.body["receiver"]) == (fen, "230000")
    else:
        assert roles(adopted) == before
        assert not facts.of_kind(adopted, "RemittanceSettled", TOWN, YEAR)
    assert chain_holds(adopted)


@pytest.mark.parametrize(("yuan", "done"), [("199.99", True), ("200", True), ("200.01", False)])
def test_what_both_budgets_adopted_is_given_once_and_counted_once(adopted, yuan, done):
    general, funds = roles(adopted), roles(adopted, budget=Book.FUNDS)

    receipt = give(yuan)

    assert receipt.done is done
    assert roles(adopted) == general  # the adoption entered the transfer in
    if done:
        now = roles(adopted, budget=Book.FUNDS)
        assert now["transfer_out_done"] == Money.yuan(yuan).fen
        (fact,) = facts.of_kind(adopted, "TransferOutExecuted", TOWN, YEAR)
        assert (fact.body["pair"], fact.body["entered_fen"]) == ("OUT-2026-1", 0)
    else:
        assert roles(adopted, budget=Book.FUNDS) == funds


def moved_to_giving(book, code, given, yuan, **fund):
    """Adjust the giving budget alone: less spending under a code, more to be given."""
    less = replace(line(code, yuan, book=book, **fund), amount=-Money.yuan(yuan))
    assert plan((line(given, yuan, book=book, **fund), less)).done
    assert adjust().done


@pytest.mark.parametrize("yuan", ["249.99", "250"])
def test_what_is_new_to_the_receiving_budget_is_taken_up_in_the_same_act(adopted, yuan):
    moved_to_giving(Book.FUNDS, "2120803", "2300802", "50", fund=FUND)
    before = roles(adopted)

    receipt = give(yuan)

    new = Money.yuan(yuan).fen - 20_000
    assert receipt.done, receipt.refusal
    assert roles(adopted)["revenue_budget"] - before.get("revenue_budget", 0) == new
    assert roles(adopted)["source_transfer_in"] - before["source_transfer_in"] == new
    (fact,) = facts.of_kind(adopted, "TransferOutExecuted", TOWN, YEAR)
    assert fact.body["entered_fen"] == new
    (source,) = pots(adopted, "source_transfer_in", counterpart="110090102")
    assert source.book is Book.GENERAL
    assert chain_holds(adopted)
    assert chain_holds(adopted, budget=Book.FUNDS)


def test_the_pair_is_both_books_or_none(adopted):
    moved_to_giving(Book.FUNDS, "21213", "2300802", "50", fund=OTHER_FUND)
    before = roles(adopted), roles(adopted, budget=Book.FUNDS)

    receipt = give("200.01")  # the giving fund has not so much; the receiving book would take it

    assert receipt.refusal.rule.en.startswith("K05")
    assert (roles(adopted), roles(adopted, budget=Book.FUNDS)) == before
    assert not facts.of_kind(adopted, "TransferOutExecuted", TOWN, YEAR)


def test_no_more_is_taken_up_than_the_giving_budget_arranged_whatever_the_fund(adopted):
    """The general budget arranged 600 for one fund; another cannot have it besides."""
    receipt = give(
        "300",
        book=Book.GENERAL,
        receiving=Book.FUNDS,
        source_line=TO_FUND,
        fund=FUND,
    )

    assert receipt.refusal.rule.en == "transfer between budgets"
    assert "holds ¥600.00 of it" in receipt.refusal.why


def test_only_the_fund_book_receives_into_a_fund(adopted):
    with pytest.raises(WrongChange, match="has none"):
        give("100", fund=FUND)


def test_several_transfers_meet_what_was_adopted_one_after_the_other(adopted):
    moved_to_giving(Book.FUNDS, "2120803", "2300802", "50", fund=FUND)
    assert give("150").done
    assert give("100", "OUT-2026-2").done

    told = facts.of_kind(adopted, "TransferOutExecuted", TOWN, YEAR)
    assert [fact.body["entered_fen"] for fact in told] == [0, 5_000]


def test_two_transfers_at_once_meet_what_was_adopted_no_more_than_once(adopted):
    """Each of two fits into the 200 that were adopted, together they are 100 more."""
    moved_to_giving(Book.FUNDS, "2120803", "2300802", "100", fund=FUND)
    numbers = ("OUT-2026-1", "OUT-2026-2")
    for number in numbers:
        assert propose(
            "make_transfer_out",
            number,
            "150",
            book=Book.FUNDS,
            receiving=Book.GENERAL,
            source_line=FROM_FUND,
            decision="GOV-2026-5",
        ).done
    barrier, receipts = threading.Barrier(2), []

    def give_one(number):
        try:
            barrier.wait(10)
            receipts.append(do("make_transfer_out", number))
        finally:
            connections["default"].close()

    threads = [threading.Thread(target=give_one, args=(number,)) for number in numbers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)

    assert [receipt.done for receipt in receipts] == [True, True]
    told = facts.of_kind(adopted, "TransferOutExecuted", TOWN, YEAR)
    assert sum(fact.body["entered_fen"] for fact in told) == 10_000
    assert chain_holds(adopted)


def test_what_is_new_to_the_receiving_budget_names_its_approval(adopted):
    assert give("90", book=Book.CAPITAL, source_line=FROM_CAPITAL, decision="").done
    moved_to_giving(Book.CAPITAL, "2230105", "2300803", "1")
    again = {"book": Book.CAPITAL, "source_line": FROM_CAPITAL}
    refused = give("0.01", "OUT-2026-2", decision="", **again)

    assert refused.refusal.rule.en.startswith("K20")
    assert give("0.01", "OUT-2026-3", **again).done


def test_general_money_reaches_a_fund_under_its_name(adopted):
    receipt = give(
        "600", book=Book.GENERAL, receiving=Book.FUNDS, fund=OTHER_FUND, source_line=TO_FUND
    )

    assert receipt.done, receipt.refusal
    assert roles(adopted)["transfer_out_done"] == 60_000
    (fact,) = facts.of_kind(adopted, "TransferOutExecuted", TOWN, YEAR)
    assert (fact.body["fund"], fact.body["entered_fen"]) == (OTHER_FUND, 0)


@pytest.mark.parametrize(
    ("giving", "receiving", "decision", "rule"),
    [
        (Book.FUNDS, Book.CAPITAL, "GOV-1", "transfer between budgets"),
        (Book.CAPITAL, Book.FUNDS, "GOV-1", "transfer between budgets"),
        (Book.GENERAL, Book.CAPITAL, "GOV-1", "transfer between budgets"),
        (Book.GENERAL, Book.GENERAL, "GOV-1", "transfer between budgets"),
        (Book.INSURANCE, Book.GENERAL, "GOV-1", "IB10"),
        (Book.FUNDS, Book.GENERAL, "", "IB02"),
        (Book.GENERAL, Book.FUNDS, "", "IB11"),
    ],
)
def test_only_directions_that_the_rules_name_are_open(adopted, giving, receiving, decision, rule):
    before = roles(adopted), roles(adopted, budget=Book.FUNDS)

    receipt = give("1", book=giving, receiving=receiving, decision=decision, fund=FUND)

    assert receipt.refusal.rule.en.startswith(rule)
    assert (roles(adopted), roles(adopted, budget=Book.FUNDS)) == before


@pytest.mark.parametrize(
    ("yuan", "done", "state"),
    [
        ("29999999.99", True, "EXECUTABLE"),
        ("30000000", True, "RECOVERED"),
        ("30000000.01", False, "EXECUTABLE"),
    ],
)
def test_an_indicator_is_cut_within_what_it_has_left(adopted, yuan, done, state):
    receipt = put_back(yuan)

    own = queries.indicator(SCHOOL_IND, YEAR)
    assert receipt.done is done
    assert own.state == state
    assert own.conserved.allowed
    if done:
        assert roles(adopted)["written_off"] == Money.yuan(yuan).fen
        (fact,) = facts.of_kind(adopted, "IndicatorCancelled", TOWN, YEAR)
        assert (fact.body["decision"], fact.body["amount_fen"]) == (
            "SC 2026-4",
            Money.yuan(yuan).fen,
        )
    else:
        assert "written_off" not in roles(adopted)
    assert chain_holds(adopted)


def test_a_cut_names_its_approval_and_leaves_a_guarantee_alone(adopted):
    refused = change("cut", "CUT-2026-9", "1", indicator=SCHOOL_IND)
    assert refused.refusal.rule.en.startswith("K20")

    Indicator.objects.filter(number=SCHOOL_IND).update(guarantee="WAGES")
    assert put_back("1").refusal.rule.en.startswith("K14")
    assert "written_off" not in roles(adopted)


def test_each_step_is_another_persons(adopted):
    propose("pay_remittance", "REM-1", "1", maker=CHECKER, source_line=REMITTANCE)
    assert do("pay_remittance", "REM-1").refusal.rule.en == "four eyes"
    assert do("pay_remittance", "REM-1", MAKER).refusal.rule.en.startswith("role")
    for act, number in (("make_transfer_out", "OUT-1"), ("cut", "CUT-1")):
        propose(act, number, "1", source_line=FROM_FUND, indicator=SCHOOL_IND)
        assert do(act, number, MAKER).refusal.rule.en == "four eyes"
        assert do(act, number, STRANGER).refusal.rule.en.startswith("own")
        assert do(act, number, TREASURY).refusal.rule.en.startswith("role")


def test_doing_it_once_more_changes_nothing(adopted):
    first = [remit(), give(), put_back("5")]
    before = roles(adopted), roles(adopted, budget=Book.FUNDS)

    again = [remit(), give(), put_back("5")]

    assert [one.facts for one in again] == [one.facts for one in first]
    assert (roles(adopted), roles(adopted, budget=Book.FUNDS)) == before


def test_misuse_is_named(adopted):
    with pytest.raises(UnknownChange, match="CUT-9"):
        do("cut", "CUT-9")
    with pytest.raises(WrongChange, match="from which line"):
        change("pay_remittance", "REM-9", "1", TREASURY)
    with pytest.raises(WrongChange, match="from which line, or fund"):
        give("1", "OUT-9", source_line=BudgetKey(function="2300802"))
    with pytest.raises(WrongChange, match="which budget"):
        give("1", "OUT-8", receiving=None)
    with pytest.raises(WrongChange, match="which fund"):
        give("1", "OUT-7", book=Book.GENERAL, receiving=Book.FUNDS, source_line=TO_FUND)
    assert remit(number="REM-8", yuan="1").done
    refused = change(
        "pay_remittance", "REM-7", "1", TREASURY, source_line=BudgetKey(function="2300602")
    )
    assert refused.refusal.rule.en.startswith("K02")
