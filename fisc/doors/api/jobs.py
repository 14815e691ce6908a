"""Long work: the jobs of who asks, or that they oversee, how far they are, and their end."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated, Final, Literal, cast

from django.http import HttpRequest
from ninja import Path, Query, Schema

from fisc.doors.api import clock, keys, paging
from fisc.doors.api.fields import Asked, Instant, Nothing
from fisc.doors.api.gate import Desk, absent, caller
from fisc.doors.api.keys import Key
from fisc.doors.api.paging import Cursor, Limit
from fisc.doors.api.problems import said, stopped_by
from fisc.jobs import acts, store
from fisc.jobs.kinds import KINDS
from fisc.jobs.store import JobRecord

desk: Final = Desk("Long work · 后台任务")
JOBS_MAX: Final = 10**9
JobNumber = Annotated[int, Path(ge=1, le=JOBS_MAX)]
StateName = Literal["waiting", "running", "done", "failed", "cancelled"]


class JobShown(Schema):
    """A job. ``total`` is null while nobody knows it; ``counted`` is what both numbers count."""

    number: int
    kind: str
    asked_by: str
    division: str | None
    about: str
    state: StateName
    done: int
    total: int | None
    counted: str
    said: str
    stopping: bool
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None


class Jobs(Schema):
    """Jobs, the latest first."""

    rows: list[JobShown]
    next: str | None


class JobEnded(Asked):
    """Which end of a job was seen; one that was tried again since stays as it is."""

    ended_at: Instant


@desk.get("/jobs", "jobs", Jobs)
def list_jobs(
    request: HttpRequest,
    state: Annotated[StateName | None, Query()] = None,
    limit: Limit = 100,
    cursor: Cursor = "",
) -> Jobs:
    """Return the long work that you asked for, or oversee, the latest first."""
    after = paging.numbers(cursor, "jobs", 1)
    found = store.listed(
        acts.sight_of(caller(request).person),
        before=after[0] if after else None,
        state=state or "",
        limit=limit + 1,
    )
    rows, more = paging.cut(found, limit, lambda last: paging.written("jobs", last.number))
    return Jobs(rows=[_shown(job) for job in rows], next=more)


@desk.get("/jobs/{number}", "job", JobShown)
def show_job(request: HttpRequest, number: JobNumber) -> JobShown:
    """Return one job and how far it is; one that you may not see is absent."""
    try:
        return _shown(acts.seen(number, caller(request).person))
    except store.UnknownJob as unknown:
        raise absent(f"job {number}") from unknown


@desk.post("/jobs/{number}/cancellation", "jobs-cancel", JobShown)
def cancel(
    request: HttpRequest,
    number: JobNumber,
    key: Key,
    asked: Nothing | None = None,  # noqa: ARG001
) -> JobShown:
    """Stop a job; one that runs ends at its next count. The key is its number."""
    keys.demand_number(key, str(number))
    try:
        done = acts.cancel(number=number, officer=caller(request).username, at=clock.now())
    except store.UnknownJob as unknown:
        raise absent(f"job {number}") from unknown
    if done.refusal is not None:
        raise stopped_by([done.refusal])
    return _shown(done.job)


@desk.post("/jobs/{number}/retry", "jobs-again", JobShown)
def again(request: HttpRequest, number: JobNumber, asked: JobEnded, key: Key) -> JobShown:
    """Put a job that failed or was stopped back on the list, once for each of its ends.

    The key is `number/ended_at`, the end as the job shows it, in UTC.
    """
    ended = asked.ended_at.astimezone(UTC).isoformat().replace("+00:00", "Z")
    keys.demand_number(key, f"{number}/{ended}")
    try:
        done = acts.again(
            number=number,
            officer=caller(request).username,
            at=clock.now(),
            ended_at=asked.ended_at,
        )
    except store.UnknownJob as unknown:
        raise absent(f"job {number}") from unknown
    if done.refusal is not None:
        raise stopped_by([done.refusal])
    return _shown(done.job)


def _shown(job: JobRecord) -> JobShown:
    kind = KINDS.get(job.kind)
    return JobShown(
        number=job.number,
        kind=job.kind,
        asked_by=job.asked_by,
        division=job.division or None,
        about=job.subject,
        state=cast("StateName", job.state),
        done=job.done,
        total=job.total,
        counted=said(kind.counted) if kind else "",
        said=said(job.said),
        stopping=job.open and bool(job.cancel_asked_by),
        asked_at=job.asked_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
    )
