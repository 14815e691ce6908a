"""The tables of people: who there is with what they hold, and the trail of every grant."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fisc.doors.web.pages import Page
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import called, moment
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.law.names import role
from fisc.record.book import instant
from fisc.registers import names
from fisc.registers.grants import GrantRecord
from fisc.registers.names import Name
from fisc.registers.people import PersonRecord

STATES: Final[Mapping[str, Any]] = {
    "proposed": gettext_lazy("waits for another person"),
    "held": gettext_lazy("in force"),
    "ended": gettext_lazy("ended"),
}


def people_table(page: Page, parts: Iterable[Sequence[PersonRecord]], count: int) -> Table:
    """Return persons with the roles that they hold now; ``count`` is how many there are in all."""
    return framed(
        page,
        key="people",
        title=_("People"),
        columns=(
            Column(_("User name"), Kind.CODE, head=True, link=True),
            Column(_("Name")),
            Column(_("Division"), Kind.CODE),
            Column(_("Unit"), Kind.CODE),
            Column(_("Roles held today")),
        ),
        rows=_persons(parts),
        count=count,
        definition=_("everybody who is registered at the chosen place and below, found or not"),
        source=_("the register of people"),
        as_of=page.today,
    )


def _persons(parts: Iterable[Sequence[PersonRecord]]) -> Iterator[Row]:
    for part in parts:
        for one in part:
            held = "、".join(
                f"{called(role(grant.role))} {grant.unit or grant.division}" for grant in one.grants
            )
            values = (one.username, called(one), str(one.division), str(one.unit or ""), held)
            yield Row(values, href=reverse("people-person", args=[one.username]))


def grants_table(
    page: Page, key: str, title: str, parts: Iterable[Sequence[GrantRecord]], count: int
) -> Table:
    """Return grants with their trail; ``count`` is how many there are in all."""
    return framed(
        page,
        key=key,
        title=title,
        columns=(
            Column(_("Grant"), Kind.CODE, head=True),
            Column(_("Person")),
            Column(_("Role held")),
            Column(_("Division or unit"), Kind.CODE),
            Column(_("First day"), Kind.DAY),
            Column(_("Last day"), Kind.DAY),
            Column(_("State"), Kind.SIGNAL),
            Column(_("In place of")),
            Column(_("Given by")),
            Column(_("Given at"), beneath=True),
            Column(_("Why"), beneath=True),
            Column(_("Confirmed by")),
            Column(_("Confirmed at"), beneath=True),
            Column(_("Ended by")),
            Column(_("Ended at"), beneath=True),
            Column(_("Why it ended"), beneath=True),
        ),
        rows=_grants(parts),
        count=count,
        definition=_("every grant that was ever asked for; one is ended and never deleted"),
        source=_("the register of grants"),
        as_of=page.today,
    )


def _grants(parts: Iterable[Sequence[GrantRecord]]) -> Iterator[Row]:
    for part in parts:
        known = names.people({name for one in part for name in persons_of(one)} - {""})
        for one in part:
            yield _grant(one, known)


def persons_of(one: GrantRecord) -> tuple[str, ...]:
    """Return everybody whom a grant names."""
    return one.person, one.behalf, one.given_by, one.confirmed_by, one.ended_by


def _grant(one: GrantRecord, known: Mapping[str, Name]) -> Row:
    def who(username: str) -> str:
        return called(known[username]) if username in known else username

    values = (
        str(one.number),
        who(one.person),
        called(role(one.role)),
        one.unit or one.division,
        one.first_day,
        one.last_day or "",
        str(STATES[one.state]),
        who(one.behalf),
        who(one.given_by) or _("with the register"),
        moment(instant(one.given_at)) if one.given_at else "",
        one.reason,
        who(one.confirmed_by),
        moment(instant(one.confirmed_at)) if one.confirmed_at else "",
        who(one.ended_by),
        moment(instant(one.ended_at)) if one.ended_at else "",
        one.ended_why,
    )
    return Row(values, state={"held": "even", "proposed": "behind"}.get(one.state, ""))
