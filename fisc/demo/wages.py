"""The salary files of the story county, month by month, so that its wages can be paid (K16)."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from functools import cache
from typing import Final

from fisc.demo.adopt import RefusedInDemo
from fisc.demo.cast import clerk_of, player
from fisc.demo.documents import Paper
from fisc.demo.plan import PlacePlan
from fisc.demo.postings import moment
from fisc.demo.scales import DEMO_YEAR
from fisc.law.tables import PAYROLL_ITEMS, read
from fisc.stages.pay import commands
from fisc.values import Money

# A file holds a tenth more than the plan pays, so that a visitor can pay somebody too.
ROOM: Final = 10


def enter_salary_files(part: PlacePlan, papers: Sequence[Paper], month: int) -> int:
    """Have every unit bring the month's salary file and finance confirm it; once only.

    Returns how many units have one.
    """
    first = date(DEMO_YEAR, month, 1)
    owed: dict[str, Counter[str]] = defaultdict(Counter)
    for paper in papers:
        one = part.indicators[paper.at]
        if one.department_item in _items():
            owed[one.unit][paper.payee.account] += paper.amount
    for unit, persons in sorted(owed.items()):
        number = f"SAL-{DEMO_YEAR}-{unit}-{month:02d}"
        receipts = [
            commands.enter_salary_file(
                number=number,
                unit=unit,
                year=DEMO_YEAR,
                month=month,
                persons={name: Money(fen + fen // ROOM) for name, fen in persons.items()},
                officer=clerk_of(part, "UNIT_CLERK", unit),
                day=first,
                at=moment(first),
                key=f"demo/{number}/enter",
            ),
            commands.confirm_salary_file(
                number=number,
                officer=player("FIN_PAYCENTER", part.place.code),
                day=first,
                at=moment(first),
                key=f"demo/{number}/confirm",
            ),
        ]
        for receipt in receipts:
            if not receipt.done:
                why = "; ".join(control.verdict.why for control in receipt.refusals)
                raise RefusedInDemo(f"{number} was not taken: {why}")
    return len(owed)


@cache
def _items() -> frozenset[str]:
    return frozenset(row.code for row in read(PAYROLL_ITEMS))
