"""Who sees which jobs, and the two acts on them: to stop one, and to try one again.

A person's own jobs are theirs; those of others are for whoever runs the office.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fisc.engines.organisation import rights
from fisc.engines.organisation.rights import Place, roles_of
from fisc.jobs import store
from fisc.jobs.models import State
from fisc.jobs.store import JobRecord, Sight, UnknownJob
from fisc.registers import divisions, people
from fisc.registers.people import PersonRecord
from fisc.values import DivisionCode, Step, Verdict, Words

ENDED: Final = Words("job in progress", "任务进行中")
NOT_ENDED: Final = Words("job that failed", "任务未成功")


@dataclass(frozen=True, slots=True)
class Acted:
    """What became of an act on a job: the job as it stands; ``refusal`` says why not."""

    job: JobRecord
    refusal: Verdict | None = None


def sight_of(person: PersonRecord) -> Sight:
    """Return whose jobs somebody sees.

    Source: law/organisation/rights.csv, see.jobs and see.all_jobs
    """
    wide = rights.admitted(roles_of("see.all_jobs"), person.grants)
    places = {one.division for one in wide if not one.unit}
    below = [divisions.subtree(DivisionCode(code)) for code in sorted(places)]
    return Sight(person.username, frozenset(str(code) for found in below for code in found))


def seen(number: int, person: PersonRecord) -> JobRecord:
    """Return a job that somebody sees.

    Raises:
        UnknownJob: there is none, or it is not theirs to see.
    """
    job = store.find(number)
    if job.asked_by != person.username and not sight_of(person).sees(job):
        raise UnknownJob(f"There is no job {number}.")
    return job


def cancel(*, number: int, officer: str, at: datetime) -> Acted:
    """Stop a job: one that waits ends at once, one that runs when it next says how far it is.

    Asked again, it changes nothing. Nothing that was half done remains.

    Raises:
        UnknownJob: there is none, or it is not theirs to see.
        UnknownPerson: nobody is registered as ``officer``.
    """
    job, refusal = _judged(number, officer, at)
    if refusal is not None:
        return Acted(job, refusal)
    if not job.open and job.state != State.CANCELLED:
        return Acted(job, _ended(job))
    return Acted(store.cancel(number, who=officer, at=at))


def again(*, number: int, officer: str, at: datetime, ended_at: datetime | None = None) -> Acted:
    """Put a job that failed or was stopped back on the list; one that is open stays as it is.

    ``ended_at`` says which end was seen; one that has not that end any more stays as it is too, so
    that what was asked twice happens once.

    Raises:
        UnknownJob: there is none, or it is not theirs to see.
        UnknownPerson: nobody is registered as ``officer``.
    """
    job, refusal = _judged(number, officer, at)
    if refusal is not None:
        return Acted(job, refusal)
    if ended_at is not None and job.ended_at != ended_at:
        return Acted(job)
    if job.state == State.DONE:
        step = Step(f"Job {number} is done.", f"任务 {number} 已完成。")
        return Acted(job, Verdict(False, NOT_ENDED, (step,)))
    return Acted(store.again(number, at=at))


def may_stop(job: JobRecord, person: PersonRecord) -> bool:
    """Say whether a page offers somebody the acts on a job; the act decides."""
    return job.asked_by == person.username or bool(_right(job, person))


def _judged(number: int, officer: str, at: datetime) -> tuple[JobRecord, Verdict | None]:
    person = people.person(officer, at)
    job = seen(number, person)
    if job.asked_by == officer:
        return job, None
    verdict = _right(job, person)
    return job, None if verdict else verdict


def _right(job: JobRecord, person: PersonRecord) -> Verdict:
    """Judge whether somebody may stop what another asked for; the office's own has no place."""
    wanted = rights.right("jobs.stop_others")
    if not job.division:
        return rights.judge(wanted, person.username, person.grants)
    above = frozenset(map(str, divisions.path(DivisionCode(job.division))))
    place = Place(job.division, owner=job.asked_by, divisions_above=above)
    return rights.judge(wanted, person.username, person.grants, place)


def _ended(job: JobRecord) -> Verdict:
    step = Step(f"Job {job.number} has ended already.", f"任务 {job.number} 已经结束。")
    return Verdict(False, ENDED, (step,))
