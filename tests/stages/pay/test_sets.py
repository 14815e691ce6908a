"""Sets answer as one by one would."""

from __future__ import annotations

import pytest

from fisc.stages.pay import commands, queries
from fisc.stages.pay.commands import Message
from fisc.stages.pay.models import PaymentRequest
from fisc.stages.pay.states import ReceiptKind
from fisc.values import Money
from tests.stages.pay.cases import (
    BANK,
    CLERK,
    HEAD,
    PERSON,
    POT,
    act,
    adopt,
    chambers,
    draft,
    enter_payees,
    fund,
    indicator,
    key,
    kinds,
    released,
    reviewed,
    state,
    submitted,
)
from tests.stages.town import DAY, FARM, NOON, TOWN

pytestmark = pytest.mark.writes
TIGHT = indicator(2)


def stream(book) -> list[str]:
    """Requests that fit, that run an indicator dry, that repeat, and that are out of order."""
    adopt(book)
    enter_payees()
    fund(book, POT, 1_000_000)
    fund(book, TIGHT, 1_000)
    one = {"invoice": "24-1", "invoice_seller": "9123", "invoice_amount": Money(9_999)}
    numbers = [reviewed(10 + n) for n in range(4)]
    numbers += [reviewed(fen, pot=TIGHT) for fen in (600, 500, 400, 1)]
    numbers += [reviewed(70, purpose="same"), reviewed(70, purpose="same"), reviewed(70)]
    numbers += [reviewed(80, **one), reviewed(81, **one)]
    numbers += [reviewed(90, account=PERSON), reviewed(1_000_001)]
    return numbers


def outcome(receipts) -> list[tuple[str, str, bool, tuple[str, ...]]]:
    return [
        (r.subject, r.state, r.done, tuple(control.id for control in r.refusals)) for r in receipts
    ]


@pytest.fixture(scope="module")
def told() -> dict[str, object]:
    return {}


@pytest.mark.parametrize("way", ["set", "single"])
def test_a_set_of_requests_is_answered_as_one_by_one(town, told, way):
    numbers = stream(town)

    if way == "set":
        receipts = commands.submit_many(numbers=numbers, officer=HEAD, day=DAY, at=NOON, key=key())
    else:
        receipts = [act("submit_request", number, HEAD) for number in numbers]

    answers = (outcome(receipts), chambers(town), chambers(town, TIGHT))
    assert answers == told.setdefault("answers", answers)
    assert chambers(town, TIGHT) == (0, 1_000, 0)
    refused = {control for _, _, done, why in answers[0] if not done for control in why}
    assert refused == {"K03", "DUPLICATE", "INVOICE", "ACCOUNT"}
    for subject, where, done, _ in answers[0]:
        assert state(subject) == where
        assert kinds(town, subject) == ["PaymentRequested" if done else "PaymentRefused"]


def test_requests_of_one_set_are_each_others_twins(office):
    numbers = [reviewed(70, purpose="chairs") for _ in range(3)]

    receipts = commands.submit_many(numbers=numbers, officer=HEAD, day=DAY, at=NOON, key=key())

    assert [ids for *_, ids in outcome(receipts)] == [(), ("DUPLICATE",), ("DUPLICATE",)]
    assert chambers(office) == (1_000_000 - 70, 70, 0)


def test_a_set_is_submitted_once(office):
    numbers, once = [reviewed(10 + n) for n in range(3)], key()

    first = commands.submit_many(numbers=numbers, officer=HEAD, day=DAY, at=NOON, key=once)
    again = commands.submit_many(numbers=numbers, officer=HEAD, day=DAY, at=NOON, key=once)
    other = commands.submit_many(numbers=numbers, officer=HEAD, day=DAY, at=NOON, key=key())

    assert first == again == other
    assert all(receipt.repeated for receipt in again + other)
    assert chambers(office) == (1_000_000 - 33, 33, 0)


def test_the_maker_is_refused_for_every_request_of_a_set(office):
    numbers = [reviewed(10), reviewed(20)]

    receipts = commands.submit_many(numbers=numbers, officer=CLERK, day=DAY, at=NOON, key=key())

    assert [ids for *_, ids in outcome(receipts)] == [("ROLE",), ("ROLE",)]
    assert [state(number) for number in numbers] == ["reviewed", "reviewed"]


