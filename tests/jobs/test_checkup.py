"""Who runs the office is told whether somebody works, and what waits or failed."""

from __future__ import annotations

from datetime import timedelta

from fisc.exchange.checkup import Finding
from fisc.jobs import checkup, store
from fisc.jobs.models import State, Worker
from fisc.jobs.store import SILENT
from fisc.values import Words
from tests.jobs.conftest import asked
from tests.stages.town import NOON

LATER = NOON + SILENT + timedelta(seconds=1)


def said(at):
    found = list(checkup.examined(at))[-1]
    assert found.name == checkup.NAME
    assert "执行进程" in found.said.zh
    return found.finding, found.said.en


def test_the_checkup_names_the_worker_what_waits_and_what_failed(default_book):
    finding, text = said(NOON)
    assert finding is Finding.NOTE
    assert "none was ever heard" in text
    asked("one")
    assert said(NOON)[0] is Finding.NOTE
    assert said(LATER)[0] is Finding.BAD  # somebody waits, and nobody works
    Worker.objects.create(name="first", started_at=LATER, pulse_at=LATER)
    assert said(LATER)[0] is Finding.NOTE  # it waits for longer than a worker may be silent
    job = store.take("first", at=LATER)
    finding, text = said(LATER)
    assert finding is Finding.GOOD
    assert "last heard 2026-03-02 12:01:01" in text
    assert "0 waiting, 1 running, 0 failed" in text
    store.end(job, State.FAILED, Words("It broke.", "出错。"), at=LATER)
    assert said(LATER) == (Finding.NOTE, said(LATER)[1])
    assert "1 failed" in said(LATER)[1]
    finding, text = said(LATER + SILENT + timedelta(seconds=1))
    assert (finding, "nobody works" in text) == (Finding.NOTE, True)
