"""A transfer is issued to who is below, remitted in parts by two people, and recalled."""

from __future__ import annotations

from datetime import date

import pytest

from fisc.law.names import control
from fisc.record import facts
from fisc.stages.allot import queries
from fisc.stages.allot.commands import UnknownTransfer, WrongTransfer
from fisc.values import Money
from tests.stages.allot.indicators import (
    apply_transfer,
    change,
    issue_transfer,
    pay_transfer,
    transfer,
)
from tests.stages.ledgers import chain_holds, roles
from tests.stages.town import CHECKER, COUNTY, MAKER, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
MILLION = 10**8  # fen


@pytest.fixture
def issued(adopted):
    transfer()
    assert issue_transfer().done
    return adopted


def test_a_transfer_is_issued_applied_for_and_remitted(issued):
    assert roles(issued)["transfer_indicator"] == 35 * MILLION
    apply_transfer()
    assert roles(issued)["transfer_applied"] == 35 * MILLION

    assert pay_transfer().state == "PAID"

    assert roles(issued)["transfer_paid"] == 35 * MILLION
    (told,) = queries.transfers(TOWN, YEAR)
    assert (told.left, told.applied, told.remitted) == (Money(0), Money(0), told.amount)
    (remitted,) = queries.remittances(TOWN, YEAR)
    assert (remitted.maker, remitted.checker) == ("treasury.officer", "treasury.second")
    assert chain_holds(issued)


def test_what_is_not_remitted_of_an_application_goes_back(issued):
    apply_transfer(yuan="10000000")
    pay_transfer(paid="9000000")

    (told,) = queries.transfers(TOWN, YEAR)
    assert (told.left, told.remitted) == (Money.yuan("26000000"), Money.yuan("9000000"))

    apply_transfer("REM-2", "5")
    assert pay_transfer("REM-2", "0").state == "CANCELLED"
    assert pay_transfer("REM-2").state == "CANCELLED"
    assert queries.transfers(TOWN, YEAR)[0].left == Money.yuan("26000000")


@pytest.mark.parametrize(("yuan", "done"), [("35000000", True), ("35000000.01", False)])
def test_no_more_is_applied_for_than_is_issued(issued, yuan, done):
    receipt = apply_transfer(yuan=yuan)

    assert receipt.done is done
    assert done or receipt.refusal.rule == control("K03")


def test_no_more_is_remitted_than_was_applied_for(issued):
    apply_transfer(yuan="10")

    assert pay_transfer(paid="10.01").refusal.rule.en.startswith("K04")
    assert roles(issued)["transfer_applied"] == 1000


@pytest.mark.parametrize(("yuan", "done"), [("35000000", True), ("35000000.01", False)])
def test_no_more_is_issued_than_the_budget_of_transfers_holds(adopted, yuan, done):
    transfer(yuan=yuan)

    receipt = issue_transfer()

    assert receipt.done is done
    assert done or receipt.refusal.rule.en.startswith("K02")
    assert len(facts.of_kind(adopted, "TransferIssued", TOWN, YEAR)) == done


@pytest.mark.parametrize("receiver", ["232700", "230000", TOWN])
def test_money_goes_only_to_who_is_below_in_the_line_of_money(adopted, receiver):
    assert transfer(receiver=receiver).refusal.rule.en == "fiscal line"


@pytest.mark.parametrize(("day", "late"), [(date(2026, 2, 24), False), (date(2026, 2, 25), True)])
def test_a_general_transfer_issued_after_thirty_days_is_late_and_issued(adopted, day, late):
    # Adopted on 20 January: thirty days end on 19 February, in the spring holiday until the 23rd.
    transfer()

    receipt = issue_transfer(day=day)

    assert receipt.done
    assert [alert.rule.en[:3] for alert in receipt.alerts] == (["K23"] if late else [])
    (fact,) = facts.of_kind(adopted, "TransferIssued", TOWN, YEAR)
    assert fact.body["late"] is late
    assert (fact.body["receiver"], fact.body["document"]) == (COUNTY, "DOC-2026-9")


def test_what_is_not_remitted_is_recalled(issued):
    apply_transfer(yuan="5000000")

    receipt = change(
        "recall_transfer", "RCL-2026-239900-5", "30000000", indicator="TRF-2026-239900-1"
    )

    assert receipt.done, receipt.refusal
    assert roles(issued)["transfer_budget"] == 30 * MILLION
    (fact,) = facts.of_kind(issued, "IndicatorRecalled", TOWN, YEAR)
    assert (fact.body["transfer"], fact.body["amount_fen"]) == ("TRF-2026-239900-1", 30 * MILLION)
    beyond = change("recall_transfer", "RCL-2026-239900-6", "1", indicator="TRF-2026-239900-1")
    assert not beyond.done


def test_each_step_is_another_persons(adopted):
    transfer(maker=CHECKER)
    assert issue_transfer(issuer=CHECKER).refusal.rule.en == "four eyes"
    transfer("TRF-2026-239900-2")
    for issuer, rule in ((MAKER, "four"), (STRANGER, "own"), ("mayor", "role")):
        receipt = issue_transfer("TRF-2026-239900-2", issuer=issuer)
        assert receipt.refusal.rule.en.startswith(rule)
    assert roles(adopted)["transfer_budget"] == 35 * MILLION


def test_who_applies_does_not_remit(issued):
    apply_transfer()

    assert pay_transfer(payer="treasury.officer").refusal.rule.en == "four eyes"
    assert pay_transfer(payer=CHECKER).refusal.rule.en.startswith("role")
    assert apply_transfer("REM-2", maker=MAKER).refusal.rule.en.startswith("role")


def test_repeating_changes_nothing(issued):
    first = issue_transfer()
    assert first.facts == issue_transfer().facts
    apply_transfer()
    assert apply_transfer().state == "APPLIED"
    pay_transfer()
    assert pay_transfer().state == "PAID"
    assert roles(issued)["transfer_paid"] == 35 * MILLION


def test_misuse_is_named(issued):
    with pytest.raises(UnknownTransfer, match="TRF-9"):
        issue_transfer("TRF-9")
    with pytest.raises(UnknownTransfer, match="REM-9"):
        pay_transfer("REM-9")
    with pytest.raises(WrongTransfer, match="another transfer"):
        transfer(yuan="1")
    with pytest.raises(WrongTransfer, match="positive"):
        transfer("TRF-2026-239900-3", "0")
    apply_transfer(yuan="5")
    with pytest.raises(WrongTransfer, match="another remittance"):
        apply_transfer(yuan="6")
    with pytest.raises(WrongTransfer, match="cannot be remitted"):
        pay_transfer(paid="-1")
