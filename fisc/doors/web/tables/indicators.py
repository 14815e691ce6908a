"""The tables of indicators: the list with its filters, and the history of one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any
from urllib.parse import quote

from django.urls import reverse
from django.utils.translation import gettext as _

from fisc.datacentre.execution import Execution
from fisc.datacentre.indicators import Indicator
from fisc.datacentre.indicators import Row as Found
from fisc.datacentre.vouchers import Happening
from fisc.doors.web.pages import Page
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import called, short
from fisc.doors.web.wording import heading
from fisc.exchange.amounts import shown
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.registers import names
from fisc.registers.names import Name


def indicator_table(
    page: Page,
    parts: Iterable[Sequence[Found]],
    *,
    count: int,
    whole: Execution,
    units: Mapping[str, Name],
) -> Table:
    """Return the list of indicators; ``parts`` are its rows, some at a time, ``whole`` their sum.

    ``count`` and ``whole`` are of all pages.
    """
    columns = (
        Column(_("Indicator"), Kind.CODE, head=True, link=True, look="w-number"),
        Column(_("Project"), beneath=True),
        Column(_("Unit")),
        Column(_("Function code"), Kind.CODE, beneath=True),
        Column(_("Function"), beneath=True),
        *(
            Column(word, Kind.AMOUNT, look="w-money")
            for word in (_("Issued"), _("Applied for"), _("Paid"), _("Free"))
        ),
        Column(_("Rate"), Kind.PERCENT, look="w-percent"),
    )
    return framed(
        page,
        key="indicators",
        title=_("Indicators"),
        columns=columns,
        rows=_listed(parts, units),
        count=count,
        definition=_("free = issued − frozen − applied for − paid; rate = paid ÷ issued"),
        total=Row((_("Total of all pages"), "", "", "", "", *_figures(whole))),
    )


def history_table(
    page: Page, found: Indicator, parts: Iterable[Sequence[Happening]], *, count: int
) -> Table:
    """Return everything that happened to an indicator, newest first."""
    columns = (
        Column(_("Day"), Kind.DAY),
        Column(_("Event"), head=True),
        Column(_("Voucher"), Kind.CODE, link=True),
        Column(_("By"), look="nowrap"),
        Column(_("Amount"), Kind.AMOUNT),
        *(Column(f"{word} ±", Kind.CHANGE) for word in (_("Free"), _("Applied for"), _("Paid"))),
    )
    return framed(
        page,
        key="history",
        title=f"{_('History')} {found.number}",
        columns=columns,
        rows=_happened(parts),
        count=count,
        definition=_(
            "every entry that touched the indicator up to the day shown; free is what can still"
            " be applied for"
        ),
        remarks=_standing(page, found.execution),
    )


def _standing(page: Page, held: Execution) -> tuple[tuple[str, str], ...]:
    """Say what the indicator holds, as it stands above its history."""
    parts = (
        ("", _("Issued"), held.issued),
        ("− ", _("Frozen"), held.frozen),
        ("− ", _("Applied for"), held.applied),
        ("− ", _("Paid"), held.paid),
        ("= ", _("Free"), held.free),
    )
    said = " ".join(f"{sign}{word} {shown(amount, page.unit)}" for sign, word, amount in parts)
    return ((_("Indicator"), f"{said} ({page.unit_label})"),)


def _listed(parts: Iterable[Sequence[Found]], units: Mapping[str, Name]) -> Iterator[Row]:
    unit_names = _said(units)
    functions: dict[str, str] = {}
    page = _address("indicator")
    for part in parts:
        projects = _said(names.projects({row.pot.project for row in part}))
        for row in part:
            pot = row.pot
            if pot.function not in functions:
                functions[pot.function] = called(heading(pot))
            values = (
                pot.indicator,
                projects.get(pot.project, pot.project),
                unit_names.get(pot.unit, pot.unit),
                pot.function,
                functions[pot.function],
                *_figures(row.execution),
            )
            yield Row(values, href=page + quote(pot.indicator, safe=""))


def _figures(held: Execution) -> tuple[Any, ...]:
    return held.issued, held.applied, held.paid, held.free, held.rate


def _happened(parts: Iterable[Sequence[Happening]]) -> Iterator[Row]:
    page = _address("voucher")
    for part in parts:
        people = _said(names.people({line.actor for line in part}))
        for line in part:
            key = line.key.hex()
            event = called(line.event)
            values = (
                line.day,
                f"{event} · {_('reversed')}" if line.reversing else event,
                line.document or short(key),
                people.get(line.actor, line.actor),
                line.amount,
                line.free,
                line.applied,
                line.paid,
            )
            yield Row(values, href=page + key)


def _said(found: Mapping[str, Name]) -> Mapping[str, str]:
    """Return names by their codes in the language of the page; said once, however often used."""
    return {code: called(name) for code, name in found.items()}


def _address(page: str) -> str:
    """Return the address of a page up to what names its subject."""
    return reverse(page, args=["-"])[:-1]
