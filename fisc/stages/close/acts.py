"""What an act of this stage answers; how it is carried out whole or not at all is the record's.

A file of its own because every act of the stage goes through it.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from fisc.record.acting import (
    Refused,
    acting,
    all_or_nothing,
    demand,
    demand_duty,
    duty,
    refuse,
    whole_or_nothing,
)
from fisc.record.book import Book
from fisc.stages.close.periods import OpenItem
from fisc.values import Step, Verdict

__all__ = [
    "Receipt",
    "Refused",
    "acting",
    "all_or_nothing",
    "attempt",
    "demand",
    "demand_duty",
    "duty",
    "refuse",
]


@dataclass(frozen=True, slots=True)
class Receipt:
    """What became of a closing, an opening or a sweep.

    ``facts`` are the numbers of the facts that were left; ``steps`` say what was carried, set off
    or restored; ``open_items`` must be settled before it can be tried again.
    """

    subject: str
    facts: tuple[int, ...] = ()
    steps: tuple[Step, ...] = ()
    refusal: Verdict | None = None
    open_items: tuple[OpenItem, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the act was carried out, now or before."""
        return self.refusal is None


def attempt(subject: str, act: Callable[[Book], Receipt]) -> Receipt:
    """Carry out an act of the book; when it refuses, nothing of it remains."""
    return whole_or_nothing(
        act, lambda stopped: Receipt(subject, refusal=stopped.verdict, open_items=stopped.items)
    )
