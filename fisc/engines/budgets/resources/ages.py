"""Carry-over by the age of money: from which year it comes, and when it becomes balance.

Money that was granted in a year and is not used may be carried into the next. When that year has
ended too, what is left is no longer carry-over but balance (结余) and goes back to finance (IB21).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final, Literal

from fisc.law.names import budget_rule
from fisc.values import ZERO, Book, Cited, Money, Step, Verdict

Age = Literal["current", "carried", "balance"]
RULE: Final = "IB21"


@dataclass(frozen=True, slots=True)
class Aged:
    """An amount of a book that comes from a year."""

    origin: int
    book: Book
    amount: Money


@dataclass(frozen=True, slots=True)
class AgeLine:
    """What is left of the money of one year, book by book, and what it counts as.

    ``balance_from`` is the day from which it is balance.
    """

    origin: int
    age: Age
    balance_from: date
    amounts: tuple[tuple[Book, Money], ...]

    @property
    def total(self) -> Money:
        """What is left of it in all books."""
        return Money.total(amount for _, amount in self.amounts)

    def of(self, book: Book) -> Money:
        """Return what is left of it in one book."""
        return dict(self.amounts).get(book, ZERO)


def balance_from(origin: int, years_max: Cited[int]) -> date:
    """Return the day from which money of a year is balance and to be swept.

    Source: law/budgets/carry.yaml

    Example:
        >>> from fisc.values import Citation
        >>> two = Cited(2, Citation("Budget Law", "article 42"), "enacted", "A")
        >>> str(balance_from(2023, two))
        '2025-01-01'
    """
    return date(origin + years_max.value, 1, 1)


def age_of(origin: int, year: int, years_max: Cited[int]) -> Age:
    """Say what money of a year counts as in another: of this year, carried, or balance.

    Source: law/budgets/carry.yaml

    Example:
        >>> from fisc.values import Citation
        >>> two = Cited(2, Citation("Budget Law", "article 42"), "enacted", "A")
        >>> [age_of(origin, 2026, two) for origin in (2026, 2025, 2024, 2023)]
        ['current', 'carried', 'balance', 'balance']
    """
    if balance_from(origin, years_max).year <= year:
        return "balance"
    return "carried" if origin < year else "current"


def check_age(origin: int, year: int, years_max: Cited[int]) -> Verdict:
    """Judge whether money of a year may still be used by its unit in another (IB21).

    Source: law/budgets/carry.yaml

    Example:
        >>> from fisc.values import Citation
        >>> two = Cited(2, Citation("Budget Law", "article 42"), "enacted", "A")
        >>> check_age(2023, 2026, two).steps[-1].en
        'Money of 2023 is balance since 2025-01-01; in 2026 it is to be swept.'
    """
    since = balance_from(origin, years_max)
    if since.year <= year:
        step = Step(
            f"Money of {origin} is balance since {since}; in {year} it is to be swept.",
            f"{origin} 年资金自 {since} 起属于结余，{year} 年应收回统筹。",
            years_max.source,
        )
        return Verdict(False, budget_rule(RULE), (step,))
    step = Step(
        f"Money of {origin} may be used in {year}; it becomes balance on {since}.",
        f"{origin} 年资金在 {year} 年可继续使用，{since} 起转为结余。",
        years_max.source,
    )
    return Verdict(True, budget_rule(RULE), (step,))


def by_age(amounts: Iterable[Aged], year: int, years_max: Cited[int]) -> tuple[AgeLine, ...]:
    """Gather what is left by the year from which it comes, the oldest first.

    Shape: one line for each year that has something.
    Always: the lines add up to the amounts.

    Source: law/budgets/carry.yaml
    """
    sums: dict[int, dict[Book, Money]] = {}
    for one in amounts:
        own = sums.setdefault(one.origin, {})
        own[one.book] = own.get(one.book, ZERO) + one.amount
    return tuple(
        AgeLine(
            origin,
            age_of(origin, year, years_max),
            balance_from(origin, years_max),
            tuple((book, sums[origin][book]) for book in Book if sums[origin].get(book)),
        )
        for origin in sorted(sums)
        if any(sums[origin].values())
    )
