"""How a check of the surroundings comes out, in words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum

from fisc.values import Words

Look = Callable[[], tuple["Finding", Words]]


class Finding(Enum):
    """How a check came out."""

    GOOD = Words("good", "正常")
    NOTE = Words("note", "注意")
    BAD = Words("bad", "异常")


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that was looked at."""

    name: Words
    finding: Finding
    said: Words
