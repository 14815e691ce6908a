"""What is to be done with requests: open acts, to whom they go next, how long that takes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from django.db.models import BigIntegerField, F, Subquery, Window
from django.db.models.functions import Lag

from fisc.engines.controls.outcomes import Control, Title, refused
from fisc.engines.controls.requests import stopping
from fisc.engines.organisation.paper_acts import Wish, right_needed
from fisc.engines.organisation.paper_acts import judge as judge_paper
from fisc.engines.organisation.papers import Paper
from fisc.engines.organisation.rights import Place
from fisc.record.ahead import Ahead, OpenAct, acts_open, steps_ahead
from fisc.record.book import Book
from fisc.registers import people
from fisc.registers.people import PersonRecord
from fisc.stages.pay import standing
from fisc.stages.pay.flow import paper_of, rules, signed
from fisc.stages.pay.models import PaymentRequest, Signature
from fisc.stages.pay.queries import (
    Panel,
    RequestView,
    TrailStep,
    panel_of,
    trail_of,
    view_of,
)
from fisc.stages.pay.release import hindrances
from fisc.stages.pay.signing import Deed, UnknownRequest, judged
from fisc.stages.pay.states import EDITABLE, IN_PROCESS, RESERVED, State
from fisc.values import Words

JUDGED: Final = EDITABLE | RESERVED | {State.REVIEWED}
_LOOK: Final = Words("Look at it again.", "请重新查看。")
LOOK_BACK: Final = timedelta(days=90)
SAMPLES_MAX: Final = 1000  # signatures of a division that are counted, the newest first
NEWEST_MAX: Final = 20_000  # signatures among which they are looked for, so that a page is quick


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that the page of one request shows, from one look at it and its trail.

    ``panel`` is None where nothing is to be judged any more. ``persons`` are those of the division
    where steps are to come, so that nobody asks for their names again.
    """

    view: RequestView
    trail: tuple[TrailStep, ...]
    acts: tuple[OpenAct, ...]
    panel: Panel | None
    ahead: tuple[Ahead, ...]
    persons: tuple[PersonRecord, ...]


def sheet(number: str, *, day: date, now: datetime) -> Sheet:
    """Return one request with its trail, the acts for which it is ready, and the steps before it.

    Raises:
        UnknownRequest: no request carries ``number``.

    Source: law/organisation/flows.csv
    """
    request = _row(number)
    trail = list(Signature.objects.filter(subject=number).order_by("id"))
    paper = paper_of(request, day, [row for row in trail if row.done])
    waits = any(request.state in row.from_states for row in paper.flow.steps)
    persons = people.of_division(request.division, now) if waits else ()
    return Sheet(
        view_of(request),
        trail_of(trail),
        acts_open(paper),
        panel_of(request, day) if request.state in JUDGED else None,
        _ahead_of(request, paper, persons, now) if waits else (),
        persons,
    )


def _ahead_of(
    request: PaymentRequest, paper: Paper, persons: tuple[PersonRecord, ...], now: datetime
) -> tuple[Ahead, ...]:
    """Return the steps before a request, the next one first; who signed it takes none of them."""
    apart = frozenset(name for names in signed(request).values() for name in names)
    place = Place(request.division, request.unit)
    return steps_ahead(paper, place, persons, _usual(request.division, now), apart)


def _usual(division: str, now: datetime) -> dict[str, tuple[int, int]]:
    """Return by act how many seconds the last steps took in all, and how many there were.

    A step takes from the act before it on its trail.
    """
    own = PaymentRequest.objects.filter(division=division).values("number")
    newest = Subquery(
        Signature.objects.order_by("-id").values("id")[:1], output_field=BigIntegerField()
    )
    before = Window(Lag("at"), partition_by=[F("subject")], order_by=[F("id").asc()])
    recent = Signature.objects.filter(
        id__gt=newest - NEWEST_MAX,
        done=True,
        at__gte=now - LOOK_BACK,
        at__lt=now,
        subject__in=own,
    )
    rows = recent.annotate(before=before).order_by("-id").values_list("act", "at", "before")
    found: dict[str, tuple[int, int]] = {}
    for act, at, earlier in rows[:SAMPLES_MAX]:
        if earlier is not None:
            seconds, samples = found.get(act, (0, 0))
            found[act] = (seconds + int((at - earlier).total_seconds()), samples + 1)
    return found


def _row(number: str) -> PaymentRequest:
    row = PaymentRequest.objects.filter(number=number).first()
    if row is None:
        raise UnknownRequest(f"There is no payment request {number}.")
    return row


def waits_for(number: str, day: date) -> str:
    """Return the act for which a request waits, empty for none.

    Raises:
        UnknownRequest: no request carries ``number``.
    """
    waiting = rules(day).waiting_act(_row(number).state)
    return waiting.act if waiting else ""


def foresee(
    *,
    number: str,
    act: str,
    officer: str,
    reason: str,
    version: int | None,
    day: date,
    at: datetime,
) -> tuple[Control, ...]:
    """Return what would stop an act, or nothing; nothing is done and nothing signed.

    Where the act reserves, its controls are asked. What somebody else does until the act is done
    may still change the answer.

    Raises:
        UnknownRequest: no request carries ``number``.
    """
    request = _row(number)
    paper = paper_of(request, day)
    deed = Deed(act, officer, day, at, "", reason, version)
    possible = bool(right_needed(paper, act))
    if possible and (against := judged(deed, request, paper)):
        return against
    verdict = judge_paper(paper, Wish(act, officer, reason))
    if not verdict:
        rule = verdict.rule
        return (refused(Title("FLOW", rule.en, rule.zh), _LOOK, *verdict.steps),)
    if stops := hindrances(act, request, day):
        return stops
    row = paper.flow.act(act, paper.state)
    if row is not None and row.kind in {"step", "resubmit"}:
        target = paper.destination(act)
        if target in IN_PROCESS and paper.state not in IN_PROCESS:
            return stopping(standing.control(Book(), request, day))
    return ()


def own_reasons(who: str, *, limit: int = 10) -> tuple[str, ...]:
    """Return the reasons that somebody last gave for a return, the newest first."""
    given = Signature.objects.filter(actor=who, act="return", done=True).exclude(reason="")
    texts = given.order_by("-id").values_list("reason", flat=True)[: limit * 5]
    return tuple(dict.fromkeys(texts))[:limit]
