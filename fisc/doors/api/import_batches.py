"""What was imported: the batches of a division, the file of each, and the undoing of one."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final

from django.http import HttpRequest, HttpResponse
from ninja import Path, Query, Schema
from pydantic import Field

from fisc.doors.api import keys, paging
from fisc.doors.api.fields import Division, Nothing, Year
from fisc.doors.api.gate import Caller, Desk, absent, caller
from fisc.doors.api.import_tables import Table, home, kind_for, signed, uploads
from fisc.doors.api.keys import Key
from fisc.doors.api.official import answered
from fisc.doors.api.paging import Cursor, Limit
from fisc.doors.api.problems import stopped_by
from fisc.doors.api.shapes import instant
from fisc.exchange.intake import batches
from fisc.exchange.intake.batches import Batch
from fisc.exchange.intake.imports import UnknownImport, undo_import
from fisc.exchange.intake.offered import offered_to
from fisc.record.book import Book

desk: Final = Desk("Imports · 导入")
FILE: Final = "application/octet-stream"
BatchNumber = Annotated[int, Field(ge=1, le=10**15)]


class ImportShown(Schema):
    """One batch; ``undone_by`` is empty while it stands."""

    table: str
    division: str
    number: int
    file: str
    fingerprint: str
    written: int
    day: str
    actor: str
    recorded_at: datetime
    undone_by: str


class ImportDetails(ImportShown):
    """One batch with the documents that it made."""

    documents: list[str]
    file_kept: bool


class Imports(Schema):
    """The imports of a division and year, newest first."""

    rows: list[ImportShown]
    next: str | None


class Undone(Schema):
    """A batch that was undone, all of it."""

    table: str
    division: str
    number: int


@desk.get("/imports", "imports", Imports)
def listing(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    year: Annotated[Year, Query()],
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Imports:
    """Return what was imported into a division in a year, newest first.

    Somebody of a unit sees what they imported themselves.
    """
    asking = caller(request)
    asking.demand(division)
    first = paging.first_row(cursor, "imports")
    tables = [kind.key for kind in offered_to(asking.person.grants)]
    found = batches.listed(
        Book(), tables, division, year, actor=_only(asking), most=limit + 1, after=first - 1
    )
    onward = paging.written("imports", first - 1 + limit) if len(found) > limit else None
    return Imports(rows=[ImportShown(**_told(one)) for one in found[:limit]], next=onward)


@desk.get("/imports/batches/{table}/{number}", "imports-batch", ImportDetails)
def batch(
    request: HttpRequest,
    table: Annotated[Table, Path()],
    number: Annotated[BatchNumber, Path()],
    division: Annotated[Division, Query()],
) -> ImportDetails:
    """Return one batch: the file that it came from and the documents that it made."""
    found = _seen(caller(request), division, table, number)
    return ImportDetails(
        **_told(found),
        documents=list(found.documents),
        file_kept=uploads().taken(found.fingerprint) is not None,
    )


@desk.file("/imports/batches/{table}/{number}/file", "imports-file", [FILE])
def original(
    request: HttpRequest,
    table: Annotated[Table, Path()],
    number: Annotated[BatchNumber, Path()],
    division: Annotated[Division, Query()],
) -> HttpResponse:
    """Return the very file from which a batch was taken over."""
    found = _seen(caller(request), division, table, number)
    path = uploads().taken(found.fingerprint)
    if path is None:
        raise absent("file of this batch")
    return answered(path.read_bytes(), found.file, FILE)


@desk.post("/imports/batches/{table}/{number}/undoing", "imports-undo", Undone)
def undo(
    request: HttpRequest,
    table: Annotated[Table, Path()],
    number: Annotated[BatchNumber, Path()],
    key: Key,
    asked: Nothing | None = None,  # noqa: ARG001
) -> Undone:
    """Undo a batch of one's own division, all of it. The key is the number of the batch."""
    asking = caller(request)
    keys.demand_number(key, str(number))
    kind, division = kind_for(asking, table), home(asking)
    found = _seen(asking, division, table, number)
    answer = Undone(table=kind.key, division=division, number=number)
    if found.undone is not None and found.undone.actor == asking.username:
        return answer
    asking.demand_right(kind.right, division)
    signature = signed(asking)
    act = kind.make(signature, "", {})
    receipt = undo_import(
        Book(), kind.key, signature, number, take_back=getattr(act, "take_back", None)
    )
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    return answer


def _only(asking: Caller) -> str:
    return asking.username if asking.units is not None else ""


def _seen(asking: Caller, division: str, table: str, number: int) -> Batch:
    kind = kind_for(asking, table)
    asking.demand_seen("batch", division)
    try:
        found = batches.batch_of(Book(), kind.key, division, number)
    except UnknownImport as unknown:
        raise absent(f"batch {number}") from unknown
    if _only(asking) not in ("", found.imported.actor):
        raise absent(f"batch {number}")
    return found


def _told(one: Batch) -> dict[str, Any]:
    fact = one.imported
    return {
        "table": one.template,
        "division": fact.division,
        "number": one.number,
        "file": one.file,
        "fingerprint": one.fingerprint,
        "written": one.written,
        "day": fact.day.isoformat(),
        "actor": fact.actor,
        "recorded_at": instant(fact.recorded_at),
        "undone_by": one.undone.actor if one.undone else "",
    }
