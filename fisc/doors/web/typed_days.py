"""Days as people type them into a form: 2026-06-30."""

from __future__ import annotations

from datetime import date


def day_typed(text: str, usual: date) -> date:
    """Return a day that was typed, or the usual one where nothing was.

    Raises:
        ValueError: it is not a day such as 2026-06-30.

    Example:
        >>> day_typed(" ", date(2026, 6, 30)), day_typed("2026-07-01", date(2026, 6, 30))
        (datetime.date(2026, 6, 30), datetime.date(2026, 7, 1))
    """
    return date.fromisoformat(text.strip()) if text.strip() else usual


def last_day_typed(text: str) -> date | None:
    """Return a last day that was typed, or None for no end.

    Raises:
        ValueError: it is not a day such as 2026-06-30.

    Example:
        >>> last_day_typed(""), last_day_typed("2026-07-01")
        (None, datetime.date(2026, 7, 1))
    """
    return date.fromisoformat(text.strip()) if text.strip() else None
