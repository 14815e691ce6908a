"""The journal as it was written: vouchers, batches, entries, seals, and their verification."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Path, Query, Schema

from fisc.datacentre import journal, trials, vouchers
from fisc.datacentre.journal import Link
from fisc.doors.api import paging
from fisc.doors.api.fields import (
    Day,
    Division,
    InYuan,
    VoucherKey,
    Year,
    Yuan,
)
from fisc.doors.api.gate import Desk, absent, caller
from fisc.doors.api.paging import Cursor, Limit
from fisc.doors.api.problems import TOO_MUCH, Stop
from fisc.doors.api.shapes import AccountShown, EventShown, account_shown, event_shown, instant
from fisc.record import sealing
from fisc.record.book import Book
from fisc.values import Words

desk: Final = Desk("Journal · 序时账")
ENTRIES_MAX: Final = 200_000  # what is verified while somebody waits
BATCH_MAX: Final = 10**15
LINES_MAX: Final = 1000


class VoucherLineShown(Schema):
    """One move: an amount taken from ``credit`` and given to ``debit``.

    ``mirrored`` lines repeat others in a group ceiling.
    """

    event: EventShown
    debit: AccountShown
    credit: AccountShown
    amount: Yuan
    mirrored: bool


class SealShown(Schema):
    """Where a batch stands in the chain of its division and year; hashes in hex."""

    number: int
    batch: int
    digest: str
    hash: str


class RelativeShown(Schema):
    """Another voucher of the same identity: what this one resolves or undoes, or what does so."""

    key: str
    turn: str
    day: date


class VoucherShown(InYuan):
    """One voucher in full; ``seal`` is null while its batch waits for one."""

    key: str
    turn: str
    document: str | None
    day: date
    batch: int
    division: str
    year: int
    actor: str
    recorded_at: datetime
    reason: str
    total: Yuan
    lines: list[VoucherLineShown]
    seal: SealShown | None
    relatives: list[RelativeShown]


class VoucherRow(Schema):
    """One voucher of a batch."""

    key: str
    turn: str
    document: str | None
    day: date
    entries: int
    total: Yuan


class BatchShown(InYuan):
    """One writing, with its vouchers in order."""

    batch: int
    division: str
    year: int
    actor: str
    recorded_at: datetime
    reason: str
    entries: int
    seal: SealShown | None
    vouchers: list[VoucherRow]


class EntryShown(VoucherLineShown):
    """One entry of the journal."""

    batch: int
    line: int
    key: str
    document: str | None
    day: date
    actor: str
    recorded_at: datetime
    reason: str


class Journal(InYuan):
    """A page of the journal of a division and year, in the order in which it was written."""

    rows: list[EntryShown]
    next: str | None


class Seals(Schema):
    """A page of a chain."""

    rows: list[SealShown]
    next: str | None


class CheckpointShown(Schema):
    """The last figure that was handed to a witness."""

    number: int
    taken_at: datetime
    root: str


class Sealing(Schema):
    """How far the record is sealed."""

    checkpoint: CheckpointShown | None
    batches: int
    entries: int
    waiting: int


class FaultShown(Schema):
    """Something in the record that is not as it was written."""

    where: str
    what: str


class Verification(Schema):
    """What a verification read and found.

    Without a witness a record that was rewritten from its first entry cannot be told from a true
    one.
    """

    sound: bool
    batches: int
    entries: int
    facts: int
    waiting: int
    witnessed: bool
    faults: list[FaultShown]


@desk.get("/ledger/vouchers/{key}", "voucher", VoucherShown)
def voucher(request: HttpRequest, key: Annotated[VoucherKey, Path()]) -> VoucherShown:
    """Return one voucher by its key: 32 hexadecimal digits, the last two of which are its turn."""
    name = f"voucher {key}"
    try:
        found = vouchers.voucher(Book(), bytes.fromhex(key))
    except (vouchers.UnknownVoucher, ValueError) as unknown:
        raise absent(name) from unknown
    asking = caller(request)
    if not any(asking.sees_pot(pot) for pot in found.pots):
        raise absent(name)
    seal = found.seal
    return VoucherShown(
        key=key,
        turn=found.turn.name.lower(),
        document=found.document,
        day=found.day,
        batch=found.batch,
        division=found.division,
        year=found.year,
        actor=found.actor,
        recorded_at=instant(found.recorded_at),
        reason=found.reason,
        total=found.total,
        lines=[_line(line) for line in found.lines],
        seal=_seal(Link(seal.number, found.batch, seal.digest, seal.hash)) if seal else None,
        relatives=[
            RelativeShown(key=one.key.hex(), turn=one.turn.name.lower(), day=one.day)
            for one in found.relatives
        ],
    )


@desk.get("/ledger/batches/{number}", "batch", BatchShown)
def batch(request: HttpRequest, number: Annotated[int, Path(ge=1, le=BATCH_MAX)]) -> BatchShown:
    """Return one batch: who wrote which vouchers, when and why, and how it is sealed."""
    name = f"batch {number}"
    try:
        found = journal.batch(Book(), number)
    except journal.UnknownBatch as unknown:
        raise absent(name) from unknown
    caller(request).demand_seen(name, found.division)
    return BatchShown(
        batch=found.number,
        division=found.division,
        year=found.year,
        actor=found.actor,
        recorded_at=instant(found.recorded_at),
        reason=found.reason,
        entries=found.entries,
        seal=_seal(found.seal) if found.seal else None,
        vouchers=[
            VoucherRow(
                key=one.key.hex(),
                turn=one.turn.name.lower(),
                document=one.document,
                day=one.day,
                entries=one.entries,
                total=one.total,
            )
            for one in found.vouchers
        ],
    )


@desk.get("/ledger/journal", "journal", Journal)
def journal_page(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    year: Annotated[Year, Query()],
    first_day: Annotated[Day | None, Query()] = None,
    last_day: Annotated[Day | None, Query()] = None,
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Journal:
    """Return entries of the journal of one division and year, in the order of writing.

    The days are valid days, both included.
    """
    caller(request).demand(division)
    batch_seen, line_seen = paging.numbers(cursor, "journal", 2) or (0, 0)
    found = journal.entries(
        Book(),
        division,
        year,
        after=(batch_seen, line_seen),
        first_day=first_day,
        last_day=last_day,
        most=limit + 1,
    )
    page, onward = paging.cut(
        found, limit, lambda last: paging.written("journal", last.batch, last.line)
    )
    return Journal(rows=[_entry(entry) for entry in page], next=onward)


@desk.get("/ledger/seals", "seals", Seals)
def seals(
    request: HttpRequest,
    division: Annotated[Division, Query()],
    year: Annotated[Year, Query()],
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Seals:
    """Return the chain of seals of one division and year; each hash covers the one before it."""
    caller(request).demand(division)
    (after,) = paging.numbers(cursor, "seals", 1) or (0,)
    found = journal.links(Book(), division, year, after=after, most=limit + 1)
    page, onward = paging.cut(found, limit, lambda last: paging.written("seals", last.number))
    return Seals(rows=[_seal(link) for link in page], next=onward)


@desk.get("/ledger/sealing", "sealing", Sealing)
def sealing_now(request: HttpRequest) -> Sealing:  # noqa: ARG001
    """Return how far the whole record is sealed, and the last checkpoint for a witness."""
    found = trials.sealing(Book())
    taken = found.checkpoint
    return Sealing(
        checkpoint=CheckpointShown(
            number=taken.number, taken_at=instant(taken.taken_at), root=taken.root
        )
        if taken
        else None,
        batches=found.batches,
        entries=found.entries,
        waiting=found.waiting,
    )


@desk.get("/ledger/verification", "verification", Verification)
def verification(request: HttpRequest) -> Verification:  # noqa: ARG001
    """Read the whole record and say what in it is not as it was written.

    A long record is verified at the command line, with the file of a witness.
    """
    book = Book()
    if (entries := journal.size(book)) > ENTRIES_MAX:
        words = Words(
            f"The record has {entries} entries; verify it at the command line.",
            f"记录有 {entries} 条分录，请在命令行核验。",
        )
        raise Stop(TOO_MUCH, words)
    report = sealing.verify(book)
    return Verification(
        sound=report.sound,
        batches=report.batches,
        entries=report.entries,
        facts=report.facts,
        waiting=report.waiting,
        witnessed=report.witnessed,
        faults=[FaultShown(where=fault.where, what=fault.what) for fault in report.faults],
    )


def _line(line: vouchers.Line) -> VoucherLineShown:
    return VoucherLineShown(
        event=event_shown(line.event, reversing=line.reversing),
        debit=account_shown(line.debit),
        credit=account_shown(line.credit),
        amount=line.amount,
        mirrored=line.mirrored,
    )


def _entry(entry: journal.Entry) -> EntryShown:
    return EntryShown(
        event=event_shown(entry.event, reversing=entry.reversing),
        debit=account_shown(entry.debit),
        credit=account_shown(entry.credit),
        amount=entry.amount,
        mirrored=entry.mirrored,
        batch=entry.batch,
        line=entry.line,
        key=entry.key.hex(),
        document=entry.document,
        day=entry.day,
        actor=entry.actor,
        recorded_at=instant(entry.recorded_at),
        reason=entry.reason,
    )


def _seal(link: Link) -> SealShown:
    return SealShown(number=link.number, batch=link.batch, digest=link.digest, hash=link.hash)
