"""A worker: takes jobs one after another, says that it lives, and leaves nothing half.

The pulse is told by a thread of its own, because a large file may be opened for a while before its
first row is counted. The clock is brought by a door.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from threading import Event, Thread
from typing import Final

from django.db import DatabaseError, connection

from fisc.jobs import housekeeping, store
from fisc.jobs.kinds import KINDS
from fisc.jobs.models import State, Worker
from fisc.jobs.store import JobRecord, Stopped
from fisc.jobs.tasks import CannotBeDone, Clock, Task
from fisc.record import summing
from fisc.record.book import Book
from fisc.values import Words

logger: Final = logging.getLogger(__name__)
PULSE_SECONDS: Final = 10
IDLE_SECONDS: Final = 1
SUM_EVERY: Final = timedelta(minutes=1)
BATCHES_ENOUGH: Final = 500  # fewer are added up by whoever asks
FORGOTTEN: Final = timedelta(days=1)  # after which a silent worker is struck from the list
UNKNOWN_KIND: Final = Words(
    "This version does not know that kind of work.", "当前版本不支持此类任务。"
)


class Office:
    """One worker of the office. ``name`` tells it from every other, also from its predecessor."""

    def __init__(self, name: str, clock: Clock, stopping: Event | None = None) -> None:
        self.name = name
        self.done = 0
        self._clock = clock
        self._stop = stopping or Event()
        self._began = self._summed = clock()
        self._kept: date | None = None

    def serve(
        self, calendar: Callable[[], date] | None = None, alive: Callable[[], bool] = lambda: True
    ) -> None:
        """Work until told to stop, or until ``alive`` says that nobody is left to work for.

        ``calendar`` lets the housekeeping of each day be done as soon as the day begins; without it
        nothing is done that nobody asked for.
        """
        with self._pulsing():
            while not self._stop.is_set() and alive():
                try:
                    if calendar is not None:
                        self._keep_house(calendar())
                        self._sum()
                    idle = self.step() is None
                except DatabaseError:
                    logger.warning("The database does not answer; a worker waits.", exc_info=True)
                    connection.close()
                    idle = True
                if idle:
                    self._stop.wait(IDLE_SECONDS)

    def until_idle(self) -> int:
        """Do what waits now; return how many jobs that was."""
        begun = self.done
        while not self._stop.is_set() and self.step() is not None:
            pass
        return self.done - begun

    def step(self, number: int | None = None) -> JobRecord | None:
        """Take one job, or that of a number, and do it; return it as it stands then.

        None where none waits.
        """
        job = store.take(self.name, at=self._clock(), number=number)
        if job is None:
            return None
        self._do(job)
        self.done += 1
        return store.find(job.number)

    def _do(self, job: JobRecord) -> None:
        kind = KINDS.get(job.kind)
        if kind is None:
            store.end(job, State.FAILED, UNKNOWN_KIND, at=self._clock())
            return
        try:
            with self._pulsing(job):
                said = kind.run(Task(job, self._clock, self._stop.is_set))
        except Stopped:
            self._stopped(job)
        except CannotBeDone as why:
            store.end(job, State.FAILED, why.why, at=self._clock())
        except Exception:
            logger.exception("Job %d (%s) failed in turn %d", job.number, job.kind, job.taken)
            store.end(job, State.FAILED, _fault(job), at=self._clock())
        else:
            store.end(job, State.DONE, said, at=self._clock())

    def _keep_house(self, day: date) -> None:
        """Ask for the housekeeping of a day, once."""
        if day != self._kept:
            store.ask(housekeeping.wanted(day), at=self._clock())
            self._kept = day

    def _sum(self) -> None:
        """Add up what was posted, so that pages stay quick through a busy day."""
        if self._clock() - self._summed < SUM_EVERY:
            return
        self._summed = self._clock()
        if summing.behind(Book()) >= BATCHES_ENOUGH:
            summing.refresh(Book(), hurried=True)

    def _stopped(self, job: JobRecord) -> None:
        """End a cancelled job; give back one that is broken off because the worker ends."""
        if store.find(job.number).cancel_asked_by:
            store.end(job, State.CANCELLED, store.STOPPED, at=self._clock())
        else:
            store.give_back(job, at=self._clock())

    @contextmanager
    def _pulsing(self, job: JobRecord | None = None) -> Iterator[None]:
        over = Event()
        thread = Thread(target=self._pulse, args=(over, job), daemon=True)
        thread.start()
        try:
            yield
        finally:
            over.set()
            thread.join()

    def _pulse(self, over: Event, job: JobRecord | None) -> None:
        try:
            while True:
                try:
                    if job is not None:
                        store.beat(job, at=self._clock())
                    else:
                        self._be_heard()
                except DatabaseError:
                    logger.warning("A worker could not be heard.", exc_info=True)
                if over.wait(PULSE_SECONDS):
                    return
        finally:
            connection.close()

    def _be_heard(self) -> None:
        at: datetime = self._clock()
        Worker.objects.update_or_create(
            name=self.name,
            defaults={"pulse_at": at},
            create_defaults={"pulse_at": at, "started_at": self._began},
        )
        Worker.objects.filter(pulse_at__lt=at - FORGOTTEN).delete()


def _fault(job: JobRecord) -> Words:
    return Words(
        f"Something broke on our side; the log names job {job.number}.",
        f"系统内部错误，详见日志中的任务 {job.number}。",
    )
