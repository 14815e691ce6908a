"""Replacing the lines of a draft, with a signature on its trail.

A file of its own because a person may change a draft by hand, or take a plan over.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from fisc.record.book import Book
from fisc.record.ways import sign
from fisc.stages.approve.acts import acting, demand, duty, refuse
from fisc.stages.approve.drafts import WrongDraft, rows_of, write
from fisc.stages.approve.models import DRAFTED, RETURNED, BudgetDraft
from fisc.stages.approve.postings import DraftLine
from fisc.stages.approve.ways import document_of, paper_of
from fisc.values import Words


def replaced(
    book: Book,
    draft: BudgetDraft,
    lines: Sequence[DraftLine],
    maker: str,
    at: datetime,
    *,
    key: str | None = None,
) -> None:
    """Replace the lines of a held draft that is not adopted yet; only who made it may do so.

    Raises:
        BadLine: a line cannot stand in a draft.
        Refused: another person made it, or they may not draft.
        WrongDraft: it has been adopted.
    """
    number = draft.number
    if draft.state not in {DRAFTED, RETURNED}:
        raise WrongDraft(f"{number} is {draft.state}; adjust the budget instead.")
    if draft.maker != maker:
        refuse(
            Words("own draft", "编制人"),
            f"{number} was made by {draft.maker}; only they change it.",
            f"{number} 由 {draft.maker} 编制，只能由其修改。",
        )
    who = acting(maker, at)
    demand(duty(who, draft.division, "approve.draft", number))
    rows = rows_of(lines, draft.kind)
    document, paper = document_of(draft), paper_of(book, draft)
    draft.lines.all().delete()
    write(draft, rows)
    sign(book, [(document, paper, draft.state)], "change", who, at, newer=True, key=key)
