"""Working days, as stages and doors ask for them; the law of it is in ``fisc.law.calendar``."""

from fisc.law.calendar import (
    Deadline,
    UnknownYear,
    add_workdays,
    deadline,
    is_workday,
    nearest_workday_in_month,
    next_workday,
    previous_workday,
)

__all__ = [
    "Deadline",
    "UnknownYear",
    "add_workdays",
    "deadline",
    "is_workday",
    "nearest_workday_in_month",
    "next_workday",
    "previous_workday",
]
