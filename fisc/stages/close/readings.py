"""What closing reads from the record and tells it: balances, what was spent, facts.

A file of its own because months, years and the queries read the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from fisc.engines.ledger import closing
from fisc.engines.ledger.moves import ELEMENTS, Account, Pot
from fisc.engines.ledger.statements import trial_balance
from fisc.law.chart import chart
from fisc.record import balances, facts
from fisc.record.book import Book
from fisc.stages.close.acts import Refused, refuse
from fisc.stages.close.periods import open_items
from fisc.values import Book as Budget
from fisc.values import Money, Words

_OPEN: Final = Words("open items", "未了结事项")


def carried_pots(book: Book, division: str, year: int) -> dict[Pot, Money]:
    """Return the carried authority of a year, pot by pot."""
    found = accounts(book, division, year, family="carried")
    return {account.pot: amount for account, amount in found.items()}


def accounts(
    book: Book, division: str, year: int, family: str | None = None
) -> dict[Account, Money]:
    """Return every chamber of a year, or of one family, that holds something.

    Ceilings are left out: they are no part of the chain of authority.
    """
    chosen = balances.Selection(
        division=(division,), year=(year,), family=None if family is None else (family,)
    )
    found: dict[Account, Money] = {}
    for total in balances.totals(book, chosen, by=("book", "family", *ELEMENTS, "origin")):
        budget, home, *elements, origin = total.key
        named = dict(zip(ELEMENTS, elements, strict=True))
        pot = Pot(division, year, Budget(budget), home, **named, origin=origin)
        for place in range(3):
            role = chart().role_at.get((home, place))
            if role and role.number_class != "0" and total.of(place):
                found[pot.account(role.name)] = total.of(place)
    return found


def demand_nothing_open(book: Book, division: str, year: int, end: date) -> None:
    """Stop the act when something before ``end`` is not settled.

    Raises:
        Refused: with every open item.
    """
    items = open_items(book, division, year, end=end)
    if items:
        refuse(
            _OPEN,
            f"{len(items)} items are open before {end}; settle them first.",
            f"{end} 前有 {len(items)} 项未了结，请先处理。",
            *(item.step for item in items),
            items=items,
        )


def trial(book: Book, division: str, year: int) -> dict[str, dict[str, int]]:
    """Return balances by book and role, after proving the chain of each book (K07).

    Raises:
        Refused: the chain of a book does not hold.
    """
    chosen = balances.Selection(division=(division,), year=(year,))
    lines = balances.trial_balance(balances.totals(book, chosen, by=("book", "family")))
    found: dict[str, dict[str, int]] = {}
    for line in lines:
        found.setdefault(line.book, {})[line.role] = line.balance.fen
    for budget, roles in found.items():
        shown = trial_balance(Budget(budget), {role: Money(fen) for role, fen in roles.items()})
        if not shown.verdict.allowed:
            raise Refused(shown.verdict)
    return found


def spent_by_function(book: Book, division: str, year: int) -> list[dict[str, Any]]:
    """Return what was spent by book, role and function, for the final accounts."""
    families = {chart().roles[role].family for role in closing.SPENT_ORDER}
    chosen = balances.Selection(division=(division,), year=(year,), family=tuple(sorted(families)))
    return [
        {
            "book": total.key[0],
            "role": chart().role_at[total.key[1], 2].name,
            "function": total.key[2],
            "fen": total.done.fen,
        }
        for total in balances.totals(book, chosen, by=("book", "family", "function"))
        if total.done
    ]


def said(carried: Mapping[Pot, Money]) -> list[dict[str, Any]]:
    """Return carried authority as a fact tells it: by book, role and year of origin."""
    sums: dict[tuple[str, str, int], int] = {}
    for pot, amount in carried.items():
        role, _ = closing.came_from(pot)
        key = (str(pot.book), role, pot.origin)
        sums[key] = sums.get(key, 0) + amount.fen
    return [
        {"book": book, "role": role, "origin": origin, "fen": fen}
        for (book, role, origin), fen in sorted(sums.items())
    ]


def append(
    book: Book,
    division: str,
    kind: str,
    key: str,
    day: date,
    actor: str,
    at: datetime,
    subject: str,
    body: Mapping[str, Any],
) -> int:
    """Append a fact of this stage and return its number."""
    fact = facts.append(
        book,
        division=division,
        kind=kind,
        key=key,
        day=day,
        actor=actor,
        at=at,
        subject=subject,
        body=body,
    )
    return fact.number


def year_key(division: str, year: int) -> str:
    """Return the key of the fact that closes a year, which is closed once."""
    return f"closed/{division}/{year}"
