"""The check formulas of a table and how they came out, as a table of their own beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from fisc.engines.ledger.formulas import Check
from fisc.exchange.checking import checks_of, ranges
from fisc.exchange.official import Column, Kind, Row, Table
from fisc.exchange.official_tables.framing import Frame, framed
from fisc.exchange.official_tables.words import called
from fisc.values import Money

ENDING: Final = "-checks"
WHERE: Final = "where"  # the column that says where a formula holds, or which figure is wrong
OUTCOMES: Final = {
    True: ("even", "●", gettext_lazy("holds")),
    False: ("wrong", "■", gettext_lazy("does not hold")),
    None: ("none", "○", gettext_lazy("a figure is missing")),
}


def checked(
    frame: Frame,
    table: Table,
    kind: str,
    *,
    book: str = "",
    figures: Mapping[str, Money] | None = None,
) -> Table:
    """Return a table with the check formulas of its kind, put to the figures that it shows."""
    found = checks_of(table, kind, key=book, figures=figures)
    columns = (
        Column(_("Formula"), Kind.CODE, look="w-percent"),
        Column(_("What must hold"), head=True),
        Column(_("Left side"), Kind.AMOUNT, look="w-money"),
        Column(_("Right side"), Kind.AMOUNT, look="w-money"),
        Column(_("Difference (fen)"), Kind.FEN, look="w-money"),
        Column(_("Lines"), Kind.TEXT, look="w-rate"),
        Column(_("Outcome"), Kind.SIGNAL, look="w-pace"),
    )
    checks = framed(
        frame,
        key=f"{table.key}{ENDING}",
        title=f"{_('Check formulas')} · {table.title}",
        columns=columns,
        rows=tuple(map(_row, found)),
        count=len(found),
        definition=_(
            "each formula is put to the figures as the table shows them, whole fen; lines are"
            " counted from the first below the head, the total is the last"
        ),
    )
    return replace(table, checks=checks)


def outcomes(table: Table) -> tuple[str, ...]:
    """Return how each formula of a table came out: even, wrong, or none where a figure lacks."""
    return tuple(row.state for row in table.checks.rows) if table.checks else ()


def _row(one: Check) -> Row:
    state, sign, said = OUTCOMES[one.passed]
    name = one.name.said(get_language() or "zh")
    if one.basis:
        name = f"{name} ({called(one.basis)})"
    values = (
        one.code,
        name,
        one.left,
        one.right,
        one.difference,
        ranges(one.lines),
        f"{sign} {said}",
    )
    return Row(values, state=state)
