"""A crew: processes that share the places of a large demo, a month at a time.

While one process waits for the database another one plans, so two of them keep two cores busy.
Places have nothing to do with each other within a month, and what is written of a place is the
same whoever writes it. A file of its own because everything about processes is here.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from typing import Any, Final

import django

BEGIN: Final = 0  # the order to write what stands at the beginning of the year; others are months
HANDS_MAX: Final = 4
PLACES_EACH: Final = 8  # fewer are not worth a process
SETTINGS: Final = ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT", "OPTIONS")


class CrewStopped(RuntimeError):
    """One of the crew could not go on; it says why."""


@dataclass(frozen=True, slots=True)
class Task:
    """What a member of the crew must know to write its share of the plan."""

    scale: str
    seed: int
    until: date
    places: tuple[str, ...]
    database: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Member:
    """One process and the line on which it takes orders and reports."""

    process: BaseProcess
    line: Connection


class Crew:
    """Carries out orders, each by all members at once; ``places`` are the codes that it writes."""

    def __init__(self, members: Sequence[Member], places: frozenset[str]) -> None:
        self.members = members
        self.places = places
        self.refused = 0

    def order(self, what: int) -> None:
        """Give an order to all; ``reports`` tells how it goes."""
        for member in self.members:
            member.line.send(what)

    def reports(self) -> Iterator[None]:
        """Yield once for each place that is done, until all members are through with the order.

        Raises:
            CrewStopped: one of them could not go on.
        """
        busy = {member.line for member in self.members}
        while busy:
            for line in wait(list(busy)):
                assert isinstance(line, Connection)  # noqa: S101 - nothing else is waited for
                try:
                    word, value = line.recv()
                except EOFError:
                    raise CrewStopped("A process of the crew has gone.") from None
                if word == "wrong":
                    raise CrewStopped(value)
                if word == "through":
                    self.refused += value
                    busy.remove(line)
                else:
                    yield


def hands(places: int) -> int:
    """Return how many processes are worth having for so many places."""
    return min(os.cpu_count() or 1, HANDS_MAX, places // PLACES_EACH)


@contextmanager
def crew_for(tasks: Sequence[Task]) -> Iterator[Crew]:
    """Start a process for each task; they end with the context, whatever it ends with."""
    context = multiprocessing.get_context("spawn")
    members = []
    for task in tasks:
        mine, theirs = context.Pipe()
        process = context.Process(target=_work, args=(theirs, task), daemon=True)
        process.start()
        theirs.close()
        members.append(Member(process, mine))
    try:
        yield Crew(members, frozenset(code for task in tasks for code in task.places))
    finally:
        for member in members:
            member.line.close()
        for member in members:
            member.process.terminate()
            member.process.join()


def _work(line: Connection, task: Task) -> None:
    """Carry out orders until the line is closed."""
    django.setup()
    from django.db import connections

    # Where the giver of orders writes is said here; the settings may name another place.
    connections.settings["default"] = {**connections.settings["default"], **task.database}
    connections["default"].close()
    del connections["default"]
    from fisc.demo.write import writer_of

    try:
        writer = writer_of(task.scale, task.seed, task.until, lambda *_: line.send(("place", None)))
        while True:
            before = writer.refused
            writer.carry_out(line.recv(), task.places)
            line.send(("through", writer.refused - before))
    except (EOFError, BrokenPipeError):
        return
    except Exception as wrong:  # noqa: BLE001 - told to whom gave the order
        line.send(("wrong", f"{type(wrong).__name__}: {wrong}"))
    finally:
        connections.close_all()
