"""What official tables call things, in the language of their reader."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from django.utils.translation import get_language, gettext_lazy

from fisc.exchange.official import NO_FIGURE
from fisc.registers.classification import UnknownCode, function, revenue
from fisc.values import Book, Words

BOOKS: Final[Mapping[Book, Any]] = {
    Book.GENERAL: gettext_lazy("General public budget"),
    Book.FUNDS: gettext_lazy("Government funds budget"),
    Book.CAPITAL: gettext_lazy("State capital operations budget"),
    Book.INSURANCE: gettext_lazy("Social insurance funds budget"),
    Book.SPECIAL: gettext_lazy("Special accounts"),
    Book.UNIT: gettext_lazy("Unit funds"),
    Book.OUTSIDE: gettext_lazy("Journals kept elsewhere"),
}


def called(thing: Any) -> str:
    """Return the name of something in the language of the reader.

    Raises:
        TypeError: it has no name in two languages.
    """
    if thing is None:
        return ""
    language = get_language() or "zh"
    ending = "zh" if language.startswith("zh") else "en"
    title = getattr(thing, "title", None)
    if isinstance(title, Words):
        return title.said(language)
    for name in (f"name_{ending}", f"title_{ending}", ending):
        found = getattr(thing, name, None)
        if found is not None:
            return str(found)
    raise TypeError(f"{thing!r} has no name in two languages.")


def day(value: date | None) -> str:
    """Write a day as 2026-10-31."""
    return value.isoformat() if value else NO_FIGURE


def heading_of(side: str, code: str) -> Any:
    """Return the heading of a code of revenue or expenditure, None where there is none."""
    try:
        return (revenue if side == "revenue" else function)(code)
    except (UnknownCode, ValueError):
        return None
