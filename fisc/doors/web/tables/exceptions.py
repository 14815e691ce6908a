"""The table of exceptions: what is not as it should be, how loud, since when, and who is next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fisc.doors.web.pages import Page
from fisc.doors.web.rules import opens
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import called
from fisc.engines.organisation.exceptions import Exceptional, Light
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.registers import names

LIGHTS: Final = {
    Light.ALARM: ("wrong", "■", gettext_lazy("alarm")),
    Light.NOTICE: ("ahead", "▲", gettext_lazy("notice")),
}
# The page that each kind leads to, by the beginning of its name; a number is put in where one goes.
_PAGES: Final = (
    ("payment_", "payment"),
    ("frozen_", "payment"),
    ("indicator_", "indicator"),
    ("bank_", "reconciliation"),
    ("month_", "closing"),
    ("step_", "calendar"),
    ("record_", "health"),
)
_NUMBERED: Final = frozenset({"payment", "indicator"})


def exception_table(page: Page, found: Sequence[Exceptional], *, count: int) -> Table:
    """Return exceptions as a table; ``count`` is how many there are on all pages."""
    columns = (
        Column(_("Subject"), Kind.CODE, head=True, link=True, look="w-paper"),
        Column(_("What is wrong")),
        Column(_("About"), beneath=True),
        Column(_("Place and unit")),
        Column(_("Who is next"), look="w-unit"),
        Column(_("Since"), Kind.DAY, look="w-day"),
        Column(_("Light"), Kind.SIGNAL, look="w-day"),
        Column(_("Amount"), Kind.AMOUNT, look="w-money"),
    )
    return framed(
        page,
        key="exceptions",
        title=_("Exceptions"),
        columns=columns,
        rows=tuple(_rows(page, found)),
        count=count,
        definition=definition(),
        source=source(),
        as_of=page.today,
    )


def definition() -> str:
    """Say what an exception is."""
    return _(
        "what is not as it should be now: payments that came back, expired or wait too long, bank"
        " differences, indicators used up before their time, months not closed, faults of the"
        " record; unpaid and refunded payments for a number of days"
    )


def source() -> str:
    """Say where exceptions come from."""
    return _("the documents, the balances of the ledger, and the table of exceptions")


def _rows(page: Page, found: Sequence[Exceptional]) -> Iterator[Row]:
    units = names.units({one.unit for one in found if one.unit})
    for one in found:
        look, sign, word = LIGHTS[one.light]
        place = called(page.division_name(one.division)) if one.division else ""
        values = (
            one.number,
            called(one.row),
            called(one.about),
            called(units[one.unit]) if one.unit in units else one.unit or place,
            called(one.next),
            one.since,
            f"{sign} {word}",
            one.amount if one.amount is not None else "",
        )
        yield Row(values, href=_address(page, one), state=look)


def _address(page: Page, one: Exceptional) -> str:
    """Return where an exception is dealt with; nowhere for whoever may not go there."""
    name = next(name for begins, name in _PAGES if one.kind.startswith(begins))
    if not opens(name, page.person.grants):
        return ""
    if name in _NUMBERED:
        return reverse(name, args=[one.number])
    place = {"place": one.division} if one.division else {}
    return f"{reverse(name)}?{urlencode(place)}" if place else reverse(name)
