"""Desks over the documents of any stage: what waits for somebody, what they sent or finished.

A stage brings its rows as documents and bare tasks; their trails are read in one question.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import Any, Final

from django.db.models import Q

from fisc.engines.organisation.duties import Officer, check_duty
from fisc.engines.organisation.flows import Flow, flow
from fisc.engines.organisation.paper_acts import Wish, judge, kept_apart, right_needed
from fisc.engines.organisation.papers import Paper
from fisc.engines.organisation.rights import Grant, roles_of
from fisc.engines.organisation.tasks import Task, due_of, light, placed, watched
from fisc.record import trails
from fisc.record.book import Book
from fisc.record.ways import Document, Kind, UnknownDocument, papers_of, terms_of
from fisc.values import Step, Verdict, Words

# What cannot be done from a list, because more has to be typed than a tick.
TYPED: Final = frozenset({"allocate", "adopt"})
TOUCHED_MAX: Final = 1000  # acts of somebody through which the lists look
RETURNED: Final = "RETURNED"
Found = tuple[Document, str]  # with what it is about
_MOVED_ON: Final = Verdict(
    False,
    Words("turn of the step", "流转次序"),
    (Step("It has moved on since it was seen.", "单据已流转，请重新查看。"),),
)


def affairs_of(flow: Flow, grant: Grant) -> frozenset[str]:
    """Return the states in which a document may be the affair of somebody with a grant."""
    found: set[str] = set()
    for row in flow.acts:
        held = [name for name in (row.right, row.escalates_to) if name]
        if row.kind in {"step", "resubmit"} and any(grant.role in roles_of(one) for one in held):
            found.update(row.from_states)
    return frozenset(found)


def waiting_states(flow: Flow) -> frozenset[str]:
    """Return the states in which a document waits for somebody."""
    return frozenset(state for state in flow.states if flow.waiting_act(state) is not None)


def one_list(
    book: Book,
    name: str,
    kinds: Iterable[Kind],
    who: str,
    grants: Collection[Grant],
    *,
    today: date,
    limit: int,
) -> tuple[Task, ...]:
    """Return one list of somebody: ``todo``, ``sent``, ``done`` or ``drafts``.

    Who has nothing to do with a kind is not asked about it.
    """
    held = {grant.role for grant in grants}
    wanted = [kind for kind in kinds if _roles_about(flow(kind.flow)) & held]
    if not wanted:
        return ()
    if name == "todo":
        return to_do(book, wanted, who, grants, today=today, limit=limit)
    return handled(book, wanted, who, name, today=today, limit=limit)


def _roles_about(flow: Flow) -> frozenset[str]:
    """Return the roles that have to do with a kind of document."""
    return frozenset(
        roles_of(*{name for row in flow.acts for name in (row.right, row.escalates_to) if name})
    )


def to_do(
    book: Book,
    kinds: Iterable[Kind],
    who: str,
    grants: Collection[Grant],
    *,
    today: date,
    limit: int,
) -> tuple[Task, ...]:
    """Return what waits for somebody with these grants, of some kinds, at most ``limit`` of each.

    What is theirs to do, what came back to them, and what has waited longer than its term and
    escalates to them.
    """
    found: list[Found] = []
    for kind in kinds:
        chosen = Q(pk__in=())
        for grant in grants:
            if states := affairs_of(flow(kind.flow), grant):
                chosen |= Q(division=grant.division, state__in=states)
        if chosen != Q(pk__in=()):
            rows = kind.model.objects.filter(chosen | Q(maker=who, state=RETURNED))
            found += _documents(kind, rows.order_by("pk")[:limit])
    tasks = []
    for document, paper, task in _tasks(book, found, today):
        mine = placed(task, paper, who, grants, author=document.maker, today=today)
        if mine is not None:
            tasks.append(replace(mine, from_list=mine.act not in TYPED))
    return tuple(tasks)


def handled(
    book: Book, kinds: Iterable[Kind], who: str, name: str, *, today: date, limit: int
) -> tuple[Task, ...]:
    """Return what somebody made or acted on: in the list ``sent``, ``done`` or ``drafts``."""
    touched = {} if name == "drafts" else trails.touched_by(book, who, limit=TOUCHED_MAX)
    found: list[Found] = []
    for kind in kinds:
        own = Q(maker=who, state__in=(*kind.drafts, RETURNED))
        if name == "drafts":
            rows = kind.model.objects.filter(own)
        else:
            mine = Q(maker=who) | Q(number__in=touched.get(kind.flow, ()))
            for column in kind.hands:
                mine |= Q(**{column: who})
            waiting = Q(state__in=waiting_states(flow(kind.flow)))
            rows = kind.model.objects.filter(mine, waiting & ~own if name == "sent" else ~waiting)
        found += _documents(kind, rows.order_by("-pk")[:limit])
    return tuple(watched(task, today) for _, _, task in _tasks(book, found, today))


def foreseen(book: Book, kind: Kind, number: str, year: int, wish: Wish, who: Officer) -> Verdict:
    """Judge whether somebody may do an act on a document from a list; nothing is done.

    Without an act it is the one for which the document waits. What the ledger and the registers say
    is asked only when it is done.
    """
    try:
        document = kind.document_of(kind.seen(number, year))
    except UnknownDocument:
        return _MOVED_ON
    (paper,) = papers_of(book, [document])
    waits = paper.waits_for
    name = wish.act or (waits.act if waits else "")
    step, wanted = paper.flow.act(name, paper.state), right_needed(paper, name)
    if step is None or not wanted or name in TYPED:
        return _MOVED_ON
    others = kept_apart(paper, step) if step.kind in {"step", "return"} else ()
    division = document.division
    verdict = check_duty(who, division=division, right=wanted, document=number, others=others)
    return judge(paper, replace(wish, act=name)) if verdict else verdict


def waiting_act(kind: Kind, number: str, year: int) -> str:
    """Return the act for which a document waits, empty for none."""
    try:
        document = kind.document_of(kind.seen(number, year))
    except UnknownDocument:
        return ""
    waits = document.flow.waiting_act(document.state)
    return waits.act if waits else ""


def _documents(kind: Kind, rows: Iterable[Any]) -> list[Found]:
    return [(kind.document_of(row), kind.about(row)) for row in rows]


def _tasks(
    book: Book, found: Sequence[Found], today: date
) -> Iterator[tuple[Document, Paper, Task]]:
    papers = papers_of(book, [document for document, _ in found])
    terms: dict[str, dict[str, int]] = {}
    for (document, about), paper in zip(found, papers, strict=True):
        flow = document.flow
        if flow.name not in terms:
            terms[flow.name] = terms_of(flow, today)
        since = paper.last.at if paper.last else None
        due = due_of(flow, document.state, since.date() if since else None, terms[flow.name])
        yield (
            document,
            paper,
            Task(
                flow=flow.name,
                number=document.number,
                year=document.year,
                division=document.division,
                unit=document.unit,
                state=document.state,
                act="",
                about=about,
                amount=document.amount,
                since=since,
                version=paper.version,
                due=due,
                light=light(due, today),
            ),
        )
