"""Give up drafts and proposals that nobody has decided on, such as those of a wrong file.

A file of its own because importing needs it and nothing else in the stage does.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fisc.engines.organisation.duties import Officer
from fisc.record.book import Book
from fisc.record.ways import sign
from fisc.stages.allot.acts import Receipt, acting, attempt, refuse
from fisc.stages.allot.documents import held
from fisc.stages.allot.models import (
    DISCARDED,
    PROPOSED,
    RETURNED,
    STATES_ZH,
    Change,
    Indicator,
)
from fisc.stages.allot.proposals import UnknownChange
from fisc.stages.allot.ways import document_of, papers
from fisc.values import Words

DRAFT = "DRAFT"


def discard_indicators(*, numbers: Sequence[str], year: int, maker: str, at: datetime) -> Receipt:
    """Take back drafted or returned indicators, all or none; they never stood in the ledger.

    Only who drafted them may do so, and only before they are reviewed.

    Raises:
        UnknownIndicator: one of them does not exist.
    """

    def act(book: Book) -> Receipt:
        rows = held(numbers, year)
        for row in rows:
            demand_own_draft(row, maker)
        _sign_end(book, rows, "discard", acting(maker, at), at)
        for row in rows:
            row.delete()
        return Receipt(tuple(numbers), DISCARDED)

    return attempt(numbers, act)


def demand_own_draft(row: Indicator, maker: str) -> None:
    """Stop the act unless an indicator is a draft or returned, and this person's own.

    Raises:
        Refused: it was reviewed, or somebody else drafted it.
    """
    if row.state not in {DRAFT, RETURNED}:
        refuse(
            Words("drafts only", "仅限草稿"),
            f"{row.number} is {row.state}; recall it instead.",
            f"{row.number} 状态为{STATES_ZH[row.state]}，请改用收回。",
        )
    if row.maker != maker:
        refuse(
            Words("own draft", "编制人"),
            f"{row.number} was drafted by {row.maker}; only they discard it.",
            f"{row.number} 由 {row.maker} 编制，只能由其本人撤销。",
        )


def withdraw_proposals(*, numbers: Sequence[str], maker: str, at: datetime) -> Receipt:
    """Take back proposals of changes, all or none; nothing of them ever stood in the ledger.

    Only who proposed them may do so, and only before they are carried out.

    Raises:
        UnknownChange: one of them does not exist.
    """

    def act(book: Book) -> Receipt:
        found = {
            change.number: change
            for change in Change.objects.select_for_update().filter(number__in=list(numbers))
        }
        for number in numbers:
            if number not in found:
                raise UnknownChange(f"There is no proposal {number}.")
            change = found[number]
            if change.state not in {PROPOSED, RETURNED}:
                refuse(
                    Words("proposals only", "仅限未办理的申请"),
                    f"{number} was carried out by {change.checker}; propose the opposite change.",
                    f"{number} 已由 {change.checker} 办理，请另行提出相反的变动。",
                )
            if change.maker != maker:
                refuse(
                    Words("own proposal", "申请人"),
                    f"{number} was proposed by {change.maker}; only they withdraw it.",
                    f"{number} 由 {change.maker} 提出，只能由其本人撤回。",
                )
        _sign_end(book, list(found.values()), "withdraw", acting(maker, at), at)
        for change in found.values():
            change.delete()
        return Receipt(tuple(numbers), DISCARDED)

    return attempt(numbers, act)


def _sign_end(
    book: Book, rows: Sequence[Indicator | Change], act: str, who: Officer, at: datetime
) -> None:
    """Leave the last mark of documents that are about to go."""
    found = zip(rows, papers(book, rows), strict=True)
    sign(book, ((document_of(row), paper, DISCARDED) for row, paper in found), act, who, at)
