"""Working days, asked for from the registers."""

from __future__ import annotations

from datetime import date

from fisc.law import calendar
from fisc.registers import holidays


def test_the_registers_answer_with_the_calendar_of_the_law():
    assert holidays.is_workday is calendar.is_workday
    assert holidays.next_workday(date(2026, 10, 1)) == date(2026, 10, 8)
    assert holidays.add_workdays(date(2026, 9, 30), 1) == date(2026, 10, 8)
    assert holidays.deadline(date(2026, 9, 20), 15).adjusted == date(2026, 10, 8)
