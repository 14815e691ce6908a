"""A town with requests for payment, and workers that a test makes step by step."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from types import MappingProxyType

import pytest

from fisc.jobs import store, worker
from fisc.jobs.kinds import Kind
from fisc.jobs.store import JobRecord, Wanted
from fisc.jobs.worker import Office
from fisc.values import Words
from tests.stages.conftest import default_book, town  # noqa: F401 - the fixtures
from tests.stages.pay.conftest import office  # noqa: F401 - the fixture
from tests.stages.town import NOON


class Clock:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.at = NOON

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, stretch: timedelta = store.SILENT + timedelta(seconds=1)) -> None:
        self.at += stretch


class Killed(BaseException):
    """What a worker meets when its process is killed: nothing of it is heard any more."""


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def doing(monkeypatch) -> Callable[..., None]:
    """Return ``doing(run)``, which makes ``run`` what jobs of the kind "sample" do."""

    def _doing(run: Callable) -> None:
        kind = Kind(key="sample", name=Words("a", "甲"), counted=Words("rows", "行"), run=run)
        monkeypatch.setattr(worker, "KINDS", MappingProxyType({"sample": kind}))

    return _doing


def asked(key: str = "one", who: str = "clerk", at: datetime = NOON, **more: str) -> JobRecord:
    return store.ask(Wanted(kind="sample", key=key, asked_by=who, **more), at=at)


def worked(clock: Clock, name: str = "first") -> JobRecord | None:
    return Office(name, clock).step()
