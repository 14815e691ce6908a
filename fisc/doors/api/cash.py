"""The daily cash forecast of a government by book, with its interval and its back-test."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Final

from django.http import HttpRequest
from ninja import Path, Query, Schema

from fisc.datacentre import cash as centre
from fisc.datacentre.cash import Cash
from fisc.doors.api import clock
from fisc.doors.api.fields import Division, InYuan, Year, Yuan
from fisc.doors.api.gate import Desk, caller
from fisc.doors.api.shapes import moment
from fisc.engines.forecast import daily
from fisc.engines.forecast.guarantee import average_outflow, guarantee
from fisc.record.book import Book
from fisc.stages.pay.monthly import plans_of_months

desk: Final = Desk("Cash · 库款预测")
DAYS_MAX: Final = 60


class DayExpected(Schema):
    """One working day: what is expected, and the sum up to it with the ends of its interval."""

    day: date
    amount: Yuan
    total: Yuan
    low: Yuan
    high: Yuan


class BackTested(Schema):
    """Mean errors of the model and of the same weekday of last week, and how often it held."""

    days: int
    model_error: Yuan
    naive_error: Yuan
    model_sum_error: Yuan
    naive_sum_error: Yuan
    inside: int
    tried: int


class CashOfBook(Schema):
    """The forecast of one book; ``left`` is the money taken up less what was paid."""

    book: str
    left: Yuan
    monthly_outflow: Yuan
    guarantee_level: str
    days: list[DayExpected]
    back_test: BackTested


class CashShown(InYuan):
    """What is expected to go out of the treasury, net of own revenue; an estimate."""

    known: date
    books: list[CashOfBook]


@desk.get("/cash/{division}/{year}", "cash", CashShown)
def cash(
    request: HttpRequest,
    division: Annotated[Division, Path()],
    year: Annotated[Year, Path()],
    days: Annotated[int, Query(ge=1, le=DAYS_MAX)] = 20,
) -> CashShown:
    """Return the working days to come, book by book, as known at the end of today."""
    caller(request).demand(division)
    known = min(clock.today(), date(year, 12, 31))
    found = centre.cash(Book(), division, year, moment(None, None))
    plans = plans_of_months(division, year, known)
    books = [_book(one, known, days, centre.left_of_plans(one, plans, known)) for one in found]
    return CashShown(known=known, books=books)


def _book(one: Cash, known: date, days: int, planned: Mapping[tuple[int, int], int]) -> CashOfBook:
    outflow = average_outflow(one.days, known)
    level = guarantee(one.left, outflow)
    ahead = daily.workdays(known + timedelta(days=1), days)
    tested = daily.back_test(one.days, known)
    return CashOfBook(
        book=str(one.book),
        left=one.left,
        monthly_outflow=outflow,
        guarantee_level=level[1].level if level else "",
        days=[
            DayExpected(**{name: getattr(day, name) for name in DayExpected.model_fields})
            for day in daily.forecast(one.days, known, ahead, planned)
        ],
        back_test=BackTested(**{name: getattr(tested, name) for name in BackTested.model_fields}),
    )
