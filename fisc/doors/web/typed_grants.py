"""What people type into the forms of grants: days as 2026-06-30, and the number of a grant."""

from __future__ import annotations

from datetime import date
from typing import Final

from fisc.registers.grants import UnknownGrant

DIGITS_MAX: Final = 15  # more than there will be grants, and few enough for any database


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


def number_typed(text: str) -> int:
    """Return the number of a grant.

    Raises:
        UnknownGrant: it is no number, or one that no grant can have.

    Example:
        >>> number_typed("17")
        17
    """
    if not (text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX):
        raise UnknownGrant(f"There is no grant {text[:DIGITS_MAX]!r}.")
    return int(text)


def later_than(text: str) -> int | None:
    """Return after which number a page goes on, or None for the first page.

    Example:
        >>> later_than("17"), later_than("x")
        (17, None)
    """
    fits = text.isascii() and text.isdecimal() and len(text) <= DIGITS_MAX
    return int(text) if fits else None
