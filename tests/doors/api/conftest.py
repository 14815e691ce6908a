"""An office that pays, reached by programs, on a day that stands still."""

from __future__ import annotations

from pathlib import Path

import pytest

from fisc.doors.api import clock, limits
from tests.doors.api.callers import Program
from tests.stages.conftest import default_book, town  # noqa: F401 - fixtures
from tests.stages.pay.conftest import office  # noqa: F401 - a fixture
from tests.stages.town import DAY, NOON


@pytest.fixture(autouse=True)
def door(settings, monkeypatch) -> None:
    """The clock of this door, on the town's day, and nobody in a hurry."""
    Path(settings.STATIC_ROOT).mkdir(exist_ok=True)  # as an office has it, once collected
    monkeypatch.setattr(clock, "now", lambda: NOON)
    monkeypatch.setattr(clock, "today", lambda: DAY)
    settings.API_CALLS_BY_CALLER = settings.API_CALLS_BY_ADDRESS = 0
    limits.callers.forget()
    limits.addresses.forget()


@pytest.fixture
def program(office):  # noqa: F811
    """Return a maker of programs: ``program("school.clerk")``, over the office that pays."""
    return Program
