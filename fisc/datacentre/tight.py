"""Indicators that are used up, nearly so, or frozen: those of which an officer should know.

One question to the balances, as they are now; whether it is before its time, the engine says.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date
from fractions import Fraction
from typing import Final

from fisc.datacentre.indicators import FAMILIES, POT_COLUMNS
from fisc.engines.ledger.moves import Pot
from fisc.engines.organisation.exceptions import Exceptional, Terms, of_indicator
from fisc.record.balances import Selection
from fisc.record.book import Book, pot_of
from fisc.values import ZERO, Money, Words

_FROZEN: Final = "frozen"
_FOUND: Final = ", ".join(f"p.{name}" for name in POT_COLUMNS)
# The last day on which something was taken out of an indicator: since then it is as it is.
_SINCE: Final = (
    "(SELECT max(e.day) FROM entry AS e WHERE (e.credit >> 2) = f.id AND e.amount_fen > 0)"
)


@dataclass(frozen=True, slots=True)
class Tight:
    """An indicator with what was issued and what is used, or what of it is frozen.

    Units: fen; ``issued`` is with what is frozen.
    """

    pot: Pot
    issued: Money
    used: Money
    frozen: Money
    since: date | None


def tight(book: Book, selection: Selection, share: Fraction, *, limit: int) -> tuple[Tight, ...]:
    """Return the selected indicators that are used to a share or more, and those that are frozen.

    Shape: at most ``limit``, those with the largest amounts first.
    """
    where, values = replace(selection, family=(*FAMILIES, _FROZEN)).condition()
    whole = "(b.open_fen + b.held_fen + b.done_fen)"
    columns = f"p.id AS id, {_FOUND}, b.open_fen, b.held_fen + b.done_fen AS used, {whole} AS fen"
    inner = (
        f"SELECT {columns} FROM pot AS p JOIN balance AS b ON b.pot = p.id WHERE {where}"
        f" AND {whole} > 0 AND (p.family = '{_FROZEN}' OR"
        f" (b.held_fen + b.done_fen) * %s >= {whole} * %s)"
        f" ORDER BY {whole} DESC, p.id LIMIT %s"
    )
    named = ", ".join(f"f.{name}" for name in POT_COLUMNS)
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {named}, f.open_fen, f.used, f.fen, {_SINCE} FROM ({inner}) AS f"
            " ORDER BY f.fen DESC, f.id",
            [*values, share.denominator, share.numerator, limit],
        )
        rows = cursor.fetchall()
    made = [_tight(pot_of(row[: len(POT_COLUMNS)]), *row[len(POT_COLUMNS) :]) for row in rows]
    held = {
        replace(one.pot, family=family): one.frozen
        for one in made
        for family in FAMILIES
        if one.frozen > ZERO
    }
    return tuple(replace(one, issued=one.issued + held.get(one.pot, ZERO)) for one in made)


def frozen_numbers(found: Iterable[Tight]) -> frozenset[str]:
    """Return the numbers of the indicators of which something is frozen."""
    return frozenset(one.pot.indicator for one in found if one.frozen > ZERO)


def exceptional_indicators(
    found: Iterable[Tight], progress: Fraction, above: Terms
) -> tuple[Exceptional, ...]:
    """Return the indicators that are used up or nearly so before their time.

    Source: law/organisation/exceptions.csv
    """
    judged = ((one, of_indicator(one.issued, one.used, progress, above)) for one in found)
    return tuple(
        Exceptional(
            kind=kind,
            number=one.pot.indicator,
            division=one.pot.division,
            unit=one.pot.unit,
            about=Words(one.pot.project, one.pot.project),
            amount=one.issued - one.used,
            since=one.since,
        )
        for one, kind in judged
        if kind and one.pot.indicator and not one.frozen
    )


def _tight(pot: Pot, free: int, used: int, whole: int, since: int | None) -> Tight:
    day = date.fromordinal(since) if since else None
    if pot.family == _FROZEN:
        return Tight(pot, ZERO, ZERO, Money(free), day)
    return Tight(pot, Money(whole), Money(used), ZERO, day)
