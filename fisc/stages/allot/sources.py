"""Which line of the budget an indicator or a transfer draws on, and which ceilings stand over it.

A budget line names fewer elements than an indicator. An indicator draws on the line all of whose
elements it shares, the most exact one first; money that finance has taken back (the pool) is drawn
on by nobody until a virement gives it a purpose. A file of its own because indicators, transfers
and virements all look for their line here.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from typing import Any, Final

from fisc.engines.ledger.closing import is_pool
from fisc.engines.ledger.moves import ELEMENTS, Pot
from fisc.law.names import control
from fisc.record import balances, facts
from fisc.record import book as record
from fisc.stages.allot.acts import refuse
from fisc.values import Book

_RULE: Final = control("K02")


_OPEN: Final = {
    False: frozenset({"unit", "counterpart", "item", "department_item"}),
    True: frozenset({"unit", "item", "department_item"}),
}


class BudgetLines:
    """The lines of one budget that are open in the ledger, with what is left of each.

    What an act takes is remembered, so that a long list is spread over lines as one by one would.
    """

    def __init__(
        self, book: record.Book, division: str, year: int, budget: Book, family: str
    ) -> None:
        chosen = balances.Selection(
            division=(division,), year=(year,), book=(str(budget),), family=(family,)
        )
        self._by_function: dict[str, list[Pot]] = {}
        self._left: dict[Pot, int] = {}
        for total in balances.totals(book, chosen, by=(*ELEMENTS, "origin")):
            *elements, origin = total.key
            named = dict(zip(ELEMENTS, elements, strict=True))
            pot = Pot(division, year, budget, family, **named, origin=origin)
            if not is_pool(pot):
                self._by_function.setdefault(pot.function, []).append(pot)
                self._left[pot] = total.open.fen

    def draw(self, wanted: Pot, fen: int) -> Pot:
        """Return the line that ``wanted`` draws on, and count ``fen`` as taken.

        The most exact line with enough left; where none has enough, the most exact one, so that
        the ledger refuses with its working.

        Raises:
            Refused: no line of the budget shares its elements with it.
        """
        fitting = [pot for pot in self._by_function.get(wanted.function, ()) if _fits(pot, wanted)]
        if not fitting:
            refuse(
                _RULE,
                f"{wanted.indicator or wanted}: no line of the budget fits function "
                f"{wanted.function}, unit {wanted.unit or '-'}, project {wanted.project or '-'}.",
                f"{wanted.indicator or '-'}：无对应的支出预算（功能科目 {wanted.function}）。",
            )
        fitting.sort(key=lambda pot: (-_exactness(pot), str(pot)))
        chosen = next((pot for pot in fitting if self._left[pot] >= fen), fitting[0])
        self._left[chosen] -= fen
        return chosen


def _fits(line: Pot, wanted: Pot) -> bool:
    if line.origin != wanted.origin:
        return False
    # A line without a unit is for all units; a line of a unit may be held before one is named.
    # A line of a government fund is for what names the fund (K10).
    for name in ELEMENTS:
        own, asked = getattr(line, name), getattr(wanted, name)
        if own and asked and own != asked:
            return False
        if own and not asked and name not in _OPEN[line.book is Book.FUNDS]:
            return False
    return True


def _exactness(pot: Pot) -> int:
    return sum(bool(getattr(pot, name)) for name in ELEMENTS)


class Ceilings:
    """The ceilings that ``approve`` has set for a division and year, the last word for each."""

    def __init__(self, book: record.Book, division: str, year: int) -> None:
        self._book = book
        told = [
            fact.body
            for fact in facts.of_kind(book, "CeilingSet", division, year)
            if fact.body["year"] == year
        ]
        self._over = {(body["book"], body["ceiling"]): body for body in told}
        self._division, self._year = division, year

    def cover(self, pots: Iterable[Pot]) -> None:
        """Put each new pot under the ceilings of which it is a member."""
        for pot in pots:
            for (budget, code), body in sorted(self._over.items()):
                if budget == pot.book and _is_member(pot, body["members"]):
                    ceiling = replace(
                        Pot(self._division, self._year, pot.book, "ceiling"), counterpart=code
                    )
                    self._book.set_ceiling(pot, ceiling)


def _is_member(pot: Pot, members: dict[str, Sequence[Any]]) -> bool:
    return all(getattr(pot, name) in codes for name, codes in members.items())
