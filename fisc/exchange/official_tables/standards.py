"""Tables of spending standards: the library as it holds on a day, and the history of one."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import Any, Final

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fisc.engines.budgets.standards import Standard, named
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.exchange.official_tables.framing import Frame, framed
from fisc.exchange.official_tables.words import called
from fisc.exchange.standards import domain_of
from fisc.values import Words

LEVELS: Final[dict[str, Any]] = {
    "central": gettext_lazy("central"),
    "province": gettext_lazy("province"),
    "prefecture": gettext_lazy("prefecture"),
    "county": gettext_lazy("county"),
}
Link = Callable[[Standard], str]


def _nowhere(_one: Standard) -> str:
    return ""


def definition() -> str:
    """Say what a standard is, and which of several holds."""
    return _(
        "what is allowed for one measure; of those that fit, the narrowest scope holds, then the"
        " nearest place, then the newest, then the lowest; illustrative ones are defaults, not"
        " official"
    )


def source() -> str:
    """Say where standards come from."""
    return _("the library of the law, and what places have set for themselves")


def standard_table(
    frame: Frame,
    found: Sequence[Standard],
    *,
    day: date,
    key: str = "standards",
    count: int | None = None,
    link: Link = _nowhere,
) -> Table:
    """Return standards as a table, in their order; ``count`` is how many there are in all."""
    columns = (
        Column(_("Code"), Kind.CODE, head=True, link=True, look="w-day"),
        Column(_("Standard")),
        Column(_("Domain"), beneath=True),
        Column(_("Allowed"), Kind.AMOUNT, look="w-money"),
        Column(_("Or")),
        Column(_("For one"), beneath=True),
        Column(_("Scope")),
        Column(_("Grade"), beneath=True),
        Column(_("Set by")),
        Column(_("Approval document"), beneath=True),
        Column(_("From"), Kind.DAY, look="w-day"),
        Column(_("Until"), Kind.DAY, look="w-day"),
        Column(_("Standing"), Kind.SIGNAL, look="w-day"),
    )
    return framed(
        frame,
        key=key,
        title=_("History of a standard") if key == "history" else _("Spending standards"),
        columns=columns,
        rows=tuple(_row(frame, one, link) for one in found),
        count=len(found) if count is None else count,
        definition=definition(),
        source=source(),
        as_of=day,
    )


def _row(frame: Frame, one: Standard, link: Link) -> Row:
    official = one.standing == "enacted" and one.confidence != "C"
    mark = called(Words(one.confidence, one.confidence))
    sign = f"● {_('official')}" if official else f"○ {_('default')} {mark}"
    season = ""
    if one.seasonal:
        season = _("months %(first)s to %(last)s") % {"first": one.peak[0], "last": one.peak[1]}
    place = called(frame.division_name(one.place)) if one.place else ""
    level = str(LEVELS[one.unit_level]) if one.unit_level else ""
    kind = _("kind of unit %(kind)s") % {"kind": one.unit_kind} if one.unit_kind else ""
    return Row(
        (
            one.code,
            called(one.name),
            called(named("domain", domain_of(one))),
            one.amount if one.amount is not None else "",
            _other(one),
            called(named("measure", str(one.measure))),
            " · ".join(part for part in (place, level, kind, season) if part) or _("everybody"),
            called(named("grade", one.grade)) if one.grade else "",
            called(frame.division_name(one.own)) if one.own else _("library"),
            one.document,
            one.first_day,
            one.last_day or "",
            sign,
        ),
        href=link(one),
        state="even" if official else "none",
    )


def _other(one: Standard) -> str:
    """Return what is allowed where that is no amount of money: a quantity, or words."""
    if one.amount is not None:
        return ""
    return called(named("value", one.words)) if one.words else one.value
