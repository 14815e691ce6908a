"""What lies on somebody's desk: a document, what it waits for, until when, how urgent that is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from fisc.engines.budgets.flows import Due, Flow, deadline
from fisc.values import Money, Words


class Light(StrEnum):
    """How urgent a task is: late, soon due or warned of, or neither."""

    LATE = "late"
    SOON = "soon"
    CALM = "calm"


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    """A document on a desk. Units: ``amount`` in fen, None where none is typed.

    ``act`` is what it waits for, empty where it only wants to be known of. ``about`` says in its
    own words what it is about, ``note`` why it is here where that is not plain: returned, late,
    not paid by the bank. ``number`` and ``year`` name it within its ``flow``.
    """

    flow: str
    number: str
    year: int
    division: str
    unit: str
    state: str
    act: str
    about: str
    amount: Money | None
    since: datetime | None
    version: int = 1
    due: Due | None = None
    light: Light = Light.CALM
    note: Words | None = None


def light(due: Due | None, today: date, *, warned: bool = False) -> Light:
    """Return how urgent a task is.

    Example:
        >>> due = Due(date(2026, 3, 10), "pay.submit")
        >>> [str(light(due, date(2026, 3, day))) for day in (9, 10, 11)]
        ['calm', 'soon', 'late']
        >>> str(light(None, date(2026, 3, 9), warned=True))
        'soon'
    """
    if due is not None and due.passed(today):
        return Light.LATE
    soon = warned or (due is not None and due.last_day == today)
    return Light.SOON if soon else Light.CALM


def due_of(flow: Flow, state: str, since: date | None, terms: Mapping[str, int]) -> Due | None:
    """Return until when a document that came into a state on a day should leave it."""
    row = flow.waiting_act(state)
    return deadline(row, since, terms) if row is not None and since is not None else None


def in_order(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Return tasks by their deadline, then by how long they wait; what has none comes last.

    Always: the order does not depend on the order of what comes in.
    """
    return tuple(sorted(tasks, key=_urgency))


def _urgency(task: Task) -> tuple[date, str, str, int]:
    last_day = task.due.last_day if task.due else date.max
    since = task.since.isoformat() if task.since else ""
    return last_day, since, task.number, task.year
