"""The tables of sign-ins: who came in or tried, and what happened to second factors."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fisc.doors.web.pages import Page
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import called, moment
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.record.book import instant
from fisc.registers import names, sign_ins
from fisc.registers.factors import FactorActRecord
from fisc.registers.names import Name
from fisc.registers.sign_ins import SignInRecord

OUTCOMES: Final[Mapping[str, Any]] = {
    sign_ins.CAME_IN: gettext_lazy("came in"),
    sign_ins.WRONG: gettext_lazy("wrong password"),
    sign_ins.WRONG_CODE: gettext_lazy("right password, wrong code"),
    sign_ins.LOCKED: gettext_lazy("tried while locked"),
}
ACTS: Final[Mapping[str, Any]] = {
    "enrolled": gettext_lazy("second factor set up"),
    "replaced": gettext_lazy("device replaced"),
    "codes": gettext_lazy("new recovery codes made"),
    "recovered": gettext_lazy("recovery code used"),
    "reset": gettext_lazy("second factor reset"),
}


def sign_ins_table(page: Page, rows: Sequence[SignInRecord]) -> Table:
    """Return the last sign-ins and tries under a name."""
    return framed(
        page,
        key="sign-ins",
        title=_("Last sign-ins and tries"),
        columns=(
            Column(_("When"), head=True),
            Column(_("From the address"), Kind.CODE),
            Column(_("What became of it"), Kind.SIGNAL),
        ),
        rows=(
            Row(
                (moment(instant(one.at)), one.address, str(OUTCOMES[one.outcome])),
                state="even" if one.outcome == sign_ins.CAME_IN else "behind",
            )
            for one in rows
        ),
        count=len(rows),
        definition=_("the last times that somebody came in, or tried to, under this name"),
        source=_("the register of sign-ins"),
        as_of=page.today,
    )


def factor_acts_table(
    page: Page, key: str, parts: Iterable[Sequence[FactorActRecord]], count: int
) -> Table:
    """Return what happened to second factors; ``count`` is how much there is in all."""
    return framed(
        page,
        key=key,
        title=_("Trail of second factors"),
        columns=(
            Column(_("When"), head=True),
            Column(_("Person")),
            Column(_("What was done")),
            Column(_("By")),
            Column(_("Why")),
        ),
        rows=_acts(parts),
        count=count,
        definition=_("whatever was set up, used up or reset; nothing of it is deleted"),
        source=_("the register of second factors"),
        as_of=page.today,
    )


def _acts(parts: Iterable[Sequence[FactorActRecord]]) -> Iterator[Row]:
    for part in parts:
        known = names.people({name for one in part for name in (one.person, one.officer)})
        for one in part:
            values = (
                moment(instant(one.at)),
                _who(known, one.person),
                str(ACTS[one.act]),
                _who(known, one.officer),
                one.reason,
            )
            yield Row(values)


def _who(known: Mapping[str, Name], username: str) -> str:
    return called(known[username]) if username in known else username
