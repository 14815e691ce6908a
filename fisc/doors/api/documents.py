"""Documents of the budget on their way: the trail of one, its return, and the way back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest
from ninja import Path, Schema

from fisc.doors.api import clock, keys
from fisc.doors.api.fields import Asked, Number, Place, Year, text
from fisc.doors.api.gate import Caller, Desk, absent, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.problems import stopped_by
from fisc.record import trails
from fisc.record.book import Book
from fisc.record.sheets import Sheet, sheet
from fisc.record.ways import Document, Kind, UnknownDocument, concerns
from fisc.stages.allot import commands as allot
from fisc.stages.allot.ways import CHANGES
from fisc.stages.allot.ways import KINDS as OF_ALLOT
from fisc.stages.approve import commands as approve
from fisc.stages.approve.ways import KINDS as OF_APPROVE

desk: Final = Desk("Documents · 单据流转")
KINDS: Final[Mapping[str, Kind]] = {**OF_ALLOT, **OF_APPROVE}
KindName = Literal["indicator", "change_of_authority", "transfer", "ceiling", "budget"]
KindInPath = Annotated[KindName, Path()]
YearInPath = Annotated[Year, Path()]
NumberInPath = Annotated[Number, Path()]


class MarkShown(Schema):
    """One act on a document: by whom, as which role, from where to where, why, and when."""

    act: str
    actor: str
    role: str
    at: datetime
    from_state: str
    to_state: str
    reason: str
    version: int


class AheadShown(Schema):
    """A step that lies before a document: who could take it, how long it usually took.

    ``usual_seconds`` is the average of ``samples`` acts of the last 90 days, null where there were
    none; ``checks`` are the controls that run then.
    """

    act: str
    hands: list[str]
    more: int
    usual_seconds: int | None
    samples: int
    checks: list[str]


class DocumentShown(Schema):
    """One document on its way; ``due`` is until when it should leave its state."""

    kind: str
    number: str
    year: int
    division: str
    state: str
    version: int
    maker: str
    due: date | None
    acts: list[str]
    ahead: list[AheadShown]
    trail: list[MarkShown]


class DocumentAct(Schema):
    """What became of an act on a document."""

    number: str
    state: str


class DocumentSeen(Asked):
    """Which version of a document was seen; another one is refused. It may be left out."""

    version: Place | None = None


class DocumentBack(DocumentSeen):
    """Why a document is returned, and whither: its author, the step before, or the review."""

    reason: text(200, empty=False)  # type: ignore[valid-type]
    to: Literal["author", "previous", "review"] = "author"


@desk.get("/documents/{kind}/{year}/{number}", "document", DocumentShown)
def one_document(
    request: HttpRequest, kind: KindInPath, year: YearInPath, number: NumberInPath
) -> DocumentShown:
    """Return one document with its trail, the acts open to it, and the steps before it."""
    found = _seen(caller(request), kind, year, number)
    document = found.document
    return DocumentShown(
        kind=kind,
        number=number,
        year=year,
        division=document.division,
        state=document.state,
        version=found.version,
        maker=document.maker,
        due=found.due.last_day if found.due else None,
        acts=[one.name for one in found.acts],
        ahead=[
            AheadShown(
                act=one.act,
                hands=[person.username for person in one.hands],
                more=one.more,
                usual_seconds=one.usual,
                samples=one.samples,
                checks=list(one.checks),
            )
            for one in found.ahead
        ],
        trail=[
            MarkShown(
                act=mark.act,
                actor=mark.actor,
                role=mark.role,
                at=mark.at,
                from_state=mark.from_state,
                to_state=mark.to_state,
                reason=mark.reason,
                version=mark.version,
            )
            for mark in found.trail
        ],
    )


@desk.post("/documents/{kind}/{year}/{number}/return", "documents-return", DocumentAct)
def send_back(
    request: HttpRequest,
    kind: KindInPath,
    year: YearInPath,
    number: NumberInPath,
    asked: DocumentBack,
    key: Key,
) -> DocumentAct:
    """Return a document: to its author, the step before, or a chosen step; with a reason."""
    more = {"reason": asked.reason, "to": asked.to, "version": asked.version}
    return _go(caller(request), kind, year, number, "return", key, more)


@desk.post("/documents/{kind}/{year}/{number}/resubmission", "documents-resubmit", DocumentAct)
def resubmit(
    request: HttpRequest,
    kind: KindInPath,
    year: YearInPath,
    number: NumberInPath,
    key: Key,
    asked: DocumentSeen | None = None,
) -> DocumentAct:
    """Send what was returned and corrected straight back to the one who returned it."""
    more = {"version": asked.version if asked else None}
    return _go(caller(request), kind, year, number, "resubmit", key, more)


@desk.post("/documents/{kind}/{year}/{number}/recall", "documents-recall", DocumentAct)
def take_back(
    request: HttpRequest,
    kind: KindInPath,
    year: YearInPath,
    number: NumberInPath,
    key: Key,
    asked: DocumentSeen | None = None,
) -> DocumentAct:
    """Take back one's own last act on a document, until the next person has acted."""
    more = {"version": asked.version if asked else None}
    return _go(caller(request), kind, year, number, "take_back", key, more)


@desk.post("/documents/{kind}/{year}/{number}/withdrawal", "documents-withdraw", DocumentAct)
def withdraw(
    request: HttpRequest,
    kind: KindInPath,
    year: YearInPath,
    number: NumberInPath,
    key: Key,
    asked: DocumentSeen | None = None,
) -> DocumentAct:
    """Give up a document that one wrote and nobody has decided on; its trail stays."""
    more = {"version": asked.version if asked else None}
    act = "withdraw" if kind == CHANGES else "discard"
    return _go(caller(request), kind, year, number, act, key, more)


def _go(
    asking: Caller,
    kind: str,
    year: int,
    number: str,
    act: str,
    key: str,
    more: Mapping[str, Any],
) -> DocumentAct:
    demand_known(asking, kind, year, number, key=keys.own(asking, key))
    stage = allot if kind in OF_ALLOT else approve
    receipt = stage.go(
        kind=kind,
        number=number,
        year=year,
        act=act,
        officer=asking.username,
        at=clock.now(),
        key=keys.own(asking, key),
        **more,
    )
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    return DocumentAct(number=number, state=receipt.state)


def demand_known(asking: Caller, kind: str, year: int, number: str, *, key: str) -> None:
    """Stop the request unless the document is there for this person, or was when it was done."""
    try:
        row = KINDS[kind].seen(number, year)
    except UnknownDocument as unknown:
        if trails.under_key(Book(), key) is None:
            raise absent(f"{kind} {number}") from unknown
        return
    document = KINDS[kind].document_of(row)
    _demand_concerned(asking, document)


def _seen(asking: Caller, kind: str, year: int, number: str) -> Sheet:
    try:
        found = sheet(Book(), KINDS[kind], number, year, today=clock.today(), now=clock.now())
    except UnknownDocument as unknown:
        raise absent(f"{kind} {number}") from unknown
    document = found.document
    _demand_concerned(asking, document)
    return found


def _demand_concerned(asking: Caller, document: Document) -> None:
    """Stop the request as if a document were not there, unless it is the affair of who asks."""
    what = f"{document.flow.name} {document.number}"
    asking.demand_seen(what, document.division, document.unit)
    if not concerns(document, asking.username, asking.person.grants):
        raise absent(what)
