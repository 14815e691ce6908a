"""The draft of next year's budget of the story county, as units wish it: out of balance.

It waits at the budget office to be coordinated. Nothing of it stands in the ledger.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction
from typing import Final

from fisc.demo.adopt import expect_done, lines_of
from fisc.demo.cast import player
from fisc.demo.plan import PlacePlan
from fisc.demo.postings import moment
from fisc.demo.scales import DEMO_YEAR
from fisc.stages.approve import commands
from fisc.stages.approve.commands import DraftLine
from fisc.values import Book, Rounding

DRAFTED_FROM: Final = date(DEMO_YEAR, 10, 12)  # when units have sent in what they wish
_WISHED: Final = Fraction(53, 50)
_HANDED: Final = Fraction(2, 3)
_SET_APART: Final = frozenset({"227", "22902"})


def draft(part: PlacePlan, until: date) -> None:
    """Draft next year's budget of a place; again, it changes nothing.

    Own spending is wished for 6 per cent higher, and state capital hands over a third less than the
    general budget counts on.

    Raises:
        RefusedInDemo: the budget office may not draft it.
    """
    place, year = part.place.code, DEMO_YEAR + 1
    expect_done(
        commands.draft_budget(
            number=f"BUD-{year}-{place}-1",
            division=place,
            year=year,
            lines=[_wished(line) for line in lines_of(part, "function")],
            maker=player("FIN_BUDGET", place),
            at=moment(max(until, DRAFTED_FROM)),
            title_zh=f"{part.place.name_zh}{year}年预算草案(示例)",
            title_en=f"Draft budget of {part.place.name_en}, {year} (demo)",
        )
    )


def _wished(line: DraftLine) -> DraftLine:
    share = Fraction(1)
    own = (line.side, line.number) == ("expenditure", "01")
    if line.book is Book.GENERAL and own and line.code not in _SET_APART:
        share = _WISHED
    if (line.book, line.side, line.number) == (Book.CAPITAL, "expenditure", "03"):
        share = _HANDED
    return replace(line, amount=line.amount.times(share, Rounding.HALF_UP))
