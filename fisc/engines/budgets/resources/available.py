"""What can be used now: every resource that is known, ranked, with the reason for its place.

Order: what is free before what is guided before what is locked; within that what ends first, what
loses most interest by lying idle, and the largest amount; ties are settled by code.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from fisc.engines.budgets.resources.ages import balance_from
from fisc.engines.budgets.resources.idle import Holding, Idle, IdleTerms, idle, interest_lost
from fisc.law.resource_kinds import Flexibility
from fisc.values import ZERO, Money, Words

FLEXIBILITIES: Final[tuple[Flexibility, ...]] = ("free", "guided", "locked")
_GUARANTEED: Final = Words(
    "serves one of the three guarantees and stays", "属于“三保”资金，不得收回"
)


@dataclass(frozen=True, slots=True)
class Resource:
    """One resource with what is known of its use.

    ``expiry`` is the last day on which it may be used as it is; ``interest`` what it has lost since
    it became idle; ``may`` says what one may do with it now.

    Units: fen.
    """

    holding: Holding
    flexibility: Flexibility
    expiry: date | None
    reasons: tuple[Idle, ...]
    interest: Money
    may: Words

    @property
    def code(self) -> str:
        """The number by which it is known."""
        return self.holding.code

    @property
    def amount(self) -> Money:
        """What lies there."""
        return self.holding.amount

    @property
    def idle(self) -> bool:
        """Whether it is idle for any reason."""
        return bool(self.reasons)

    @property
    def idle_amount(self) -> Money:
        """How much of it is idle: the largest amount of any of its reasons."""
        return max((one.amount for one in self.reasons), default=ZERO)

    @property
    def since(self) -> date | None:
        """Since when it is idle; None where it is not."""
        return min((one.since for one in self.reasons), default=None)

    @property
    def swept(self) -> bool:
        """Whether a sweep may take it back."""
        return not self.holding.guarantee and any(one.kind.swept for one in self.reasons)


def resource_of(holding: Holding, day: date, terms: IdleTerms) -> Resource:
    """Judge one holding: how freely it is used, until when, whether it is idle and what that costs.

    What is balance by its age is free: finance takes it back. What serves a guarantee is locked,
    whatever its kind. The interest is that of its idle amount since it became idle; an asset
    has none, because its worth is not money.

    Source: law/budgets/resources.csv, law/budgets/idle.csv, law/budgets/idle.yaml
    """
    reasons = idle(holding, day, terms)
    row = holding.row
    flexibility: Flexibility = next(
        (one for one in FLEXIBILITIES if one == holding.flexibility), row.flexibility
    )
    may = row.may
    if reasons:
        may = reasons[0].kind.may
    if any(one.kind.code == "TWO_YEARS" for one in reasons):
        flexibility = "free"
    if holding.guarantee:
        flexibility, may = "locked", _GUARANTEED
    expiry = holding.expiry
    if expiry is None and holding.origin and row.group == "ledger":
        expiry = balance_from(holding.origin, terms.years_max) - timedelta(days=1)
    counted = reasons if row.group != "asset" else ()  # the worth of an asset bears no interest
    interest = max(
        (interest_lost(one.amount, one.since, day, terms.interest_days) for one in counted),
        default=ZERO,
    )
    return Resource(holding, flexibility, expiry, reasons, interest, may)


def ranked(holdings: Iterable[Holding], day: date, terms: IdleTerms) -> tuple[Resource, ...]:
    """Return every resource that has something, best to use first.

    Always: the order of what comes in does not matter.

    Source: law/budgets/resources.csv
    """
    found = [resource_of(one, day, terms) for one in holdings if one.amount > ZERO]
    return tuple(sorted(found, key=_place))


def _place(one: Resource) -> tuple[int, date, int, int, str, str]:
    return (
        FLEXIBILITIES.index(one.flexibility),
        one.expiry or date.max,
        -one.interest.fen,
        -one.amount.fen,
        one.holding.division,
        one.code,
    )
