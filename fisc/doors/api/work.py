"""My work: what waits for whoever asks, what they sent, finished or drafted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date, datetime
from types import MappingProxyType
from typing import Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Query, Schema

from fisc.doors.api import clock
from fisc.doors.api.fields import InYuan, Yuan
from fisc.doors.api.gate import Caller, Desk, caller
from fisc.doors.api.problems import said
from fisc.engines.budgets.flows import flow
from fisc.engines.budgets.rights import roles_of
from fisc.engines.budgets.tasks import Task, in_order
from fisc.stages.allot import desk as authority
from fisc.stages.allot.desk import TRANSFERS
from fisc.stages.allot.proposals import FLOW as CHANGES
from fisc.stages.allot.steps import FLOW as INDICATORS
from fisc.stages.pay import desk as payments
from fisc.stages.pay.flow import FLOW as PAYMENTS

desk: Final = Desk("Work · 我的工作")
EACH_MAX: Final = 300  # of one kind, as on the page
List = Literal["todo", "sent", "done", "drafts"]
_TO_DO: Final = MappingProxyType(
    {
        INDICATORS: authority.indicators_to_do,
        CHANGES: authority.changes_to_do,
        TRANSFERS: authority.transfers_to_do,
    }
)


class TaskShown(Schema):
    """A document on somebody's desk.

    ``act`` is what it waits for, empty where it only wants to be known of; ``light`` is late, soon
    or calm; ``note`` says why it is here where that is not plain. ``version`` travels with an act.
    """

    kind: str
    number: str
    year: int
    division: str
    budget_unit: str
    state: str
    act: str
    about: str
    amount: Yuan | None
    since: datetime | None
    last_day: date | None
    light: str
    note: str
    version: int


class Work(InYuan):
    """One list of whoever asks: by deadline, what is done the newest first."""

    rows: list[TaskShown]


@desk.get("/work", "work", Work)
def work(
    request: HttpRequest,
    list: Annotated[List, Query(description="Which list.")] = "todo",  # noqa: A002
) -> Work:
    """Return one of the lists of whoever asks, over all kinds of documents.

    At most 300 of a kind; forms that are not saved yet belong to the pages and are not here.
    """
    asking = caller(request)
    found = [task for kind in KINDS.values() for task in kind(asking, list)]
    ordered = found if list == "done" else in_order(found)
    return Work(rows=[_shown(task) for task in ordered])


def _payments(asking: Caller, name: str) -> tuple[Task, ...]:
    who, day = asking.username, clock.today()
    if name == "todo":
        return payments.to_do(who, asking.person.grants, day=day, limit=EACH_MAX)
    ask = {"sent": payments.sent, "done": payments.done, "drafts": payments.drafts}[name]
    return ask(who, day=day, limit=EACH_MAX)


def _authority(kind: str) -> Callable[[Caller, str], tuple[Task, ...]]:
    def tasks(asking: Caller, name: str) -> tuple[Task, ...]:
        grants = asking.person.grants
        rights = {row.right for row in flow(kind).acts}
        if not any(grant.role in roles_of(*rights) for grant in grants):
            return ()  # who has nothing to do with them is not asked about
        if name == "todo":
            return _TO_DO[kind](asking.username, grants, limit=EACH_MAX)
        return authority.handled(asking.username, kind, name, limit=EACH_MAX)

    return tasks


KINDS: Final[Mapping[str, Callable[[Caller, str], tuple[Task, ...]]]] = MappingProxyType(
    {PAYMENTS: _payments, **{kind: _authority(kind) for kind in _TO_DO}}
)


def _shown(task: Task) -> TaskShown:
    return TaskShown(
        kind=task.flow,
        number=task.number,
        year=task.year,
        division=task.division,
        budget_unit=task.unit,
        state=task.state,
        act=task.act,
        about=task.about,
        amount=task.amount,
        since=task.since,
        last_day=task.due.last_day if task.due else None,
        light=str(task.light),
        note=said(task.note) if task.note else "",
        version=task.version,
    )
