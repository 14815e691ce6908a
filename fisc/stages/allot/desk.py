"""Desks: the indicators, changes of authority and transfers that wait for somebody.

These documents have no trail of signatures: who made one and who acted last stand on it.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from django.db.models import Q, QuerySet

from fisc.engines.budgets.duties import Officer, check_duty
from fisc.engines.budgets.flows import flow
from fisc.engines.budgets.rights import Grant, roles_of
from fisc.engines.budgets.tasks import Task
from fisc.law.flow_kinds import FlowAct
from fisc.stages.allot.models import DONE, PROPOSED, Change, Indicator, Transfer
from fisc.stages.allot.proposals import FLOW as CHANGES
from fisc.stages.allot.steps import FLOW as INDICATORS
from fisc.values import Money, Step, Verdict, Words

TRANSFERS: Final = "transfer"
# Allocating names parts, so it is done where the parts are typed and not from a list.
FROM_A_LIST: Final = frozenset({"review", "register_with_unit", "register_without_unit", "issue"})
_GONE: Final = Verdict(
    False,
    Words("turn of the step", "流转次序"),
    (Step("It has moved on since it was seen.", "单据已流转，请重新查看。"),),
)


def indicators_to_do(who: str, grants: Collection[Grant], *, limit: int) -> tuple[Task, ...]:
    """Return the indicators whose next step somebody with these grants may take."""
    rows = _indicators(_for(INDICATORS, grants)).exclude(last_actor=who).order_by("id")[:limit]
    found = ((row, step_of(row)) for row in rows)
    return tuple(
        _indicator(row, act.act)
        for row, act in found
        if act is not None and not ("draft" in act.apart and row.maker == who)
    )


def changes_to_do(who: str, grants: Collection[Grant], *, limit: int) -> tuple[Task, ...]:
    """Return the proposed changes that somebody with these grants may carry out."""
    chosen = Q(pk__in=())
    for grant in grants:
        acts = [row.act for row in flow(CHANGES).steps if grant.role in roles_of(row.right)]
        chosen |= Q(division=grant.division, act__in=acts)
    rows = Change.objects.filter(chosen, state=PROPOSED).exclude(maker=who)
    return tuple(_change(row, row.act) for row in rows.order_by("number")[:limit])


def transfers_to_do(who: str, grants: Collection[Grant], *, limit: int) -> tuple[Task, ...]:
    """Return the drafted transfers that somebody with these grants may issue."""
    chosen = Q(pk__in=())
    for division, states in _for(TRANSFERS, grants):
        chosen |= Q(division=division, state__in=states)
    rows = Transfer.objects.filter(chosen).exclude(maker=who).order_by("id")
    return tuple(_transfer(row, "issue") for row in rows[:limit])


def handled(who: str, kind: str, name: str, *, limit: int) -> tuple[Task, ...]:
    """Return what somebody made or acted on last: in the list ``sent``, ``done`` or ``drafts``."""
    if kind == CHANGES:
        mine = Q(maker=who) if name != "done" else Q(maker=who) | Q(checker=who)
        state = DONE if name == "done" else PROPOSED
        changes = Change.objects.filter(mine, state=state) if name != "drafts" else ()
        return tuple(_change(row, "") for row in changes[:limit])
    if kind == TRANSFERS:
        mine = Q(maker=who) | Q(checker=who)
        ended = {"sent": (), "done": ("ISSUED",), "drafts": ("DRAFT",)}[name]
        transfers = Transfer.objects.filter(mine, state__in=ended).order_by("-id")
        return tuple(_transfer(row, "") for row in transfers[:limit])
    going = {row for step in flow(INDICATORS).steps for row in step.from_states} - {"DRAFT"}
    states = {"sent": going, "done": {"EXECUTABLE"}, "drafts": {"DRAFT"}}[name]
    mine = Q(maker=who) if name == "drafts" else Q(maker=who) | Q(last_actor=who)
    indicators = Indicator.objects.filter(mine, state__in=states).order_by("-id")
    return tuple(_indicator(row, "") for row in indicators[:limit])


def foreseen(who: Officer, kind: str, number: str, year: int) -> Verdict:
    """Judge whether somebody may take the next step of a document; nothing is done.

    What the ledger and the registers say is asked only when it is done.
    """
    if kind == INDICATORS:
        row = Indicator.objects.filter(number=number, year=year).first()
        act = step_of(row) if row else None
        if row is None or act is None or act.act not in FROM_A_LIST:
            return _GONE
        others = {row.last_actor} | ({row.maker} if "draft" in act.apart else set())
        return _judged(who, row.division, act, number, others)
    if kind == CHANGES:
        change = Change.objects.filter(number=number, state=PROPOSED).first()
        act = flow(CHANGES).act(change.act, PROPOSED) if change else None
        if change is None or act is None:
            return _GONE
        return _judged(who, change.division, act, number, {change.maker})
    transfer = Transfer.objects.filter(number=number, year=year, state="DRAFT").first()
    if transfer is None:
        return _GONE
    return _judged(who, transfer.division, flow(TRANSFERS).steps[0], number, {transfer.maker})


def waiting_act(kind: str, number: str, year: int) -> str:
    """Return the act for which a document waits, empty for none."""
    if kind == INDICATORS:
        row = Indicator.objects.filter(number=number, year=year).first()
        act = step_of(row) if row else None
        return act.act if act else ""
    if kind == CHANGES:
        change = Change.objects.filter(number=number, state=PROPOSED).first()
        return change.act if change else ""
    drafted = Transfer.objects.filter(number=number, year=year, state="DRAFT").exists()
    return "issue" if drafted else ""


def step_of(row: Indicator) -> FlowAct | None:
    """Return the step for which an indicator waits; how it is registered depends on its unit."""
    steps = [step for step in flow(INDICATORS).steps if row.state in step.from_states]
    if row.state == "REVIEWED":
        wanted = "register_with_unit" if row.unit else "register_without_unit"
        return next(step for step in steps if step.act == wanted)
    return steps[0] if steps else None


def _for(kind: str, grants: Collection[Grant]) -> list[tuple[str, set[str]]]:
    """Return the divisions of some grants with the states whose steps they may take."""
    return [
        (
            grant.division,
            {
                state
                for row in flow(kind).steps
                if grant.role in roles_of(row.right)
                for state in row.from_states
            },
        )
        for grant in grants
    ]


def _indicators(places: Iterable[tuple[str, set[str]]]) -> QuerySet[Indicator]:
    chosen = Q(pk__in=())
    for division, states in places:
        chosen |= Q(division=division, state__in=states)
    return Indicator.objects.filter(chosen)


def _judged(who: Officer, division: str, act: FlowAct, number: str, others: set[str]) -> Verdict:
    return check_duty(who, division=division, right=act.right, document=number, others=others)


def _indicator(row: Indicator, act: str) -> Task:
    about = row.document or row.project or row.function
    return _task(INDICATORS, row, act if act in FROM_A_LIST else "", about, row.unit)


def _change(row: Change, act: str) -> Task:
    return _task(CHANGES, row, act, row.reason)


def _transfer(row: Transfer, act: str) -> Task:
    return _task(TRANSFERS, row, act, f"{row.document} {row.receiver}".strip())


def _task(
    kind: str, row: Indicator | Change | Transfer, act: str, about: str, unit: str = ""
) -> Task:
    return Task(
        flow=kind,
        number=row.number,
        year=row.year,
        division=row.division,
        unit=unit,
        state=row.state,
        act=act,
        about=about,
        amount=Money(row.amount_fen),
        since=None,
    )
