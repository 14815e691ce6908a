"""Requests about sweeps that succeed, and what must have happened before."""

from __future__ import annotations

from datetime import date

from fisc.stages.allot.models import Indicator
from tests.doors.api.callers import Program
from tests.doors.api.samples import SAMPLES, Sample
from tests.stages.allot.indicators import issued, school
from tests.stages.approve import budgets


def idle() -> Sample:
    """Let an indicator lie for more than half a year."""
    budgets.draft()
    assert budgets.adopt().done
    issued(school())
    Indicator.objects.update(issued_on=date(2025, 3, 1))
    return SAMPLES["sweeps-propose"]


def proposed() -> Sample:
    """Propose to take it back."""
    _send(idle())
    return SAMPLES["sweeps-carry-out"]


def swept() -> Sample:
    """Take it back."""
    _send(proposed())
    return SAMPLES["sweeps-reverse"]


def _send(sample: Sample) -> None:
    answer = Program(sample.person).post(sample.path, sample.body, key=sample.key)
    assert answer.status == 200, answer.raw.decode()
