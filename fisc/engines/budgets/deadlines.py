"""Transfers that should have been issued or passed on by now (K23).

Own transfers have a term from the adoption of the budget, longer where they are earmarked; money
from above has one from its receipt. What is late is told, and stays permitted: late is better than
never.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from fisc.engines.budgets.lines import stands_under
from fisc.law.calendar import UnknownYear, deadline
from fisc.law.names import control
from fisc.values import ZERO, Cited, Money, Step, Verdict

Kind = Literal["issue", "onward"]
K23: Final = control("K23")
_EARMARKED: Final = "23003"
_WORDS: Final = {
    "issue": ("adopted", "issued", "批准", "下达"),
    "onward": ("received", "passed on", "收到", "分解下达"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiting:
    """Money of a transfer that waits: to be issued since the adoption, or onward since receipt.

    ``subject`` names the line of the budget or the notice from above; ``function`` the transfer
    item, from which it is told whether it is earmarked.

    Units: fen.
    """

    kind: Kind
    subject: str
    since: date
    amount: Money
    function: str = ""

    @property
    def earmarked(self) -> bool:
        """Whether it is an earmarked transfer."""
        return bool(self.function) and stands_under(self.function, _EARMARKED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """The terms of the law in calendar days, each with its source."""

    general_days: Cited[int]
    earmarked_days: Cited[int]
    onward_days: Cited[int]

    def of(self, waiting: Waiting) -> Cited[int]:
        """Return the term that holds for a waiting amount."""
        if waiting.kind == "onward":
            return self.onward_days
        return self.earmarked_days if waiting.earmarked else self.general_days


@dataclass(frozen=True, slots=True)
class Overdue:
    """Something that waits past its last day, with the working."""

    waiting: Waiting
    last: date
    days_late: int
    verdict: Verdict


def last_day(waiting: Waiting, terms: Terms) -> date | None:
    """Return the last day of a term; a rest day moves it to the next working day.

    None where the holidays of that year are not known yet.
    """
    try:
        return deadline(waiting.since, terms.of(waiting).value).adjusted
    except UnknownYear:
        return None


def overdue(waiting: Iterable[Waiting], *, day: date, terms: Terms) -> tuple[Overdue, ...]:
    """Return what is late on a day, the longest first.

    Always: what is issued or passed on by its last day is never told; nothing of zero is.

    Source: law/budgets/deadlines.yaml
    """
    found = []
    for one in waiting:
        last = last_day(one, terms)
        if one.amount > ZERO and last is not None and day > last:
            found.append(Overdue(one, last, (day - last).days, _verdict(one, day, last, terms)))
    return tuple(sorted(found, key=lambda late: (-late.days_late, late.waiting.subject)))


def late_issue(waiting: Waiting, *, day: date, terms: Terms) -> Verdict | None:
    """Return what is told to whoever issues a transfer on a day after its last, or None.

    Source: law/budgets/deadlines.yaml
    """
    last, term = last_day(waiting, terms), terms.of(waiting)
    if last is None or day <= last:
        return None
    step = Step(
        f"Adopted on {waiting.since}, to be issued within {term.value} days, by {last}; "
        f"issued on {day}.",
        f"{waiting.since} 批准，应于 {last} 前下达，实际 {day} 下达。",
        term.source,
    )
    return Verdict(False, K23, (step,))


def _verdict(waiting: Waiting, day: date, last: date, terms: Terms) -> Verdict:
    term = terms.of(waiting)
    began, due, began_zh, due_zh = _WORDS[waiting.kind]
    step = Step(
        f"{waiting.subject}: {began} on {waiting.since}, to be {due} within {term.value} days, by "
        f"{last}; {waiting.amount} still waits on {day}.",
        f"{waiting.subject}：{waiting.since} {began_zh}，应于 {last} 前{due_zh}，"
        f"{day} 尚余 {waiting.amount}。",
        term.source,
    )
    return Verdict(False, K23, (step,))
