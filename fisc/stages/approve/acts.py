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
from fisc.values import Verdict

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
    """What became of an act on a document of this stage.

    ``state`` is the document's state now; ``fact`` the number of the fact, where one was left;
    ``refusal`` says why nothing was done; ``alerts`` did not stop it.
    """

    number: str
    state: str
    fact: int | None = None
    refusal: Verdict | None = None
    alerts: tuple[Verdict, ...] = ()

    @property
    def done(self) -> bool:
        """Whether the act was carried out, now or before."""
        return self.refusal is None


def attempt(number: str, state: str, act: Callable[[Book], Receipt]) -> Receipt:
    """Carry out an act of the book; when it refuses, nothing of it remains.

    ``state`` is what the document's state stays when the act is refused.
    """
    return whole_or_nothing(act, lambda stopped: Receipt(number, state, refusal=stopped.verdict))
