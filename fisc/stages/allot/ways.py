"""The ways of this stage's documents: what each is to the table of flows, and acts common to all.

A file of its own because indicators, changes and transfers are returned, sent straight back and
taken back in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from functools import cache
from typing import Final

from fisc.engines.organisation.flows import Flow, flow
from fisc.engines.organisation.paper_acts import Wish
from fisc.engines.organisation.papers import Paper
from fisc.law.folder import forget_with
from fisc.record import ways
from fisc.record.book import Book
from fisc.record.ways import Document, Kind
from fisc.stages.allot.acts import Receipt, attempt
from fisc.stages.allot.models import Change, Indicator, Transfer
from fisc.values import Book as Budget
from fisc.values import Money, Words

INDICATORS: Final = "indicator"
CHANGES: Final = "change_of_authority"
TRANSFERS: Final = "transfer"
Row = Indicator | Change | Transfer
# The steps of an indicator with a unit, of one to be allocated, and of a part of such a one.
_WITH_UNIT: Final = frozenset({"review", "register_with_unit", "issue"})
_WHOLE: Final = frozenset({"review", "register_without_unit", "allocate"})
_PART: Final = frozenset({"allocate", "issue"})
_OF_PROPOSALS: Final = ("change", "resubmit", "withdraw")


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


def about(row: Row) -> str:
    """Say in a document's own words what it is about."""
    if isinstance(row, Indicator):
        return row.document or row.project or row.function
    return row.reason if isinstance(row, Change) else f"{row.document} {row.receiver}".strip()


def says(row: Row) -> list[tuple[Words, str | Words]]:
    """Return what a document says, field by field; a field may be empty."""
    names = _FIELDS[type(row)]
    found = [(label, _text(name, getattr(row, name))) for name, label in names.items()]
    if isinstance(row, Change):
        content = dict(row.content)
        found += [(label, _text(name, content.get(name))) for name, label in _CONTENT.items()]
    return found


def _text(name: str, value: object) -> str | Words:
    """Return a field in words or as text: a line of the budget by the elements that it names."""
    if value and name in {"book", "receiving"}:
        return Budget(str(value)).words
    if isinstance(value, dict):
        return " · ".join(str(one) for one in value.values() if one)
    return str(value or "")


_FIELDS: Final[Mapping[type, Mapping[str, Words]]] = {
    Indicator: {
        "document": Words("Document", "指标文号"),
        "purpose": Words("Purpose", "指标说明"),
        "book": Words("Book", "账套"),
        "unit": Words("Unit", "单位"),
        "project": Words("Project", "项目"),
        "function": Words("Function", "支出功能科目"),
        "item": Words("Government item", "政府经济科目"),
        "department_item": Words("Department item", "部门经济科目"),
        "fund_type": Words("Nature of the money", "资金性质"),
        "decision": Words("Decision", "政府决定"),
        "standard": Words("Spending standard", "支出标准"),
        "quantity": Words("Quantity", "数量"),
        "exception": Words("Exception", "例外事项"),
    },
    Change: {"reason": Words("Reason", "事由")},
    Transfer: {
        "receiver": Words("Receiver", "接收地区"),
        "document": Words("Document", "指标文号"),
        "book": Words("Book", "账套"),
        "function": Words("Function", "支出功能科目"),
        "project": Words("Project", "项目"),
        "fund_type": Words("Nature of the money", "资金性质"),
    },
}
_CONTENT: Final[Mapping[str, Words]] = {
    "book": Words("Book", "账套"),
    "indicator": Words("Indicator", "指标"),
    "target": Words("To the indicator", "调入指标"),
    "source_line": Words("From the line", "调出预算科目"),
    "target_line": Words("To the line", "调入预算科目"),
    "decision": Words("Decision", "政府决定"),
    "ground": Words("Ground", "动支理由"),
    "code": Words("Revenue item", "收入科目"),
    "receiving": Words("Receiving budget", "调入账套"),
    "fund": Words("Fund", "政府性基金"),
}


# A proposal is sent on when it is written; of the others the first state is a draft.
KINDS: Final[Mapping[str, Kind]] = {
    INDICATORS: Kind(
        flow=INDICATORS,
        model=Indicator,
        document_of=document_of,
        about=about,
        says=says,
        drafts=("DRAFT",),
        hands=("last_actor",),
    ),
    CHANGES: Kind(
        flow=CHANGES, model=Change, document_of=document_of, about=about, says=says, drafts=()
    ),
    TRANSFERS: Kind(
        flow=TRANSFERS,
        model=Transfer,
        document_of=document_of,
        about=about,
        says=says,
        drafts=("DRAFT",),
    ),
}


def papers(book: Book, rows: Sequence[Row]) -> list[Paper]:
    """Return documents with their trails, in their order."""
    return ways.papers_of(book, [document_of(row) for row in rows])


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
    wish = Wish(act, officer, reason, version, to)

    def whole(book: Book) -> Receipt:
        return Receipt((number,), ways.go(book, KINDS[kind], number, year, wish, at=at, key=key))

    return attempt([number], whole)
