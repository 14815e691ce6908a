"""Rows of the law about the budget year's calendar: its steps, and the events they hang on."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from fisc.values import Confidence

Stage = Literal[
    "prepare",
    "review",
    "reply",
    "disclose",
    "execute",
    "adjust",
    "close",
    "final",
    "evaluate",
]
Shift = Literal["next", "previous", "none"]
Per = Literal["department", "month", ""]
Kept = Literal[
    "entered",
    "adoption",
    "general_transfers",
    "earmarked_transfers",
    "onward_transfers",
    "year_close",
    "shown",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarStep:
    """A step of the budget year, when it may begin and by when it is done.

    A day is ``-1:06-30`` (the year before the budget year), an event (``adopted``), or an event
    and a term of the law (``adopted+budgets/deadlines:reply_days_max``; with ``-`` before it).
    ``shift`` is where a last day goes that is a rest day. ``per`` says that it is done once for
    each department or month. ``kept`` is how the record knows of it: somebody enters the day and
    the document, it follows from other facts, or it is only shown. ``warns`` marks what the law
    orders and whose delay is told.
    """

    step: str
    stage: Stage
    name_zh: str
    name_en: str
    actors_zh: str
    actors_en: str
    due: str
    shift: Shift
    kept: Kept
    warns: bool
    instrument: str
    conf: Confidence
    opens: str = ""
    per: Per = ""
    place: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CalendarEvent:
    """Something on which deadlines hang; where no ``step`` gives its day, somebody sets it."""

    event: str
    name_zh: str
    name_en: str
    step: str = ""
