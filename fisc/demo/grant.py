"""Give units their indicators: through the acts of ``allot``, or a whole place at once.

Acts are what people would do, each step by another person, with facts and a document for each
indicator. A province has more than a hundred thousand of them; there the real places are written
at once: the same documents, pots, keys and amounts, without the facts of each step.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from typing import Final

import numpy as np

from fisc.demo.adopt import expect_done
from fisc.demo.cast import player
from fisc.demo.columns import Whole
from fisc.demo.days import REPLIED, release_day
from fisc.demo.indicators import DemoIndicator
from fisc.demo.plan import PlacePlan
from fisc.demo.postings import moment
from fisc.demo.rows import Row, write_rows
from fisc.demo.scales import DEMO_YEAR
from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.record.book import Book
from fisc.stages.allot import commands
from fisc.stages.allot.models import Indicator
from fisc.values import Book as Budget
from fisc.values import Money

WAITING: Final = 900_000  # numbers of wholes that wait for allocation begin here


def pot_of(part: PlacePlan, one: DemoIndicator, family: str = "indicator") -> Pot:
    """Return the pot of an indicator, as the stages name it."""
    return Pot(
        part.place.code,
        DEMO_YEAR,
        one.book,
        family,
        unit=one.unit,
        project=one.project,
        function=one.function,
        item=one.item,
        department_item=one.department_item,
        fund_type=one.fund_type,
        indicator=one.number,
        counterpart=one.fund,
    )


def pots_of(part: PlacePlan) -> Whole:
    """Return the numbers of the pots of a place's indicators, in their order."""
    return np.array([pot_of(part, one).number for one in part.indicators], dtype=np.int64)


def grant(part: PlacePlan) -> None:
    """Draft, review and issue the indicators that come with the reply; register the others.

    Every step that is done already is left alone, so that a broken run can go on.
    """
    place = part.place.code
    drafts = [draft_of(part, one) for one in part.indicators if one.way != "allocated"]
    drafts += _wholes(part)
    states = _states(place)
    new = [draft for draft in drafts if draft.number not in states]
    clerk, head = player("FIN_BUSINESS", place), player("FIN_BUSINESS_HEAD", place)
    if new:
        expect_done(
            commands.draft_indicators(
                drafts=new, division=place, year=DEMO_YEAR, maker=clerk, at=moment(REPLIED)
            )
        )
    numbers = [draft.number for draft in drafts]
    if waiting := _in_state(place, numbers, "DRAFT"):
        expect_done(
            commands.review_indicator(
                numbers=waiting, year=DEMO_YEAR, reviewer=head, at=moment(REPLIED)
            )
        )
    direct = [one.number for one in part.indicators if one.way == "direct"]
    if ready := _in_state(place, direct, "REVIEWED"):
        expect_done(
            commands.issue_directly(
                numbers=ready,
                year=DEMO_YEAR,
                issuer=player("FIN_BUDGET_HEAD", place),
                day=REPLIED,
                at=moment(REPLIED),
            )
        )
    later = sorted(set(numbers) - set(direct))
    for has_unit in (True, False):
        ready = _in_state(place, later, "REVIEWED", has_unit=has_unit)
        if ready:
            expect_done(
                commands.register_indicator(
                    numbers=ready,
                    year=DEMO_YEAR,
                    registrar=player("FIN_BUDGET", place),
                    day=REPLIED,
                    at=moment(REPLIED),
                )
            )


def release(part: PlacePlan, month: int) -> None:
    """Allocate and issue the indicators that reach their units at the beginning of a month."""
    place, day = part.place.code, release_day(month)
    chosen = [one for one in part.indicators if one.month == month and one.way != "direct"]
    states = _states(place)
    for whole, parts in _by_whole(part):
        own = [one for one in parts if one.month == month and one.number not in states]
        if own:
            expect_done(
                commands.allocate(
                    number=whole,
                    year=DEMO_YEAR,
                    parts=[draft_of(part, one) for one in own],
                    allocator=player("FIN_BUSINESS", place, second=True),
                    day=day,
                    at=moment(day),
                )
            )
    if ready := _in_state(place, [one.number for one in chosen], "PENDING_ISSUE"):
        expect_done(
            commands.issue(
                numbers=ready,
                year=DEMO_YEAR,
                issuer=player("FIN_BUDGET_HEAD", place),
                day=day,
                at=moment(day),
            )
        )


