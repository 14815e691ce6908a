"""The one place where this door reads the clock; acts get the day and the instant handed down."""

from __future__ import annotations

from datetime import date, datetime

from django.utils import timezone


def today() -> date:
    """Return today's day in the office's own time zone."""
    return timezone.localdate()


def now() -> datetime:
    """Return this instant, which knows its zone."""
    return timezone.now()
