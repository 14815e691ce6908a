"""Acts that close and open: a month, a year, and what has grown too old.

A month is closed when nothing in it is open; it is reopened by two people with a reason. A year is
closed once: what is left is carried over and what was spent is set off against its sources, all
dated the last day of the year. Opening the next year restores what was carried.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any, Final

from fisc.engines.budgets.final_accounts import FinalAccount, check_cover
from fisc.engines.ledger import closing
from fisc.engines.ledger.moves import Pot, Voucher
from fisc.law.names import budget_rule
from fisc.law.parameters import parameter
from fisc.record import facts
from fisc.record.book import Book
from fisc.stages.close.acts import (
    Receipt,
    Refused,
    acting,
    all_or_nothing,
    attempt,
    demand_duty,
    refuse,
)
from fisc.stages.close.collections import (
    BadStatement,
    Collected,
    UnknownStatement,
    confirm_collections,
    enter_collections,
)
from fisc.stages.close.months import (
    BadMonth,
    UnknownReopening,
    ask_to_reopen_month,
    close_month,
    reopen_month,
)
from fisc.stages.close.periods import closed_before, hold_alone, set_closed_before
from fisc.stages.close.readings import (
    accounts,
    append,
    carried_pots,
    collected,
    cuts,
    demand_nothing_open,
    finals,
    said,
    said_final,
    spent_by_function,
    trial,
    year_key,
)
from fisc.stages.close.stabilisation import (
    BadOrder,
    UnknownOrder,
    order_stabilisation,
    replenish_stabilisation,
)
from fisc.values import Book as Budget
from fisc.values import Money, Step, Words

__all__ = [
    "BadMonth",
    "BadOrder",
    "BadStatement",
    "Collected",
    "Receipt",
    "Refused",
    "UnknownOrder",
    "UnknownReopening",
    "UnknownStatement",
    "ask_to_reopen_month",
    "close_month",
    "close_year",
    "confirm_collections",
    "enter_collections",
    "open_year",
    "order_stabilisation",
    "reopen_month",
    "replenish_stabilisation",
    "sweep",
]

_LAST: Final = 12
_SETS: Final = 200  # vouchers of a closing that are posted together


def close_year(*, division: str, year: int, officer: str, day: date, at: datetime) -> Receipt:
    """Close a year: carry over what is left, set off what was spent, close its last month.

    Every month before December must be closed and nothing may be open. All vouchers and facts are
    dated the last day of the year, whenever it is done.

    Where own revenue collected was entered, sources must cover uses in the budgets that may have
    no deficit; what was cut is matched by a reduction of source.

    Always: carried authority equals what the sources still stand for.
    """
    subject = f"{division}/{year}"
    last = date(year, _LAST, 31)

    def act(book: Book) -> Receipt:
        demand_duty(
            acting(officer, at),
            division,
            "close.close",
            Words(f"the close of {year}", f"{year} 年度结账"),
        )
        hold_alone(book, division, year)
        if earlier := facts.find(book, year_key(division, year)):
            return Receipt(subject, (earlier.number,))
        _demand_over(book, division, year, day)
        whole = finals(book, division, year)
        covers = _demand_cover(whole)
        body = {"year": year, "trial_before": trial(book, division, year)}
        body |= {"spent": spent_by_function(book, division, year)}
        body |= _said_finals(book, division, year, whole)
        try:
            closed = closing.close_year(accounts(book, division, year), day=last)
        except closing.CannotClose as cannot:
            refuse(Words("closing", "年终结账"), cannot.words.en, cannot.words.zh)
        _post(book, closed.vouchers, officer, at, Words(f"close {subject}", f"结账 {subject}").both)
        set_closed_before(book, division, year, date(year + 1, 1, 1))
        numbers = _tell_carried(book, division, year, closed.carried, officer, at)
        steps = (*closed.steps, *covers)
        body["trial_after"] = trial(book, division, year)
        body["steps"] = [{"en": step.en, "zh": step.zh} for step in steps]
        key = year_key(division, year)
        number = append(book, division, "YearClosed", key, last, officer, at, subject, body)
        return Receipt(subject, (*numbers, number), steps)

    return attempt(subject, act)


def open_year(*, division: str, year: int, officer: str, at: datetime) -> Receipt:
    """Open a year with what the year before carried over; dated 1 January, done once.

    What is two years old is brought forward and not restored: it waits for ``sweep`` (K25).

    Source: law/budgets/carry.yaml
    """
    subject = f"{division}/{year}"
    first = date(year, 1, 1)

    def act(book: Book) -> Receipt:
        demand_duty(
            acting(officer, at),
            division,
            "close.close",
            Words(f"the opening of {year}", f"{year} 年度开账"),
        )
        hold_alone(book, division, year)
        if not facts.find(book, year_key(division, year - 1)):
            refuse(
                Words("year closed", "上年未结账"),
                f"{year - 1} is not closed; close it first.",
                f"{year - 1} 年度尚未结账。",
            )
        years_max = parameter("budgets/carry:years_max").on(first)
        opened = closing.open_year(
            carried_pots(book, division, year - 1), day=first, years_max=years_max
        )
        _post(book, opened.vouchers, officer, at, Words(f"open {subject}", f"开账 {subject}").both)
        return Receipt(subject, steps=tuple(opened.steps))

    return attempt(subject, act)


def sweep(
    *,
    division: str,
    year: int,
    number: str,
    officer: str,
    day: date,
    at: datetime,
    lapse: bool = False,
) -> Receipt:
    """Take carried authority that is two years old back: into the pool, or out of the ledger.

    With ``lapse`` it is written off instead, to be matched by a smaller source.

    Source: law/budgets/carry.yaml
    """

    def act(book: Book) -> Receipt:
        demand_duty(acting(officer, at), division, "close.close", number)
        if earlier := facts.find(book, f"swept/{number}"):
            return Receipt(number, (earlier.number,))
        years_max = parameter("budgets/carry:years_max").on(day)
        aged = {
            pot: amount
            for pot, amount in carried_pots(book, division, year).items()
            if pot.origin <= year - years_max.value
        }
        if not aged:
            refuse(
                budget_rule("IB21"),
                f"Nothing of {year - years_max.value} or earlier is carried.",
                f"没有 {year - years_max.value} 年及以前的结转资金。",
            )
        make = closing.lapse if lapse else closing.sweep
        _post(book, make(aged, number=number, day=day), officer, at, number)
        body = {"number": number, "year": year, "into": "written_off" if lapse else "pool"}
        body |= {"balances": said(aged), "source": str(years_max.source)}
        key = f"swept/{number}"
        fact = append(book, division, "BalanceLapsed", key, day, officer, at, number, body)
        return Receipt(number, (fact,))

    return attempt(number, act)


def _demand_over(book: Book, division: str, year: int, day: date) -> None:
    """Stop the act unless the year is over, its months are closed and nothing is open.

    Raises:
        Refused: with what is missing.
    """
    last = date(year, _LAST, 31)
    if day < last:
        refuse(
            Words("year over", "年度未结束"),
            f"{year} is not over on {day}.",
            f"{day} 时 {year} 年度尚未结束。",
        )
    first_open = closed_before(book, division, year)
    if first_open < date(year, _LAST, 1):
        refuse(
            Words("months in order", "按月顺序"),
            f"{first_open:%Y-%m} is open; close it first.",
            f"{first_open:%Y-%m} 尚未关闭，请先关闭。",
        )
    demand_nothing_open(book, division, year, date(year + 1, 1, 1))


def _demand_cover(whole: Sequence[FinalAccount]) -> list[Step]:
    """Return how far each book's sources cover its uses; a budget without deficit must be covered.

    Raises:
        Refused: the general or the state capital budget was collected short of its uses.
    """
    steps: list[Step] = []
    for account in whole:
        verdict = check_cover(account)
        if not verdict.allowed and not account.may_run_short:
            raise Refused(verdict)
        steps += verdict.steps if account.collected is not None else ()
    return steps


def _said_finals(
    book: Book, division: str, year: int, whole: Sequence[FinalAccount]
) -> dict[str, Any]:
    """Say in the words of a fact what was collected, cut, and how each book stands."""
    return {
        "collected": [
            {"book": budget, "code": code, "fund": fund, "fen": fen}
            for (budget, code, fund), fen in sorted(collected(book, division, year).items())
        ],
        "cuts": cuts(book, division, year),
        "finals": [said_final(account) for account in whole],
    }


def _post(book: Book, vouchers: Sequence[Voucher], officer: str, at: datetime, reason: str) -> None:
    for start in range(0, len(vouchers), _SETS):
        some = vouchers[start : start + _SETS]
        all_or_nothing(book.post_all(some, actor=officer, at=at, reason=reason))


def _tell_carried(
    book: Book,
    division: str,
    year: int,
    carried: Mapping[Pot, Money],
    officer: str,
    at: datetime,
) -> list[int]:
    """Append one fact for each book: what was carried, by role and year of origin."""
    last = date(year, _LAST, 31)
    numbers = []
    for budget in Budget:
        own = {pot: amount for pot, amount in carried.items() if pot.book is budget}
        if own:
            body = {"year": year, "book": str(budget), "balances": said(own)}
            subject = f"{division}/{year}/{budget}"
            key = f"carried/{subject}"
            numbers.append(
                append(book, division, "CarriedOver", key, last, officer, at, subject, body)
            )
    return numbers
