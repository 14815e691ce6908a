"""The ways of this stage's documents: what a ceiling and a budget are to the table of flows.

A file of its own because both are returned, sent straight back and taken back in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Final

from fisc.engines.organisation.flows import flow
from fisc.engines.organisation.paper_acts import Wish
from fisc.engines.organisation.papers import Paper
from fisc.record import ways
from fisc.record.book import Book
from fisc.record.ways import Document, Kind
from fisc.stages.approve.acts import Receipt, attempt
from fisc.stages.approve.models import CEILING_DRAFTED, DRAFTED, BudgetDraft, Ceiling
from fisc.values import Book as Budget
from fisc.values import Money, Words

CEILINGS: Final = "ceiling"
BUDGETS: Final = "budget"
Row = Ceiling | BudgetDraft


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


def _about(row: Row) -> str:
    return row.title_zh


def _says(row: Row) -> list[tuple[Words, str | Words]]:
    found: list[tuple[Words, str | Words]] = [
        (Words("Title", "名称"), row.title_zh),
        (Words("In English", "英文名称"), row.title_en),
    ]
    if isinstance(row, BudgetDraft):
        day = str(row.resolved_on or "")
        return [
            *found,
            (Words("Resolution", "批准文号"), row.resolution),
            (Words("Resolved on", "批准日期"), day),
        ]
    members = "; ".join(f"{name}: {', '.join(codes)}" for name, codes in row.members.items())
    return [
        *found,
        (Words("Book", "账套"), Budget(row.book).words),
        (Words("Code", "限额代码"), row.code),
        (Words("Members", "限额范围"), members),
    ]


KINDS: Final[Mapping[str, Kind]] = {
    CEILINGS: Kind(
        flow=CEILINGS,
        model=Ceiling,
        document_of=document_of,
        about=_about,
        says=_says,
        drafts=(CEILING_DRAFTED,),
    ),
    BUDGETS: Kind(
        flow=BUDGETS,
        model=BudgetDraft,
        document_of=document_of,
        about=_about,
        says=_says,
        drafts=(DRAFTED,),
    ),
}


def paper_of(book: Book, row: Row) -> Paper:
    """Return a document with its trail."""
    (paper,) = ways.papers_of(book, [document_of(row)])
    return paper


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
    wish = Wish(act, officer, reason, version, to)

    def whole(book: Book) -> Receipt:
        return Receipt(number, ways.go(book, KINDS[kind], number, year, wish, at=at, key=key))

    return attempt(number, "", whole)
