"""Files on their way into the record: tried, looked at, taken over as one batch, or given up.

A file is sent as base64 in JSON, because every body of this door is JSON. It is tried at once and
waits on the server, for whoever sent it alone, as one that was sent from a page.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import io
from contextlib import suppress
from typing import Annotated, Any, Final, Literal

from django.http import HttpRequest, HttpResponse
from ninja import Path, Schema
from pydantic import Field

from fisc.doors.api import clock, keys, paging
from fisc.doors.api.fields import Asked, Nothing, WholeYear, text
from fisc.doors.api.gate import Caller, Desk, absent, caller
from fisc.doors.api.import_tables import Table, home, kind_for, language, signed, uploads
from fisc.doors.api.keys import Key
from fisc.doors.api.official import TYPES, answered
from fisc.doors.api.paging import Cursor, Limit
from fisc.doors.api.problems import said, stopped_by, wrong
from fisc.exchange import run_files
from fisc.exchange.amounts import Unit, written
from fisc.exchange.annotate import annotate
from fisc.exchange.dryruns import apply
from fisc.exchange.intake.imports import earlier
from fisc.exchange.intake.offered import ImportKind, order_of
from fisc.exchange.uploads import About, UnknownUpload, Upload
from fisc.record.book import Book
from fisc.values import Money, Verdict

desk: Final = Desk("Imports · 导入")
CONTENT_MAX: Final = 4_900_000  # signs of base64; a body holds five million bytes
Token = Annotated[str, Field(pattern=r"^[0-9a-f]{32}$")]
Fingerprint = Annotated[str, Field(pattern=r"^[0-9a-f]{64}$")]


class FileAsked(Asked):
    """A file that somebody wants to import; ``content`` is base64.

    ``unit`` and ``encoding`` answer what the file leaves open; ``number`` is that of the draft
    that a budget becomes, ``year`` the fiscal year.
    """

    table: Table
    name: text(120, empty=False)  # type: ignore[valid-type]
    content: str = Field(pattern=r"^[0-9A-Za-z+/]+={0,2}$", max_length=CONTENT_MAX)
    year: WholeYear
    unit: Literal["", "yuan", "wan", "yi"] = ""
    encoding: Literal["", "utf-8-sig", "gb18030", "utf-16"] = ""
    number: str = Field("", pattern=r"^([0-9A-Za-z][0-9A-Za-z._-]{0,47})?$")


class TakingOver(Asked):
    """Which file is taken over: the one that was tried, by its fingerprint."""

    table: Table
    fingerprint: Fingerprint


class CountsShown(Schema):
    """How many rows would do what; a row with problems counts once."""

    new: int
    changed: int
    unchanged: int
    problem: int
    conflict: int


class RuleShown(Schema):
    """How many problems there are of one kind, and what the first says."""

    rule: str
    count: int
    example: str


class RunShown(Schema):
    """What a file would do; ``ready`` where it may be taken over."""

    token: str
    table: str
    division: str
    name: str
    fingerprint: str
    ready: bool
    counts: CountsShown
    problems: int
    rules: list[RuleShown]


class ProblemShown(Schema):
    """What is wrong at one cell, and what to do about it."""

    rule: str
    sheet: str
    row: int
    column: str
    value: str
    what: str
    advice: str


class ImportProblems(Schema):
    """What is wrong with a file, in the order of its rows."""

    rows: list[ProblemShown]
    next: str | None


class DifferenceOf(Schema):
    """What one row changes in one column; amounts in yuan."""

    column: str
    before: str
    after: str


class RowChanged(Schema):
    """A row that changes something that is there."""

    sheet: str
    row: int
    key: str
    differences: list[DifferenceOf]


class ImportChanges(Schema):
    """What a file changes, in the order of its rows."""

    rows: list[RowChanged]
    next: str | None


class TakenOver(Schema):
    """What became of a file; ``number`` names its batch, null where nothing was new."""

    table: str
    division: str
    number: int | None
    written: int


class GivenUp(Schema):
    """A file that is kept no longer."""

    token: str


@desk.post("/imports/runs", "imports-try", RunShown)
def try_file(request: HttpRequest, asked: FileAsked) -> RunShown:
    """Keep a file for a day and try it: what it would do, and everything that is wrong with it.

    Nothing is done. The same file sent again is tried again under the same token.
    """
    asking = caller(request)
    kind = kind_for(asking, asked.table)
    if kind.draft and not asked.number:
        raise wrong("body.number", "Give the number of the draft.", "请填写草案编号。")
    try:
        content = base64.b64decode(asked.content, validate=True)
    except binascii.Error:
        raise wrong("body.content", "This is not base64.", "内容不是 base64 编码。") from None
    answers = {"unit": asked.unit, "encoding": asked.encoding, "year": str(asked.year)}
    answers |= {"number": asked.number} if kind.draft else {}
    about = About(
        token=_token(asking, asked, content),
        owner=asking.username,
        name=asked.name,
        template=kind.key,
        division=home(asking),
        kept_at=clock.now(),
        answers=answers,
    )
    with suppress(UnknownUpload):
        uploads().discard(uploads().find(about.token, owner=about.owner, at=about.kept_at))
    upload = uploads().keep([content], about)
    act = kind.make(signed(asking), about.label, answers)
    run_files.keep(upload.folder, kind.try_file(order_of(upload), act))
    return _run(upload)


@desk.get("/imports/runs/{token}", "imports-run", RunShown)
def run(request: HttpRequest, token: Annotated[Token, Path()]) -> RunShown:
    """Return what a file of one's own would do."""
    return _run(_mine(caller(request), token))


