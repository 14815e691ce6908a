"""What a bank's day is reconciled with, and how it came out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from fisc.engines.controls.outcomes import Control
from fisc.record import facts
from fisc.record.book import Book
from fisc.stages.pay.states import ReceiptKind
from fisc.values import ZERO, Money


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the bank's statement: ``paid``, or ``returned`` for money that came back."""

    end_to_end: str
    kind: ReceiptKind
    amount: Money


@dataclass(frozen=True, slots=True, kw_only=True)
class DayReport:
    """How a bank's day came out.

    Units: fen, payments less same-day returns. ``vouchers`` is what our documents say, ``bank``
    what the statement says, ``ledger`` what the indicators say; ``prior_year`` came back for
    earlier years and stands in bank and vouchers, but gives the ledger nothing.
    ``unexplained`` is what remains of vouchers less bank after the differences of the day.
    ``found`` counts lost answers that the statement brought back.
    """

    division: str
    bank_day: date
    lines: int
    matched: int = 0
    found: int = 0
    vouchers: Money = ZERO
    bank: Money = ZERO
    ledger: Money = ZERO
    prior_year: Money = ZERO
    differences: int = 0
    unexplained: Money = ZERO
    refusals: tuple[Control, ...] = ()

    @property
    def agrees(self) -> bool:
        """Whether all three sums are one, without any difference."""
        return not self.refusals and not self.differences and not self.unexplained


def body_of(report: DayReport) -> dict[str, Any]:
    """Return a report as the body of a fact: words and whole fen."""
    plain: dict[str, Any] = {}
    for each in fields(report):
        value = getattr(report, each.name)
        if isinstance(value, Money):
            plain[f"{each.name}_fen"] = value.fen
        elif each.name != "refusals":
            plain[each.name] = value if isinstance(value, int) else str(value)
    return plain


def report_of(body: Mapping[str, Any]) -> DayReport:
    """Return the report that a fact holds.

    Example:
        >>> report = DayReport(division="239900", bank_day=date(2026, 3, 2), lines=7)
        >>> report_of(body_of(report)) == report
        True
    """
    plain: dict[str, Any] = {}
    for each in fields(DayReport):
        if f"{each.name}_fen" in body:
            plain[each.name] = Money(body[f"{each.name}_fen"])
        elif each.name == "bank_day":
            plain[each.name] = date.fromisoformat(body[each.name])
        elif each.name in body:
            plain[each.name] = body[each.name]
    return DayReport(**plain)


def reports(book: Book, division: str, year: int) -> tuple[DayReport, ...]:
    """Return how the bank's days of a year came out, newest first; each as it was written."""
    found = (report_of(fact.body) for fact in facts.of_kind(book, "DayReconciled", division, year))
    return tuple(sorted(found, key=lambda report: report.bank_day, reverse=True))
