"""Tokens: a person and an end, signed. Nothing is kept here, so nothing can be stolen from here.

A token says who asks, never what they may do: role and place are read anew with every request, so
a right that was taken away ends at once. A token of somebody whose account is closed is worth
nothing.
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from django.contrib.auth import get_user_model
from django.core import signing

SALT: Final = "fisc.doors.api.token"
HOURS_MAX: Final = 24
LENGTH_MAX: Final = 500


def issue(username: str, *, at: datetime, hours: int) -> tuple[str, datetime]:
    """Return a token of a person and when it ends.

    Raises:
        ValueError: it would last longer than a day.

    Example:
        >>> noon = datetime(2026, 3, 2, 12, tzinfo=UTC)
        >>> token, until = issue("demo.clerk", at=noon, hours=8)
        >>> holder(token, at=noon), holder(token, at=until), holder(token + "x", at=noon)
        ('demo.clerk', None, None)
    """
    if not 0 < hours <= HOURS_MAX:
        raise ValueError(f"A token lasts 1 to {HOURS_MAX} hours, not {hours}.")
    until = (at + timedelta(hours=hours)).astimezone(UTC).replace(microsecond=0)
    return signing.dumps({"person": username, "until": until.isoformat()}, salt=SALT), until


def holder(token: str, *, at: datetime) -> str | None:
    """Return the user name that a token is about, or None where it is none or has ended."""
    if len(token) > LENGTH_MAX:
        return None
    try:
        said = signing.loads(token, salt=SALT)
        until = datetime.fromisoformat(said["until"])
    except (signing.BadSignature, KeyError, TypeError, ValueError):
        return None
    return str(said["person"]) if at < until else None


def is_closed(username: str) -> bool:
    """Say whether the account of this name exists and was closed."""
    accounts = get_user_model()._default_manager  # noqa: SLF001 - the public name varies
    return bool(accounts.filter(username=username, is_active=False).exists())
