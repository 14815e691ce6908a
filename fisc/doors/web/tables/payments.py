"""The table of payment requests: those of one state, in the order in which they were begun."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from fisc.doors.web.pages import Page
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import called
from fisc.engines.controls.titles import title as control
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.registers import names
from fisc.stages.pay.queries import RequestView
from fisc.values import Money


def queue_table(
    page: Page,
    of: str,
    parts: Iterable[Sequence[RequestView]],
    count: int,
    total: Money,
    definition: str,
) -> Table:
    """Return requests; ``of`` says which, ``count`` how many there are, ``total`` over how much."""
    columns = (
        Column(_("Request"), Kind.CODE, head=True, link=True),
        Column(_("Day"), Kind.DAY),
        Column(_("Unit")),
        Column(_("Payee")),
        Column(_("Purpose"), beneath=True),
        Column(_("Indicator"), Kind.CODE),
        Column(_("Warnings"), Kind.SIGNAL),
        Column(_("Amount"), Kind.AMOUNT),
    )
    return framed(
        page,
        key="payments",
        title=f"{_('Payment requests')} · {of}",
        columns=columns,
        rows=_rows(parts),
        count=count,
        definition=definition,
        total=Row((_("Total of all pages"), "", "", "", "", "", "", total)),
        source=queue_source(),
        as_of=page.today,
    )


def queue_definition() -> str:
    """Say what the queue is."""
    return _("requests of the chosen place in one state, in the order in which they were begun")


def use_definition() -> str:
    """Say what the requests behind a term of the control panel are."""
    return _(
        "requests that use the indicator, each with what it uses of it; what came back of a"
        " payment is taken off"
    )


def queue_source() -> str:
    """Say where the queue comes from."""
    return _("the documents of payment and the indicator ledger")


def _rows(parts: Iterable[Sequence[RequestView]]) -> Iterator[Row]:
    for part in parts:
        labels = names.units({row.unit for row in part})
        for row in part:
            values = (
                row.number,
                row.day,
                called(labels[row.unit]) if row.unit in labels else row.unit,
                row.payee or None,
                row.purpose,
                row.indicator or None,
                " ".join(f"▲ {called(control(warning))}" for warning in row.warnings),
                row.amount,
            )
            yield Row(values, href=reverse("payment", args=[row.number]), state="ahead")
