"""Lists that come by pages: which row is the first of a page, and where the other pages are."""

from __future__ import annotations

import re
from typing import Any, Final

from django.http import HttpRequest

from fisc.doors.web.pages import Page

ROWS_MAX: Final = 50
_FIRST: Final = re.compile(r"[1-9][0-9]{0,7}")


def paging(page: Page, first: int, count: int, most: int = ROWS_MAX) -> dict[str, Any]:
    """Return what the pager of a list needs."""
    last = min(first + most - 1, count)
    return {
        "first": first,
        "last": last,
        "count": count,
        "earlier": page.address(**{"from": str(max(first - most, 1))}) if first > 1 else "",
        "later": page.address(**{"from": str(first + most)}) if last < count else "",
    }


def first_of(request: HttpRequest) -> int:
    """Return the first row of a page of a list, counted from 1; what makes no sense is 1."""
    text = request.GET.get("from", "1")
    return int(text) if _FIRST.fullmatch(text) else 1
