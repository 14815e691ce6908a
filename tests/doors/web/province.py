"""The handbook's province, played through the year, with a city below that adopts its budget."""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

from django.conf import settings

from fisc.doors.web import clock
from fisc.record.book import Book
from fisc.registers import people
from fisc.stages.approve import commands as approve
from fisc.stages.approve.commands import DraftLine
from fisc.values import Book as Budget
from fisc.values import DivisionCode
from tests.golden.places import noon
from tests.golden.province import BUDGET, PROVINCE, YEAR, Year, yi

CITY = "230100"
DAY = date(YEAR, 2, 10)
NOW = datetime(2027, 1, 2, 4, tzinfo=UTC)
OFF = "0.5"  # what the city takes up less than the province gives it, in hundred million yuan

__all__ = ["BUDGET", "CITY", "NOW", "OFF", "PROVINCE", "YEAR", "build"]


def build(book: Book, monkeypatch) -> None:
    """Play the province's year and adopt the city's budget, half a unit short of what it is given.

    The clock of the pages stands on the second of January after.
    """
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)
    monkeypatch.setattr(clock, "now", lambda: NOW)
    monkeypatch.setattr(clock, "today", NOW.date)
    for _step in Year(book).play():
        pass
    for name, role in (("city.officer", "FIN_BUDGET"), ("city.reviewer", "NPC_REVIEWER")):
        record = people.PersonRecord(name, f"示例{role}", f"Demo {role}", role, DivisionCode(CITY))
        people.add(record)
    number = f"BUD-{YEAR}-{CITY}-1"
    lines = (
        _line("general", "revenue", "1100202", str(2024 - float(OFF)), "02", PROVINCE),
        _line("general", "revenue", "1101101", "308", "09", PROVINCE),
        _line("general", "expenditure", "227", "30", "01"),
        _line("general", "expenditure", "2130153", str(2302 - float(OFF)), "01"),
        _line("capital", "revenue", "11005", "0.5", "06", PROVINCE),
        _line("capital", "expenditure", "2230105", "0.5", "01"),
    )
    receipt = approve.draft_budget(
        number=number, division=CITY, year=YEAR, lines=lines, maker="city.officer", at=noon(DAY)
    )
    assert receipt.done, receipt.refusal
    receipt = approve.adopt_budget(
        number=number,
        resolution="示市人决〔2026〕1号",
        resolved_on=DAY,
        checker="city.reviewer",
        day=DAY,
        at=noon(DAY),
    )
    assert receipt.done, receipt.refusal


def _line(book: str, side: str, code: str, amount: str, line: str, other: str = "") -> DraftLine:
    return DraftLine(
        book=Budget(book),
        side=side,  # type: ignore[arg-type]  # one of the sides of the table
        amount=yi(amount),
        code=code,
        line=line,
        counterpart=other,
    )
