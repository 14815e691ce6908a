"""Bench h: the drafts of a whole province coordinated, every item of every book a variable.

The drafts are those of the demo's 135 real governments, item by item, put out of balance by a
seed: own revenue falls short here and there, offices ask for more, what the government above
notified is entered wrongly. Nothing of this needs a database.
"""

from __future__ import annotations

import os
import random
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from fisc.engines.budgets.consolidation import Entry
    from fisc.engines.budgets.coordinating.coordination import Coordinated

SEED: Final = 7
DAY: Final = date(2026, 1, 20)
VARIABLES: Final = 100_000
SECONDS: Final = 10
GAP: Final = 1_000  # one part of so many


def drafts(seed: int = SEED) -> list[Entry]:
    """Return the items of the demo's drafts, of all real governments, as congresses adopt them."""
    from fisc.demo.plan import Plan
    from fisc.demo.scales import Scale
    from fisc.engines.budgets.consolidation import Entry
    from fisc.engines.budgets.lines import Line
    from fisc.values import Money

    found = []
    for part in Plan(Scale.PROVINCE, seed=seed).parts():
        if part.place.fictional:
            continue
        for one in part.lines:
            line = Line(
                book=one.book,
                side=one.side,  # type: ignore[arg-type]
                line=one.line,
                amount=Money(one.amount),
                code=one.code,
                fund=one.fund,
                other=one.other,
            )
            found.append(Entry(part.place.code, line, one.counterpart))
        for item in part.indicators:
            line = Line(
                book=item.book,
                side="expenditure",
                line="01",
                amount=Money(item.amount),
                code=item.function,
                fund=item.fund,
            )
            found.append(Entry(part.place.code, line))
    return found


def disturbed(entries: Sequence[Entry], seed: int = SEED) -> list[Entry]:
    """Return drafts that do not balance: as they come in before anybody has coordinated them."""
    from fisc.values import Book, Money

    chance = random.Random(seed)

    def parts(entry: Entry) -> int:
        line = entry.line
        if line.book is Book.INSURANCE:
            return 1_000
        if line.side == "revenue" and line.line == "01":
            return chance.choice([985, 1_000, 1_005])
        if line.side == "expenditure" and line.line == "01" and line.code != "227":
            return chance.choice([990, 1_000, 1_000, 1_030, 1_080])
        if line.side == "revenue" and line.line == "02" and chance.random() < 0.1:  # noqa: PLR2004
            return 1_010
        return 1_000

    return [
        replace(
            entry,
            line=replace(entry.line, amount=Money(entry.line.amount.fen * parts(entry) // 1_000)),
        )
        for entry in entries
    ]


def told(plan: Coordinated) -> Iterator[str]:
    """Yield one line for each order: what was moved, and how far above the bound that may lie."""
    from fisc.law.tables import COORDINATION_ORDERS, find

    for one in plan.moved:
        name = find(COORDINATION_ORDERS, one.order).name_en
        gap = f"{one.gap.numerator}/{one.gap.denominator}" if one.gap else "0"
        word = "met" if one.gap * GAP <= 1 else "MISSED"
        yield f"    order {one.order} {name}: {one.amount}, gap {gap}, aim <= 1/{GAP}: {word}"


def run() -> None:
    """Measure and print bench h."""
    os.environ.setdefault("FISC_HOME", tempfile.mkdtemp(prefix="fisc-bench-"))
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fisc.config.settings")
    from fisc.engines.budgets.coordinating.coordination import (
        Coordinated,
        broken,
        problem_of,
        solved,
    )
    from fisc.law.limits import limits_on

    print("\nh. Coordination of a province: all books of all governments under all rules")
    entries = disturbed(drafts())
    limits = limits_on(DAY)
    plans = []
    for apart, name in ((False, "items alike in every rule as one"), (True, "every item apart")):
        start = time.perf_counter()
        problem = problem_of(entries, limits, apart=apart)
        built = time.perf_counter() - start
        start = time.perf_counter()
        plan = solved(problem)
        spent = time.perf_counter() - start
        if not isinstance(plan, Coordinated):
            print(f"  {name}: no plan, though there is one: MISSED")
            return
        plans.append([one.amount for one in plan.moved])
        word = "met" if problem.variables >= VARIABLES else "MISSED"
        print(
            f"  {name}: {len({one.government for one in entries})} governments, "
            f"{problem.variables:,} variables, aim >= {VARIABLES:,}: {word}\n"
            f"    given to the solver as {len(problem.cells):,} cells under "
            f"{len(problem.conditions):,} conditions, of which the drafts break "
            f"{len(broken(problem)):,} and the plan {len(broken(problem, plan.sums))}"
        )
        word = "met" if built + spent <= SECONDS else "MISSED"
        print(
            f"    built in {built:.2f} s, solved and proved in {spent:.2f} s, "
            f"aim <= {SECONDS} s together: {word}"
        )
        print("\n".join(told(plan)), flush=True)
    print(f"  Both come to the same, order by order: {'yes' if plans[0] == plans[1] else 'NO'}")
