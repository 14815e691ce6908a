"""Months: closed when they are over and nothing in them is open, reopened by two people.

A file of its own because a month has its own document and its own way back.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Final

from fisc.record import facts
from fisc.record.book import Book
from fisc.stages.close.acts import Receipt, acting, attempt, demand_duty, refuse
from fisc.stages.close.models import REOPENED, MonthReopening
from fisc.stages.close.periods import (
    closed_before,
    hold_alone,
    month_end,
    set_closed_before,
)
from fisc.stages.close.readings import append, demand_nothing_open, trial, year_key
from fisc.values import Words

_LAST: Final = 12


class BadMonth(ValueError):
    """There is no such month, or it cannot be asked about so."""


class UnknownReopening(LookupError):
    """Nobody asked for that reopening."""


def close_month(
    *, division: str, year: int, month: int, officer: str, day: date, at: datetime
) -> Receipt:
    """Close a month: nothing is posted any more with a day before its end.

    Months are closed in their order, after they are over, when no application of them is open and
    every day of payments is reconciled with the bank. December is closed with the year.

    Raises:
        BadMonth: there is no such month.
    """
    subject = _month(division, year, month)

    def act(book: Book) -> Receipt:
        demand_duty(acting(officer, at), division, "close.close", subject)
        hold_alone(book, division, year)
        end = month_end(year, month)
        first_open = closed_before(book, division, year)
        if first_open >= end:
            return Receipt(subject, _told_before(book, subject))
        if month == _LAST:
            refuse(
                Words("December", "年终"),
                "December is closed with the year.",
                "12月随年度结账关闭。",
            )
        if day < end:
            refuse(
                Words("month over", "月份未结束"),
                f"{subject} is not over on {day}.",
                f"{day} 时该月尚未结束。",
            )
        if first_open < date(year, month, 1):
            refuse(
                Words("months in order", "按月顺序"),
                f"{first_open:%Y-%m} is open; close it before {subject}.",
                f"{first_open:%Y-%m} 尚未关闭，请按月顺序关闭。",
            )
        demand_nothing_open(book, division, year, end)
        set_closed_before(book, division, year, end)
        body = {"month": month, "year": year, "closed_before": str(end)}
        body |= {"trial_balance": trial(book, division, year)}
        key = f"month/{subject}/{len(facts.about(book, subject)) + 1}"
        number = append(book, division, "MonthClosed", key, day, officer, at, subject, body)
        return Receipt(subject, (number,))

    return attempt(subject, act)


def ask_to_reopen_month(
    *, number: str, division: str, year: int, month: int, reason: str, maker: str, at: datetime
) -> Receipt:
    """Ask for a closed month to be reopened, with a reason.

    Raises:
        BadMonth: there is no such month, no reason is given, or the number was used for another.
    """
    subject = _month(division, year, month)
    if not reason.strip():
        raise BadMonth(f"{number}: say why {subject} must be reopened.")
    columns = {
        "division": division,
        "year": year,
        "month": month,
        "reason": reason,
        "maker": maker,
    }

    def act(_: Book) -> Receipt:
        demand_duty(acting(maker, at), division, "close.close", number)
        found, _new = MonthReopening.objects.get_or_create(number=number, defaults=columns)
        if any(getattr(found, name) != value for name, value in columns.items()):
            raise BadMonth(f"{number} asks for something else already.")
        return Receipt(subject)

    return attempt(subject, act)


def reopen_month(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Reopen a month that another person asked for; the months after it are open again too.

    Always: who asked, who granted and why stay on the record.

    Raises:
        UnknownReopening: nobody asked for it.
    """

    def act(book: Book) -> Receipt:
        asked = MonthReopening.objects.select_for_update().filter(number=number).first()
        if asked is None:
            raise UnknownReopening(f"There is no request {number} to reopen a month.")
        division, year = asked.division, asked.year
        subject = _month(division, year, asked.month)
        if asked.state == REOPENED:
            return Receipt(subject, _told_before(book, subject))
        demand_duty(acting(checker, at), division, "close.reopen", number, (asked.maker,))
        hold_alone(book, division, year)
        first, first_open = date(year, asked.month, 1), closed_before(book, division, year)
        if facts.find(book, year_key(division, year)):
            refuse(
                Words("year closed", "年度已结账"),
                f"{year} is closed; its months stay closed.",
                f"{year} 年度已结账，各月不得重开。",
            )
        if first_open <= first:
            refuse(
                Words("month closed", "月份未关闭"),
                f"{subject} is open already.",
                "该月尚未关闭。",
            )
        set_closed_before(book, division, year, first)
        asked.state, asked.checker = REOPENED, checker
        asked.save()
        body = {
            "month": asked.month,
            "year": year,
            "reason": asked.reason,
            "asked_by": asked.maker,
            "granted_by": checker,
            "closed_before": str(first),
            "was_closed_before": str(first_open),
        }
        key = f"reopened/{number}"
        fact = append(book, division, "MonthReopened", key, day, checker, at, subject, body)
        return Receipt(subject, (fact,))

    return attempt(number, act)


def _told_before(book: Book, subject: str) -> tuple[int, ...]:
    told = facts.about(book, subject)
    return (told[-1].number,) if told else ()


def _month(division: str, year: int, month: int) -> str:
    if not 1 <= month <= _LAST:
        raise BadMonth(f"{month} is no month.")
    return f"{division}/{year}-{month:02d}"
