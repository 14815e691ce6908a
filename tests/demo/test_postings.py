"""Payments as columns are the vouchers that the stages would have posted."""

from __future__ import annotations

from datetime import date

import numpy as np
import pytest

from fisc.demo.days import ADOPTED, payday, release_day, workdays
from fisc.demo.grant import pot_of
from fisc.demo.months import month_of, sets_of
from fisc.demo.plan import Plan
from fisc.demo.postings import (
    Accounts,
    applications,
    document_keys,
    in_month,
    moment,
    numbers_of,
    refund_message,
    refunds,
    resolutions,
    with_acts,
)
from fisc.demo.scales import DEMO_YEAR, Scale
from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.law.calendar import is_workday
from fisc.record.book import instant
from fisc.record.postings import Posting, PostingSet
from fisc.stages.pay import vouchers
from fisc.stages.pay.models import PaymentRequest
from fisc.values import Money

SEED = 7
YEAR_END = date(DEMO_YEAR, 12, 31).toordinal()


@pytest.fixture(scope="module")
def part():
    (only,) = Plan(Scale.COUNTY, SEED).parts()
    return only


@pytest.fixture(scope="module")
def accounts(part):
    return Accounts(
        division=part.place.code,
        pot=np.array([pot_of(part, one).number for one in part.indicators], dtype=np.int64),
        unit=np.array([int(unit.code) for unit in part.basic_units], dtype=np.int64),
    )


def request(part, number: str, at: int, fen: int) -> PaymentRequest:
    one = part.indicators[at]
    return PaymentRequest(
        number=number,
        division=part.place.code,
        year=DEMO_YEAR,
        unit=one.unit,
        book=str(one.book),
        project=one.project,
        function=one.function,
        item=one.item,
        department_item=one.department_item,
        fund_type=one.fund_type,
        indicator=one.number,
        counterpart=one.fund,
        amount_fen=fen,
    )


def same(columns: PostingSet, singles: PostingSet) -> bool:
    mine, theirs = columns.moves, singles.moves
    return all(
        np.array_equal(a, b)
        for a, b in (
            (columns.key, singles.key),
            (columns.day, singles.day),
            (columns.event, singles.event),
            (columns.leg, singles.leg),
            (mine.voucher, theirs.voucher),
            (mine.debit, theirs.debit),
            (mine.credit, theirs.credit),
            (mine.amount, theirs.amount),
        )
    )


def test_keys_are_those_of_the_document_numbers():
    units = np.array([239901203005, 230000101001, 1], dtype=np.int64)
    serials = np.array([1, 70_000, 2**40], dtype=np.int64)
    for turn in Turn:
        keys = document_keys(units, serials, turn)
        for key, unit, serial in zip(keys, units.tolist(), serials.tolist(), strict=True):
            number = f"PAY-{DEMO_YEAR}-{unit}-{serial}"
            assert key.tobytes() == turned(posting_key(number), turn)


@pytest.mark.parametrize("number", [1, 6, 12])
def test_columns_are_the_vouchers_of_the_stage(part, accounts, number):
    month = month_of(part.uses, SEED, number, YEAR_END)

    def singly(payments, make):
        rows = zip(
            numbers_of(accounts, payments),
            payments.indicator.tolist(),
            payments.amount.tolist(),
            range(len(payments)),
            strict=True,
        )
        return PostingSet.of(
            Posting.of(make(request(part, name, at, fen), place)) for name, at, fen, place in rows
        )

    def day(column, place):
        return date.fromordinal(int(column[place]))

    sent, answered, back = month.sent, month.answered, month.back
    assert same(
        applications(accounts, sent),
        singly(sent, lambda r, n: vouchers.application(r, day(sent.day, n))),
    )
    assert same(
        resolutions(accounts, answered),
        singly(
            answered,
            lambda r, n: vouchers.resolution(
                r, day(answered.confirmed, n), Money(int(answered.paid[n]))
            ),
        ),
    )
    assert same(
        refunds(accounts, back),
        singly(
            back,
            lambda r, n: vouchers.refund(
                r, day(back.refund_day, n), Money(int(back.refund[n])), refund_message(r.number)
            ),
        ),
    )
    assert (answered.paid < answered.amount).any()


def test_a_year_of_months_is_everything_once(part, accounts):
    months = [month_of(part.uses, SEED, number, YEAR_END) for number in range(1, 13)]
    sets = [sets_of(accounts, month, with_refused=True) for month in months]

    asked = np.concatenate([one.asked.key for one in sets])
    told = np.concatenate([one.told.key for one in sets])
    assert np.unique(asked).size == asked.size == 2_024
    assert np.unique(told).size == told.size
    assert sum(len(month.answered) for month in months) == 2_000
    assert sum(int(one.may_be_refused.sum()) for one in sets) == 24


def test_nothing_after_the_last_day_is_known(part):
    until = date(DEMO_YEAR, 5, 13).toordinal()
    month = month_of(part.uses, SEED, 5, until)

    assert (month.sent.day <= until).all()
    assert (month.answered.confirmed <= until).all()
    assert len(month.sent) < len(month_of(part.uses, SEED, 5, YEAR_END).sent)


def test_each_day_is_an_act_of_its_own_or_ten_days_are(part, accounts):
    postings = applications(accounts, month_of(part.uses, SEED, 3, YEAR_END).sent)

    daily, numbered = with_acts(postings, accounts, actor="a", reason="r", by_day=True)
    assert [act.at for act in daily] == [
        instant(moment(date.fromordinal(day))) for day in np.unique(postings.day).tolist()
    ]
    assert len(
        {(act, day) for act, day in zip(numbered.act.tolist(), numbered.day.tolist(), strict=True)}
    ) == len(daily)
    thirds, numbered = with_acts(postings, accounts, actor="a", reason="r", by_day=False)
    assert len(thirds) == 3
    for at, act in enumerate(thirds):
        own = numbered.day[numbered.act == at]
        assert act.at == instant(moment(date.fromordinal(int(own.max()))))


def test_days_of_the_year_are_working_days():
    for ordinal in workdays().days.tolist():
        assert is_workday(date.fromordinal(ordinal))
    for month in range(1, 13):
        assert is_workday(date.fromordinal(payday(month)))
        assert is_workday(release_day(month))
    assert is_workday(ADOPTED)
    assert sum(in_month(workdays().days, month).sum() for month in range(1, 13)) == len(
        workdays().days
    )
