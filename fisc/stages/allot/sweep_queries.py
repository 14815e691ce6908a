"""Questions about sweeps: who lost what and why, and what was made of the money since.

A file of its own because the journal of sweeps is asked for over many divisions at once.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from fisc.stages.allot.models import DONE, Change, Indicator, Sweep, SweepLine
from fisc.values import Book as Budget
from fisc.values import Money, Words

SWEEPS_MAX = 500


@dataclass(frozen=True, slots=True)
class SweptRow:
    """What one indicator lost by a sweep. ``origin`` is the year from which the money comes."""

    indicator: str
    unit: str
    project: str
    book: Budget
    origin: int
    amount: Money
    interest: Money
    idle_since: date | None
    why: Words
    change: str


@dataclass(frozen=True, slots=True)
class SweepRecord:
    """A sweep: its reason, its evidence, who proposed and carried it out, and its lines."""

    number: str
    division: str
    year: int
    reason_code: str
    evidence: str
    state: str
    proposed_on: date
    done_on: date | None
    reversed_on: date | None
    reversed_why: str
    maker: str
    checker: str
    lines: tuple[SweptRow, ...]

    @property
    def total(self) -> Money:
        """What all lines come to."""
        return Money.total(one.amount for one in self.lines)


@dataclass(frozen=True, slots=True)
class MadeRow:
    """What the pool of finance gave to a line of the budget, and by which proposal."""

    number: str
    division: str
    book: Budget
    unit: str
    project: str
    function: str
    department_item: str
    amount: Money
    reason: str
    maker: str
    checker: str


def sweeps(divisions: Collection[str], year: int) -> tuple[SweepRecord, ...]:
    """Return the sweeps of some divisions in a year, the newest number last."""
    rows = Sweep.objects.filter(division__in=list(divisions), year=year)
    return tuple(map(_record, rows.prefetch_related("lines")[:SWEEPS_MAX]))


def next_number(division: str, year: int) -> str:
    """Return the number of the next sweep of a division and year."""
    count = Sweep.objects.filter(division=division, year=year).count()
    return f"SWP-{year}-{division}-{count + 1}"


def sweep(number: str) -> SweepRecord | None:
    """Return one sweep, or None."""
    found = Sweep.objects.filter(number=number).prefetch_related("lines").first()
    return _record(found) if found else None


def made_of_pool(divisions: Collection[str], year: int) -> tuple[MadeRow, ...]:
    """Return what the pools of some divisions gave away in a year.

    Money in a pool is mixed, so that it is not said of which sweep a gift is.
    """
    rows = Change.objects.filter(division__in=list(divisions), year=year, act="vire", state=DONE)
    found = []
    for row in rows:
        content = row.content
        line = content["target_line"]
        if line and not content["source_line"] and not content["indicator"]:
            found.append(
                MadeRow(
                    row.number,
                    row.division,
                    Budget(content["book"]),
                    line["unit"],
                    line["project"],
                    line["function"],
                    line["department_item"],
                    Money(row.amount_fen),
                    row.reason,
                    row.maker,
                    row.checker,
                )
            )
    return tuple(found)


@dataclass(frozen=True, slots=True)
class Issued:
    """What documents know of an indicator that the ledger does not."""

    issued_on: date | None
    guarantee: str
    bond: str


def issued(divisions: Collection[str], year: int, numbers: Sequence[str]) -> Mapping[str, Issued]:
    """Return the day of issue and the marks of indicators, by number; as far as there are any."""
    found: dict[str, Issued] = {}
    for start in range(0, len(numbers), 500):
        rows = Indicator.objects.filter(
            division__in=list(divisions), year=year, number__in=numbers[start : start + 500]
        ).values_list("number", "issued_on", "guarantee", "bond")
        found |= {number: Issued(day, guarantee, bond) for number, day, guarantee, bond in rows}
    return found


def _record(row: Sweep) -> SweepRecord:
    return SweepRecord(
        row.number,
        row.division,
        row.year,
        row.reason_code,
        row.evidence,
        row.state,
        row.proposed_on,
        row.done_on,
        row.reversed_on,
        row.reversed_why,
        row.maker,
        row.checker,
        tuple(map(_line, row.lines.all())),
    )


def _line(row: SweepLine) -> SweptRow:
    return SweptRow(
        row.indicator,
        row.unit,
        row.project,
        Budget(row.book),
        row.origin,
        Money(row.amount_fen),
        Money(row.interest_fen),
        row.idle_since,
        Words(row.why_en, row.why_zh),
        row.change,
    )
