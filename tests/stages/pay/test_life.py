"""The life of a payment, from the first letter typed to the cleared day, and back."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fisc.stages.pay import commands, queries
from fisc.stages.pay.commands import Line, Message, Typed
from fisc.stages.pay.states import ReceiptKind, State
from fisc.values import Money
from tests.stages.pay.cases import (
    AUDITOR,
    CLERK,
    HEAD,
    POT,
    RELEASER,
    REVIEWER,
    TREASURY,
    act,
    answer,
    approved,
    chambers,
    draft,
    key,
    kinds,
    reviewed,
    sent,
    state,
    submitted,
    typed,
)
from tests.stages.town import DAY, NOON, SCHOOL, TOWN, YEAR

pytestmark = pytest.mark.writes


def test_a_payment_goes_from_draft_to_cleared_and_every_step_is_on_its_trail(office):
    number = draft(400)
    assert (state(number), chambers(office)) == ("draft", (1_000_000, 0, 0))
    act("review_request", number, REVIEWER)
    assert (state(number), chambers(office)) == ("reviewed", (1_000_000, 0, 0))
    act("submit_request", number, HEAD)
    assert (state(number), chambers(office)) == ("submitted", (999_600, 400, 0))
    act("audit_request", number, AUDITOR, passed=True)
    act("release_request", number, RELEASER)
    assert (state(number), chambers(office)) == ("released", (999_600, 400, 0))
    (instruction,) = commands.send_instructions(division=TOWN, day=DAY)
    assert (instruction.end_to_end, instruction.amount.fen) == (number, 400)
    answer(Message("M1", number, ReceiptKind.PAID, Money(400), DAY))
    assert (state(number), chambers(office)) == ("paid", (999_600, 0, 400))

    report = commands.reconcile_day(
        division=TOWN,
        bank_day=DAY,
        statement=[Line(number, ReceiptKind.PAID, Money(400))],
        officer=TREASURY,
        day=DAY,
        at=NOON,
        key=key(),
    )

    assert report.agrees
    assert (report.vouchers, report.bank, report.ledger) == (Money(400),) * 3
    assert state(number) == "cleared"
    assert kinds(office, number) == ["PaymentRequested", "PaymentReleased", "PaymentConfirmed"]
    assert [(step.act, step.actor, step.done) for step in queries.trail(number)] == [
        ("draft", CLERK, True),
        ("review", REVIEWER, True),
        ("submit", HEAD, True),
        ("audit", AUDITOR, True),
        ("release", RELEASER, True),
    ]


def test_numbers_of_a_unit_count_up_without_gaps(office):
    assert [draft(), draft(), draft()] == [f"PAY-{YEAR}-{SCHOOL}-{n}" for n in (1, 2, 3)]


def test_a_half_typed_draft_is_kept_and_says_what_is_missing(office):
    number = commands.draft_request(
        unit=SCHOOL, year=YEAR, typed=Typed(), officer=CLERK, day=DAY, at=NOON, key=key()
    ).subject

    refused = act("review_request", number, REVIEWER)

    assert not refused.done
    assert state(number) == "draft"
    assert refused.refusals[0].advice.zh == "请填写指标。"
    assert act("change_draft", number, CLERK, typed=typed(100)).done
    assert act("review_request", number, REVIEWER).done


def test_what_is_returned_gives_its_money_back_and_may_come_again(office):
    number = submitted(400)

    receipt = act("audit_request", number, AUDITOR, passed=False, reason="wrong purpose")

    assert receipt.done
    assert (state(number), chambers(office)) == ("returned", (1_000_000, 0, 0))
    act("change_draft", number, CLERK, typed=typed(300))
    act("review_request", number, REVIEWER)
    act("submit_request", number, HEAD)
    assert (state(number), chambers(office)) == ("submitted", (999_700, 300, 0))
    assert kinds(office, number) == ["PaymentRequested", "PaymentReturned", "PaymentRequested"]


def test_a_withdrawn_request_holds_nothing_and_never_comes_back(office):
    number = submitted(400)

    assert act("withdraw", number, CLERK, reason="not needed").done

    assert (state(number), chambers(office)) == ("withdrawn", (1_000_000, 0, 0))
    with pytest.raises(commands.OutOfTurn, match=r"PAY-2026-203005-1 is withdrawn; to submit"):
        act("submit_request", number, HEAD)


def test_a_request_that_stays_open_too_long_gives_its_money_back(office):
    number = submitted(400)
    kept = sent(300)
    due = queries.request(number).expires_on
    early = commands.expire_requests(
        division=TOWN, day=due - timedelta(days=1), at=NOON, officer="clock"
    )

    (receipt,) = commands.expire_requests(division=TOWN, day=due, at=NOON, officer="clock")

    assert early == []
    assert receipt.subject == number
    assert (state(number), state(kept)) == ("expired", "released")
    assert chambers(office) == (999_700, 300, 0)
    assert commands.expire_requests(division=TOWN, day=due, at=NOON, officer="clock") == []


def test_a_request_past_its_time_is_not_released_even_before_the_clock_came_by(office):
    number = approved(400)
    due = queries.request(number).expires_on

    receipt = act("release_request", number, RELEASER, day=due)

    assert [control.id for control in receipt.refusals] == ["EXPIRED"]
    assert state(number) == "approved"


def test_warnings_pass_only_with_a_reason(office):
    number = submitted(400_000)  # far ahead of the year
    assert state(number) == "warned"
    assert queries.request(number).warnings == ("PROGRESS",)

    without = act("audit_request", number, AUDITOR, passed=True)
    with_reason = act("audit_request", number, AUDITOR, passed=True, reason="heating season")

    assert [control.id for control in without.refusals] == ["REASON"]
    assert with_reason.done
    assert state(number) == "approved"


def test_a_bank_that_pays_less_returns_the_rest_to_the_indicator(office):
    number = sent(400)

    taken = answer(Message("M1", number, ReceiptKind.PAID, Money(399), DAY))

    assert (taken.fate, chambers(office)) == ("applied", (999_601, 0, 399))
    assert kinds(office, number)[-2:] == ["PaymentConfirmed", "PaymentReturned"]
    assert queries.request(number).paid == Money(399)


def test_a_bank_that_does_not_pay_returns_all_of_it(office):
    number = sent(400)

    answer(Message("M1", number, ReceiptKind.FAILED, Money(400), DAY))

    assert (state(number), chambers(office)) == ("failed", (1_000_000, 0, 0))
    assert kinds(office, number)[-1] == "PaymentReturned"


def test_an_invoice_of_a_failed_payment_may_be_paid_again(office):
    one = {"invoice": "24-8871", "invoice_seller": "9123", "invoice_amount": Money(400)}
    failed = sent(400, **one)
    blocked = act("submit_request", reviewed(400, **one), HEAD)
    answer(Message("M1", failed, ReceiptKind.FAILED, Money(400), DAY))

    again = act("submit_request", blocked.subject, HEAD)

    assert "INVOICE" in {control.id for control in blocked.refusals}
    assert again.done


def test_the_panel_shows_the_indicator_without_and_with_the_request(office):
    answer(Message("M1", sent(340), ReceiptKind.PAID, Money(340), DAY))
    submitted(60)
    number = draft(500)

    panel = queries.panel(number, day=DAY)
    preview = queries.preview(unit=SCHOOL, division=TOWN, year=YEAR, typed=typed(500), day=DAY)

    assert panel == preview
    assert (panel.approved, panel.reserved, panel.reserved_count) == (
        Money(1_000_000),
        Money(60),
        1,
    )
    assert (panel.paid, panel.paid_count, panel.remaining) == (Money(340), 1, Money(999_100))
    assert panel.fine
    act("review_request", number, REVIEWER)
    act("submit_request", number, HEAD)
    assert queries.panel(number, day=DAY) == panel  # the request does not count against itself


def test_the_queue_counts_by_state_and_pages_by_number(office):
    first, second, third = draft(10), submitted(20), submitted(30)

    lines = {line.state: (line.count, line.amount.fen) for line in queries.queue(TOWN)}

    assert lines == {State.DRAFT: (1, 10), State.SUBMITTED: (2, 50)}
    page = queries.requests_in(TOWN, State.SUBMITTED, limit=1)
    rest = queries.requests_in(TOWN, State.SUBMITTED, after=page[-1].number)
    assert [view.number for view in page + rest] == [second, third]
    assert [view.number for view in queries.requests_of(SCHOOL, YEAR)] == [first, second, third]
    assert queries.request(first).amount == Money(10)
    assert POT.indicator == queries.request(first).indicator
