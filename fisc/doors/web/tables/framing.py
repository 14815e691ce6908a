"""What stands around every table: place, year, day, unit, definition, source, fingerprint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date

from django.utils.translation import gettext as _

from fisc.doors.web.pages import Page
from fisc.doors.web.templatetags.figures import called, count, day
from fisc.exchange.amounts import Unit
from fisc.exchange.official import ROWS_MAX, Column, Row, Table


def framed(
    page: Page,
    *,
    key: str,
    title: str,
    columns: tuple[Column, ...],
    rows: Iterable[Row],
    count: int,
    definition: str,
    total: Row | None = None,
    source: str = "",
    as_of: date | None = None,
    remarks: Sequence[tuple[str, str]] = (),
) -> Table:
    """Return a table of a page, with everything that a file must say of itself.

    ``source`` is the ledger unless said otherwise, ``as_of`` the day that the page shows;
    ``remarks`` are what else the page says beside the table.
    """
    source = source or _("the indicator ledger, whole fen")
    shown = as_of or page.shown_day
    unit = str(page.unit_label)
    return Table(
        key=key,
        title=title,
        heading=" · ".join((called(page.place), str(page.year), _as_of(shown))),
        unit=page.unit,
        unit_said=unit,
        unit_line=_("Unit: %(unit)s") % {"unit": unit},
        columns=columns,
        rows=rows,
        count=count,
        definition=definition,
        source=source,
        total=total,
        notes=(*remarks, *_notes(page, definition, source, shown, count)),
    )


def _as_of(shown: date) -> str:
    return _("as of %(day)s") % {"day": day(shown)}


def _notes(
    page: Page, definition: str, source: str, shown: date, rows: int
) -> tuple[tuple[str, str], ...]:
    notes = [
        (_("Definition"), definition),
        (_("Source"), source),
        (_("Data as of"), day(shown)),
        (
            _("Number of rows"),
            _("%(count)s, all of them; one file holds at most %(most)s")
            % {"count": count(rows), "most": count(ROWS_MAX)},
        ),
    ]
    if page.unit is not Unit.YUAN:
        exact = _("exact to the fen; shown with two decimals, as on the page")
        notes.append((_("Amounts"), exact))
    notes += [(_("Version"), page.version), (_("Fingerprint"), _fingerprint(page))]
    if page.demo:
        notes.append(
            (
                _("Demo data"),
                _(
                    "Units, amounts and people are invented; parameters are illustrative"
                    " defaults, not official."
                ),
            )
        )
    return tuple(notes)


def _fingerprint(page: Page) -> str:
    if page.head is None:
        return _("nothing sealed yet")
    seal = _("seal %(number)s") % {"number": count(page.head.number)}
    return f"{page.head.hash} · {seal}"
