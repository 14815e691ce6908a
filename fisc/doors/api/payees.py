"""The register of payees, kept by somebody who approves no payment to them."""

from __future__ import annotations

from typing import Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Query, Schema
from pydantic import Field

from fisc.doors.api import clock, keys
from fisc.doors.api.fields import Asked, Flag, text
from fisc.doors.api.gate import Desk, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.paging import Limit
from fisc.doors.api.shapes import ReceiptShown, receipt_done
from fisc.stages.pay import commands, queries

desk: Final = Desk("Payees · 收款人")


class PayeeShown(Schema):
    """One payee; ``enabled`` ones may be paid."""

    account: str
    name: str
    bank: str
    kind: str
    enabled: bool


class Payees(Schema):
    """Payees by name."""

    rows: list[PayeeShown]


class PayeeAsked(Asked):
    """A payee, known by the account: corporate, personal, or the unit's own real account."""

    account: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z-]{0,38}$", examples=["6222000011112222"])
    name: text(120, empty=False)  # type: ignore[valid-type]
    bank: text(120, empty=False)  # type: ignore[valid-type]
    kind: Literal["corporate", "personal", "own"]
    enabled: Flag = True


@desk.get("/payees", "payees", Payees)
def list_payees(
    request: HttpRequest,  # noqa: ARG001
    search: Annotated[str, Query(max_length=60)] = "",
    limit: Limit = 100,
) -> Payees:
    """Return payees whose name holds a text, by name."""
    found = queries.payees(search, limit=limit)
    names = PayeeShown.model_fields
    return Payees(
        rows=[PayeeShown(**{name: getattr(one, name) for name in names}) for one in found]
    )


@desk.post("/payees", "payees-enter", ReceiptShown)
def enter_payee(request: HttpRequest, asked: PayeeAsked, key: Key) -> ReceiptShown:
    """Enter a payee, or change the one with this account; earlier requests stay as they are."""
    asking = caller(request)
    receipt = commands.enter_payee(
        **asked.model_dump(),
        officer=asking.username,
        day=clock.today(),
        at=clock.now(),
        key=keys.own(asking, key),
    )
    return receipt_done(receipt)
