"""Grants: which roles somebody holds, where, from when until when, and who gave them.

A grant holds on a day when it is neither proposed nor ended, the day lies within it, and, where
the role is held in somebody's place, that person's own grant holds as well. What is only read here
is changed by ``fisc.record.granting``; a grant is ended and never deleted.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from django.db.models import Q, QuerySet
from django.utils import timezone

from fisc.engines.organisation import rights
from fisc.engines.organisation.granting import Tenure
from fisc.registers.models import ENDED, HELD, PROPOSED, Grant

__all__ = ["BEGINNING", "ENDED", "HELD", "PROPOSED", "GrantRecord", "UnknownGrant", "day_of"]

# What was entered with the register holds from before any year that is kept.
BEGINNING: Final = date(2000, 1, 1)


class UnknownGrant(LookupError):
    """There is no grant with this number."""


@dataclass(frozen=True, slots=True)
class GrantRecord:
    """A grant with its trail; ``behalf`` is the person whose role it is, in whose place."""

    number: int
    person: str
    role: str
    division: str
    unit: str
    first_day: date
    last_day: date | None
    behalf: str
    state: str
    given_by: str
    given_at: datetime | None
    reason: str
    confirmed_by: str
    confirmed_at: datetime | None
    ended_by: str
    ended_at: datetime | None
    ended_why: str
    source: int | None = None
    source_end: date | None = None

    @property
    def held(self) -> rights.Grant:
        """The grant as rights are judged by it."""
        return rights.Grant(self.role, self.division, self.unit, self.behalf)

    @property
    def end_day(self) -> date | None:
        """The last day on which it was or will be held; None for no end.

        The day on which it was ended counts, and so does the end of whose role it is.
        """
        ended = day_of(self.ended_at) if self.ended_at else None
        ends = [day for day in (self.last_day, ended, self.source_end) if day is not None]
        return min(ends, default=None)

    @property
    def counts(self) -> bool:
        """Whether it stands against other roles: it is proposed or held, or was for a day."""
        if self.state != ENDED:
            return True
        was_held = self.confirmed_at is not None or self.source is not None or not self.given_by
        return was_held and self.ended_at is not None

    def holds(self, day: date) -> bool:
        """Say whether it gives its role on a day that is not over."""
        end = self.end_day
        return self.state == HELD and self.first_day <= day and (end is None or day <= end)

    @property
    def tenure(self) -> Tenure:
        """The grant as a stretch of time, by which conflicts are judged."""
        return Tenure(
            self.role, self.division, self.unit, self.first_day, self.end_day, self.behalf
        )


def day_of(at: datetime) -> date:
    """Return the day of an instant where the office stands."""
    return at.astimezone(timezone.get_default_timezone()).date()


def holding(day: date, *, of: str = "") -> Q:
    """Return the condition that a grant holds on a day; ``of`` leads to it (``grants__``)."""
    own = _within(day, of)
    return own & (Q(**{f"{of}source": None}) | _within(day, f"{of}source__"))


def _within(day: date, of: str) -> Q:
    ends = Q(**{f"{of}last_day": None}) | Q(**{f"{of}last_day__gte": day})
    return Q(**{f"{of}state": HELD, f"{of}first_day__lte": day}) & ends


def grant(number: int) -> GrantRecord:
    """Return one grant.

    Raises:
        UnknownGrant: there is none with this number.
    """
    found = _rows().filter(pk=number).first()
    if found is None:
        raise UnknownGrant(f"There is no grant {number}.")
    return record(found)


def grants_of(username: str) -> tuple[GrantRecord, ...]:
    """Return every grant that somebody was ever given or proposed, in the order of giving."""
    return tuple(map(record, _rows().filter(person=username)))


def in_place_of(username: str) -> tuple[GrantRecord, ...]:
    """Return every grant that others hold or held in somebody's place."""
    return tuple(map(record, _rows().filter(source__person=username)))


def trail(
    divisions: Collection[str] | None = None, *, before: int | None = None, limit: int = 100
) -> tuple[GrantRecord, ...]:
    """Return what was ever given at some divisions, the latest first, before a number."""
    rows = _rows().order_by("-id")
    if divisions is not None:
        rows = rows.filter(division__in=sorted(divisions))
    if before is not None:
        rows = rows.filter(pk__lt=before)
    return tuple(map(record, rows[:limit]))


def count(divisions: Collection[str]) -> int:
    """Return how many grants were ever asked for at some divisions."""
    return Grant.objects.filter(division__in=sorted(divisions)).count()


def proposed(divisions: Collection[str]) -> tuple[GrantRecord, ...]:
    """Return what waits for somebody's confirmation at some divisions, the oldest first."""
    rows = _rows().filter(state=PROPOSED, division__in=sorted(divisions))
    return tuple(map(record, rows))


def _rows() -> QuerySet[Grant]:
    return Grant.objects.select_related("source")


def record(found: Grant) -> GrantRecord:
    """Return a row, read together with its source, as a frozen value."""
    return GrantRecord(
        number=found.pk,
        person=found.person_id,
        role=found.role_code,
        division=found.division_id,
        unit=found.unit_id or "",
        first_day=found.first_day,
        last_day=found.last_day,
        behalf=found.source.person_id if found.source else "",
        state=found.state,
        given_by=found.given_by,
        given_at=found.given_at,
        reason=found.reason,
        confirmed_by=found.confirmed_by,
        confirmed_at=found.confirmed_at,
        ended_by=found.ended_by,
        ended_at=found.ended_at,
        ended_why=found.ended_why,
        source=found.source_id,
        source_end=record(found.source).end_day if found.source else None,
    )
