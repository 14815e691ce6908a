"""The table of a desk: what lies there, until when it should leave, how urgent it is."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fisc.doors.web.desks import DESKS, LISTS
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import called
from fisc.engines.organisation.tasks import Light, Task
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.registers import names
from fisc.values import Money

LIGHTS: Final = {
    Light.LATE: ("behind", "■", gettext_lazy("late")),
    Light.SOON: ("ahead", "▲", gettext_lazy("soon due")),
    Light.CALM: ("even", "●", gettext_lazy("in time")),
}


def work_table(page: Page, name: str, tasks: tuple[Task, ...], *, ticks: bool) -> Table:
    """Return the tasks of one list; with ``ticks`` each row can be chosen."""
    columns = (
        Column(_("Document"), Kind.CODE, head=True, link=True, look="w-paper"),
        Column(_("Kind")),
        Column(_("About"), beneath=True),
        Column(_("Unit"), look="w-unit"),
        Column(_("Next step"), look="w-unit"),
        Column(_("Why it is here"), beneath=True),
        Column(_("Waits since"), Kind.DAY, look="w-day"),
        Column(_("Until"), Kind.DAY, look="w-day"),
        Column(_("Urgency"), Kind.SIGNAL, look="w-day"),
        Column(_("Amount"), Kind.AMOUNT, look="w-money"),
    )
    total = Money.total(task.amount for task in tasks if task.amount is not None)
    return framed(
        page,
        key="work",
        title=f"{_('My work')} · {LISTS[name]}",
        columns=columns,
        rows=tuple(_rows(tasks, ticks=ticks)),
        count=len(tasks),
        definition=definition(),
        total=Row((_("Total"), "", "", "", "", "", "", "", "", total)),
        source=source(),
        as_of=page.today,
    )


def definition() -> str:
    """Say what lies on a desk."""
    return _("documents of every kind that has a flow, by deadline; terms are working days")


def source() -> str:
    """Say where a desk comes from."""
    return _("the documents and their trails, and the table of flows")


def chosen(task: Task) -> str:
    """Return the text by which a form names a document and the version that was seen."""
    return f"{task.flow}/{task.number}/{task.year}/{task.version}"


def _rows(tasks: Iterable[Task], *, ticks: bool) -> Iterator[Row]:
    every = tuple(tasks)
    labels = names.units({task.unit for task in every if task.unit})
    for task in every:
        desk = DESKS[task.flow]
        look, sign, word = LIGHTS[task.light]
        values: tuple[Any, ...] = (
            task.number,
            str(desk.title),
            task.about,
            called(labels[task.unit]) if task.unit in labels else task.unit,
            str(desk.act(task.act)) if task.act else str(desk.state(task.state)),
            called(task.note) if task.note else "",
            task.since.date() if task.since else None,
            task.due.last_day if task.due else None,
            f"{sign} {word}",
            task.amount,
        )
        tick = chosen(task) if ticks and task.act and task.from_list else ""
        yield Row(values, href=desk.href(task), state=look, tick=tick)
