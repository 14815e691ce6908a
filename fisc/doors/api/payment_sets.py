"""What stands beside single requests: many submitted at once, and controls before anything is kept.

A desk of its own, because its addresses come before those of single requests.
"""

from __future__ import annotations

from typing import Final

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from fisc.doors.api import clock, keys
from fisc.doors.api.fields import Asked, Number
from fisc.doors.api.gate import Desk, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.payment_acts import RequestAsked, typed_of, unit_of
from fisc.doors.api.payments import Panel, panel_shown, seen
from fisc.doors.api.problems import wrong
from fisc.doors.api.shapes import ReceiptShown, receipt_shown
from fisc.stages.pay import commands, queries

desk: Final = Desk("Payments · 支付")
SET_MAX: Final = 1000


class SetAsked(Asked):
    """Reviewed requests of one unit and year."""

    numbers: list[Number] = Field(min_length=1, max_length=SET_MAX)


class Receipts(Schema):
    """One answer for each request, in the order given; ``done`` counts those that were done."""

    done: int
    rows: list[ReceiptShown]


@desk.post("/payments/preview", "payments-preview", Panel)
def preview(request: HttpRequest, asked: RequestAsked) -> Panel:
    """Return what every control says of what is being typed; nothing is kept."""
    asking = caller(request)
    unit = unit_of(asking, asked)
    found = queries.preview(
        unit=asked.budget_unit,
        division=str(unit.division),
        year=asked.year,
        typed=typed_of(asking, asked, asked.year),
        day=clock.today(),
    )
    return panel_shown(found)


@desk.post("/payments/submit-many", "payments-submit-many", Receipts)
def submit_many(request: HttpRequest, asked: SetAsked, key: Key) -> Receipts:
    """Submit reviewed requests of one unit and year as a set; each gets its own answer.

    The key of a set ends with a hyphen and the first 16 hexadecimal digits of SHA-256 over its
    numbers, joined by line breaks, so that one key never stands for two sets.
    """
    asking = caller(request)
    if len(set(asked.numbers)) < len(asked.numbers):
        raise wrong("body.numbers", "A number stands there twice.", "单据号重复。")
    keys.demand_set(key, asked.numbers)
    seen(asking, asked.numbers[0])
    receipts = commands.submit_many(
        numbers=asked.numbers,
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
    )
    rows = [receipt_shown(receipt) for receipt in receipts]
    return Receipts(done=sum(row.done for row in rows), rows=rows)
