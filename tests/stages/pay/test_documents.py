"""What must never be is refused by the database as well, whoever writes."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction

from fisc.stages.pay.models import (
    BankInstruction,
    BankReceipt,
    PaymentRequest,
    Refund,
    StatementLine,
)
from fisc.values import Money
from tests.stages.pay.cases import submitted
from tests.stages.pay.mass import put_reviewed
from tests.stages.town import DAY, NOON, TOWN, YEAR

pytestmark = pytest.mark.writes


@pytest.mark.parametrize(
    "change",
    [
        {"amount_fen": 0},
        {"amount_fen": -1},
        {"amount_fen": None},
        {"state": "nowhere"},
        {"pot": 0},
        {"paid_fen": 401},
        {"paid_fen": 10, "refunded_fen": 11},
        {"refunded_fen": 1},
        {"reviewer": "school.clerk"},
        {"head": "school.reviewer"},
        {"auditor": "x", "releaser": "x"},
        {"releaser": "school.clerk"},
    ],
)
def test_an_impossible_request_is_refused(office, change):
    number = submitted(400)

    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRequest.objects.filter(number=number).update(**change)


def test_a_live_invoice_stands_once_for_a_seller(office):
    one = {"invoice": "24-1", "invoice_seller": "9123", "invoice_amount": Money(9_999)}
    submitted(400, **one)
    other = submitted(300)

    with pytest.raises(IntegrityError), transaction.atomic():
        PaymentRequest.objects.filter(number=other).update(invoice="24-1", invoice_seller="9123")


def _twice(model, **row: object) -> None:
    model.objects.create(**row)
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(**row)


def test_numbers_and_messages_are_used_once(office):
    _twice(
        BankInstruction,
        end_to_end="PAY-2026-1-1",
        division=TOWN,
        amount_fen=1,
        account="1",
        payee="x",
        released_day=DAY,
    )
    _twice(
        BankReceipt,
        message="M1",
        division=TOWN,
        end_to_end="x",
        kind="paid",
        amount_fen=1,
        bank_day=DAY,
        fate="applied",
        at=NOON,
    )
    _twice(
        Refund,
        number="x",
        division=TOWN,
        message="R1",
        amount_fen=1,
        bank_day=DAY,
        same_year=True,
    )
    _twice(
        StatementLine,
        division=TOWN,
        bank_day=DAY,
        line=1,
        end_to_end="x",
        kind="paid",
        amount_fen=1,
    )


def test_an_instruction_that_is_repeated_must_be_marked(office):
    BankInstruction.objects.create(
        end_to_end="x", division=TOWN, amount_fen=1, account="1", payee="x", released_day=DAY
    )

    with pytest.raises(IntegrityError), transaction.atomic():
        BankInstruction.objects.update(attempts=2)


def test_thousands_of_requests_come_in_at_once(office):
    numbers = put_reviewed(3_000, seed=5)

    assert PaymentRequest.objects.filter(year=YEAR).count() == len(set(numbers)) == 3_000
