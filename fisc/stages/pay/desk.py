"""Desks: the requests that wait for somebody, that they sent, finished or drafted."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import date
from typing import Any, Final

from django.db.models import F, Max, Q

from fisc.engines.organisation.flows import Flow
from fisc.engines.organisation.paper_acts import barred
from fisc.engines.organisation.papers import Paper
from fisc.engines.organisation.rights import Grant, roles_of
from fisc.engines.organisation.tasks import (
    Task,
    back_to,
    due_of,
    holds,
    in_order,
    light,
    returned_note,
    watched,
)
from fisc.law.flow_kinds import FlowAct
from fisc.stages.pay.flow import FLOW, papers_of, rules, signed, terms
from fisc.stages.pay.models import PaymentRequest, Signature
from fisc.stages.pay.persons import right_of
from fisc.stages.pay.states import IN_PROCESS, SENT, State
from fisc.values import Money, Words

ROWS_MAX: Final = 100
# What the bank did not do, or undid: the unit that asked hears of it.
_CAME_BACK: Final = {
    State.FAILED: Words("not paid by the bank", "银行未支付，请处理"),
    State.REFUNDED: Words("the money came back", "资金已退回，请处理"),
    State.EXPIRED: Words("it stayed open too long", "已过有效期，请处理"),
}
_ON_THEIR_WAY: Final = (
    IN_PROCESS | SENT | {State.DRAFT, State.REVIEWED, State.RETURNED, State.EXPIRED}
)


def to_do(
    who: str, grants: Collection[Grant], *, day: date, limit: int = ROWS_MAX
) -> tuple[Task, ...]:
    """Return what waits for somebody with these grants, by deadline, at most ``limit``.

    What is theirs to do, what has waited longer than its term and escalates to them, and what the
    bank sent back to their unit. Nobody is shown a step that they may not take because they took
    an earlier one.
    """
    flow = rules(day)
    chosen = Q(pk__in=())
    for grant in grants:
        states = _states_for(flow, grant)
        if states:
            here = Q(division=grant.division, state__in=states)
            chosen |= here & Q(unit=grant.unit) if grant.unit else here
    rows = list(
        PaymentRequest.objects.filter(chosen).order_by(F("moved_at").asc(nulls_first=True), "id")[
            : limit * 2
        ]
    )
    papers = papers_of(rows, day)
    found = [_task(row, papers[row.number], flow, who, grants, day) for row in rows]
    return in_order(task for task in found if task is not None)[:limit]


def sent(who: str, *, day: date, limit: int = ROWS_MAX) -> tuple[Task, ...]:
    """Return what somebody had a hand in and others now have, the oldest first."""
    return _taken_part(who, day, limit, _ON_THEIR_WAY)


def done(who: str, *, day: date, limit: int = ROWS_MAX) -> tuple[Task, ...]:
    """Return what somebody had a hand in and that is finished, the newest first."""
    finished = {state for state in State if state not in _ON_THEIR_WAY}
    return tuple(reversed(_taken_part(who, day, limit, finished)))


def drafts(who: str, *, day: date, limit: int = ROWS_MAX) -> tuple[Task, ...]:
    """Return the drafts of somebody, and what came back to them, the oldest first."""
    own = PaymentRequest.objects.filter(maker=who, state__in=(State.DRAFT, State.RETURNED))
    return _plain(own.order_by("id")[:limit], day)


def _taken_part(who: str, day: date, limit: int, states: Iterable[State]) -> tuple[Task, ...]:
    mine = Signature.objects.filter(actor=who, done=True).values("subject")
    last = [row["subject"] for row in mine.annotate(last=Max("id")).order_by("-last")[: limit * 3]]
    rows = PaymentRequest.objects.filter(number__in=last, state__in=tuple(states))
    return _plain(rows.order_by(F("moved_at").asc(nulls_first=True), "id")[:limit], day)


def _states_for(flow: Flow, grant: Grant) -> set[str]:
    """Return the states in which a request may be somebody's affair."""
    found: set[str] = set()
    for row in flow.acts:
        held = [name for name in (row.right, row.escalates_to) if name]
        waits = row.kind in {"step", "resubmit"}
        if waits and any(grant.role in roles_of(name) for name in held):
            found.update(row.from_states)
    if grant.role in roles_of(right_of("draft")):
        found.update(_CAME_BACK)
    return found


def _task(
    row: PaymentRequest,
    paper: Paper,
    flow: Flow,
    who: str,
    grants: Collection[Grant],
    day: date,
) -> Task | None:
    """Return a request as a task of somebody, or None where it is not theirs."""
    waits = paper.waits_for
    if waits is None or waits.kind == "resubmit":
        came_back = _CAME_BACK.get(State(row.state)) or returned_note(paper)
        mine = holds(grants, right_of("draft"))
        return _made(row, flow, day, waits, came_back) if mine else None
    if holds(grants, waits.right) and not barred(flow, waits, who, signed(row)):
        return _made(row, flow, day, waits, back_to(paper, who))
    task = _made(row, flow, day, None, Words("late; it escalates to you", "已超时，升级提醒"))
    late = task.due is not None and task.due.passed(day)
    return task if late and holds(grants, waits.escalates_to) else None


def _made(
    row: PaymentRequest, flow: Flow, day: date, waits: FlowAct | None, note: Words | None
) -> Task:
    since = row.moved_at
    due = due_of(flow, row.state, since.date() if since else row.day, terms(day))
    return Task(
        flow=FLOW,
        number=row.number,
        year=row.year,
        division=row.division,
        unit=row.unit,
        state=row.state,
        act=waits.act if waits else "",
        about=" · ".join(part for part in (row.payee, row.purpose) if part),
        amount=None if row.amount_fen is None else Money(row.amount_fen),
        since=since,
        version=row.version,
        due=due,
        light=light(due, day, warned=row.state == State.WARNED),
        note=note,
    )


def _plain(rows: Any, day: date) -> tuple[Task, ...]:
    flow = rules(day)
    return tuple(watched(_made(row, flow, day, None, None), day) for row in rows)
