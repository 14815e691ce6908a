"""Pages of a list: at most a thousand rows, and a cursor that leads to the next ones.

A cursor is opaque: it says after which row the next page begins, and for which list it was given.
"""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Iterable, Sequence
from typing import Annotated, Final, TypeVar

from ninja import Query

from fisc.doors.api.problems import INVALID, Stop
from fisc.values import Words

LIMIT_MAX: Final = 1000
ROWS_MAX: Final = 10**9
Row = TypeVar("Row")

# The defaults stand at the operations: 100 rows, from the first one on.
Limit = Annotated[int, Query(ge=1, le=LIMIT_MAX, description="Rows of a page.")]
Cursor = Annotated[
    str,
    Query(
        max_length=200,
        pattern=r"^[0-9A-Za-z_-]*$",
        description="What the page before gave as `next`; empty for the first page.",
    ),
]


def written(name: str, *after: str | int) -> str:
    """Return the cursor of a list that goes on after a row.

    Example:
        >>> read(written("journal", 17, 4), "journal", 2)
        ('17', '4')
        >>> read("", "journal", 2)
    """
    text = "\x1f".join((name, *map(str, after)))
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()


def read(cursor: str, name: str, parts: int) -> tuple[str, ...] | None:
    """Return after which row a page begins, or None for the first page.

    Raises:
        Stop: the cursor was not given for this list.
    """
    if not cursor:
        return None
    try:
        padded = cursor + "=" * (-len(cursor) % 4)
        of, *after = base64.urlsafe_b64decode(padded).decode().split("\x1f")
    except (binascii.Error, ValueError) as broken:
        raise _foreign() from broken
    if of != name or len(after) != parts or not all(map(str.isprintable, after)):
        raise _foreign()
    return tuple(after)


def numbers(cursor: str, name: str, parts: int) -> tuple[int, ...] | None:
    """Return the same where the row is known by whole numbers.

    Raises:
        Stop: the cursor was not given for this list.
    """
    after = read(cursor, name, parts)
    if after is None:
        return None
    if not all(part.isascii() and part.isdigit() and len(part) <= 18 for part in after):  # noqa: PLR2004
        raise _foreign()
    return tuple(map(int, after))


def first_row(cursor: str, name: str) -> int:
    """Return the place of the first row of a page, counted from one.

    Raises:
        Stop: the cursor was not given for this list.
    """
    after = numbers(cursor, name, 1)
    if after and after[0] > ROWS_MAX:
        raise _foreign()
    return after[0] + 1 if after else 1


def cut(
    found: Sequence[Row], limit: int, cursor_of: Callable[[Row], str]
) -> tuple[Sequence[Row], str | None]:
    """Return the rows of a page, and the cursor of the next one where more were found.

    Ask for one row more than the page has.
    """
    page = found[:limit]
    return page, cursor_of(page[-1]) if len(found) > limit else None


def part(
    found: Sequence[Row], first: int, limit: int, name: str
) -> tuple[Sequence[Row], str | None]:
    """Return the rows of a whole list from the ``first`` one on, and the cursor of the next page.

    Example:
        >>> page, onward = part("abcde", 3, 2, "letters")
        >>> page, first_row(onward, "letters"), part("abcde", 5, 2, "letters")
        ('cd', 5, ('e', None))
    """
    last = first - 1 + limit
    return found[first - 1 : last], written(name, last) if len(found) > last else None


def by_code(
    found: Iterable[tuple[str, Row]], limit: int, cursor: str, name: str
) -> tuple[list[Row], str | None]:
    """Return a page of rows that are known by a code, and the cursor of the next one.

    Shape: in the order of the codes, whatever order they come in.
    """
    after = read(cursor, name, 1)
    rows = list(found)
    places = enumerate(code for code, _ in rows)
    left = sorted((code, at) for at, code in places if not after or code > after[0])
    page, onward = cut(left, limit, lambda last: written(name, last[0]))
    return [rows[at][1] for _, at in page], onward


def _foreign() -> Stop:
    words = Words("The cursor was not given for this list.", "游标不属于此列表。")
    return Stop(INVALID, words, faults=(("query.cursor", words),))
