"""The clock of this door: the only place of it where the time is read.

Everything below takes the day and the instant as arguments.
"""

from __future__ import annotations

from datetime import date, datetime
from time import monotonic_ns

from django.utils import timezone


def now() -> datetime:
    """Return this instant, with its zone."""
    return timezone.now()


def today() -> date:
    """Return the day that it is where the office stands."""
    return timezone.localdate(now())


def ticks() -> int:
    """Return microseconds that only grow, whatever is done to the clock of the machine."""
    return monotonic_ns() // 1000
