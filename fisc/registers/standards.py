"""Spending standards that places set for themselves, beside the library of the law.

They hold for their division and everything under it. One that begins anew under its code ends the
one before; nothing is deleted, so that each day has its standard.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from fisc.engines.budgets.standards import Standard
from fisc.registers.hierarchy import path_to
from fisc.registers.models import Division
from fisc.registers.resource_models import OwnStandard
from fisc.values import Money, Words


class MisplacedStandard(ValueError):
    """A standard cannot be entered as it stands; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnRecord:
    """A standard as a place sets it. An empty grade or kind of unit is any.

    Units: ``amount`` in fen for one ``measure``.
    """

    division: str
    code: str
    item: str
    name: str
    measure: str
    amount: Money
    first_day: date
    last_day: date | None = None
    grade: str = ""
    unit_kind: str = ""
    document: str = ""
    review_year: int = 0


def enter(record: OwnRecord, *, by: str, at: datetime) -> int:
    """Enter a standard; one of its code that still holds ends on the day before.

    Returns its number in the register.

    Raises:
        MisplacedStandard: there is no such division, the amount is not positive, or one of its
            code begins on the same day or later.
    """
    if record.amount.fen <= 0 or not Division.objects.filter(code=record.division).exists():
        raise MisplacedStandard(
            f"{record.code}: {record.amount} in {record.division} is no standard of a place."
        )
    same = OwnStandard.objects.filter(division=record.division, code=record.code)
    if same.filter(first_day__gte=record.first_day).exists():
        raise MisplacedStandard(
            f"{record.code} has one that begins on {record.first_day} or later already."
        )
    before = record.first_day - timedelta(days=1)
    same.filter(last_day=None).update(last_day=before)
    same.filter(last_day__gt=before).update(last_day=before)
    row = OwnStandard.objects.create(
        division_id=record.division,
        code=record.code,
        item=record.item,
        name=record.name,
        measure=record.measure,
        amount_fen=record.amount.fen,
        grade=record.grade,
        unit_kind=record.unit_kind,
        first_day=record.first_day,
        last_day=record.last_day,
        document=record.document,
        review_year=record.review_year,
        entered_by=by,
        entered_at=at,
    )
    return int(row.pk)


def take_back(number: int) -> bool:
    """Take a standard back that was entered, and let the one before it hold again.

    Returns whether it was the latest of its code; an older one stays.
    """
    row = OwnStandard.objects.filter(pk=number).first()
    if row is None:
        return True
    same = OwnStandard.objects.filter(division=row.division_id, code=row.code)
    if same.filter(first_day__gt=row.first_day).exists():
        return False
    before = row.first_day - timedelta(days=1)
    row.delete()
    same.filter(last_day=before).update(last_day=None)
    return True


def own(divisions: Collection[str]) -> tuple[Standard, ...]:
    """Return the standards that some divisions have set, of every day."""
    rows = OwnStandard.objects.filter(division__in=list(divisions))
    return tuple(map(_standard, rows.order_by("division", "code", "first_day")))


def chain(place: str) -> tuple[str, ...]:
    """Return a division and what stands above it, the nearest first."""
    parents = dict(Division.objects.values_list("code", "parent_id"))
    return tuple(reversed(path_to(place, parents))) if place in parents else (place,)


def levels(division: str) -> str:
    """Return the level of government of a division, empty where there is none."""
    row = Division.objects.filter(code=division).only("level").first()
    return row.level if row else ""


def _standard(row: OwnStandard) -> Standard:
    return Standard(
        code=row.code,
        item=row.item,
        name=Words(row.name, row.name),
        measure=row.measure,
        amount=Money(row.amount_fen),
        quantity=None,
        first_day=row.first_day,
        last_day=row.last_day,
        place=row.division_id,
        grade=row.grade,
        unit_kind=row.unit_kind,
        own=row.division_id,
        document=row.document,
        standing="enacted",
        confidence="A",
        review_year=row.review_year,
    )
