"""Progress is told with its rate and the time left, beside the answer and never in it."""

from __future__ import annotations

import io
import json
from dataclasses import dataclass
from datetime import date
from enum import Enum
from pathlib import Path

import pytest
from rich.console import Console

from fisc.doors.cli import voice as spoken
from fisc.doors.cli.voice import Voice
from fisc.values import Money, Words


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(spoken, "seconds", lambda: now[0])
    return now


def told(clock, steps, language="en"):
    """Run a meter through (seconds, done, total) and return what it said."""
    spoken.speak(language)
    speaker = Voice()
    speaker._error = Console(file=io.StringIO(), soft_wrap=True)
    with speaker.meter(Words("Taking over", "入账")) as advance:
        for at, done, total in steps:
            clock[0] = 100.0 + at
            advance(done, total)
    return speaker._error.file.getvalue().splitlines()


def test_a_line_every_five_seconds_with_rate_and_time_left(clock):
    steps = [(1, 500, 10_000), (5, 2_500, 10_000), (6, 3_000, 10_000), (10, 6_000, 10_000)]

    assert told(clock, steps) == [
        "Taking over: 2,500 / 10,000, 500/s, about 15 s left",
        "Taking over: 6,000 / 10,000, 600/s, about 6 s left",
    ]


def test_where_the_end_is_not_known_no_time_is_promised(clock):
    assert told(clock, [(8, 4_000, None)], "zh") == ["入账: 4,000, 500/s"]


def test_nothing_done_yet_does_not_break_the_meter(clock):
    assert told(clock, [(5, 0, 10)]) == ["Taking over: 0 / 10, 0/s"]


def test_on_a_terminal_a_bar_is_drawn(clock):
    spoken.speak("en")
    speaker = Voice()
    speaker._error = Console(file=io.StringIO(), force_terminal=True, width=120)
    with speaker.meter(Words("Taking over", "入账")) as advance:
        advance(5, 10)

    assert "Taking over" in speaker._error.file.getvalue()
    assert "5/10" in speaker._error.file.getvalue()


class Colour(Enum):
    RED = Words("red", "红")


@dataclass
class Thing:
    amount: Money
    day: date
    colour: Colour
    parts: tuple[Path, ...]


def test_json_holds_fen_days_and_words_in_both_languages(capsys):
    thing = Thing(Money(123), date(2026, 1, 2), Colour.RED, (Path("a"),))
    Voice(as_json=True).answer({"thing": thing, 7: b"\x00\xff"}, "not said")

    assert json.loads(capsys.readouterr().out) == {
        "thing": {
            "amount": 123,
            "day": "2026-01-02",
            "colour": {"zh": "红", "en": "red"},
            "parts": ["a"],
        },
        "7": "00ff",
    }
