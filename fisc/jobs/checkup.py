"""What the check-up says of long work: who works, when they were last heard, what waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.timezone import get_default_timezone

from fisc.exchange.checkup import Check, Finding, looked_at
from fisc.exchange.checkup import examined as surroundings
from fisc.jobs import store
from fisc.jobs.models import Job, State, Worker
from fisc.values import Words

NAME: Final = Words("Long work", "后台任务")
START: Final = Words("start fisc work", "请运行 fisc work")


@dataclass(frozen=True, slots=True)
class Standing:
    """Who works on jobs and what there is to do.

    ``heard_at`` is when a worker was last heard of, ``late`` how many jobs have waited for longer
    than a worker may be silent.
    """

    workers: int
    heard_at: datetime | None
    waiting: int
    running: int
    failed: int
    late: int


def standing(at: datetime) -> Standing:
    """Return who works on jobs at an instant, and what there is to do."""
    heard = list(Worker.objects.order_by("-pulse_at").values_list("pulse_at", flat=True))
    found, since = store.numbers(), at - store.SILENT
    late = Job.objects.filter(state=State.WAITING, asked_at__lt=since).count()
    return Standing(
        workers=sum(pulse >= since for pulse in heard),
        heard_at=heard[0] if heard else None,
        waiting=found[State.WAITING],
        running=found[State.RUNNING],
        failed=found[State.FAILED],
        late=late,
    )


def examined(at: datetime) -> Iterator[Check]:
    """Yield every check of the surroundings, and that of long work."""
    yield from surroundings(at)
    yield looked_at(NAME, lambda: _work(at))


def _work(at: datetime) -> tuple[Finding, Words]:
    found = standing(at)
    counts = Words(
        f"{found.waiting} waiting, {found.running} running, {found.failed} failed",
        f"排队 {found.waiting}、执行 {found.running}、失败 {found.failed}",
    )
    if not found.workers:
        heard = _heard(found.heard_at)
        said = Words(
            f"nobody works ({heard.en}); {counts.en}; {START.en}",
            f"没有执行进程（{heard.zh}）；{counts.zh}；{START.zh}",
        )
        return (Finding.BAD if found.late else Finding.NOTE), said
    said = Words(
        f"{found.workers} at work, {_heard(found.heard_at).en}; {counts.en}",
        f"执行进程 {found.workers} 个，{_heard(found.heard_at).zh}；{counts.zh}",
    )
    return (Finding.NOTE if found.failed or found.late else Finding.GOOD), said


def _heard(at: datetime | None) -> Words:
    if at is None:
        return Words("none was ever heard", "从未运行")
    said = f"{at.astimezone(get_default_timezone()):%Y-%m-%d %H:%M:%S}"
    return Words(f"last heard {said}", f"最近心跳 {said}")
