"""How an act is plugged in, and how a file that has no problem is handed to it: all or nothing.

An act belongs to a stage; the exchange knows only this protocol. In the dry run the act is asked
about each entry and changes nothing. When the person confirms, it receives all entries at once.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from enum import Enum
from typing import Final, Generic, Protocol, TypeVar

from fisc.exchange.templates import Complaint, Entry, Value

Receipt = TypeVar("Receipt", covariant=True)  # noqa: PLC0105 - Act reads best with a plain name
REPORT_EVERY: Final = 5_000
Clock = Callable[[], float]


class Change(Enum):
    """What an entry would do to what is already there.

    In a conflict what is there is no longer what the person had before their eyes.
    """

    NEW = "new"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True)
class Difference:
    """What one entry changes in one column."""

    column: str
    before: Value
    after: Value


@dataclass(frozen=True, slots=True)
class Judgement:
    """What an act says of one entry before anything is done.

    ``key`` names the thing that is changed, ``differences`` what of it.
    """

    change: Change = Change.NEW
    complaints: tuple[Complaint, ...] = ()
    key: str = ""
    differences: tuple[Difference, ...] = ()


class Act(Protocol[Receipt]):
    """What is done with the entries of a file.

    ``judge`` reads and changes nothing. ``carry_out`` does everything or nothing: when an
    exception leaves the iterator that it is given, nothing may remain. ``fingerprint`` names the
    file and serves as the key under which the batch may happen only once.
    """

    def judge(self, entry: Entry) -> Judgement:
        """Say whether an entry is new, a change or nothing new, and what speaks against it."""
        ...

    def carry_out(self, entries: Iterable[Entry], *, fingerprint: str) -> Receipt:
        """Do what the entries ask for, in one transaction, and return a receipt."""
        ...


@dataclass(frozen=True, slots=True)
class Applied(Generic[Receipt]):
    """What an act returned, and how many entries it was given."""

    receipt: Receipt
    entries: int


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is. ``rate`` is rows per second, or None where no clock was given.

    ``total`` is about how many rows there are, head included, or None where nobody has looked.
    """

    rows: int
    rate: int | None
    total: int | None = None


Report = Callable[[Progress], None]


class Counter:
    """Counts rows and reports from time to time; the clock is brought by a door.

    Example:
        >>> seconds = iter((0.0, 2.0))
        >>> counter = Counter(print, lambda: next(seconds), every=10)
        >>> _ = list(counter.over(range(12)))
        Progress(rows=10, rate=5, total=None)
    """

    def __init__(
        self,
        listener: Report | None,
        clock: Clock | None,
        *,
        every: int = REPORT_EVERY,
        total: int | None = None,
    ) -> None:
        self._listener = listener
        self._clock = clock
        self._every = every
        self._total = total
        self._began = clock() if clock and listener else None
        self.rows = 0

    def over(self, things: Iterable[_Thing]) -> Iterator[_Thing]:
        """Pass things on and count them."""
        for thing in things:
            yield thing
            self.rows += 1
            if self._listener and self.rows % self._every == 0:
                self._listener(Progress(self.rows, self._rate(), self._total))

    def _rate(self) -> int | None:
        if self._clock is None or self._began is None:
            return None
        passed = self._clock() - self._began
        return int(self.rows / passed) if passed > 0 else None


_Thing = TypeVar("_Thing")
