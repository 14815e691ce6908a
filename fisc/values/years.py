"""The fiscal year: the calendar year, as a type of its own (Budget Law, article 18)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Final

FIRST_YEAR: Final = 1994  # the year in which tax sharing began
LAST_YEAR: Final = 2199


@dataclass(frozen=True, slots=True, order=True)
class FiscalYear:
    """One budget year, 1 January to 31 December; its range of days is half-open.

    Raises:
        ValueError: the number is not a year between 1994 and 2199.

    Example:
        >>> year = FiscalYear.of(date(2026, 12, 31))
        >>> year.previous, year.next
        (FiscalYear(number=2025), FiscalYear(number=2027))
        >>> date(2027, 1, 1) in year
        False
    """

    number: int

    def __post_init__(self) -> None:
        if type(self.number) is not int or not FIRST_YEAR <= self.number <= LAST_YEAR:
            raise ValueError(f"{self.number!r} is not a fiscal year ({FIRST_YEAR}..{LAST_YEAR}).")

    @classmethod
    def of(cls, day: date) -> FiscalYear:
        """Return the year to which a day belongs."""
        return cls(day.year)

    @property
    def first_day(self) -> date:
        """The day on which the year begins."""
        return date(self.number, 1, 1)

    @property
    def end(self) -> date:
        """The first day that no longer belongs to the year."""
        return date(self.number + 1, 1, 1)

    @property
    def previous(self) -> FiscalYear:
        """The year before."""
        return FiscalYear(self.number - 1)

    @property
    def next(self) -> FiscalYear:
        """The year after."""
        return FiscalYear(self.number + 1)

    def __contains__(self, day: date) -> bool:
        return self.first_day <= day < self.end

    def __str__(self) -> str:
        return str(self.number)
