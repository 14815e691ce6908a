"""Tokens: a person and an end, signed. Nothing is kept here, so nothing can be stolen from here.

A token says who asks, never what they may do: role and place are read anew with every request, so
a right that was taken away ends at once. A token of somebody whose account is closed is worth
nothing, and so is one that was made with another second factor than its holder has now.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

from django.contrib.auth import get_user_model
from django.core import signing

SALT: Final = "fisc.doors.api.token"
HOURS_MAX: Final = 24
LENGTH_MAX: Final = 500


@dataclass(frozen=True, slots=True)
class Held:
    """What a token says: whose it is, and with which device it was made; empty for none."""

    person: str
    device: str


def issue(username: str, *, at: datetime, hours: int, device: str = "") -> tuple[str, datetime]:
    """Return a token of a person and when it ends; ``device`` is their second factor.

    Raises:
        ValueError: it would last longer than a day.

    Example:
        >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
        >>> token, until = issue("demo.clerk", at=noon, hours=8)
        >>> holder(token, at=noon), holder(token, at=until), holder(token + "x", at=noon)
        (Held(person='demo.clerk', device=''), None, None)
    """
    if not 0 < hours <= HOURS_MAX:
        raise ValueError(f"A token lasts 1 to {HOURS_MAX} hours, not {hours}.")
    until = (at + timedelta(hours=hours)).astimezone(UTC).replace(microsecond=0)
    said = {"person": username, "until": until.isoformat(), "device": device}
    return signing.dumps(said, salt=SALT), until


def holder(token: str, *, at: datetime) -> Held | None:
    """Return whose a token is, or None where it is none or has ended."""
    if len(token) > LENGTH_MAX:
        return None
    try:
        said = signing.loads(token, salt=SALT)
        until = datetime.fromisoformat(said["until"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    return Held(str(said["person"]), str(said.get("device", ""))) if at < until else None


def is_closed(username: str) -> bool:
    """Say whether the account of this name exists and was closed."""
    accounts = get_user_model()._default_manager  # noqa: SLF001 - the public name varies
    return bool(accounts.filter(username=username, is_active=False).exists())