@desk.get("/imports/runs/{token}/problems", "imports-problems", ImportProblems)
def problems(
    request: HttpRequest,
    token: Annotated[Token, Path()],
    limit: Limit = 100,
    cursor: Cursor = "",
) -> ImportProblems:
    """Return what is wrong with a file of one's own, cell by cell."""
    upload = _mine(caller(request), token)
    first = paging.first_row(cursor, "problems")
    found = run_files.problems(upload.folder, first=first, most=limit + 1)
    rows = [
        ProblemShown(
            rule=one.rule,
            sheet=one.sheet,
            row=one.row,
            column=one.column,
            value=one.value,
            what=said(one.what_happened),
            advice=said(one.what_to_do),
        )
        for one in found[:limit]
    ]
    return ImportProblems(rows=rows, next=_onward("problems", first, limit, len(found)))


@desk.get("/imports/runs/{token}/changes", "imports-changes", ImportChanges)
def changes(
    request: HttpRequest,
    token: Annotated[Token, Path()],
    limit: Limit = 100,
    cursor: Cursor = "",
) -> ImportChanges:
    """Return what a file of one's own changes, row by row, before and after."""
    upload = _mine(caller(request), token)
    first = paging.first_row(cursor, "changes")
    found = run_files.changes(upload.folder, first=first, most=limit + 1)
    rows = [
        RowChanged(
            sheet=one.sheet,
            row=one.row,
            key=one.key,
            differences=[
                DifferenceOf(
                    column=each.column, before=_written(each.before), after=_written(each.after)
                )
                for each in one.differences
            ],
        )
        for one in found[:limit]
    ]
    return ImportChanges(rows=rows, next=_onward("changes", first, limit, len(found)))


@desk.file("/imports/runs/{token}/marked", "imports-marked", [TYPES["xlsx"]])
def marked(request: HttpRequest, token: Annotated[Token, Path()]) -> HttpResponse:
    """Return one's own file with the faulty cells in red and what is wrong beside them."""
    upload = _mine(caller(request), token)
    target = io.BytesIO()
    tried = run_files.restored(upload.folder, order_of(upload))
    annotate(tried, target, language=language(), annotated_at=clock.now())
    stem = upload.about.label.rpartition(".")[0] or upload.about.label
    return answered(target.getvalue(), f"{stem}_marked.xlsx", TYPES["xlsx"])


