"""What a kind of work is handed when it is done: the job, the clock, and the way to report."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime

from fisc.jobs import store
from fisc.jobs.store import JobRecord
from fisc.values import Words

Clock = Callable[[], datetime]


class CannotBeDone(Exception):
    """Ends a job that cannot be done, with what its owner is told."""

    def __init__(self, why: Words) -> None:
        super().__init__(why.en)
        self.why = why


@dataclass(frozen=True, slots=True)
class Task:
    """One turn of a job. The clock was brought by a door."""

    job: JobRecord
    clock: Clock
    stopping: Callable[[], bool] = lambda: False

    def report(self, done: int, total: int | None = None) -> None:
        """Say how far the work is.

        Raises:
            Stopped: it is not to go on, or the worker is told to end.
        """
        store.report(self.job, done, total, at=self.clock())
        if self.stopping():
            raise store.Stopped("The worker ends.")

    def text(self, name: str) -> str:
        """Return a parameter of the job."""
        return str(self.job.parameters[name])

    def day(self, name: str) -> date:
        """Return a parameter of the job that is a day."""
        return date.fromisoformat(self.text(name))
