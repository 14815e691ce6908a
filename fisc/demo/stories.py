"""What goes wrong in the fictional places, and what finance does about it, as acts of the stages.

Applications that ask for too much are refused; half of what lies idle is taken back in September;
a project that hardly moves is frozen in part; a flood is paid out of the reserve.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from fisc.demo import idle
from fisc.demo.adopt import RefusedInDemo, expect_done
from fisc.demo.cast import clerk_of, player
from fisc.demo.documents import Desk, Paper
from fisc.demo.indicators import GRAIN, DemoIndicator
from fisc.demo.plan import PlacePlan
from fisc.demo.postings import moment
from fisc.demo.scales import DEMO_YEAR
from fisc.demo.seasons import Story
from fisc.stages.allot import commands as allot
from fisc.stages.pay import commands as pay
from fisc.values import Book, Money

FLOOD: Final = "2130314"
_IDLE_DAY: Final = date(DEMO_YEAR, 9, 15)
_SLOW_DAY: Final = date(DEMO_YEAR, 10, 15)
_GIVEN_DAY: Final = date(DEMO_YEAR, 11, 5)
_FLOOD_DAY: Final = date(DEMO_YEAR, 8, 12)


def try_too_much(desk: Desk, papers: Sequence[Paper]) -> int:
    """Submit requests that ask for more than there is; each is refused with its working.

    Returns how many were refused.

    Raises:
        RefusedInDemo: one was accepted, so the plan is wrong about what there is.
    """
    for paper in papers:
        unit = desk.part.indicators[paper.at].unit
        receipt = pay.submit_request(
            number=paper.number,
            officer=clerk_of(desk.part, "UNIT_HEAD", unit),
            day=paper.day,
            at=moment(paper.day),
            key=f"demo/submit/{paper.number}",
        )
        if receipt.done:
            raise RefusedInDemo(f"{paper.number} asks for more than there is and was accepted.")
    return len(papers)


def happen(part: PlacePlan, month: int, until: date) -> None:
    """Let the story of a month happen at a fictional place, if its day has come."""
    day, story = STORIES.get(month, (until, None))
    if story is not None and day <= until:
        story(part, day)


def take_back_what_lies_idle(part: PlacePlan, day: date) -> None:
    """Take half of each idle indicator back into the budget, as one sweep."""
    idle.take_back_what_lies_idle(part, _with(part, Story.IDLE), day)


def give_what_was_taken_back(part: PlacePlan, day: date) -> None:
    """Give a part of what was taken back to flood control."""
    for one in [one for one in part.indicators if one.function == FLOOD][:1]:
        idle.give_from_the_pool(part, _with(part, Story.IDLE), one, day)


def freeze_what_hardly_moves(part: PlacePlan, day: date) -> None:
    """Freeze a third of the first indicator of which little is spent."""
    for one in _with(part, Story.LOW)[:1]:
        _change(
            part,
            day,
            act="freeze",
            how=allot.freeze,
            one=one,
            amount=one.amount // 3 // GRAIN * GRAIN,
            reason="执行缓慢，冻结部分指标 Slow execution",
        )


def flood(part: PlacePlan, day: date) -> None:
    """Give a tenth of the reserve to flood control, by a decision of the government."""
    lines = [one for one in part.indicators if one.function == FLOOD]
    reserve = next(line.amount for line in part.lines if line.code == "227")
    if not lines:
        return
    place, one = part.place.code, lines[0]
    number = f"ADJ-{DEMO_YEAR}-{place}-1"
    expect_done(
        allot.propose_change(
            number=number,
            act="use_reserve",
            division=place,
            year=DEMO_YEAR,
            amount=Money(reserve // 10 // GRAIN * GRAIN),
            reason="洪涝灾害救灾 Flood relief",
            maker=player("FIN_BUDGET", place),
            at=moment(day),
            book=Book.GENERAL,
            target_line=allot.BudgetKey(function=FLOOD, unit=one.unit, project=one.project),
            decision=f"示例政府〔{DEMO_YEAR}〕8号",
            ground="emergency",
        )
    )
    expect_done(
        allot.use_reserve(
            number=number, checker=player("GOV_LEADER", place), day=day, at=moment(day)
        )
    )


def _with(part: PlacePlan, story: Story) -> list[DemoIndicator]:
    told = part.uses.year.story.tolist()
    return [one for one, own in zip(part.indicators, told, strict=True) if own == story]


def _change(
    part: PlacePlan,
    day: date,
    *,
    act: str,
    how: Callable[..., allot.Receipt],
    one: DemoIndicator,
    amount: int,
    reason: str,
) -> None:
    place = part.place.code
    number = f"FRZ-{DEMO_YEAR}-{place}-{one.number.rpartition('-')[2]}"
    expect_done(
        allot.propose_change(
            number=number,
            act=act,
            division=place,
            year=DEMO_YEAR,
            amount=Money(amount),
            reason=reason,
            maker=player("FIN_BUDGET", place),
            at=moment(day),
            book=one.book,
            indicator=one.number,
        )
    )
    expect_done(
        how(number=number, checker=player("FIN_BUDGET_HEAD", place), day=day, at=moment(day))
    )


STORIES: Final[Mapping[int, tuple[date, Callable[[PlacePlan, date], None]]]] = MappingProxyType(
    {
        8: (_FLOOD_DAY, flood),
        9: (_IDLE_DAY, take_back_what_lies_idle),
        10: (_SLOW_DAY, freeze_what_hardly_moves),
        11: (_GIVEN_DAY, give_what_was_taken_back),
    }
)
