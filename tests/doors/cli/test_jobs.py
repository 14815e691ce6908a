"""``fisc jobs`` and ``fisc work``: the list, its end, and a worker whose process is killed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from django.db import connections

from fisc.doors.cli import clock
from fisc.exchange import run_files
from fisc.exchange.intake.imports import Signature
from fisc.exchange.uploads import About, Uploads
from fisc.jobs import dry_runs, store
from fisc.jobs.models import Job, State
from fisc.jobs.store import Wanted
from tests.doors.cli.test_surroundings import ROOT
from tests.doors.web import papers
from tests.stages.pay import cases
from tests.stages.pay.conftest import office  # noqa: F401 - the fixture
from tests.stages.town import MAKER, NOON, TOWN


def asked(key: str, **more: str) -> int:
    file = {"token": "0" * 32, "day": NOON.date().isoformat()}
    wanted = Wanted(
        kind="dry-run", key=key, asked_by=cases.CLERK, division=TOWN, parameters=file, **more
    )
    return store.ask(wanted, at=NOON).number


def test_jobs_are_listed_and_stopped_by_those_who_may(fisc, town):
    number = asked("one", subject="a.csv")
    shown = fisc("jobs", "list", "--json").document["jobs"]
    assert [(one["number"], one["about"], one["state"]) for one in shown] == [
        (number, "a.csv", "waiting")
    ]
    assert "Check of a file\ta.csv\twaiting" in fisc("jobs", "list").out
    assert "文件校验\ta.csv\t排队中" in fisc("jobs", "list", lang="zh").out
    assert fisc("jobs", "list", "--state", "odd").code == 2
    assert fisc("jobs", "cancel", number, "--officer", cases.REVIEWER).code == 2
    assert store.find(number).state == "waiting"
    done = fisc("jobs", "cancel", number, "--officer", cases.CLERK, "--json")
    assert (done.code, done.document["state"]) == (0, "cancelled")
    job = asked("two")
    store.end(store.take("w", at=NOON), State.DONE, store.STOPPED, at=NOON)
    assert fisc("jobs", "cancel", job, "--officer", cases.CLERK).code == 1


@pytest.mark.writes
def test_housekeeping_is_done_at_once_and_may_be_done_again(fisc, office, monkeypatch):  # noqa: F811
    number = cases.submitted(400)
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(days=400))
    monkeypatch.setattr(clock, "today", lambda: cases.DAY + timedelta(days=40))
    waits = asked("not mine to do")
    first = fisc("jobs", "run", "housekeeping", "--json")

    assert (first.code, first.document["state"]) == (0, "done")
    assert "1 requests ran out" in first.document["said"]["en"]
    assert cases.state(number) == "expired"
    assert "0 requests ran out" in fisc("jobs", "run", "housekeeping").out
    assert store.find(waits).state == "waiting"
    assert fisc("jobs", "run", "anything").code == 2


def test_work_until_idle_does_what_waits_and_ends(fisc, town):
    asked("one")
    done = fisc("work", "--until-idle", "--json")

    assert done.document == {"done": True, "jobs": 1}
    (job,) = fisc("jobs", "list", "--state", "failed", "--json").document["jobs"]
    assert "no longer kept" in job["said"]["en"]


def worker(*words: str) -> subprocess.Popen:
    """Start a worker as a process of its own, on the database of this test."""
    settings = connections["default"].settings_dict
    name = Path(settings["NAME"])
    usual = name.parent / "fisc.sqlite3"  # where an office has its file
    if not usual.exists():
        usual.symlink_to(name)
    environment = {**os.environ, "FISC_HOME": str(name.parent), "FISC_DATABASE": "sqlite"}
    return subprocess.Popen(
        [sys.executable, "-c", "from fisc.doors.cli.main import run; run()", "work", *words],
        cwd=ROOT,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )


def until(holds) -> None:
    for _ in range(600):
        if holds():
            return
        time.sleep(0.05)
    pytest.fail("It did not come to that.")


@pytest.mark.skipif(os.environ.get("FISC_TEST_DATABASE") == "postgresql", reason="one file")
def test_a_killed_worker_loses_its_job_to_the_next_one_and_the_effect_is_one(office):  # noqa: F811
    """A process is killed while it checks a file; another one checks it from the beginning."""
    home = Path(connections["default"].settings_dict["NAME"]).parent
    about = About(
        token="e" * 32,
        owner=MAKER,
        name="指标.csv",
        template="indicators",
        division=TOWN,
        kept_at=datetime.now(UTC),
    )
    content = papers.text(*(papers.row(n) for n in range(12_000)))
    upload = Uploads(home / "uploads").keep([content], about)
    signature = Signature(division=TOWN, actor=MAKER, day=cases.DAY, at=NOON)
    job = store.ask(dry_runs.wanted(upload, signature, "/"), at=datetime.now(UTC))
    with worker("--beside") as first:
        until(lambda: store.find(job.number).done > 0)
        first.kill()
    killed = store.find(job.number)
    assert (killed.state, killed.taken) == ("running", 1)
    assert 0 < killed.done < 12_000 < killed.total + 2
    assert not run_files.is_kept(upload.folder)

    silent = datetime.now(UTC) - store.SILENT
    Job.objects.update(pulse_at=silent)
    with worker("--beside", "--json") as second:
        until(lambda: not store.find(job.number).open)
        second.stdin.close()
        second.stdin = None
        assert second.wait(60) == 0
        assert json.loads(second.stdout.read())["jobs"] == 1
    done = store.find(job.number)
    assert (done.state, done.taken, done.done, done.total) == ("done", 2, 12_000, 12_000)
    assert run_files.kept(upload.folder).counts.new == 12_000
