"""The cash of a government: what went out by day is what the ledger holds as paid."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from fisc.datacentre.cash import Cash, cash, left_of_plans
from fisc.datacentre.moments import Moment
from fisc.stages.pay.commands import Message
from fisc.stages.pay.monthly import plans_of_months
from fisc.values import Book, Money
from tests.stages.conftest import default_book, town  # noqa: F401 - fixtures
from tests.stages.pay import cases
from tests.stages.pay.conftest import office  # noqa: F401 - a fixture
from tests.stages.town import DAY, TOWN, YEAR

NOW = Moment(datetime(2027, 1, 1, tzinfo=UTC))


@pytest.mark.writes
def test_what_went_out_and_what_is_left_are_what_was_taken_up(office):  # noqa: F811
    number = cases.sent(300_00)
    cases.answer(Message("bank/1", number, "paid", Money(300_00), DAY))
    back = {"amount": Money(50_00), "message": "R1", "bank_day": DAY}
    assert cases.act("refund", number, cases.TREASURY, **back).done

    (one,) = cash(office, TOWN, YEAR, NOW)
    assert one == Cash(Book.GENERAL, {DAY: 250_00}, Money(1_000_000 - 250_00))


def test_a_plan_counts_for_the_months_to_come_less_what_is_gone(office):  # noqa: F811
    one = Cash(Book.GENERAL, {DAY: 40}, Money(0))
    month = (DAY.year, DAY.month)
    plans = {(DAY.year, DAY.month - 1): Money(9), month: Money(100), (DAY.year, 12): Money(7)}

    assert left_of_plans(one, plans, DAY) == {month: 60, (DAY.year, 12): 7}
    assert left_of_plans(Cash(Book.FUNDS, {}, Money(0)), plans, DAY) == {}
    assert plans_of_months(TOWN, YEAR, DAY) == {}
