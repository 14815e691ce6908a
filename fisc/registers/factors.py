"""Second factors: which device proves who somebody is, and what happened to it.

A device shows a new code every half minute (TOTP, RFC 6238); recovery codes stand in for it once
each. They lie in the tables of django-otp and are changed by ``fisc.record.second_factor``.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.db.models import QuerySet
from django_otp.plugins.otp_static.models import StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from fisc.registers.models import FactorAct

SESSION: Final = "second_factor"  # under which a session remembers the device it was opened with
ENROLLED, REPLACED, CODES, RECOVERED, RESET = "enrolled", "replaced", "codes", "recovered", "reset"


@dataclass(frozen=True, slots=True)
class FactorActRecord:
    """What happened to somebody's second factor; ``officer`` is another person for a reset."""

    number: int
    person: str
    act: str
    at: datetime
    officer: str
    reason: str


def device_of(username: str) -> str:
    """Return the number of the device that somebody uses now, as text; empty for none."""
    rows = TOTPDevice.objects.filter(user__username=username, confirmed=True)
    found = rows.order_by("-pk").values_list("pk", flat=True).first()
    return "" if found is None else str(found)


def codes_left(username: str) -> int:
    """Return how many recovery codes somebody has not used yet."""
    left: int = StaticToken.objects.filter(device__user__username=username).count()
    return left


def acts_of(username: str) -> tuple[FactorActRecord, ...]:
    """Return everything that happened to somebody's second factor, the latest first."""
    return tuple(map(_record, FactorAct.objects.filter(person=username)))


def trail(
    divisions: Collection[str], *, before: int | None = None, limit: int = 100
) -> tuple[FactorActRecord, ...]:
    """Return what happened to second factors of persons of some divisions, the latest first."""
    rows = _of(divisions)
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(map(_record, rows[:limit]))


def count(divisions: Collection[str]) -> int:
    """Return how much ever happened to second factors of persons of some divisions."""
    return _of(divisions).count()


def _of(divisions: Collection[str]) -> QuerySet[FactorAct]:
    return FactorAct.objects.filter(person__division__in=sorted(divisions))


def _record(found: FactorAct) -> FactorActRecord:
    return FactorActRecord(
        number=found.pk,
        person=found.person_id,
        act=found.act,
        at=found.at,
        officer=found.officer,
        reason=found.reason,
    )
