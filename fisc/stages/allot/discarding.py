"""Give up drafted indicators that nobody has reviewed, such as those of a wrong file.

A file of its own because importing needs it and nothing else in the stage does.
"""

from __future__ import annotations

from collections.abc import Sequence

from fisc.record.book import Book
from fisc.stages.allot.acts import Receipt, attempt, refuse
from fisc.stages.allot.documents import held
from fisc.stages.allot.models import STATES_ZH
from fisc.values import Words

DRAFT = "DRAFT"
DISCARDED = "DISCARDED"


def discard_indicators(*, numbers: Sequence[str], year: int, maker: str) -> Receipt:
    """Take back drafted indicators, all or none; nothing of them ever stood in the ledger.

    Only who drafted them may do so, and only before they are reviewed.

    Raises:
        UnknownIndicator: one of them does not exist.
    """

    def act(_: Book) -> Receipt:
        rows = held(numbers, year)
        for row in rows:
            if row.state != DRAFT:
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
        for row in rows:
            row.delete()
        return Receipt(tuple(numbers), DISCARDED)

    return attempt(numbers, act)
