"""Rows of the law about resources: what kinds there are, and when money counts as idle."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fisc.values import Confidence, Words

ResourceGroup = Literal[
    "ledger", "account", "unit_fund", "asset", "revenue", "bond", "investment_fund"
]
Flexibility = Literal["free", "guided", "locked"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResourceKind:
    """A kind of resource: where it lies, how freely it is used, and what one may do with it.

    ``group`` is ``ledger`` for authority in the indicator ledger; all others are entered in the
    register of resources. ``in_treasury`` says whether its cash lies in the treasury.
    """

    code: str
    group: ResourceGroup
    name_zh: str
    name_en: str
    in_treasury: bool
    flexibility: Flexibility
    may_zh: str
    may_en: str
    basis: str
    conf: Confidence

    @property
    def may(self) -> Words:
        """What one may do with it."""
        return Words(self.may_en, self.may_zh)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleKind:
    """A reason for which money counts as idle, and whether a sweep takes it back (``swept``)."""

    code: str
    name_zh: str
    name_en: str
    meaning_zh: str
    meaning_en: str
    may_zh: str
    may_en: str
    swept: bool
    basis: str
    conf: Confidence

    @property
    def may(self) -> Words:
        """What one may do about it."""
        return Words(self.may_en, self.may_zh)

    @property
    def meaning(self) -> Words:
        """When it holds."""
        return Words(self.meaning_en, self.meaning_zh)


@dataclass(frozen=True, slots=True, kw_only=True)
class RecoveredUse:
    """Something that money which finance took back may not pay for, and from when to when."""

    bar: Literal["three_public", "personnel"]
    name_zh: str
    name_en: str
    first_day: date
    basis: str
    conf: Confidence
    last_day: date | None = None