@desk.post("/imports/runs/{token}/taking-over", "imports-take-over", TakenOver)
def take_over(
    request: HttpRequest, token: Annotated[Token, Path()], asked: TakingOver, key: Key
) -> TakenOver:
    """Take a file over as one batch. The key is its fingerprint, as the trial gave it."""
    asking = caller(request)
    kind = kind_for(asking, asked.table)
    keys.demand_number(key, asked.fingerprint)
    try:
        upload = uploads().find(token, owner=asking.username, at=clock.now())
    except UnknownUpload:
        return _taken_before(asking, kind, asked.fingerprint)
    tried = run_files.restored(upload.folder, order_of(upload))
    if (upload.about.template, tried.fingerprint) != (kind.key, asked.fingerprint):
        raise wrong("body.fingerprint", "Another file was tried.", "试读的是另一个文件。")
    about = upload.about
    act = kind.make(signed(asking), about.label, about.answers)
    applied = apply(tried, act)
    if isinstance(applied, Verdict):
        raise stopped_by([applied])
    receipt = applied.receipt
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    if not receipt.batches:
        return TakenOver(table=kind.key, division=about.division, number=None, written=0)
    uploads().take(upload, tried.fingerprint)
    return _taken_before(asking, kind, asked.fingerprint)


@desk.post("/imports/runs/{token}/giving-up", "imports-give-up", GivenUp)
def give_up(
    request: HttpRequest,
    token: Annotated[Token, Path()],
    asked: Nothing | None = None,  # noqa: ARG001
) -> GivenUp:
    """Forget a file of one's own that was tried; one that is not there is forgotten already."""
    asking = caller(request)
    with suppress(UnknownUpload):
        uploads().discard(uploads().find(token, owner=asking.username, at=clock.now()))
    return GivenUp(token=token)


def _taken_before(asking: Caller, kind: ImportKind, fingerprint: str) -> TakenOver:
    division = home(asking)
    fact = earlier(Book(), kind.key, division, fingerprint)
    if fact is None or fact.actor != asking.username:
        raise absent("file of this token")
    return TakenOver(
        table=kind.key,
        division=division,
        number=int(fact.body["batches"][0]),
        written=int(fact.body["vouchers"]),
    )


def _token(asking: Caller, asked: FileAsked, content: bytes) -> str:
    """Return the token of a file: the same for the same file, and nobody else's."""
    parts = (asking.username, asked.table, asked.name, str(asked.year), asked.unit)
    head = "\x1f".join((*parts, asked.encoding, asked.number, ""))
    return hashlib.sha256(head.encode() + content).hexdigest()[:32]


def _mine(asking: Caller, token: str) -> Upload:
    try:
        found = uploads().find(token, owner=asking.username, at=clock.now())
    except UnknownUpload as unknown:
        raise absent("file of this token") from unknown
    kind_for(asking, found.about.template)
    if found.about.division != home(asking):
        raise absent("file of this token")
    return found


def _run(upload: Upload) -> RunShown:
    kept, about = run_files.kept(upload.folder), upload.about
    counts = {name: getattr(kept.counts, name) for name in CountsShown.model_fields}
    return RunShown(
        token=about.token,
        table=about.template,
        division=about.division,
        name=about.label,
        fingerprint=kept.fingerprint,
        ready=kept.ready,
        counts=CountsShown(**counts),
        problems=kept.problems + kept.problems_left_out,
        rules=[
            RuleShown(rule=one.rule, count=one.count, example=said(one.example))
            for one in kept.rules
        ],
    )


def _written(value: Any) -> str:
    if isinstance(value, Money):
        return written(value, Unit.YUAN)
    return "" if value is None else str(value)


def _onward(name: str, first: int, limit: int, found: int) -> str | None:
    return paging.written(name, first - 1 + limit) if found > limit else None
