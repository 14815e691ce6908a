"""Lines are found alike whether they are read together or one by one."""

from __future__ import annotations

import pytest

from fisc.exchange.intake import standing_lines
from fisc.exchange.intake.standing_lines import StandingLines
from fisc.stages.allot import lines as stage
from tests.doors.web.test_round_trip import draft
from tests.stages.conftest import default_book, town  # noqa: F401 - the fixtures
from tests.stages.town import TOWN, YEAR

KEYS = [f"{YEAR}/IND-2026-239900-{number}" for number in (1001, 1002, 1003, 9999)]
KEYS += ["2025/IND-2026-239900-1001", "nonsense", ""]


@pytest.mark.parametrize(("few", "singly", "read"), [(10, 5, True), (0, 100, False), (0, 2, True)])
def test_the_same_lines_are_found_however_they_are_read(town, monkeypatch, few, singly, read):  # noqa: F811
    for number in (1001, 1002, 1003):
        draft(number, number)
    wanted = {f"{line.year}/{line.number}": line for line in stage.lines(TOWN, YEAR)}
    asked = []
    every = stage.lines
    monkeypatch.setattr(stage, "lines", lambda *words: asked.append(words) or every(*words))
    monkeypatch.setattr(standing_lines, "FEW", few)
    monkeypatch.setattr(standing_lines, "ONE_BY_ONE", singly)
    standing = StandingLines(TOWN, YEAR)

    assert [standing.at(key) for key in (*KEYS, *KEYS)] == [wanted.get(key) for key in KEYS] * 2
    assert bool(asked) == read
