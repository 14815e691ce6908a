"""The clock of the command line; below this door the time is always handed down."""

from __future__ import annotations

from datetime import UTC, date, datetime
from time import monotonic

from django.utils import timezone


def now() -> datetime:
    """Return this instant."""
    return datetime.now(UTC)


def today() -> date:
    """Return the day it is where the office stands."""
    return timezone.localdate()


def seconds() -> float:
    """Return a clock that only goes forward, to measure how fast something runs."""
    return monotonic()
