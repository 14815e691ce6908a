"""The list of jobs: asked for, taken, counted, ended; each change is one guarded statement.

No transaction is needed: whoever changes a job names the state and the turn in which it must be,
and learns whether it still was. So two workers never do the same turn, and a worker that was
taken for dead can say nothing more.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from django.db.models import Count, F, Q, QuerySet

from fisc.jobs.models import OPEN, SAID_LENGTH, TEXT_LENGTH, Job, State
from fisc.values import Words

LASTS: Final = timedelta(days=90)  # that a job stays on the list after its end
SILENT: Final = timedelta(seconds=60)  # after which a worker is taken for dead
LOOKED_AT: Final = 20  # jobs, before a worker says that there is none for it
NUMBER_MAX: Final = 10**15  # any database holds it
TRIES_MAX: Final = 3  # of workers that die over one job
NOTHING: Final = Words("", "")
DIED: Final = Words(
    "Three workers ended over this work. Look into the log, then try again.",
    "执行进程三次中断，请查看日志后重试。",
)
STOPPED: Final = Words("Stopped; nothing was changed.", "已停止，未作任何改动。")


class UnknownJob(LookupError):
    """There is no job of this number, or not for this person."""


class Stopped(Exception):
    """Ends a job from inside: it was cancelled, or is another worker's by now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """Work that is asked for. ``key`` makes it happen once; ``result`` is where it is seen."""

    kind: str
    key: str
    asked_by: str
    division: str = ""
    subject: str = ""
    parameters: Mapping[str, Any] = field(default_factory=dict)
    result: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class JobRecord:
    """A job as it stands; see ``models.Job``. ``taken`` is its turn."""

    number: int
    kind: str
    key: str
    asked_by: str
    division: str
    subject: str
    parameters: Mapping[str, Any]
    result: str
    state: str
    done: int
    total: int | None
    said: Words
    asked_at: datetime
    started_at: datetime | None
    ended_at: datetime | None
    taken: int
    cancel_asked_by: str

    @property
    def open(self) -> bool:
        """Whether it waits or runs."""
        return self.state in OPEN

    @property
    def again(self) -> bool:
        """Whether it ended without its result, so that it can be tried again."""
        return self.state in {State.FAILED, State.CANCELLED}


@dataclass(frozen=True, slots=True)
class Sight:
    """Whose jobs somebody sees: their own, and those of some divisions and of the office."""

    username: str
    divisions: Collection[str] = ()

    def sees(self, job: JobRecord) -> bool:
        """Say whether a job is theirs or lies in what they oversee."""
        own = job.asked_by == self.username
        return own or (bool(self.divisions) and job.division in {"", *self.divisions})


def ask(wanted: Wanted, *, at: datetime) -> JobRecord:
    """Put work on the list, or return the job that stands under its key already."""
    job, _ = Job.objects.get_or_create(
        key=wanted.key,
        defaults={
            "kind": wanted.kind,
            "asked_by": wanted.asked_by,
            "division": wanted.division,
            "subject": wanted.subject[:TEXT_LENGTH],
            "parameters": dict(wanted.parameters),
            "result": wanted.result,
            "asked_at": at,
        },
    )
    return _record(job)


def find(number: int) -> JobRecord:
    """Return a job.

    Raises:
        UnknownJob: there is none of this number.
    """
    job = Job.objects.filter(pk=number).first() if number <= NUMBER_MAX else None
    if job is None:
        raise UnknownJob(f"There is no job {number}.")
    return _record(job)


def under(key: str) -> JobRecord | None:
    """Return the job that was asked for under a key, if any."""
    job = Job.objects.filter(key=key).first()
    return _record(job) if job else None


def listed(
    sight: Sight | None, *, before: int | None = None, state: str = "", limit: int
) -> tuple[JobRecord, ...]:
    """Return the jobs that somebody sees, newest first; every job where ``sight`` is None.

    ``before`` leaves out those from a number on.
    """
    rows = _seen(sight, state)
    rows = rows.filter(pk__lt=before) if before is not None else rows
    return tuple(map(_record, rows.order_by("-pk")[:limit]))


def count(sight: Sight | None, *, state: str = "") -> int:
    """Return how many jobs somebody sees."""
    return _seen(sight, state).count()


