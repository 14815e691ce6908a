"""Set ``calendar-cn``: which days are worked, and to which day a rest day moves.

OUT is a folder with ``days.csv`` and ``next_business_day.csv``. The table of holidays in the law
answers; a cell that is no date, and a day of a year that it does not list, get no answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from fisc.exchange.kinds import CellReader, Understood
from fisc.exchange.templates import Column, Kind
from fisc.registers.holidays import (
    UnknownYear,
    is_workday,
    nearest_workday_in_month,
    next_workday,
    previous_workday,
)
from fisc.values import Words
from tools.oracle import Tell
from tools.oracle.tables import Unreadable, rows, write

Question = Callable[[date], object]
QUESTIONS: Final[Mapping[str, tuple[str, Mapping[str, Question]]]] = {
    "days.csv": ("date", {"is_workday": lambda day: int(is_workday(day))}),
    "next_business_day.csv": (
        "nominal_date",
        {
            "following": next_workday,
            "preceding": previous_workday,
            "modified_following": nearest_workday_in_month,
        },
    ),
}


def play(folder: Path, out: Path, tell: Tell) -> None:
    """Answer every day of both files."""
    for name, (key, questions) in QUESTIONS.items():
        if (folder / name).is_file():
            write(out / name, (key, *questions), _answers(folder / name, key, questions, tell))
        else:
            tell(f"{name} is not there.")


def _answers(
    path: Path, key: str, questions: Mapping[str, Question], tell: Tell
) -> Iterator[dict[str, object]]:
    reader = CellReader(Column(key=key, name=Words("date", "日期"), kind=Kind.DATE), typed=False)
    try:
        asked = list(rows(path, (key,)))
    except Unreadable as why:
        tell(f"left out: {why}")
        return
    for number, row in enumerate(asked, 2):
        text = row[key]
        read = reader.read(text)
        answer: dict[str, object] = {key: text}
        if not isinstance(read, Understood) or not isinstance(read.value, date):
            tell(f"{path.name} | {number} | {text!r} is not a date.")
            yield answer
            continue
        for name, question in questions.items():
            try:
                answer[name] = question(read.value)
            except UnknownYear as why:
                tell(f"{path.name} | {number} | {name} | {why}")
        yield answer
