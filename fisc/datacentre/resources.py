"""Authority that lies in the ledger and is not used, as it is now: the largest amounts, and sums.

One question to the balances each; whether an amount is idle, the engine says.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Final

from fisc.datacentre.indicators import POT_COLUMNS
from fisc.engines.budgets.resources.ages import Aged
from fisc.engines.ledger.closing import POOL
from fisc.engines.ledger.moves import Pot
from fisc.record import balances
from fisc.record.balances import Selection
from fisc.record.book import Book, pot_of
from fisc.values import ZERO, Money
from fisc.values import Book as Budget

# The kind of resource (law/budgets/resources.csv) that each family of pots is.
KINDS: Final = MappingProxyType(
    {
        "expenditure": "unarranged",
        "held_back": "held_back",
        "reserve": "reserve",
        "pending_allocation": "unallocated",
        "pending_issue": "unissued",
        "indicator": "indicator",
        "frozen": "frozen",
        "transfer_indicator": "transfer",
        "carried": "carried",
    }
)
_LISTED: Final = ", ".join(f"p.{name}" for name in POT_COLUMNS)


@dataclass(frozen=True, slots=True)
class Lying:
    """A pot with what is open in it and what of it is used or applied for.

    Units: fen.
    """

    pot: Pot
    open: Money
    used: Money

    @property
    def kind(self) -> str:
        """What kind of resource it is; what finance has taken back lies in the pool."""
        pooled = self.pot.family == "expenditure" and self.pot.counterpart == POOL
        return "pool" if pooled else KINDS[self.pot.family]

    @property
    def origin(self) -> int:
        """The year from which the money comes."""
        return self.pot.origin or self.pot.year


def lying(book: Book, selection: Selection, *, limit: int) -> tuple[Lying, ...]:
    """Return the selected pots in which something is open.

    Shape: at most ``limit``, those with the largest amounts first.
    """
    where, values = replace(selection, family=tuple(KINDS)).condition()
    with book.connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {_LISTED}, b.open_fen, b.held_fen + b.done_fen FROM pot AS p"
            f" JOIN balance AS b ON b.pot = p.id WHERE {where} AND b.open_fen > 0"
            " ORDER BY b.open_fen DESC, p.id LIMIT %s",
            [*values, limit],
        )
        rows = cursor.fetchall()
    width = len(POT_COLUMNS)
    return tuple(
        Lying(pot_of(row[:width]), Money(row[width]), Money(row[width + 1])) for row in rows
    )


def by_age(book: Book, selection: Selection) -> tuple[Aged, ...]:
    """Return all that is open in the selected pots, by the year from which it comes and by book."""
    chosen = replace(selection, family=tuple(KINDS))
    found = balances.totals(book, chosen, by=("year", "origin", "book"))
    return tuple(
        Aged(origin or year, Budget(budget), total.open)
        for total in found
        for year, origin, budget in (total.key,)
        if total.open > ZERO
    )
