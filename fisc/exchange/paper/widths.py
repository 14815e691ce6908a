"""How wide the columns of a paper are, and how large its letters, so that no number is broken.

Counted in hundredths of a letter's height: a Chinese sign is 100 wide, others about half of it.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

FULL: Final = 100
HALF: Final = 58
CAPITAL: Final = 72
BOLD: Final = 5  # how much wider the bold letters of totals run, in hundredths
HEAD: Final = 112  # and those of heads, against 100
AROUND: Final = 6  # points left and right of what stands in a cell
SIZES: Final = (105, 100, 95, 90, 85, 80, 75, 70, 65, 60, 55, 50)  # tenths of a point
GOOD_MIN: Final = 80  # letters are made smaller than this only where nothing else helps
TEXT_MIN: Final = 700  # a text needs room for seven signs before letters are made smaller
TEXT_MAX: Final = 2600
WORD_MAX: Final = 1200  # a longer word is broken
_SOFT: Final = "\u200b"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a column needs: its widest cell and word, its head, and whether it is never broken."""

    widest: int
    head: int
    whole: bool
    word: int = 0

    @property
    def least(self) -> int:
        """The least width at which it can be read."""
        if self.whole:
            return max(self.widest, self.head)
        return max(min(self.widest, TEXT_MIN), min(self.word, WORD_MAX), self.head)

    @property
    def best(self) -> int:
        """The width at which nothing is broken, as far as that makes sense."""
        return max(self.least, min(self.widest, TEXT_MAX))


@dataclass(frozen=True, slots=True)
class Planned:
    """The size of letters in tenths of a point, and the shares of the columns in the width."""

    size: int
    shares: tuple[int, ...]


def width(text: str) -> int:
    """Return how wide a text runs in one line.

    Example:
        >>> width("教育"), width("12"), width("A1")
        (200, 116, 130)
    """
    return sum(map(_width_of, text))


def head_width(title: str) -> int:
    """Return how wide a head must be: half of a Chinese title, the longest word of others.

    Example:
        >>> head_width("预算"), head_width("执行情况说明"), head_width("Applied for")
        (224, 336, 470)
    """
    if title.isascii():
        return max(map(width, title.split()), default=0) * HEAD // FULL
    return min(width(title), max(2 * FULL, (width(title) + 1) // 2)) * HEAD // FULL


def planned(columns: Sequence[Wanted], points: int, largest: int) -> Planned:
    """Return the largest letters in which every column fits into a width in points, and shares.

    What room is left goes to texts first. Where nothing fits, the smallest letters are taken.

    Units: letters, also the ``largest``, in tenths of a point.

    Example:
        >>> planned((Wanted(600, 200, False), Wanted(500, 200, True)), 200, 90)
        Planned(size=90, shares=(107, 92))
    """
    sizes = [size for size in SIZES if size <= largest]
    for size in sizes:
        best = sum(_points(column.best, size) for column in columns)
        if size >= GOOD_MIN and best <= points:
            return Planned(size, _shared(columns, size, points))
    for size in sizes:
        if sum(_points(column.least, size) for column in columns) <= points:
            return Planned(size, _shared(columns, size, points))
    return Planned(SIZES[-1], tuple(_points(column.least, SIZES[-1]) for column in columns))


def broken(text: str, room: int) -> str:
    r"""Return a text that can be broken wherever an unbroken part is wider than the room.

    Example:
        >>> broken("short words", 500), broken("aaaaaaaa", 300).count("\u200b")
        ('short words', 1)
    """
    parts: list[str] = []
    run = 0
    for sign in text:
        wide = _width_of(sign)
        if sign.isspace() or wide == FULL:
            run = 0
        elif run + wide > room:
            parts.append(_SOFT)
            run = wide
        else:
            run += wide
        parts.append(sign)
    return "".join(parts)


def room(share: int, size: int) -> int:
    """Return how wide a text may run in a column, in hundredths of a letter's height.

    Example:
        >>> room(96, 90)
        952
    """
    return max(share - AROUND, 1) * FULL * FULL * 10 // ((FULL + BOLD) * size)


def _shared(columns: Sequence[Wanted], size: int, points: int) -> tuple[int, ...]:
    least = [_points(column.least, size) for column in columns]
    more = [_points(column.best, size) - few for column, few in zip(columns, least, strict=True)]
    spare = points - sum(least)
    if sum(more) > spare:
        return tuple(
            few + spare * extra // sum(more) for few, extra in zip(least, more, strict=True)
        )
    rest = spare - sum(more)
    return tuple(
        few + extra + rest * (few + extra) // sum((*least, *more))
        for few, extra in zip(least, more, strict=True)
    )


def _points(hundredths: int, size: int) -> int:
    return -(-hundredths * (FULL + BOLD) * size // (FULL * FULL * 10)) + AROUND


def widest(texts: Iterable[str]) -> int:
    """Return the width of the widest of some texts."""
    return max(map(width, texts), default=0)


def longest_word(texts: Iterable[str]) -> int:
    """Return the width of the longest word of some texts; Chinese is broken between any two signs.

    Example:
        >>> longest_word(["教育支出", "General Office"])
        420
    """
    words = (word for text in texts for word in text.split() if word.isascii())
    return max(map(width, words), default=0)


def _width_of(sign: str) -> int:
    if unicodedata.east_asian_width(sign) in "WFA":
        return FULL
    return CAPITAL if sign.isupper() or sign in "%@&—" else HALF
