"""Entries of a journal kept elsewhere, posted one by one; the only vouchers that come bare."""

from __future__ import annotations

import hashlib
import json
from typing import Final

from django.http import HttpRequest
from ninja import Schema
from pydantic import Field

from fisc.doors.api import clock, keys
from fisc.doors.api.fields import Asked, AskedInYuan, Day, Division, Yuan, text
from fisc.doors.api.gate import Desk, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.problems import stopped_by, wrong
from fisc.exchange.intake.imports import Signature
from fisc.exchange.intake.journal import JournalAct
from fisc.exchange.templates import Entry
from fisc.record.book import Book

desk: Final = Desk("Outside journals · 外部账")
LINES_MAX: Final = 1000


class OutsideLine(Asked):
    """One line of an entry: debits above zero, credits below."""

    account: text(100, empty=False)  # type: ignore[valid-type]
    amount: Yuan


class OutsideEntry(AskedInYuan):
    """An entry of a journal kept elsewhere, to be checked here; its lines add up to zero."""

    division: Division
    day: Day
    number: str = Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z._-]{0,39}$", examples=["17"])
    lines: list[OutsideLine] = Field(min_length=2, max_length=LINES_MAX)


class Posted(Schema):
    """Where an entry stands; no batches where it came with another journal, or changes nothing."""

    entry: str
    batches: list[int]


@desk.post("/ledger/journal-entries", "journal-entry", Posted)
def post_entry(request: HttpRequest, asked: OutsideEntry, key: Key) -> Posted:
    """Post one entry of a journal kept elsewhere into the book of outside accounts.

    The key is the entry's own name, `day/number`. Whole journals come as files. Every other
    voucher of the ledger is the work of an act on a document, never posted bare.
    """
    asking = caller(request)
    asking.demand(asked.division)
    asking.demand_right("import.journal", asked.division)
    name = f"{asked.day}/{asked.number}"
    keys.demand_number(key, name)
    act = JournalAct(Book(), _signature(asking.username, asked.division))
    lines = [
        Entry("api", row, {"date": asked.day, "entry": asked.number, **dict(line)})
        for row, line in enumerate(asked.lines, 1)
    ]
    content = json.dumps(asked.model_dump(mode="json"), sort_keys=True)
    fingerprint = hashlib.sha256(content.encode()).hexdigest()
    for line in lines:
        act.judge(line)
    act.survey(fingerprint)
    for complaint in [complaint for line in lines for complaint in act.judge(line).complaints]:
        keys.demand_same(name, same=complaint.rule != "entry-used")
        happened = complaint.what_happened
        raise wrong("body.lines", happened.en, happened.zh)
    receipt = act.carry_out(lines, fingerprint=fingerprint)
    if receipt.refusal is not None:
        raise stopped_by([receipt.refusal])
    return Posted(entry=name, batches=list(receipt.batches))


def _signature(username: str, division: str) -> Signature:
    return Signature(division=division, actor=username, day=clock.today(), at=clock.now())
