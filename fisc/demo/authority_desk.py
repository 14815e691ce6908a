"""What lies open on the desks of the budget office of the story county at the end of the demo.

A draft that was returned with a reason, one that came straight back, and one whose reviewer took
the review back. These few go through the acts of ``allot``; none stands in the ledger.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Final

from fisc.demo.adopt import expect_done
from fisc.demo.cast import player
from fisc.demo.grant import draft_of
from fisc.demo.plan import PlacePlan
from fisc.demo.postings import moment
from fisc.demo.scales import DEMO_YEAR
from fisc.law.calendar import previous_workday
from fisc.stages.allot import commands
from fisc.stages.allot.models import Indicator
from fisc.stages.allot.ways import INDICATORS
from fisc.values import Money

FIRST: Final = 9001  # far beyond the serials of the plan
PURPOSES: Final = ("追加会议费", "追加设备维修费", "追加印刷费")
REASON: Final = "请注明会议依据 Say on what ground"
GAP: Final = timedelta(minutes=40)


def open_desk(part: PlacePlan, until: date) -> int:
    """Leave three drafts at their places, dated the last working day; once only.

    Returns how many there are.
    """
    place, at = part.place.code, moment(previous_workday(until))
    numbers = [f"IND-{DEMO_YEAR}-{place}-{FIRST + serial}" for serial in range(len(PURPOSES))]
    if Indicator.objects.filter(number__in=numbers, year=DEMO_YEAR).exists():
        return 0
    clerk, head = player("FIN_BUSINESS", place), player("FIN_BUSINESS_HEAD", place)
    plain = draft_of(part, part.indicators[0])
    drafts = [
        replace(plain, number=number, unit="", purpose=purpose, amount=Money(1_000_000))
        for number, purpose in zip(numbers, PURPOSES, strict=True)
    ]
    expect_done(
        commands.draft_indicators(drafts=drafts, division=place, year=DEMO_YEAR, maker=clerk, at=at)
    )
    returned, straight_back, taken_back = numbers
    for number in (returned, straight_back):
        _go(number, "return", head, at + GAP, REASON)
    _go(straight_back, "resubmit", clerk, at + 2 * GAP)
    expect_done(
        commands.review_indicator(
            numbers=taken_back, year=DEMO_YEAR, reviewer=head, at=at + 2 * GAP
        )
    )
    _go(taken_back, "take_back", head, at + 3 * GAP)
    return len(numbers)


def _go(number: str, act: str, officer: str, at: datetime, reason: str = "") -> None:
    expect_done(
        commands.go(
            kind=INDICATORS,
            number=number,
            year=DEMO_YEAR,
            act=act,
            officer=officer,
            at=at,
            reason=reason,
        )
    )
