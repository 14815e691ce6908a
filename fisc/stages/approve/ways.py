"""The ways of this stage's documents: what a ceiling and a budget are to the table of flows.

A file of its own because both are returned, sent straight back and taken back in the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, Final

from fisc.engines.budgets.duties import Officer
from fisc.engines.budgets.flows import flow
from fisc.engines.budgets.paper_acts import Wish
from fisc.engines.budgets.papers import Paper
from fisc.record import trails, ways
from fisc.record.book import Book
from fisc.record.ways import Document
from fisc.stages.approve.acts import Receipt, attempt
from fisc.stages.approve.models import DISCARDED, BudgetDraft, Ceiling
from fisc.values import Money

CEILINGS: Final = "ceiling"
BUDGETS: Final = "budget"
Row = Ceiling | BudgetDraft
_MODELS: Final[dict[str, Any]] = {CEILINGS: Ceiling, BUDGETS: BudgetDraft}


class UnknownDocument(LookupError):
    """There is no document of this kind with that number."""


def document_of(row: Row) -> Document:
    """Return a document as its way sees it."""
    own = flow(CEILINGS if isinstance(row, Ceiling) else BUDGETS)
    signed = {"draft": (row.maker,)}
    if row.checker:
        signed[own.steps[0].act] = (row.checker,)
    return Document(
        flow=own,
        number=row.number,
        year=row.year,
        division=row.division,
        state=row.state,
        maker=row.maker,
        amount=Money(row.amount_fen) if isinstance(row, Ceiling) else None,
        signed=signed,
    )


def paper_of(book: Book, row: Row) -> Paper:
    """Return a document with its trail."""
    document = document_of(row)
    return ways.paper_of(document, trails.of(book, *document.name))


def papers(book: Book, rows: Sequence[Row]) -> list[Paper]:
    """Return documents with their trails, in their order."""
    return ways.papers_of(book, [document_of(row) for row in rows])


def sign(
    book: Book,
    document: Document,
    paper: Paper,
    act: str,
    state: str,
    who: Officer,
    at: datetime,
    *,
    newer: bool = False,
) -> None:
    """Leave the mark of an act; ``document`` and ``paper`` are those before it.

    ``newer`` says that it changed what the document says.
    """
    row = document.flow.named(act)
    mark = ways.mark_of(
        document,
        act,
        who,
        at,
        state,
        wanted=row.right if row else "",
        version=paper.version + newer,
    )
    trails.append(book, [mark])


def go(
    *,
    kind: str,
    number: str,
    year: int,
    act: str,
    officer: str,
    at: datetime,
    reason: str = "",
    to: str = "",
    version: int | None = None,
    key: str | None = None,
) -> Receipt:
    """Return a document, send it straight back, take one's own act back, or give it up.

    ``to`` is whither it is returned. A document that is given up is gone; its trail stays.

    Raises:
        UnknownDocument: there is no such document.
        KeyOfAnotherAct: the key was used before for something else.

    Source: law/organisation/flows.csv
    """

    def whole(book: Book) -> Receipt:
        def hold() -> tuple[Document, Callable[[str, str], None]]:
            row = held_row(kind, number, year)
            return document_of(row), lambda state, _who: _write(row, state)

        wish = Wish(act, officer, reason, version, to)
        name = (kind, number, year)
        return Receipt(number, ways.on_its_way(book, name, wish, hold, at=at, key=key))

    return attempt(number, "", whole)


def held_row(kind: str, number: str, year: int) -> Row:
    """Return a document and hold its row until the act ends.

    Raises:
        UnknownDocument: there is none.
    """
    return _one(kind, _MODELS[kind].objects.select_for_update(), number, year)


def seen_row(kind: str, number: str, year: int) -> Row:
    """Return a document as it stands.

    Raises:
        UnknownDocument: there is none.
    """
    return _one(kind, _MODELS[kind].objects, number, year)


def _one(kind: str, rows: Any, number: str, year: int) -> Row:
    found: Row | None = rows.filter(number=number, year=year).first()
    if found is None:
        raise UnknownDocument(f"There is no {kind} {number} in {year}.")
    return found


def _write(row: Row, state: str) -> None:
    if state == DISCARDED:
        row.delete()
        return
    row.state = state
    row.save()