def grant_at_once(book: Book, part: PlacePlan) -> None:
    """Write the indicators of a place in one act, all of them issued with the reply."""
    place = part.place.code
    if Indicator.objects.filter(division=place, year=DEMO_YEAR).exists():
        return
    vouchers = [_issue_directly(part, one, REPLIED) for one in part.indicators]
    issuer = player("FIN_BUDGET_HEAD", place)
    maker = player("FIN_BUSINESS", place)
    with book.act():
        for receipt in book.post_all(
            vouchers, actor=issuer, at=moment(REPLIED), reason=f"IND-{DEMO_YEAR}-{place}"
        ):
            expect_done(receipt)
        write_rows(book, Indicator, (_row(part, one, maker, issuer) for one in part.indicators))


def draft_of(part: PlacePlan, one: DemoIndicator) -> commands.IndicatorDraft:
    """Return an indicator of the plan as somebody drafts it."""
    return commands.IndicatorDraft(
        number=one.number,
        book=one.book,
        function=one.function,
        amount=Money(one.amount),
        unit=one.unit,
        project=one.project,
        item=one.item,
        department_item=one.department_item,
        fund_type=one.fund_type,
        counterpart=one.fund,
        document=f"示例财预〔{DEMO_YEAR}〕{part.place.code}号",
    )


def _by_whole(part: PlacePlan) -> list[tuple[str, list[DemoIndicator]]]:
    """Return the indicators that are allocated, by the whole of which they are parts.

    A whole is held for one project, function and nature of money.
    """
    groups: dict[tuple[str, ...], list[DemoIndicator]] = {}
    for one in part.indicators:
        if one.way == "allocated":
            groups.setdefault((one.project, one.function, one.fund_type), []).append(one)
    return [
        (f"IND-{DEMO_YEAR}-{part.place.code}-{WAITING + at}", groups[key])
        for at, key in enumerate(sorted(groups), 1)
    ]


def _wholes(part: PlacePlan) -> Iterable[commands.IndicatorDraft]:
    for number, parts in _by_whole(part):
        first = parts[0]
        yield commands.IndicatorDraft(
            number=number,
            book=first.book,
            function=first.function,
            amount=Money(sum(one.amount for one in parts)),
            project=first.project,
            fund_type=first.fund_type,
            counterpart=first.fund,
            document=f"示例财预〔{DEMO_YEAR}〕{part.place.code}号",
        )


def _states(place: str) -> dict[str, str]:
    rows = Indicator.objects.filter(division=place, year=DEMO_YEAR)
    return dict(rows.values_list("number", "state"))


def _in_state(
    place: str, numbers: Sequence[str], state: str, *, has_unit: bool | None = None
) -> list[str]:
    """Return those of these indicators that are in a state, in the order given."""
    rows = Indicator.objects.filter(division=place, year=DEMO_YEAR, state=state)
    if has_unit is not None:
        rows = rows.exclude(unit="") if has_unit else rows.filter(unit="")
    found = set(rows.values_list("number", flat=True))
    return [number for number in numbers if number in found]


def _issue_directly(part: PlacePlan, one: DemoIndicator, day: date) -> Voucher:
    pot = pot_of(part, one)
    line = Pot(
        part.place.code,
        DEMO_YEAR,
        Budget(one.book),
        "expenditure",
        function=one.function,
        counterpart=one.fund,
    )
    move = Move(
        "issue_directly",
        pot.account("executable"),
        line.account("expenditure_budget"),
        Money(one.amount),
    )
    return Voucher(posting_key(one.number), day, (move,), one.number)


def _row(part: PlacePlan, one: DemoIndicator, maker: str, issuer: str) -> Row:
    return {
        "number": one.number,
        "year": DEMO_YEAR,
        "division": part.place.code,
        "book": one.book,
        "document": f"示例财预〔{DEMO_YEAR}〕{part.place.code}号",
        "unit": one.unit,
        "project": one.project,
        "function": one.function,
        "item": one.item,
        "department_item": one.department_item,
        "fund_type": one.fund_type,
        "counterpart": one.fund,
        "amount_fen": one.amount,
        "granted_fen": one.amount,
        "state": "EXECUTABLE",
        "issued_on": REPLIED,
        "maker": maker,
        "last_actor": issuer,
    }
