"""Long work: the list of jobs, one with how far it is, and the two acts on it.

A page that shows a job under way asks again by itself; it can be left, the job goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fisc.doors.web import downloads
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.jobs import jobs_table, signal_of
from fisc.doors.web.typed_grants import later_than
from fisc.jobs import acts, checkup, store
from fisc.jobs.acts import Acted
from fisc.jobs.kinds import KINDS
from fisc.jobs.models import State
from fisc.jobs.store import JobRecord, Sight, UnknownJob
from fisc.registers import names
from fisc.registers.names import Name
from fisc.values import Verdict

ROWS_MAX: Final = 50
_Act = Callable[..., Acted]


@require_safe
def listing(request: HttpRequest, page: Page) -> HttpResponse:
    """Show the long work that the person asked for, or oversees, newest first."""
    sight, state = acts.sight_of(page.person), request.GET.get("state", "")
    state = state if state in State.values else ""
    count = store.count(sight, state=state)
    if downloads.wanted(page):
        table = jobs_table(page, _everything(sight, state), count)
        return downloads.answer(page, table.title, (table,))
    before = later_than(request.GET.get("after", ""))
    found = store.listed(sight, before=before, state=state, limit=ROWS_MAX + 1)
    shown = found[:ROWS_MAX]
    context = {
        "page": page,
        "table": jobs_table(page, [shown], count),
        "rows": bool(shown),
        "count": count,
        "state": state,
        "states": [(one.value, signal_of(one.value)) for one in State],
        "every": count if not state else store.count(sight),
        "wide": bool(sight.divisions),
        "later": page.address(after=str(shown[-1].number)) if len(found) > ROWS_MAX else "",
    }
    return render(request, "web/jobs.html", context)


@require_safe
def job(request: HttpRequest, page: Page, number: int) -> HttpResponse:
    """Show one job; to the script that asks again, only how far it is."""
    context = job_context(page, _seen(page, number))
    if "X-Fragment" in request.headers:
        return render(request, "web/job_standing.html", context)
    return render(request, "web/job.html", context)


@require_POST
def step(request: HttpRequest, page: Page, number: int, name: str) -> HttpResponse:
    """Stop a job or try it again; a refusal answers 409 with its working."""
    found = _seen(page, number)
    if name not in STEPS:
        raise Http404(name)
    act, said = STEPS[name]
    done = act(number=number, officer=page.person.username, at=page.now)
    if done.refusal is not None:
        context = job_context(page, found, done.refusal)
        return render(request, "web/job.html", context, status=409)
    messages.success(request, said)
    mine = found.asked_by == page.person.username
    return redirect(found.result if mine and found.result else reverse("job", args=[number]))


STEPS: Final[Mapping[str, tuple[_Act, Any]]] = MappingProxyType(
    {
        "cancel": (acts.cancel, gettext_lazy("The work is stopped; nothing half done remains.")),
        "again": (acts.again, gettext_lazy("The work is on the list again.")),
    }
)


def job_context(page: Page, job: JobRecord, refusal: Verdict | None = None) -> dict[str, Any]:
    """Return what a page needs to show a job and how far it is."""
    kind = KINDS.get(job.kind)
    mine = job.asked_by == page.person.username
    wanted = {job.asked_by, job.cancel_asked_by} - {""}
    people: Mapping[str, Name] = names.people(wanted)
    waits = job.state == State.WAITING
    return {
        "page": page,
        "job": job,
        "kind_name": kind.name if kind else None,
        "counted": kind.counted if kind else None,
        "signal": signal_of(job.state),
        "asker": people.get(job.asked_by),
        "stopper": people.get(job.cancel_asked_by),
        "result": job.result if mine and job.state == State.DONE else "",
        "may": acts.may_stop(job, page.person),
        "nobody": waits and not checkup.standing(page.now).workers,
        "refusal": refusal,
    }


def _seen(page: Page, number: int) -> JobRecord:
    try:
        return acts.seen(number, page.person)
    except UnknownJob as unknown:
        raise Http404(number) from unknown


def _everything(sight: Sight, state: str) -> Iterator[Sequence[JobRecord]]:
    found = store.listed(sight, state=state, limit=downloads.PART)
    while found:
        yield found
        last = found[-1].number
        found = store.listed(sight, state=state, before=last, limit=downloads.PART)
