"""Idle money: why an amount counts as idle on a day, since when, and what that costs.

Every definition is a number of ``law/budgets/idle.yaml``; every answer carries its working. What an
officer may do about it stands in ``law/budgets/idle.csv``.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Final

from fisc.engines.budgets.resources.ages import balance_from
from fisc.law.parameters import parameter
from fisc.law.resource_kinds import IdleKind, ResourceKind
from fisc.law.tables import IDLE_KINDS, RESOURCE_KINDS, find
from fisc.values import ZERO, Book, Cited, Money, Rounding, Step

_MONTHS: Final = 12
_PENDING: Final = "unallocated"
# What a unit was given to spend; the rest of the ledger is finance's own.
_GIVEN: Final = frozenset({"indicator", "frozen", "unissued"})
_SPEC: Final = "special_account"


@dataclass(frozen=True, slots=True, kw_only=True)
class Holding:
    """Money that lies somewhere, as far as it is known.

    ``origin`` is the year from which the money comes, 0 where nobody says. ``since`` is the day
    since which it lies there: its issue, its receipt, or since when an asset is unused; None where
    nobody says. ``used`` is what was used or applied for of it. ``planned`` is what plans need of
    a balance, None where there is no plan to bring. ``basis`` is the statutory basis of an
    account. ``reason`` is why it lies, as its owner says; ``guarantee`` the one of the three
    guarantees that it serves. ``flexibility`` is its own where it is not that of its kind.

    Units: fen.
    """

    code: str
    kind: str
    division: str
    amount: Money
    book: Book | None = None
    owner: str = ""
    about: str = ""
    project: str = ""
    origin: int = 0
    since: date | None = None
    used: Money = ZERO
    planned: Money | None = None
    basis: str = ""
    expiry: date | None = None
    reason: str = ""
    guarantee: str = ""
    year: int = 0
    flexibility: str = ""

    @property
    def row(self) -> ResourceKind:
        """What kind of resource it is."""
        return find(RESOURCE_KINDS, self.kind)


@dataclass(frozen=True, slots=True, kw_only=True)
class IdleTerms:
    """The numbers by which money is idle, each with its source."""

    years_max: Cited[int]
    not_executed_month: Cited[int]
    unallocated_days_max: Cited[int]
    unspent_months_min: Cited[int]
    asset_months_min: Cited[int]
    asset_value_min: Cited[Money]
    bond_months_min: Cited[int]
    interest_days: Cited[int]


@dataclass(frozen=True, slots=True)
class Idle:
    """Why money is idle, since which day, how much of it, and the working."""

    kind: IdleKind
    since: date
    amount: Money
    step: Step


def idle_terms(day: date) -> IdleTerms:
    """Return the numbers that hold on a day.

    Source: law/budgets/idle.yaml, law/budgets/carry.yaml
    """
    names = [name for name in IdleTerms.__dataclass_fields__ if name != "years_max"]
    held = {name: parameter(f"budgets/idle:{name}").on(day) for name in names}
    return IdleTerms(years_max=parameter("budgets/carry:years_max").on(day), **held)


def idle(holding: Holding, day: date, terms: IdleTerms) -> tuple[Idle, ...]:
    """Return every reason for which an amount is idle on a day, the weightiest first.

    What is zero is never idle. Money with a reason of its owner is not told for want of execution;
    its age counts all the same.

    Source: law/budgets/idle.csv, law/budgets/idle.yaml
    """
    if holding.amount <= ZERO:
        return ()
    return tuple(_reasons(holding, day, terms))


def interest_lost(amount: Money, since: date, day: date, days_of_year: Cited[int]) -> Money:
    """Return the interest that an amount would have earned while it lay, at the reference rates.

    Each day counts at the rate of that day; the last day does not count. Rounded half up once.

    Units: fen; a rate is a share of a year of ``days_of_year`` days.
    Always: never below zero; a longer time never costs less.

    Source: law/budgets/idle.yaml

    Example:
        >>> year = parameter("budgets/idle:interest_days").on(date(2026, 1, 1))
        >>> print(interest_lost(Money.yuan("1200000"), date(2026, 1, 1), date(2026, 3, 2), year))
        ¥3,000.00
    """
    if amount <= ZERO or since >= day:
        return ZERO
    values = parameter("budgets/idle:reference_rate").values
    begins = [one.first_day for one in values]
    parts = Fraction(0)
    for place, one in enumerate(values):
        first = max(since, begins[place])
        end = min(day, begins[place + 1]) if place + 1 < len(values) else day
        if first < end:
            parts += one.cited.value * (end - first).days
    return amount.times(parts / days_of_year.value, Rounding.HALF_UP)


def months_after(day: date, months: int) -> date:
    """Return the day so many months later, or the last of that month where it is shorter.

    Example:
        >>> str(months_after(date(2025, 8, 31), 6))
        '2026-02-28'
    """
    ahead = day.year * _MONTHS + day.month - 1 + months
    following = date((ahead + 1) // _MONTHS, (ahead + 1) % _MONTHS + 1, 1)
    last = (following - timedelta(days=1)).day
    return date(ahead // _MONTHS, ahead % _MONTHS + 1, min(day.day, last))


def _reasons(one: Holding, day: date, terms: IdleTerms) -> Iterator[Idle]:
    if one.row.group == "ledger":
        yield from _too_old(one, day, terms)
        yield from _not_allocated(one, day, terms)
        if not (one.reason or one.used):
            yield from _not_executed(one, day, terms)
            yield from _unspent(one, day, terms)
    elif one.row.group == "asset":
        yield from _asset(one, day, terms)
    elif one.row.group == "bond":
        yield from _bond(one, day, terms)
    else:
        yield from _outside(one, day)
        yield from _unplanned(one, day)


def _too_old(one: Holding, day: date, terms: IdleTerms) -> Iterator[Idle]:
    if not one.origin:
        return
    since = balance_from(one.origin, terms.years_max)
    if since <= day:
        yield _told(
            "TWO_YEARS",
            since,
            one.amount,
            f"Money of {one.origin}: balance since {since}.",
            f"{one.origin} 年资金，自 {since} 起属于结余。",
            terms.years_max,
        )


def _not_allocated(one: Holding, day: date, terms: IdleTerms) -> Iterator[Idle]:
    days = terms.unallocated_days_max
    if one.kind != _PENDING or one.since is None:
        return
    waited = (day - one.since).days
    if waited > days.value:
        yield _told(
            "UNALLOCATED",
            one.since + timedelta(days=days.value),
            one.amount,
            f"Waits to be allocated since {one.since}: {waited} days, {days.value} are allowed.",
            f"自 {one.since} 起待分配，已 {waited} 天，期限 {days.value} 天。",
            days,
        )


def _not_executed(one: Holding, day: date, terms: IdleTerms) -> Iterator[Idle]:
    month = terms.not_executed_month
    if one.kind not in _GIVEN or not one.year:
        return
    last = months_after(date(one.year, month.value, 1), 1) - timedelta(days=1)
    if day > last and (one.since is None or one.since <= last):
        yield _told(
            "NOT_EXECUTED",
            last,
            one.amount,
            f"Nothing was paid or applied for by {last}, and no reason is given.",
            f"截至 {last} 未支付也未申请，且未说明理由。",
            month,
        )


def _unspent(one: Holding, day: date, terms: IdleTerms) -> Iterator[Idle]:
    months = terms.unspent_months_min
    if one.kind not in _GIVEN or not one.project or one.since is None:
        return
    due = months_after(one.since, months.value)
    if day > due:
        yield _told(
            "UNSPENT",
            due,
            one.amount,
            f"Issued on {one.since}; nothing used in {months.value} months.",
            f"{one.since} 下达，满 {months.value} 个月未支用。",
            months,
        )


def _asset(one: Holding, day: date, terms: IdleTerms) -> Iterator[Idle]:
    months, floor = terms.asset_months_min, terms.asset_value_min
    if one.since is None or one.reason or one.amount <= floor.value:
        return
    due = months_after(one.since, months.value)
    if day > due:
        yield _told(
            "IDLE_ASSET",
            due,
            one.amount,
            f"Unused since {one.since}, more than {months.value} months, worth {one.amount}.",
            f"自 {one.since} 起未使用，超过 {months.value} 个月，价值 {one.amount}。",
            months,
        )


def _bond(one: Holding, day: date, terms: IdleTerms) -> Iterator[Idle]:
    months = terms.bond_months_min
    if one.since is None or one.reason:
        return
    due = months_after(one.since, months.value)
    if day > due:
        yield _told(
            "BOND_IDLE",
            due,
            one.amount,
            f"Received on {one.since}; not used in {months.value} months.",
            f"{one.since} 到账，满 {months.value} 个月未使用。",
            months,
        )


def _outside(one: Holding, day: date) -> Iterator[Idle]:
    if one.kind == _SPEC and not one.basis:
        yield _told(
            "OUTSIDE_TREASURY",
            one.since or day,
            one.amount,
            f"{one.code} lies outside the treasury and names no statutory basis.",
            f"{one.code} 在国库之外，未注明法定设立依据。",
        )


def _unplanned(one: Holding, day: date) -> Iterator[Idle]:
    if one.planned is None or one.reason:
        return
    beyond = one.amount - one.planned
    if beyond > ZERO:
        yield _told(
            "NO_PLAN",
            one.since or day,
            beyond,
            f"Balance {one.amount} less planned {one.planned} leaves {beyond} without a plan.",
            f"余额 {one.amount} 减用款计划 {one.planned}，{beyond} 无计划。",
        )


def _told(
    kind: str, since: date, amount: Money, en: str, zh: str, term: Cited[object] | None = None
) -> Idle:
    return Idle(find(IDLE_KINDS, kind), since, amount, Step(en, zh, term.source if term else None))
