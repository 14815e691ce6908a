"""What closing reads from the record and tells it: balances, what was spent, facts.

A file of its own because months, years and the queries read the same.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, Final

from fisc.engines.budgets.final_accounts import FinalAccount, final_account
from fisc.engines.ledger import closing
from fisc.engines.ledger.moves import ELEMENTS, Account, Pot
from fisc.engines.ledger.statements import trial_balance
from fisc.law.chart import chart
from fisc.record import balances, facts
from fisc.record.book import Book
from fisc.record.facts import Fact
from fisc.stages.close.acts import Refused, refuse
from fisc.stages.close.periods import open_items
from fisc.values import Book as Budget
from fisc.values import Money, Words

_FINAL_NAMES: Final = ("own_budget", "collected", "other", "spent", "left", "cut")
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


def collected(book: Book, division: str, year: int) -> dict[tuple[str, str, str], int]:
    """Return own revenue collected so far, by book, code and fund."""
    return collected_by(facts.of_kind(book, "RevenueCollected", division, year))


def collected_by(told: Iterable[Fact]) -> dict[tuple[str, str, str], int]:
    """Return the own revenue that facts tell of, by book, code and fund; others are passed over."""
    sums: dict[tuple[str, str, str], int] = {}
    for fact in told:
        for row in fact.body["lines"] if fact.kind == "RevenueCollected" else ():
            key = (row["book"], row["code"], row["fund"])
            sums[key] = sums.get(key, 0) + row["amount_fen"]
    return sums


def finals(book: Book, division: str, year: int) -> list[FinalAccount]:
    """Return the final account of each book of a year that is not closed yet.

    Shape: books in their order, only those that hold something or collected something.
    """
    held = trial(book, division, year)
    came_in: dict[str, int] = {}
    for (budget, _, _), fen in collected(book, division, year).items():
        came_in[budget] = came_in.get(budget, 0) + fen
    return [
        final_account(
            budget,
            {role: Money(fen) for role, fen in held.get(budget, {}).items()},
            Money(came_in[budget]) if budget in came_in else None,
        )
        for budget in Budget
        if budget in held or budget in came_in
    ]


def final_of(book: Book, division: str, year: int, budget: Budget) -> FinalAccount:
    """Return the final account of one book, empty where it holds nothing."""
    found = [one for one in finals(book, division, year) if one.book is budget]
    return found[0] if found else final_account(budget, {}, None)


def said_final(account: FinalAccount) -> dict[str, Any]:
    """Return the final account of a book as a fact tells it; what is not known is left out."""
    body: dict[str, Any] = {"book": str(account.book)}
    for name in _FINAL_NAMES:
        amount = getattr(account, name)
        if amount is not None:
            body[f"{name}_fen"] = amount.fen
    return body


def final_said(body: Mapping[str, Any]) -> FinalAccount:
    """Return the final account that a fact told."""
    amounts = {name: body.get(f"{name}_fen") for name in _FINAL_NAMES}
    named = {name: None if fen is None else Money(fen) for name, fen in amounts.items()}
    return FinalAccount(book=Budget(body["book"]), **named)  # type: ignore[arg-type]


def cuts(book: Book, division: str, year: int) -> list[dict[str, Any]]:
    """Return the indicators that were cut and cancelled, each with its approval."""
    return [
        {
            "number": fact.body["change"],
            "indicator": fact.subject,
            "fen": fact.body["amount_fen"],
            "decision": fact.body["decision"],
        }
        for fact in facts.of_kind(book, "IndicatorCancelled", division, year)
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
