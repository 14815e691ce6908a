"""How long the effects of a five per cent freeze across a made province take, adopted and undone.

``demo`` calls it after it has made the province. Undone means that every balance is as before.
"""

from __future__ import annotations

from datetime import UTC, datetime
from time import perf_counter
from typing import Any

AIM = 2
YEAR = 2026
PLACE = "230000"
TITLE = "Bench"


def measure() -> None:
    """Print the effects of a freeze, and how long adopting and undoing it takes."""
    from fisc.engines.budgets.scenarios import Parameters
    from fisc.record.book import Book
    from fisc.registers import people
    from fisc.stages.allot import scenarios

    book, asked, at = Book(), Parameters(500, 300), datetime.now(UTC)
    everybody = people.everybody(at)
    maker, checker = (
        next(one for one in everybody if one.role == role and str(one.division) == PLACE)
        for role in ("FIN_BUDGET", "FIN_BUDGET_HEAD")
    )
    for _ in range(2):
        began = perf_counter()
        found = scenarios.effects(book, PLACE, YEAR, asked)
        took = perf_counter() - began
    word = "met" if took < AIM else "MISSED"
    print("\nFreeze 5 % and revenue short by 3 % across the province:")
    print(
        f"  effects on {found.whole.indicators:,} indicators of {len(found.divisions)} governments,"
        f" {found.whole.frozen} frozen: {took:.2f} s, aim < {AIM} s: {word}"
    )
    number, before = f"SCE-{YEAR}-{PLACE}-99", balances(book)
    kept = {"number": number, "title": TITLE, "division": PLACE, "year": YEAR, "asked": asked}
    demand(scenarios.keep_scenario(**kept, maker=maker.username, at=at))
    for act in (scenarios.adopt_scenario, scenarios.undo_scenario):
        began = perf_counter()
        demand(act(number=number, checker=checker.username, day=at.date(), at=at))
        print(f"  {act.__name__}: {perf_counter() - began:.2f} s")
    same = balances(book) == before
    print(f"  every balance as before: {'yes' if same else 'NO'}", flush=True)


def demand(receipt: Any) -> None:
    """Go on only when an act was carried out.

    Raises:
        RuntimeError: it was refused.
    """
    if not receipt.done:
        raise RuntimeError(str(receipt.refusal))


def balances(book: Any) -> set[tuple[int, ...]]:
    """Return every pot that holds something, chamber by chamber."""
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT pot, open_fen, held_fen, done_fen FROM balance"
            " WHERE open_fen <> 0 OR held_fen <> 0 OR done_fen <> 0"
        )
        return set(cursor.fetchall())
