"""Salary files and cash plans as frozen values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from fisc.stages.pay.unit_papers import CashPlan, SalaryFile, SalaryPerson
from fisc.values import Money


@dataclass(frozen=True, slots=True)
class UnitPaperRecord:
    """A salary file or cash plan as its unit entered it; ``persons`` counts those of a file."""

    number: str
    month: int
    total: Money
    persons: int
    state: str
    maker: str
    checker: str


def unit_papers(unit: str, year: int) -> dict[str, tuple[UnitPaperRecord, ...]]:
    """Return the salary files and the cash plans of a unit and year, by number."""
    kinds: dict[str, Sequence[SalaryFile | CashPlan]] = {
        "salary_files": list(SalaryFile.objects.filter(unit=unit, year=year)),
        "cash_plans": list(CashPlan.objects.filter(unit=unit, year=year)),
    }
    counts = Counter(
        SalaryPerson.objects.filter(file__unit=unit, file__year=year).values_list(
            "file_id", flat=True
        )
    )
    return {
        kind: tuple(
            UnitPaperRecord(
                row.number,
                row.month,
                Money(row.total_fen),
                counts[row.number],
                row.state,
                row.maker,
                row.checker,
            )
            for row in rows
        )
        for kind, rows in kinds.items()
    }
