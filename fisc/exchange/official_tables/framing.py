"""What stands around every table: place, year, day, unit, definition, source, fingerprint."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from typing import Any, Protocol

from django.utils.translation import gettext as _

from fisc.datacentre.moments import Moment
from fisc.datacentre.trials import Head
from fisc.exchange.amounts import Unit
from fisc.exchange.official import ROWS_MAX, Column, Row, Table
from fisc.exchange.official_tables.words import called, day
from fisc.record.balances import Selection
from fisc.record.book import Book
from fisc.registers.names import Name


class Frame(Protocol):
    """What a table is about, and how its reader wants it: a page, or a question without one.

    ``selection`` are the pots that the reader may see.
    """

    @property
    def now(self) -> datetime:
        """The instant at which it is asked for."""

    @property
    def today(self) -> date:
        """The day on which it is asked for."""

    @property
    def book(self) -> Book:
        """The record that is asked."""

    @property
    def version(self) -> str:
        """The version of the program."""

    @property
    def demo(self) -> bool:
        """Whether everything in it is invented."""

    @property
    def place(self) -> Name:
        """The division that the table is about."""

    @property
    def year(self) -> int:
        """The fiscal year."""

    @property
    def shown_day(self) -> date:
        """The day that the figures stand for."""

    @property
    def unit(self) -> Unit:
        """The unit of the amounts."""

    @property
    def unit_label(self) -> Any:
        """The unit in words."""

    @property
    def head(self) -> Head | None:
        """The end of the chain: the fingerprint of the figures."""

    @property
    def selection(self) -> Selection:
        """The pots that the table is about."""

    @property
    def when(self) -> Moment:
        """The moment at which the question is asked."""

    def division_name(self, code: str) -> Name:
        """Return the name of a division."""


def framed(
    frame: Frame,
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
    """Return a table, with everything that a file must say of itself.

    ``source`` is the ledger unless said otherwise, ``as_of`` the day that the page shows;
    ``remarks`` are what else the page says beside the table.
    """
    source = source or _("the indicator ledger, whole fen")
    shown = as_of or frame.shown_day
    unit = str(frame.unit_label)
    return Table(
        key=key,
        title=title,
        heading=" · ".join((called(frame.place), str(frame.year), _as_of(shown))),
        unit=frame.unit,
        unit_said=unit,
        unit_line=_("Unit: %(unit)s") % {"unit": unit},
        columns=columns,
        rows=rows,
        count=count,
        definition=definition,
        source=source,
        total=total,
        notes=(*remarks, *_notes(frame, definition, source, shown, count)),
    )


def _as_of(shown: date) -> str:
    return _("as of %(day)s") % {"day": day(shown)}


def _notes(
    frame: Frame, definition: str, source: str, shown: date, rows: int
) -> tuple[tuple[str, str], ...]:
    notes = [
        (_("Definition"), definition),
        (_("Source"), source),
        (_("Data as of"), day(shown)),
        (
            _("Number of rows"),
            _("%(count)s, all of them; one file holds at most %(most)s")
            % {"count": f"{rows:,}", "most": f"{ROWS_MAX:,}"},
        ),
    ]
    if frame.unit is not Unit.YUAN:
        exact = _("exact to the fen; shown with two decimals, as on the page")
        notes.append((_("Amounts"), exact))
    notes += [(_("Version"), frame.version), (_("Fingerprint"), _fingerprint(frame))]
    if frame.demo:
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


def _fingerprint(frame: Frame) -> str:
    if frame.head is None:
        return _("nothing sealed yet")
    seal = _("seal %(number)s") % {"number": f"{frame.head.number:,}"}
    return f"{frame.head.hash} · {seal}"
