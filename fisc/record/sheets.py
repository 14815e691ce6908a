"""All that a page shows of a document on its way, from one look at it and its trail."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fisc.engines.organisation.flows import Due
from fisc.engines.organisation.tasks import due_of
from fisc.record import trails
from fisc.record.ahead import Ahead, OpenAct, acts_open, steps_ahead
from fisc.record.book import Book
from fisc.record.trails import Mark
from fisc.record.ways import Document, Kind, paper_of, terms_of
from fisc.registers import people
from fisc.registers.people import PersonRecord
from fisc.values import Words


@dataclass(frozen=True, slots=True)
class Sheet:
    """One document: what it says, who did what to it, what is open to it, and what lies before it.

    ``due`` is until when it should leave its state. ``persons`` are those of its division where
    steps are to come, so that nobody asks for their names again.
    """

    document: Document
    says: tuple[tuple[Words, str | Words], ...]
    version: int
    trail: tuple[Mark, ...]
    acts: tuple[OpenAct, ...]
    ahead: tuple[Ahead, ...]
    due: Due | None
    persons: tuple[PersonRecord, ...]


def sheet(book: Book, kind: Kind, number: str, year: int, *, today: date, now: datetime) -> Sheet:
    """Return one document with its trail, the acts open to it, and the steps before it.

    Raises:
        UnknownDocument: there is no such document.

    Source: law/organisation/flows.csv
    """
    row = kind.seen(number, year)
    document = kind.document_of(row)
    trail = trails.of(book, *document.name)
    paper = paper_of(document, trail)
    waits = paper.waits_for is not None
    persons = people.of_division(document.division, now) if waits else ()
    usual = trails.usual(book, document.flow.name, document.division, now) if waits else {}
    apart = {name for names in paper.standing.signed.values() for name in names}
    since = trail[-1].at.date() if trail else None
    return Sheet(
        document,
        tuple((label, text) for label, text in kind.says(row) if text),
        paper.version,
        tuple(trail),
        acts_open(paper),
        steps_ahead(paper, document.place, persons, usual, apart) if waits else (),
        due_of(document.flow, document.state, since, terms_of(document.flow, today)),
        persons,
    )
