"""Give up a draft that was never adopted, such as one that came from a wrong file.

A file of its own because importing needs it and nothing else in the stage does.
"""

from __future__ import annotations

from datetime import datetime

from fisc.record.book import Book
from fisc.record.ways import sign
from fisc.stages.approve.acts import Receipt, acting, attempt, refuse
from fisc.stages.approve.drafts import held
from fisc.stages.approve.models import DISCARDED, DRAFTED, RETURNED, STATES_ZH
from fisc.stages.approve.ways import document_of, paper_of
from fisc.values import Words


def discard_draft(*, number: str, maker: str, at: datetime) -> Receipt:
    """Take back the draft of a budget or plan; nothing of it ever stood in the ledger.

    Only who made it may do so, and only before it is adopted or approved.

    Raises:
        UnknownDraft: there is no such draft.
    """

    def act(book: Book) -> Receipt:
        draft = held(number)
        if draft.state not in {DRAFTED, RETURNED}:
            refuse(
                Words("drafts only", "仅限草案"),
                f"{number} is {draft.state}; adjust the budget instead.",
                f"{number} 状态为{STATES_ZH[draft.state]}，请改用预算调整。",
            )
        if draft.maker != maker:
            refuse(
                Words("own draft", "编制人"),
                f"{number} was made by {draft.maker}; only they discard it.",
                f"{number} 由 {draft.maker} 编制，只能由其本人撤销。",
            )
        document, paper = document_of(draft), paper_of(book, draft)
        sign(book, [(document, paper, DISCARDED)], "discard", acting(maker, at), at)
        draft.delete()
        return Receipt(number, DISCARDED)

    return attempt(number, DRAFTED, act)
