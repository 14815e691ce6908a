"""The table of imports: batch by batch, what came from which file and whether it still stands."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from django.urls import reverse
from django.utils.translation import gettext as _

from fisc.doors.web.import_kinds import KINDS
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import called, moment, short
from fisc.doors.web.templatetags.figures import count as grouped
from fisc.exchange.intake.batches import Batch
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.registers import names


def imports_table(page: Page, parts: Iterable[Sequence[Batch]], *, count: int) -> Table:
    """Return the imports of the place and year, newest first."""
    columns = (
        Column(_("Batch"), Kind.CODE, head=True, link=True),
        Column(_("Table")),
        Column(_("File")),
        Column(_("Imported by")),
        Column(_("Imported at"), Kind.CODE),
        Column(_("Rows"), Kind.CODE),
        Column(_("State"), Kind.SIGNAL),
        Column(_("Fingerprint of the file"), Kind.CODE),
    )
    return framed(
        page,
        key="imports",
        title=_("Imports"),
        columns=columns,
        rows=_rows(parts),
        count=count,
        definition=imports_definition(),
        source=_("the record of imports"),
        as_of=page.today,
    )


def imports_definition() -> str:
    """Say what the list is."""
    return _("files that were taken over whole, each as one batch that can be undone as one")


def _rows(parts: Iterable[Sequence[Batch]]) -> Iterator[Row]:
    for part in parts:
        people = names.people({batch.imported.actor for batch in part})
        for batch in part:
            fact, kind = batch.imported, KINDS[batch.template]
            actor = people.get(fact.actor)
            values = (
                str(batch.number),
                called(kind.template.name),
                batch.file,
                called(actor) if actor else fact.actor,
                moment(fact.recorded_at),
                grouped(batch.written),
                _("○ undone") if batch.undone else _("● stands"),
                short(batch.fingerprint),
            )
            href = reverse("import-batch", args=[fact.division, batch.template, batch.number])
            yield Row(values, href=href, state="" if batch.undone else "even")
