"""What should have been issued or passed on is listed; a transfer that asks for more is told of."""

from __future__ import annotations

from datetime import date

import pytest

from fisc.record import facts
from fisc.stages.allot import commands
from fisc.stages.allot.commands import BudgetKey, WrongTransfer
from fisc.stages.allot.deadlines import late_transfers
from fisc.values import Money
from tests.stages.allot.indicators import (
    allocate,
    change,
    farm,
    issue,
    issue_transfer,
    part,
    reviewed,
    transfer,
)
from tests.stages.approve.budgets import LINES, adopt, draft, income, line
from tests.stages.town import COUNTY, FARM, FARMLAND, NOON, TOWN, YEAR

pytestmark = pytest.mark.writes
LAST = date(2026, 2, 24)  # thirty days after the adoption on 20 January, moved by the holiday
# Received on 9 February: thirty days end on Wednesday 11 March.
ONWARD = date(2026, 3, 11)
FARM_IND = "IND-2026-239900-1"


def late(day, division=TOWN):
    return [
        (one.waiting.kind, one.waiting.subject, one.waiting.amount)
        for one in late_transfers(division, YEAR, day)
    ]


def next_day(day):
    return day.replace(day=day.day + 1)


def test_a_transfer_budget_that_is_not_issued_in_time_is_listed(adopted):
    assert late(LAST) == []
    assert late(next_day(LAST)) == [("issue", "general 2300202", Money.yuan("35000000"))]


@pytest.mark.parametrize(("yuan", "left"), [("34999999.99", "0.01"), ("35000000", None)])
def test_what_is_issued_is_no_longer_listed(adopted, yuan, left):
    transfer(yuan=yuan)
    issue_transfer()

    listed = late(next_day(LAST))

    assert listed == ([("issue", "general 2300202", Money.yuan(left))] if left else [])


def test_earmarked_transfers_have_sixty_days(town):
    draft(lines=(*LINES, income("10101", "7"), line("23003", "7")))
    assert adopt().done
    transfer()
    issue_transfer()

    assert late(date(2026, 3, 23)) == []
    assert late(date(2026, 3, 24)) == [("issue", "general 23003", Money.yuan("7"))]


def receive(number="RCV-1", yuan="9", notice="UPPER-2026-5", **more):
    receipt = change("receive_from_above", number, yuan, decision=notice, code="1100252", **more)
    assert receipt.done, receipt.refusal


def onward(day):
    return [one for one in late(day) if one[0] == "onward"]


def test_money_from_above_is_passed_on_within_thirty_days(adopted):
    receive()

    assert onward(ONWARD) == []
    assert onward(next_day(ONWARD)) == [("onward", "UPPER-2026-5", Money.yuan("9"))]
    (fact,) = facts.of_kind(adopted, "TransferReceived", TOWN, YEAR)
    assert (fact.body["notice"], fact.body["amount_fen"]) == ("UPPER-2026-5", 900)


def test_money_from_above_that_units_hold_is_passed_on(adopted):
    reviewed(farm(yuan="9"))
    target = BudgetKey(function="2130153", project=FARMLAND, item="50302", fund_type="111")
    receive(target=FARM_IND, target_line=target)
    assert onward(next_day(ONWARD)) == [("onward", "UPPER-2026-5", Money.yuan("9"))]

    allocate(part("IND-2026-239900-11", "9"))
    assert onward(next_day(ONWARD)) == [("onward", "UPPER-2026-5", Money.yuan("9"))]

    assert issue("IND-2026-239900-11").done
    assert onward(next_day(ONWARD)) == []


def test_money_from_above_that_waits_in_a_line_is_listed(adopted):
    receive(target_line=BudgetKey(function="22407", unit=FARM))

    assert onward(next_day(ONWARD)) == [("onward", "UPPER-2026-5", Money.yuan("9"))]


def test_what_was_issued_above_and_never_taken_up_is_listed_below(adopted):
    transfer()
    issue_transfer()

    assert late(ONWARD, COUNTY) == []
    assert late(next_day(ONWARD), COUNTY) == [
        ("onward", "TRF-2026-239900-1", Money.yuan("35000000"))
    ]


@pytest.mark.parametrize(
    ("matching", "shared", "told"), [("0", False, 0), ("0.01", False, 1), ("0.01", True, 0)]
)
def test_an_earmarked_transfer_that_asks_for_matching_money_is_told_of(
    town, matching, shared, told
):
    draft(lines=(*LINES, income("10101", "7"), line("23003", "7")))
    assert adopt().done
    asked = commands.TransferDraft(
        number="TRF-1",
        receiver=COUNTY,
        function="23003",
        amount=Money.yuan("7"),
        matching=Money.yuan(matching),
        shared=shared,
    )
    drafted = commands.draft_transfer(
        draft=asked, division=TOWN, year=YEAR, maker="budget.officer", at=NOON
    )
    issued = issue_transfer("TRF-1")

    assert [alert.rule.en[:3] for alert in drafted.alerts] == ["K28"] * told
    assert [alert.rule.en[:3] for alert in issued.alerts] == ["K28"] * told
    assert issued.done
    (fact,) = facts.of_kind(town, "TransferIssued", TOWN, YEAR)
    assert fact.body["late"] is False


def test_nobody_is_asked_for_less_than_nothing(adopted):
    with pytest.raises(WrongTransfer, match="not negative"):
        transfer(matching=-Money(1))
