"""What an act of this stage answers; how it is carried out whole or not at all is the record's.

A file of its own because every act of the stage goes through it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
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
    """What became of an act on one document, or on several that go together.

    ``state`` is where the documents are now; ``facts`` are the numbers of the facts that were
    left; ``refusal`` says why nothing was done; ``alerts`` did not stop it.
    """

    numbers: tuple[str, ...]
    state: str
    facts: tuple[int, ...] = ()
    refusal: Verdict | None = None
    alerts: tuple[Verdict, ...] = ()

    @property
    def number(self) -> str:
        """The number of the document, or of the first of several."""
        return self.numbers[0] if self.numbers else ""

    @property
    def done(self) -> bool:
        """Whether the act was carried out, now or before."""
        return self.refusal is None


def attempt(numbers: Iterable[str], act: Callable[[Book], Receipt], state: str = "") -> Receipt:
    """Carry out an act of the book; when it refuses, nothing of it remains.

    ``state`` is where the documents stay when the act is refused, if that is known.
    """
    every = tuple(numbers)
    return whole_or_nothing(act, lambda stopped: Receipt(every, state, refusal=stopped.verdict))
