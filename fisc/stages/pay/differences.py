"""The queue of differences between bank and books: opened once, settled with a name."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from fisc.stages.pay.models import BankDifference
from fisc.stages.pay.signing import Deed
from fisc.stages.pay.states import DifferenceKind, State
from fisc.values import Money, Words


def open_difference(
    *,
    division: str,
    kind: DifferenceKind,
    end_to_end: str,
    bank_day: date,
    gap: Money,
    said: Words,
    at: datetime,
) -> None:
    """Open a difference, or say the same again of one that is there.

    A settled one stays settled while it says the same, and opens again when its gap has changed.

    Units: ``gap`` in fen, what the books have more than the bank on that day.
    Always: one difference of a kind for a number and a day.
    """
    difference, new = BankDifference.objects.get_or_create(
        division=division,
        kind=kind,
        end_to_end=end_to_end,
        bank_day=bank_day,
        defaults={
            "gap_fen": gap.fen,
            "said_en": said.en[:300],
            "said_zh": said.zh[:300],
            "opened_at": at,
        },
    )
    if not new and difference.gap_fen != gap.fen:
        difference.gap_fen = gap.fen
        difference.said_en, difference.said_zh = said.en[:300], said.zh[:300]
        difference.settled_at, difference.settled_by = None, ""
        difference.settlement_en = difference.settlement_zh = ""
        difference.save()


def settle_differences(
    division: str, end_to_end: str, deed: Deed, settlement: Words, *, unanswered: bool = False
) -> int:
    """Settle what is open about a payment, or only that it was unanswered; return how many."""
    still = BankDifference.objects.filter(division=division, end_to_end=end_to_end, settled_at=None)
    if unanswered:
        still = still.filter(kind__in=(DifferenceKind.UNANSWERED, DifferenceKind.REFUSED_BY_LEDGER))
    return still.update(**settled(deed, settlement))


def settled(deed: Deed, settlement: Words) -> dict[str, Any]:
    """Return what is written into a difference when it is settled."""
    return {
        "settled_at": deed.at,
        "settled_by": deed.officer,
        "settlement_en": settlement.en[:200],
        "settlement_zh": settlement.zh[:200],
    }


def answered(state: str) -> Words:
    """Return the settlement of what the bank has answered since."""
    return Words(f"answered: {state}", f"银行已回执：{State(state).words.zh}")
