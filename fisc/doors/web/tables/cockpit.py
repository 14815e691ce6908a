"""The tables of the cockpit: the execution by book, by division and by class of function."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext as _

from fisc.doors.web.pages import Page
from fisc.doors.web.tables.checks import checked
from fisc.doors.web.tables.framing import framed
from fisc.doors.web.templatetags.figures import percent, size
from fisc.exchange.official import Column, Kind, Row, Table

if TYPE_CHECKING:
    from fisc.doors.web.cockpit import Line


def cockpit_tables(page: Page, lines: Mapping[str, Any]) -> Mapping[str, Table]:
    """Return the breakdowns of the execution by what their lines lead to.

    ``lines`` are those of the page: ``books``, ``divisions``, ``functions``, and the ``whole``.
    """
    parts = (
        ("book", _("By book"), lines["books"]),
        ("place", _("By division"), lines["divisions"]),
        ("function", _("By class of function"), lines["functions"]),
    )
    whole, gap = lines["whole"], lines["gap"].value
    return {
        key: _table(page, key, title, found, whole, gap)
        for key, title, found in parts
        if found or key == "book"
    }


def _table(
    page: Page, key: str, title: str, lines: Sequence[Line], whole: Line, gap: Fraction
) -> Table:
    columns = (
        Column(title, head=True, link=True, look="w-name"),
        Column(_("Against the year"), Kind.PICTURE, look="w-bar"),
        Column(_("Rate"), Kind.PERCENT, look="w-rate"),
        Column(_("Pace"), Kind.SIGNAL, look="w-pace"),
        *(
            Column(word, Kind.AMOUNT, key=name)
            for name, word in (
                ("budget", _("Budget")),
                ("issued", _("Issued")),
                ("applied", _("Applied for")),
                ("paid", _("Paid")),
                ("balance", _("Balance")),
            )
        ),
    )
    definition = _(
        "budget = all authority arranged for the year; rate = paid ÷ budget; in step within"
        " %(gap)s of the year's progress (illustrative default, not official)"
    ) % {"gap": percent(gap)}
    table = framed(
        page,
        key=key,
        title=f"{_('Execution of the year')} · {title}",
        columns=columns,
        rows=tuple(_row(line, key) for line in lines),
        count=len(lines),
        definition=definition,
        total=_row(whole, key),
    )
    return checked(page, table, "execution")


def _row(line: Line, key: str) -> Row:
    held = line.execution
    return Row(
        (
            line.label,
            line.bar,
            held.rate,
            _pace(line),
            held.budget,
            held.issued,
            held.applied,
            held.paid,
            held.balance,
        ),
        href=_href(line.key, key),
        state=line.pace,
    )


def _href(code: str, key: str) -> str:
    if not code:
        return ""
    page = "cockpit" if key == "place" else "indicators"
    return f"{reverse(page)}?{urlencode({key: code})}"


def _pace(line: Line) -> str:
    if line.ahead is None:
        return ""
    if line.pace == "even":
        return f"● {_('in step')}"
    word = _("ahead %(points)s") if line.pace == "ahead" else _("behind %(points)s")
    return f"▲ {word % {'points': size(line.ahead)}}"
