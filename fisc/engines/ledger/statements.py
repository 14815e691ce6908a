"""Statements of the ledger: the trial balance by role, and the identities that must hold in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from fisc.law.chart import chart
from fisc.law.names import control
from fisc.values import ZERO, Book, Money, Step, Verdict

_OUTSIDE_THE_CHAIN = "0"  # the class of ceilings and of journals kept elsewhere


@dataclass(frozen=True, slots=True)
class RoleLine:
    """One line of a trial balance: a role, its account number and its balance."""

    role: str
    code: str
    name_zh: str
    name_en: str
    side: int
    balance: Money


@dataclass(frozen=True, slots=True)
class TrialBalance:
    """The balances of one book by role, with the chain identity (K07).

    Shape: roles in the order of the chart, those of zero left out.
    """

    book: Book
    lines: Sequence[RoleLine]
    debit: Money
    credit: Money

    @property
    def difference(self) -> Money:
        """Debit less credit; zero in a sound book."""
        return self.debit - self.credit

    @property
    def verdict(self) -> Verdict:
        """Whether the chain holds: every yuan in a stage stands on a source."""
        steps = (
            Step(f"Debit-normal stages {self.debit}.", f"阶段余额 {self.debit}。"),
            Step(f"Credit-normal sources {self.credit}.", f"来源余额 {self.credit}。"),
            Step(f"Difference {self.difference}.", f"差额 {self.difference}。"),
        )
        return Verdict(not self.difference, control("K07"), steps)


def trial_balance(book: Book, balances: Mapping[str, Money]) -> TrialBalance:
    """Make the trial balance of one book of a division and year.

    Units: fen, each on the normal side of its role.
    Shape: ``balances`` by role; ceilings and outside accounts are not part of the chain.

    Raises:
        KeyError: a role is not in the chart.

    Source: law/ledger/roles.csv

    Example:
        >>> shown = trial_balance(Book.GENERAL, {"source_own": Money(5), "executable": Money(5)})
        >>> [(line.code, line.role) for line in shown.lines], shown.verdict.allowed
        ([('5101', 'source_own'), ('6103', 'executable')], True)
    """
    chosen = [
        role
        for role in chart().roles.values()
        if role.number_class != _OUTSIDE_THE_CHAIN and balances.get(role.name, ZERO)
    ]
    unknown = balances.keys() - chart().roles.keys()
    if unknown:
        raise KeyError(f"The chart has no roles {sorted(unknown)}.")
    lines = tuple(
        RoleLine(
            role.name,
            chart().accounts.get((book, role.name), ""),
            role.name_zh,
            role.name_en,
            role.side,
            balances[role.name],
        )
        for role in chosen
    )
    debit, credit = (
        Money.total(line.balance for line in lines if line.side == side) for side in (1, -1)
    )
    return TrialBalance(book, lines, debit, credit)


def check_indicator(
    *,
    indicator: str,
    granted: Money,
    pending: Money,
    executable: Money,
    frozen: Money,
    applied: Money,
    paid: Money,
    carried: Money = ZERO,
) -> Verdict:
    """Judge whether an indicator is conserved: what it was given is all in one of its stages.

    Units: fen; ``granted`` is what it has been given less what was taken back.
    """
    found = pending + executable + frozen + applied + paid + carried
    steps = (
        Step(
            f"Indicator {indicator} was given {granted}.",
            f"指标 {indicator} 下达 {granted}。",
        ),
        Step(
            f"Pending {pending}, executable {executable}, frozen {frozen}, applied {applied}, "
            f"paid {paid}, carried {carried}: {found}.",
            f"待下达 {pending}，可执行 {executable}，冻结 {frozen}，支付申请 {applied}，"
            f"已支付 {paid}，结转 {carried}，合计 {found}。",
        ),
        Step(f"Difference {granted - found}.", f"差额 {granted - found}。"),
    )
    return Verdict(granted == found, control("K08"), steps)
