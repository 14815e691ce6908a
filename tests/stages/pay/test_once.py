"""Nothing happens twice: double clicks, stale forms, replays, and two people at one moment."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from itertools import permutations
from threading import Barrier

import pytest
from django.db import connections

from fisc.record import facts
from fisc.stages.pay import commands, queries
from fisc.stages.pay.commands import Message
from fisc.stages.pay.models import BankReceipt, PaymentRequest, Signature
from fisc.stages.pay.states import ReceiptKind
from fisc.values import Money
from tests.stages.pay.cases import (
    AUDITOR,
    CLERK,
    HEAD,
    RELEASER,
    REVIEWER,
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


def at_once(*acts):
    """Do acts in threads of their own, all at the same moment, and return their answers."""
    gate = Barrier(len(acts))

    def _one(one):
        gate.wait()
        try:
            return one()
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(_one, acts))


STEPS = (
    ("review_request", draft, REVIEWER, {}),
    ("submit_request", reviewed, HEAD, {}),
    ("audit_request", submitted, AUDITOR, {"passed": True, "reason": "fine"}),
    ("release_request", approved, RELEASER, {}),
    ("withdraw", submitted, CLERK, {"reason": "no"}),
    ("return_request", approved, RELEASER, {"reason": "no"}),
    ("change_draft", draft, CLERK, {"typed": typed(7)}),
)


@pytest.mark.parametrize(("name", "reach", "who", "more"), STEPS)
def test_the_same_key_gives_the_same_answer_and_one_effect(office, name, reach, who, more):
    number = reach(400)
    once = key()

    first = act(name, number, who, key=once, **more)
    held, told = chambers(office), kinds(office, number)
    again = [act(name, number, who, key=once, **more) for _ in range(3)]

    assert first.done
    assert not first.repeated
    assert all(one == first and one.repeated for one in again)
    assert (chambers(office), kinds(office, number)) == (held, told)


@pytest.mark.parametrize(("name", "reach", "who", "more"), STEPS[:-1])
def test_a_stale_form_with_a_new_key_is_answered_like_the_first(office, name, reach, who, more):
    number = reach(400)
    first = act(name, number, who, **more)
    held = chambers(office)

    again = act(name, number, who, **more)

    assert again == first
    assert again.repeated
    assert chambers(office) == held
    assert Signature.objects.filter(subject=number, done=True, act=first.act).count() == 1


def test_a_key_is_not_used_for_something_else(office):
    one, other, once = submitted(400), submitted(300), key()
    act("audit_request", one, AUDITOR, passed=True, reason="fine", key=once)

    with pytest.raises(commands.KeyReused, match="was used to audit"):
        act("audit_request", other, AUDITOR, passed=True, reason="fine", key=once)
    with pytest.raises(commands.KeyReused):
        act("audit_request", one, AUDITOR, passed=True, reason="other words", key=once)
    assert state(other) == "submitted"


def test_a_refusal_is_answered_again_with_its_working(office):
    number, once = reviewed(1_000_001), key()

    first = act("submit_request", number, HEAD, key=once)
    again = act("submit_request", number, HEAD, key=once)

    assert not first.done
    assert again == first
    assert kinds(office, number) == ["PaymentRefused"]
    assert "¥0.01 too much" in first.refusals[0].verdict.why


def test_eight_clicks_at_one_moment_draft_one_request(office):
    once, form = key(), typed(400)

    receipts = at_once(
        *[
            lambda: commands.draft_request(
                unit=SCHOOL, year=YEAR, typed=form, officer=CLERK, day=DAY, at=NOON, key=once
            )
        ]
        * 8
    )

    assert len({receipt.subject for receipt in receipts}) == 1
    assert [receipt.repeated for receipt in receipts].count(False) == 1
    assert PaymentRequest.objects.count() == 1


@pytest.mark.parametrize("same_key", [True, False])
def test_eight_clicks_at_one_moment_reserve_once(office, same_key):
    number, once = reviewed(400), key()

    receipts = at_once(
        *[lambda: act("submit_request", number, HEAD, **({"key": once} if same_key else {}))] * 8
    )

    assert all(receipt.done for receipt in receipts)
    assert chambers(office) == (999_600, 400, 0)
    assert kinds(office, number) == ["PaymentRequested"]


def test_two_clerks_at_one_moment_never_overspend_an_indicator(office):
    numbers = [reviewed(300_000) for _ in range(5)]

    receipts = at_once(*[lambda n=n: act("submit_request", n, HEAD) for n in numbers])

    assert sum(receipt.done for receipt in receipts) == 3
    assert chambers(office) == (100_000, 900_000, 0)
    for receipt in receipts:
        if not receipt.done:
            assert [control.id for control in receipt.refusals] == ["K03"]
            assert state(receipt.subject) == "reviewed"
            assert kinds(office, receipt.subject) == ["PaymentRefused"]


def test_two_requests_with_one_invoice_at_one_moment_use_it_once(office):
    numbers = [
        reviewed(400 + n, invoice="24-1", invoice_seller="9123", invoice_amount=Money(1000))
        for n in range(4)
    ]

    receipts = at_once(*[lambda n=n: act("submit_request", n, HEAD) for n in numbers])

    assert sum(receipt.done for receipt in receipts) == 1
    assert {c.id for r in receipts if not r.done for c in r.refusals} == {"INVOICE"}


def test_the_same_payment_asked_for_twice_at_one_moment_is_a_duplicate(office):
    numbers = [reviewed(400, purpose="chairs") for _ in range(4)]

    receipts = at_once(*[lambda n=n: act("submit_request", n, HEAD) for n in numbers])

    assert sum(receipt.done for receipt in receipts) == 1
    assert {c.id for r in receipts if not r.done for c in r.refusals} == {"DUPLICATE"}


def test_a_receipt_that_comes_eight_times_at_one_moment_is_taken_once(office):
    number = sent(400)
    message = Message("M1", number, ReceiptKind.PAID, Money(400), DAY)

    taken = at_once(*[lambda: answer(message)] * 8)

    assert {one.fate for one in taken} == {"applied"}
    assert [one.repeated for one in taken].count(False) == 1
    assert chambers(office) == (999_600, 0, 400)
    assert kinds(office, number).count("PaymentConfirmed") == 1


MESSAGES = ("paid", "returned", "other")


def _message(name: str, number: str) -> Message:
    return {
        "paid": Message("M1", number, ReceiptKind.PAID, Money(400), DAY),
        "returned": Message("M2", number, ReceiptKind.RETURNED, Money(150), DAY),
        "other": Message("M3", number, ReceiptKind.RETURNED, Money(50), DAY),
    }[name]


@pytest.mark.parametrize("order", list(permutations(MESSAGES)))
def test_receipts_in_any_order_and_three_times_each_come_to_the_same(office, order):
    number = sent(400)
    waves = [_message(name, number) for name in order * 3]

    for message in waves:
        answer(message)

    assert chambers(office) == (999_800, 0, 200)
    assert queries.request(number).refunded == Money(200)
    assert kinds(office, number).count("PaymentRefunded") == 2
    assert set(BankReceipt.objects.values_list("fate", flat=True)) == {"applied"}


def test_shuffled_replays_of_a_whole_day_change_nothing(office):
    rng = random.Random(7)
    numbers = [sent(100 + n) for n in range(12)]
    plan = []
    for place, number in enumerate(numbers):
        kind = ReceiptKind.FAILED if place % 4 == 0 else ReceiptKind.PAID
        amount = Money(100 + place if place % 3 else 60)
        plan.append(Message(f"A{place}", number, kind, amount, DAY))
        if kind is ReceiptKind.PAID and place % 2:
            plan.append(Message(f"B{place}", number, ReceiptKind.RETURNED, Money(10), DAY))
    waves = plan * 3
    rng.shuffle(waves)

    for message in waves:
        answer(message)
    once = chambers(office), [state(number) for number in numbers]
    for message in waves:
        answer(message)

    assert (chambers(office), [state(number) for number in numbers]) == once
    assert queries.differences(TOWN) == ()
    confirmed = facts.of_kind(office, "PaymentConfirmed", TOWN, YEAR)
    paid = sum(fact.body["paid_fen"] for fact in confirmed)
    back = sum(f.body["refunded_fen"] for f in facts.of_kind(office, "PaymentRefunded", TOWN, YEAR))
    assert chambers(office) == (1_000_000 - paid + back, 0, paid - back)


def test_a_payment_without_a_key_of_its_own_is_still_paid_once(office):
    """Release is once per document, whoever asks and under whatever key."""
    number = approved(400)

    receipts = at_once(*[lambda: act("release_request", number, RELEASER)] * 8)

    assert all(receipt.done for receipt in receipts)
    assert len(commands.send_instructions(division=TOWN, day=DAY)) == 1
    assert commands.send_instructions(division=TOWN, day=DAY) == ()
