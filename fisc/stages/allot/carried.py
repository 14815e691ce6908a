"""Indicators and transfers that last year's close carried: they get their documents of this year.

The close restores authority in the ledger; it knows no documents. A file of its own because it
reads the ledger first and writes documents after it, the other way round than all other acts.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from fisc.engines.ledger.moves import ELEMENTS, Pot
from fisc.record import balances
from fisc.record.book import Book
from fisc.stages.allot.acts import Receipt, acting, attempt, demand_duty
from fisc.stages.allot.documents import tell
from fisc.stages.allot.models import Indicator, Transfer
from fisc.values import Book as Budget
from fisc.values import Money, Words

# The state of a carried indicator: what it can do most, where it stands in several stages.
_STATE_OF: Final = {
    "pending_allocation": "PENDING_ALLOC",
    "pending_issue": "PENDING_ISSUE",
    "frozen": "FROZEN",
    "indicator": "EXECUTABLE",
}


def take_over_carried(*, division: str, year: int, taker: str, day: date, at: datetime) -> Receipt:
    """Give carried indicators and transfers their documents of the new year.

    They keep number and marks (K17) and name the year they came from. Those of the old year become
    carried. Executable ones are told as issued. Doing it once more finds nothing new.

    Always: an indicator is granted what the ledger holds for it.
    """

    def act(book: Book) -> Receipt:
        who = acting(taker, at)
        demand_duty(
            who,
            division,
            "allot.take_over",
            Words(f"carried authority of {year}", f"{year} 年结转指标"),
        )
        told: list[int] = []
        numbers: list[str] = []
        for number, pots in _carried(book, division, year, _STATE_OF).items():
            if Indicator.objects.filter(number=number, year=year).exists():
                continue
            row = _indicator(number, year, pots, who.name, day)
            if row.state == "EXECUTABLE":
                told.append(
                    tell(
                        book,
                        "IndicatorIssued",
                        row,
                        key=f"issued/{number}/{year}",
                        amount=Money(row.granted_fen),
                        day=day,
                        actor=who.name,
                        at=at,
                        more={"carried": True},
                    )
                )
            numbers.append(number)
        families = {"transfer_indicator": "ISSUED"}
        for number, pots in _carried(book, division, year, families).items():
            if not Transfer.objects.filter(number=number, year=year).exists():
                _transfer(number, year, pots)
                numbers.append(number)
        return Receipt(tuple(numbers), "CARRIED", tuple(told))

    return attempt([], act)


def _carried(
    book: Book, division: str, year: int, families: dict[str, str]
) -> dict[str, dict[Pot, int]]:
    """Return carried pots by indicator, those that can do most last."""
    found: dict[str, dict[Pot, int]] = {}
    for family in families:
        chosen = balances.Selection(division=(division,), year=(year,), family=(family,))
        for total in balances.totals(book, chosen, by=("book", *ELEMENTS, "origin")):
            budget, *values, origin = total.key
            named = dict(zip(ELEMENTS, values, strict=True))
            pot = Pot(division, year, Budget(budget), family, **named, origin=origin)
            fen = total.open.fen + total.held.fen + total.done.fen
            if fen and origin and pot.indicator:
                found.setdefault(pot.indicator, {})[pot] = fen
    return found


def _indicator(number: str, year: int, pots: dict[Pot, int], taker: str, day: date) -> Indicator:
    row = Indicator.objects.filter(number=number, year=year - 1).first()
    pot = next(reversed(pots))
    if row is None:
        row = Indicator(number=number, division=pot.division, book=str(pot.book), maker=taker)
    else:
        Indicator.objects.filter(pk=row.pk).update(state="CARRIED")
        row.pk = None
        row._state.adding = True  # noqa: SLF001 - Django's own way of copying a row
    for name in ELEMENTS:
        if name != "indicator":
            setattr(row, name, getattr(pot, name))
    whole = sum(pots.values())
    row.year, row.origin, row.carried, row.parent = year, pot.origin, True, None
    row.amount_fen = row.granted_fen = whole
    row.state, row.last_actor = _STATE_OF[pot.family], taker
    row.issued_on = day if row.state == "EXECUTABLE" else None
    row.save()
    return row


def _transfer(number: str, year: int, pots: dict[Pot, int]) -> None:
    row = Transfer.objects.filter(number=number, year=year - 1).first()
    if row is None:
        return
    Transfer.objects.filter(pk=row.pk).update(state="CARRIED")
    pot = next(iter(pots))
    row.pk = None
    row._state.adding = True  # noqa: SLF001 - Django's own way of copying a row
    row.year, row.origin, row.state = year, pot.origin, "ISSUED"
    row.amount_fen = row.granted_fen = sum(pots.values())
    row.save()
