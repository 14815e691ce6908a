"""Sign-ins: who came in or tried to, from where and when; and when a name is locked for a while.

Somebody who guesses is stopped by the count of wrong tries since the last right one. The lock ends
by itself, so that nobody can shut another person out for good.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from fisc.registers.models import SignIn

CAME_IN: Final = "in"
WRONG: Final = "wrong"
WRONG_CODE: Final = "code"  # the password was right, and the code of the second factor was not
LOCKED: Final = "locked"
_LONGEST: Final = 60  # what the columns hold


@dataclass(frozen=True, slots=True)
class Lock:
    """After how many wrong tries a name is locked, and for how long."""

    tries: int
    lasts: timedelta


@dataclass(frozen=True, slots=True)
class SignInRecord:
    """One try to come in."""

    username: str
    at: datetime
    address: str
    outcome: str


def note(username: str, outcome: str, *, at: datetime, address: str = "") -> None:
    """Write down that somebody came in, or tried to."""
    SignIn.objects.create(
        username=username[:_LONGEST], at=at, address=address[:_LONGEST], outcome=outcome
    )


def locked_until(username: str, lock: Lock, *, at: datetime) -> datetime | None:
    """Return until when a name is locked, or None.

    Wrong tries, of the password or of the code after it, count for as long as the lock lasts, and
    only those after the last right one.
    """
    recent = SignIn.objects.filter(username=username[:_LONGEST], at__gt=at - lock.lasts)
    last = recent.filter(outcome=CAME_IN).order_by("-at").values_list("at", flat=True).first()
    wrong = recent.filter(outcome__in=(WRONG, WRONG_CODE))
    if last is not None:
        wrong = wrong.filter(at__gt=last)
    tries = list(wrong.order_by("-at").values_list("at", flat=True)[: lock.tries])
    return tries[0] + lock.lasts if len(tries) == lock.tries else None


def of(username: str, limit: int = 20) -> tuple[SignInRecord, ...]:
    """Return the last sign-ins and tries under a name, newest first."""
    rows = SignIn.objects.filter(username=username).order_by("-at", "-id")[:limit]
    return tuple(SignInRecord(row.username, row.at, row.address, row.outcome) for row in rows)


def failed_meanwhile(tried: Sequence[SignInRecord]) -> int:
    """Return how many tries failed between the last two times that somebody came in.

    That is what happened while they were away. ``tried`` are the last tries, newest first.
    """
    outcomes = [one.outcome for one in tried]
    if CAME_IN in outcomes:
        outcomes = outcomes[outcomes.index(CAME_IN) + 1 :]
    return outcomes.index(CAME_IN) if CAME_IN in outcomes else len(outcomes)


def whence(seen: str, forwarded: str, trusted: int) -> str:
    """Return whence a request comes, as the nearest proxy that we trust has seen it.

    ``seen`` is who spoke to us, ``forwarded`` the header X-Forwarded-For. Every proxy adds to its
    right whom it has seen; what stands further left was sent by the caller, who can write there
    what they like.

    Example:
        >>> whence("10.0.0.1", "1.2.3.4, 10.9.9.9", 0), whence("10.0.0.1", "1.2.3.4, 10.9.9.9", 1)
        ('10.0.0.1', '10.9.9.9')
    """
    told = [part.strip() for part in forwarded.split(",")]
    return (told[-trusted] if trusted and len(told) >= trusted else "") or seen