def test_a_set_with_a_number_that_is_not_there_submits_nothing(office):
    number = reviewed(10)

    with pytest.raises(commands.UnknownRequest, match="PAY-2026-203005-9"):
        commands.submit_many(
            numbers=[number, "PAY-2026-203005-9"], officer=HEAD, day=DAY, at=NOON, key=key()
        )

    PaymentRequest.objects.filter(number=draft(1)).update(unit=FARM, state="reviewed")
    with pytest.raises(commands.UnknownRequest, match="one unit and year"):
        commands.submit_many(
            numbers=[number, "PAY-2026-203005-2"], officer=HEAD, day=DAY, at=NOON, key=key()
        )
    assert state(number) == "reviewed"


def messages(numbers: list[str]) -> list[Message]:
    """Full payments, a part, a failure, repetitions, a return and strangers, in one heap."""
    paid, failed, back = ReceiptKind.PAID, ReceiptKind.FAILED, ReceiptKind.RETURNED
    heap = [
        Message(f"M{place}", number, paid, Money(10 + place), DAY)
        for place, number in enumerate(numbers)
    ]
    heap[1] = Message("M1", numbers[1], paid, Money(5), DAY)
    heap[2] = Message("M2", numbers[2], failed, Money(12), DAY)
    heap[3] = Message("M3", numbers[3], paid, Money(14), DAY)
    heap.insert(0, Message("R5", numbers[5], back, Money(3), DAY))
    heap += [heap[1], heap[5], Message("M1", numbers[1], paid, Money(6), DAY)]
    heap += [Message("S1", "PAY-2026-203005-77", paid, Money(1), DAY)]
    heap += [Message("M0b", numbers[0], paid, Money(10), DAY)]
    return heap


@pytest.mark.parametrize("way", ["set", "single"])
def test_a_set_of_answers_is_taken_as_one_by_one(office, told, way):
    numbers = [released(10 + n) for n in range(7)]
    commands.send_instructions(division=TOWN, day=DAY)
    submitted(500)
    heap = messages(numbers)

    how = {"division": TOWN, "officer": BANK, "day": DAY, "at": NOON}
    if way == "set":
        taken = commands.confirm_many(messages=heap, **how)
    else:
        taken = tuple(commands.receive_bank_receipt(message=one, **how) for one in heap)

    fates = [one.fate for one in taken]
    differences = [(d.kind, d.end_to_end) for d in queries.differences(TOWN)]
    answers = (chambers(office), [state(n) for n in numbers], sorted(differences))
    assert answers == told.setdefault("answered", answers)
    assert fates.count("disputed") == 3
    assert [kinds(office, number).count("PaymentConfirmed") for number in numbers] == [
        *(1, 1, 0, 0, 1, 1, 1)
    ]
    assert queries.request(numbers[5]).refunded == Money(3)


def test_a_return_that_came_before_its_set_acts_with_it(office):
    number = released(400)
    commands.send_instructions(division=TOWN, day=DAY)
    how = {"division": TOWN, "officer": BANK, "day": DAY, "at": NOON}
    back = Message("R1", number, ReceiptKind.RETURNED, Money(150), DAY)
    assert commands.receive_bank_receipt(message=back, **how).fate == "waiting"

    (taken,) = commands.confirm_many(
        messages=[Message("M1", number, ReceiptKind.PAID, Money(400), DAY)], **how
    )

    assert taken.fate == "applied"
    assert chambers(office) == (999_750, 0, 250)


def test_a_message_of_another_payment_is_disputed_in_a_set_too(office):
    one, other = released(400), released(300)
    commands.send_instructions(division=TOWN, day=DAY)
    how = {"division": TOWN, "officer": BANK, "day": DAY, "at": NOON}
    first = Message("M1", one, ReceiptKind.PAID, Money(400), DAY)
    commands.confirm_many(messages=[first], **how)

    (taken,) = commands.confirm_many(
        messages=[Message("M1", other, ReceiptKind.PAID, Money(300), DAY)], **how
    )

    assert (taken.fate, taken.repeated) == ("disputed", True)
    assert state(other) == "released"
    assert chambers(office) == (999_300, 300, 400)
