"""The ways of this stage's documents: what each is to the table of flows, and acts common to all.

A file of its own because indicators, changes and transfers are returned, sent straight back and
taken back in the same words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Any, Final

from fisc.engines.budgets.duties import Officer
from fisc.engines.budgets.flows import Flow, flow
from fisc.engines.budgets.paper_acts import Wish
from fisc.engines.budgets.papers import Paper
from fisc.law.folder import forget_with
from fisc.record import trails, ways
from fisc.record.book import Book
from fisc.record.ways import Document
from fisc.stages.allot.acts import Receipt, attempt
from fisc.stages.allot.models import DISCARDED, RETURNED, Change, Indicator, Transfer
from fisc.values import Money

INDICATORS: Final = "indicator"
CHANGES: Final = "change_of_authority"
TRANSFERS: Final = "transfer"
Row = Indicator | Change | Transfer
_MODELS: Final[dict[str, Any]] = {INDICATORS: Indicator, CHANGES: Change, TRANSFERS: Transfer}
# The steps of an indicator with a unit, of one to be allocated, and of a part of such a one.
_WITH_UNIT: Final = frozenset({"review", "register_with_unit", "issue"})
_WHOLE: Final = frozenset({"review", "register_without_unit", "allocate"})
_PART: Final = frozenset({"allocate", "issue"})
_OF_PROPOSALS: Final = ("change", "resubmit", "withdraw")


class UnknownDocument(LookupError):
    """There is no document of this kind with that number."""


def kind_of(row: Row) -> str:
    """Return the name of the flow of a document."""
    return next(kind for kind, model in _MODELS.items() if isinstance(row, model))


def document_of(row: Row) -> Document:
    """Return a document as its way sees it."""
    if isinstance(row, Indicator):
        return _indicator(row)
    begin = "propose" if isinstance(row, Change) else "draft"
    own = _of_change(row.act) if isinstance(row, Change) else flow(TRANSFERS)
    signed = {begin: (row.maker,)}
    if row.checker:
        signed[own.steps[0].act] = (row.checker,)
    return Document(
        flow=own,
        number=row.number,
        year=row.year,
        division=row.division,
        state=row.state,
        maker=row.maker,
        amount=Money(row.amount_fen),
        signed=signed,
    )


def _indicator(row: Indicator) -> Document:
    steps = _PART if row.parent_id else _WITH_UNIT if row.unit else _WHOLE
    own = _of_indicator(steps)
    signed = {"draft": (row.maker,)}
    before = next((step for step in own.steps if row.state in step.to_states), None)
    if before is not None:
        signed[before.act] = (row.last_actor,)
    return Document(
        flow=own,
        number=row.number,
        year=row.year,
        division=row.division,
        state=row.state,
        maker=row.maker,
        unit=row.unit,
        amount=Money(row.amount_fen),
        signed=signed,
    )


@cache
def _of_indicator(steps: frozenset[str]) -> Flow:
    return flow(INDICATORS).only(steps)


@cache
def _of_change(act: str) -> Flow:
    """Return the flow of a proposal to do something; a virement may be proposed by more people."""
    whole = flow(CHANGES)
    if act != "vire":
        return whole.only({act})
    return whole.only({act}, **dict.fromkeys(_OF_PROPOSALS, "allot.propose_virement"))


forget_with(_of_indicator.cache_clear)
forget_with(_of_change.cache_clear)


def papers(book: Book, rows: Sequence[Row]) -> list[Paper]:
    """Return documents with their trails, in their order."""
    return ways.papers_of(book, [document_of(row) for row in rows])


def sign(
    book: Book,
    rows: Iterable[tuple[Document, Paper, str]],
    act: Callable[[Document], str] | str,
    who: Officer,
    at: datetime,
) -> None:
    """Leave the mark of a step on documents, each as it was before and with its state now."""
    marks = []
    for document, paper, state in rows:
        name = act if isinstance(act, str) else act(document)
        row = document.flow.named(name)
        marks.append(
            ways.mark_of(
                document,
                name,
                who,
                at,
                state,
                wanted=row.right if row else "",
                version=paper.version,
            )
        )
    trails.append(book, marks)


def changed(
    book: Book, document: Document, paper: Paper, state: str, who: Officer, at: datetime
) -> None:
    """Leave the mark of a change of what a document says: it has a new version.

    ``document`` and ``paper`` are those before the change.
    """
    step = document.flow.named("change")
    wanted = step.right if step else ""
    version = paper.version + 1
    mark = ways.mark_of(document, "change", who, at, state, wanted=wanted, version=version)
    trails.append(book, [mark])


def corrected(book: Book, row: Row, columns: Mapping[str, Any], who: Officer, at: datetime) -> bool:
    """Correct a returned document of its author by new columns; say whether it now has them.

    One that has them already is left alone, and so is one that is not returned or another's.
    """
    differing = [name for name, value in columns.items() if getattr(row, name) != value]
    if not differing:
        return True
    if row.state != RETURNED or row.maker != who.name:
        return False
    document = document_of(row)
    (paper,) = papers(book, [row])
    for name in differing:
        setattr(row, name, columns[name])
    row.save(update_fields=differing)
    changed(book, document, paper, RETURNED, who, at)
    return True


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

    ``to`` is whither it is returned: ``author``, ``previous`` or the name of a step. A document
    that is given up is gone; its trail stays.

    Raises:
        UnknownDocument: there is no such document.
        KeyOfAnotherAct: the key was used before for something else.

    Source: law/organisation/flows.csv
    """

    def whole(book: Book) -> Receipt:
        def hold() -> tuple[Document, Callable[[str, str], None]]:
            row = held_row(kind, number, year)
            return document_of(row), lambda state, who: _write(row, state, who)

        wish = Wish(act, officer, reason, version, to)
        state = ways.on_its_way(book, (kind, number, year), wish, hold, at=at, key=key)
        return Receipt((number,), state)

    return attempt([number], whole)


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


def _write(row: Row, state: str, who: str) -> None:
    if state == DISCARDED:
        row.delete()
        return
    row.state = state
    if isinstance(row, Indicator):
        row.last_actor = who
    row.save()
