"""The guarantee level of treasury cash: how many months of outflow the balance would pay.

Source: law/controls/treasury_levels.csv
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import Final

from fisc.law.rows import Table, read
from fisc.values import Confidence, Money, Words

MONTHS: Final = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class TreasuryLevel:
    """A level of treasury cash: from which share of a month's outflow on, or ``above`` it."""

    level: str
    from_level: Fraction
    above: bool
    name_zh: str
    name_en: str
    conf: Confidence
    note: str = ""

    @property
    def words(self) -> Words:
        """What the level is called."""
        return Words(self.name_en, self.name_zh)


LEVELS: Final = Table("controls/treasury_levels.csv", TreasuryLevel, key=("level",))


def average_outflow(amounts: Mapping[date, int], known: date) -> Money:
    """Return the mean of what went out in a month, of the last twelve that are known in full.

    Units: fen, rounded down; the month of ``known`` counts where it is the only one.

    Example:
        >>> average_outflow({date(2026, 1, 9): 100, date(2026, 2, 9): 300}, date(2026, 3, 2))
        Money(fen=200)
    """
    sums: dict[tuple[int, int], int] = {}
    for day, fen in amounts.items():
        sums[day.year, day.month] = sums.get((day.year, day.month), 0) + fen
    this = (known.year, known.month)
    whole = [fen for month, fen in sorted(sums.items()) if month < this] or list(sums.values())
    last = whole[-MONTHS:]
    return Money(sum(last) // len(last)) if last else Money(0)


def guarantee(balance: Money, outflow: Money) -> tuple[Fraction, TreasuryLevel] | None:
    """Return the guarantee level and what it is called; None where nothing went out.

    Example:
        >>> share, level = guarantee(Money(22), Money(100))
        >>> share, level.level
        (Fraction(11, 50), 'low')
        >>> guarantee(Money(80), Money(100))[1].level, guarantee(Money(81), Money(100))[1].level
        ('normal', 'idle')
    """
    if outflow.fen <= 0:
        return None
    share = Fraction(balance.fen, outflow.fen)
    rows = read(LEVELS)
    reached = [
        row for row in rows if share > row.from_level or (share == row.from_level and not row.above)
    ]
    return share, reached[-1] if reached else rows[0]