def take(worker: str, *, at: datetime, number: int | None = None) -> JobRecord | None:
    """Take the oldest job that waits, or one whose worker is silent; None where there is none.

    ``number`` names the only job that is wanted.

    Always: a turn of a job is taken by one worker. A job over which three workers ended fails.
    """
    silent = Q(state=State.RUNNING, pulse_at__lt=at - SILENT)
    due = Job.objects.filter(Q(state=State.WAITING) | silent)
    due = due if number is None else due.filter(pk=number)
    for job in due.order_by("pk")[:LOOKED_AT]:
        mine = Job.objects.filter(pk=job.pk, turn=job.turn, state=job.state, pulse_at=job.pulse_at)
        if job.cancel_asked_by:
            mine.update(**_ended(State.CANCELLED, STOPPED, at))
        elif job.tries >= TRIES_MAX:
            mine.update(**_ended(State.FAILED, DIED, at))
        elif mine.update(
            state=State.RUNNING,
            worker=worker[:TEXT_LENGTH],
            turn=F("turn") + 1,
            tries=F("tries") + 1,
            pulse_at=at,
            started_at=at,
            done=0,
            total=None,
            said_en="",
            said_zh="",
        ):
            return find(job.pk)
    return None


def beat(job: JobRecord, *, at: datetime) -> bool:
    """Say that the worker of a job is alive; return whether the job is still its own."""
    return bool(_turn(job).update(pulse_at=at))


def report(job: JobRecord, done: int, total: int | None, *, at: datetime) -> None:
    """Say how far a job is.

    Raises:
        Stopped: it was cancelled, or is another worker's by now.
    """
    going = _turn(job).filter(cancel_asked_by="")
    most = None if total is None else max(done, total)
    if not going.update(done=done, total=most, pulse_at=at):
        raise Stopped(f"Job {job.number} is not to go on.")


def end(job: JobRecord, state: State, said: Words, *, at: datetime) -> bool:
    """End a job in this turn; return False where it is no longer this worker's."""
    return bool(_turn(job).update(**_ended(state, said, at)))


def give_back(job: JobRecord, *, at: datetime) -> None:
    """Put a job back on the list, because its worker is told to stop; nobody died over it."""
    _turn(job).update(state=State.WAITING, tries=F("tries") - 1, pulse_at=at, worker="")


def cancel(number: int, *, who: str, at: datetime) -> JobRecord:
    """Ask that a job ends: one that waits ends now, one that runs at its next report.

    Raises:
        UnknownJob: there is none of this number.
    """
    waits = Job.objects.filter(pk=number, state=State.WAITING)
    if not waits.update(cancel_asked_by=who, **_ended(State.CANCELLED, STOPPED, at)):
        Job.objects.filter(pk=number, state=State.RUNNING, cancel_asked_by="").update(
            cancel_asked_by=who
        )
    return find(number)


def again(number: int, *, at: datetime, ended: bool = False) -> JobRecord:
    """Put a job that failed or was cancelled back on the list; any other stays as it is.

    ``ended`` puts one back that is done, too.

    Raises:
        UnknownJob: there is none of this number.
    """
    states = (State.FAILED, State.CANCELLED, *((State.DONE,) if ended else ()))
    Job.objects.filter(pk=number, state__in=states).update(
        state=State.WAITING,
        tries=0,
        asked_at=at,
        ended_at=None,
        started_at=None,
        cancel_asked_by="",
        done=0,
        total=None,
        said_en="",
        said_zh="",
    )
    return find(number)


def clear(*, now: datetime) -> int:
    """Take off the list what ended longer than ``LASTS`` ago; return how many.

    What a job did stays where it was done; only the note about the job goes.
    """
    return Job.objects.filter(ended_at__lt=now - LASTS).delete()[0]


def numbers() -> Mapping[str, int]:
    """Return how many jobs there are in each state that somebody may have to look at."""
    wanted = (*OPEN, State.FAILED)
    rows = Job.objects.filter(state__in=wanted).values_list("state").annotate(Count("pk"))
    found = dict(rows.order_by())
    return {state.value: found.get(state.value, 0) for state in wanted}


def _seen(sight: Sight | None, state: str) -> QuerySet[Job]:
    rows = Job.objects.all()
    if sight is not None:
        wide = Q(division__in=("", *sight.divisions)) if sight.divisions else Q(pk__in=())
        rows = rows.filter(Q(asked_by=sight.username) | wide)
    return rows.filter(state=state) if state else rows


def _turn(job: JobRecord) -> QuerySet[Job]:
    return Job.objects.filter(pk=job.number, turn=job.taken, state=State.RUNNING)


def _ended(state: State, said: Words, at: datetime) -> dict[str, Any]:
    return {
        "state": state,
        "ended_at": at,
        "said_en": said.en[:SAID_LENGTH],
        "said_zh": said.zh[:SAID_LENGTH],
    }


def _record(job: Job) -> JobRecord:
    return JobRecord(
        number=job.pk,
        kind=job.kind,
        key=job.key,
        asked_by=job.asked_by,
        division=job.division,
        subject=job.subject,
        parameters=job.parameters,
        result=job.result,
        state=str(job.state),
        done=job.done,
        total=job.total,
        said=Words(job.said_en, job.said_zh),
        asked_at=job.asked_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        taken=job.turn,
        cancel_asked_by=job.cancel_asked_by,
    )
