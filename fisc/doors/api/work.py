"""My work: what waits for whoever asks, what they sent, finished or drafted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final, Literal

from django.http import HttpRequest
from ninja import Query, Schema

from fisc.doors.api import clock
from fisc.doors.api.documents import KINDS
from fisc.doors.api.fields import InYuan, Yuan
from fisc.doors.api.gate import Caller, Desk, caller
from fisc.doors.api.problems import said
from fisc.engines.organisation.tasks import Task, in_order
from fisc.record import desks
from fisc.record.book import Book
from fisc.stages.pay import desk as payments

desk: Final = Desk("Work · 我的工作")
EACH_MAX: Final = 300  # of one kind, as on the page
List = Literal["todo", "sent", "done", "drafts"]


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
    grants, today = asking.person.grants, clock.today()
    papers = desks.one_list(
        Book(), list, KINDS.values(), asking.username, grants, today=today, limit=EACH_MAX
    )
    found = [*_payments(asking, list), *papers]
    ordered = found if list == "done" else in_order(found)
    return Work(rows=[_shown(task) for task in ordered])


def _payments(asking: Caller, name: str) -> tuple[Task, ...]:
    who, day = asking.username, clock.today()
    if name == "todo":
        return payments.to_do(who, asking.person.grants, day=day, limit=EACH_MAX)
    ask = {"sent": payments.sent, "done": payments.done, "drafts": payments.drafts}[name]
    return ask(who, day=day, limit=EACH_MAX)


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
