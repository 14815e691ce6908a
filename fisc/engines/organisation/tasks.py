"""What lies on somebody's desk: a document, what it waits for, until when, how urgent that is.

Whose desk it is follows from its trail and from what somebody holds.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from enum import StrEnum

from fisc.engines.organisation.flows import Due, Flow, deadline
from fisc.engines.organisation.paper_acts import kept_apart
from fisc.engines.organisation.papers import Paper
from fisc.engines.organisation.rights import Grant, roles_of
from fisc.law.names import role
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
    not paid by the bank. ``number`` and ``year`` name it within its ``flow``. ``from_list`` says
    that its act can be done from a list, with nothing more typed.
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
    from_list: bool = True


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


def placed(
    task: Task, paper: Paper, who: str, grants: Collection[Grant], *, author: str, today: date
) -> Task | None:
    """Return a document as a task of somebody, or None where it is not theirs.

    Theirs is a step that they have the right of and signed nothing apart from, what came back to
    them as its author, and what has waited longer than its term and escalates to them.

    Source: law/organisation/flows.csv
    """
    waits = paper.waits_for
    if waits is None:
        return None
    near = [one for one in grants if one.division == task.division]
    if waits.kind == "resubmit":
        if who == author:
            return replace(task, act=waits.act, note=returned_note(paper))
    elif holds(near, waits.right) and who not in kept_apart(paper, waits):
        return replace(task, act=waits.act, note=back_to(paper, who))
    late = task.due is not None and task.due.passed(today)
    if late and holds(near, waits.escalates_to):
        return replace(task, act="", note=Words("late; it escalates to you", "已超时，升级提醒"))
    return None


def watched(task: Task, today: date) -> Task:
    """Return a document that others have, with whose affair it is now where it is late."""
    if task.due is None or not task.due.passed(today):
        return task
    hands = [role(code) for code in sorted(roles_of(task.due.right))]
    note = Words(
        f"late; it has gone up to: {', '.join(one.en for one in hands)}",
        f"已超时，升级至：{'、'.join(one.zh for one in hands)}",
    )
    return replace(task, note=note)


def holds(grants: Collection[Grant], right: str) -> bool:
    """Say whether one of somebody's roles has a right."""
    return any(grant.role in roles_of(right) for grant in grants)


def returned_note(paper: Paper) -> Words:
    """Say by whom a document was returned, and why."""
    if paper.returned is None:
        return Words("returned", "已退回")
    why = next((e.reason for e in reversed(paper.entries) if e.act == "return"), "")
    who = paper.returned.who
    return Words(f"returned by {who}: {why}", f"{who} 退回：{why}")


def back_to(paper: Paper, who: str) -> Words | None:
    """Say that a document came straight back to who returned it, or was returned to them."""
    if paper.returned is not None:
        return returned_note(paper)
    last = paper.last
    before = paper.before.returned if paper.before else ()
    if last is not None and before and before[-1].who == who:
        return Words("corrected; it came straight back to you", "已改正，直接送回给您")
    return None


def in_order(tasks: Iterable[Task]) -> tuple[Task, ...]:
    """Return tasks by their deadline, then by how long they wait; what has none comes last.

    Always: the order does not depend on the order of what comes in.
    """
    return tuple(sorted(tasks, key=_urgency))


def _urgency(task: Task) -> tuple[date, str, str, int]:
    last_day = task.due.last_day if task.due else date.max
    since = task.since.isoformat() if task.since else ""
    return last_day, since, task.number, task.year
