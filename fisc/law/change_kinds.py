"""Rows of the law about changes of a budget: adjustment, virement, or neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fisc.values import Confidence

Outcome = Literal["adjustment", "virement", "reserve", "receipt", "neither"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeRule:
    """A case of a change: what it is by the law, who approves it, and by which right it is done."""

    rule: str
    outcome: Outcome
    title_zh: str
    title_en: str
    approver_zh: str
    approver_en: str
    instrument: str
    conf: Confidence
    right: str = ""
    place: str = ""
    note: str = ""
