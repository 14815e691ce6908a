"""Shapes that several answers share: pots, accounts, moments, events, receipts."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Final

from ninja import Schema
from pydantic import Field

from fisc.datacentre.execution import Execution
from fisc.datacentre.moments import Moment
from fisc.doors.api import clock
from fisc.doors.api.fields import Yuan
from fisc.doors.api.problems import Refusal, refusal_of, stopped_by
from fisc.engines.ledger import moves
from fisc.engines.ledger.moves import Account, Pot
from fisc.law.chart import Event
from fisc.stages.pay.commands import Receipt

EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
# What the ledger calls a unit is the budget unit here, because "unit" says how amounts are written.
NAMES: Final = {"unit": "budget_unit"}
ELEMENTS: Final = {"budget_unit": "unit"}


class PotShown(Schema):
    """One combination of the key elements; an element that does not apply is empty."""

    number: str
    division: str
    year: int
    book: str
    family: str
    budget_unit: str
    project: str
    function: str
    item: str
    department_item: str
    fund_type: str
    indicator: str
    counterpart: str
    origin: int = Field(description="The year from which it was carried; 0 where it was not.")


class AccountShown(Schema):
    """One chamber of a pot, named by its role."""

    role: str
    pot: PotShown


class EventShown(Schema):
    """What happened to authority; ``reversing`` where it was undone."""

    name: str
    handbook: str
    name_zh: str
    name_en: str
    reversing: bool


class AsOf(Schema):
    """The end of which day, as it was known when; without a day, simply now."""

    day: date | None
    known: datetime


class Executed(Schema):
    """How far a part of the budget has got: budget = balance + applied + paid."""

    budget: Yuan
    issued: Yuan
    frozen: Yuan
    applied: Yuan
    paid: Yuan
    balance: Yuan
    free: Yuan


class ReceiptShown(Schema):
    """What became of an act on a document; ``warnings`` did not stop it."""

    number: str
    act: str
    state: str
    done: bool
    warnings: list[Refusal]
    refusals: list[Refusal]


def pot_shown(pot: Pot) -> PotShown:
    """Return a pot as an answer shows it."""
    elements = {NAMES.get(name, name): getattr(pot, name) for name in moves.ELEMENTS}
    return PotShown(
        number=str(pot.number),
        division=pot.division,
        year=pot.year,
        book=str(pot.book),
        family=pot.family,
        origin=pot.origin,
        **elements,
    )


def account_shown(account: Account) -> AccountShown:
    """Return an account as an answer shows it."""
    return AccountShown(role=account.role, pot=pot_shown(account.pot))


def event_shown(event: Event, *, reversing: bool) -> EventShown:
    """Return an event as an answer shows it."""
    return EventShown(
        name=event.name,
        handbook=event.handbook,
        name_zh=event.name_zh,
        name_en=event.name_en,
        reversing=reversing,
    )


def executed(execution: Execution) -> Executed:
    """Return an execution as an answer shows it."""
    return Executed(**{name: getattr(execution, name) for name in Executed.model_fields})


def receipt_shown(receipt: Receipt) -> ReceiptShown:
    """Return a receipt of ``pay`` as an answer shows it; a repetition looks like the first."""
    return ReceiptShown(
        number=receipt.subject,
        act=receipt.act,
        state=receipt.state,
        done=receipt.done,
        warnings=[refusal_of(warning) for warning in receipt.warnings],
        refusals=[refusal_of(refused) for refused in receipt.refusals],
    )


def receipt_done(receipt: Receipt) -> ReceiptShown:
    """Return a receipt of an act that was done.

    Raises:
        Stop: it was refused.
    """
    if not receipt.done:
        raise stopped_by(receipt.refusals)
    return receipt_shown(receipt)


def moment(day: date | None, known: datetime | None) -> Moment:
    """Return the moment that somebody asks about; what is left out is now.

    Example:
        >>> moment(None, datetime(2026, 3, 2, tzinfo=UTC)).day
        datetime.date(9999, 12, 31)
    """
    if known is not None and day is None:
        day = date.max  # whatever day it is valid for, as far as it was known then
    return Moment(known=known or clock.now(), day=day)


def as_of(when: Moment) -> AsOf:
    """Return a moment as an answer shows it."""
    return AsOf(day=when.day if when.day != date.max else None, known=when.known)


def instant(microseconds: int) -> datetime:
    """Return an instant of the record.

    Example:
        >>> instant(1_000_000).isoformat()
        '1970-01-01T00:00:01+00:00'
    """
    return EPOCH + timedelta(microseconds=microseconds)
