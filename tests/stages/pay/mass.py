"""Many requests at once, for the tests that need hundreds of them."""

from __future__ import annotations

import random

from fisc.record.book import Book
from fisc.stages.pay import commands
from fisc.stages.pay.models import PaymentRequest, UnitSerial
from fisc.stages.pay.requests import put_typed
from fisc.stages.pay.states import State
from tests.stages.pay.cases import (
    AUDITOR,
    CLERK,
    HEAD,
    RELEASER,
    REVIEWER,
    act,
    key,
    typed,
)
from tests.stages.town import DAY, NOON, SCHOOL, TOWN, YEAR


def put_reviewed(count: int, *, seed: int, fen_max: int = 40_000, **changes: object) -> list[str]:
    """Bring reviewed requests in as rows, as a bulk import does, and return their numbers."""
    rng = random.Random(seed)
    rows = []
    for serial in range(1, count + 1):
        row = PaymentRequest(
            number=f"PAY-{YEAR}-{SCHOOL}-{serial}",
            division=TOWN,
            year=YEAR,
            unit=SCHOOL,
            day=DAY,
            maker=CLERK,
            reviewer=REVIEWER,
            state=State.REVIEWED,
        )
        put_typed(row, typed(rng.randint(1, fen_max), **changes))
        rows.append(row)
    PaymentRequest.objects.bulk_create(rows, batch_size=500)
    UnitSerial.objects.create(unit=SCHOOL, year=YEAR, last=count)
    return [row.number for row in rows]


def put_approved(book: Book, count: int, *, seed: int) -> list[str]:
    """Bring requests in, submit them as a set and audit them."""
    numbers = put_reviewed(count, seed=seed)
    receipts = commands.submit_many(numbers=numbers, officer=HEAD, day=DAY, at=NOON, key=key())
    assert all(receipt.done for receipt in receipts)
    PaymentRequest.objects.filter(number__in=numbers).update(state=State.APPROVED, auditor=AUDITOR)
    return numbers


def release_all(numbers: list[str]) -> None:
    for number in numbers:
        assert act("release_request", number, RELEASER).done
