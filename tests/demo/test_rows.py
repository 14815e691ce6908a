"""Rows that are copied into a table are those that Django would have written."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.db import IntegrityError

from fisc.demo.rows import row_of, write_rows
from fisc.stages.pay.models import BankReceipt, PaymentRequest
from fisc.stages.pay.states import ReceiptFate, ReceiptKind, State

pytestmark = pytest.mark.writes
DAY = date(2026, 3, 2)
NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)


def a_request(number: str, **more) -> PaymentRequest:
    return PaymentRequest(
        **{
            "number": number,
            "division": "239901",
            "year": 2026,
            "unit": "239901203005",
            "pot": 2**60,
            "amount_fen": 12_345,
            "purpose": '纸张, "quoted"\tand\\all',
            "state": State.PAID,
            "paid_day": DAY,
            "paid_fen": 12_345,
            "procurement": False,
            "day": DAY,
            "maker": "somebody",
        }
        | more
    )


def test_copied_rows_are_as_django_writes_them(database):
    copied, saved = a_request("PAY-2026-1-1"), a_request("PAY-2026-1-2", invoice=None)
    with database.act():
        written = write_rows(database, PaymentRequest, [row_of(copied)])
        saved.save()

    first, second = PaymentRequest.objects.order_by("number")
    differences = {name for name, value in row_of(first).items() if value != row_of(second)[name]}
    assert written == 1
    assert differences == {"number"}
    assert first.paid_day == DAY


def test_moments_and_words_of_a_list_come_back(database):
    row = {
        "message": "M-1",
        "division": "239901",
        "end_to_end": "PAY-2026-1-1",
        "kind": ReceiptKind.PAID,
        "amount_fen": 5,
        "bank_day": DAY,
        "fate": ReceiptFate.APPLIED,
        "at": NOON,
    }
    with database.act():
        write_rows(database, BankReceipt, [row])

    found = BankReceipt.objects.get()
    assert (found.kind, found.fate, found.at, found.bank_day) == ("paid", "applied", NOON, DAY)


def test_constraints_hold_for_copied_rows_too(database):
    wrong = row_of(a_request("PAY-2026-1-1", paid_fen=99_999))
    with pytest.raises(Exception, match="request_pays_no_more_than_asked"), database.act():
        write_rows(database, PaymentRequest, [wrong])
    twice = [row_of(a_request("PAY-2026-1-1"))] * 2
    with pytest.raises(IntegrityError), database.act():
        write_rows(database, PaymentRequest, twice)
    assert PaymentRequest.objects.count() == 0


def test_a_field_that_does_not_exist_is_named(database):
    with pytest.raises(KeyError, match="colour"), database.act():
        write_rows(database, PaymentRequest, [{"colour": "red"}])
