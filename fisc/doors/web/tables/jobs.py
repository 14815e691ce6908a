"""The table of long work: what was asked for, by whom, and how far it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fisc.doors.web.pages import Page
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import called, moment
from fisc.doors.web.templatetags.figures import count as grouped
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.jobs.kinds import KINDS
from fisc.jobs.store import JobRecord
from fisc.record.book import instant
from fisc.registers import names

SIGNALS: Final[Mapping[str, Any]] = {
    "waiting": gettext_lazy("○ waiting"),
    "running": gettext_lazy("▶ running"),
    "done": gettext_lazy("● done"),
    "failed": gettext_lazy("■ failed"),
    "cancelled": gettext_lazy("□ stopped"),
}
_COLOURS: Final = {"done": "even", "failed": "wrong", "running": "behind"}


def signal_of(state: str) -> str:
    """Return the state of a job with its shape and its word."""
    return str(SIGNALS[state])


def jobs_table(page: Page, parts: Iterable[Sequence[JobRecord]], count: int) -> Table:
    """Return jobs, newest first; ``count`` is how many there are in all."""
    return framed(
        page,
        key="jobs",
        title=_("Long work"),
        columns=(
            Column(_("Job"), Kind.CODE, head=True, link=True),
            Column(_("Kind")),
            Column(_("About")),
            Column(_("State"), Kind.SIGNAL),
            Column(_("How far")),
            Column(_("What came of it")),
            Column(_("Asked for by")),
            Column(_("Asked for at"), Kind.CODE),
            Column(_("Ended at"), Kind.CODE),
        ),
        rows=_rows(parts),
        count=count,
        definition=_("work that takes longer than a person should wait, done aside"),
        source=_("the list of jobs"),
        as_of=page.today,
    )


def how_far(job: JobRecord) -> str:
    """Return how far a job is, in what its kind counts: «18,400 / 60,000 rows»."""
    kind = KINDS.get(job.kind)
    if kind is None or (job.total is None and not job.done):
        return ""
    counted = grouped(job.done) if job.total is None else _of(job.done, job.total)
    return f"{counted} {called(kind.counted)}"


def _of(done: int, total: int) -> str:
    return f"{grouped(done)} / {grouped(total)}"


def _rows(parts: Iterable[Sequence[JobRecord]]) -> Iterator[Row]:
    for part in parts:
        people = names.people({job.asked_by for job in part})
        for job in part:
            kind, asker = KINDS.get(job.kind), people.get(job.asked_by)
            values = (
                str(job.number),
                called(kind.name) if kind else job.kind,
                job.subject,
                signal_of(job.state),
                how_far(job),
                called(job.said),
                called(asker) if asker else job.asked_by,
                _moment(job.asked_at),
                _moment(job.ended_at),
            )
            href = reverse("job", args=[job.number])
            yield Row(values, href=href, state=_COLOURS.get(job.state, ""))


def _moment(at: datetime | None) -> str:
    return moment(instant(at)) if at else ""
