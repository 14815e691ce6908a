"""The plan is the same for the same seed, adds up to the fen, and slanders nobody."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from fisc.demo.balances import HANDED_DOWN, balances
from fisc.demo.days import ADOPTED, MONTHS, PAID_FROM
from fisc.demo.offices import MARK_EN, MARK_ZH
from fisc.demo.places import PROVINCE, below, places
from fisc.demo.plan import Plan
from fisc.demo.scales import DEMO_YEAR, SIZES, Scale
from fisc.engines.budgets.balance import judge
from fisc.engines.budgets.lines import Line
from fisc.law.calendar import is_workday
from fisc.law.parameters import parameter
from fisc.registers import classification
from fisc.values import (
    Book,
    DepartmentItemCode,
    FiscalYear,
    FunctionCode,
    FundTypeCode,
    GovernmentItemCode,
    Money,
    ProjectCode,
    RevenueCode,
    UnitCode,
)

SEED = 7
FICTIONAL = "2399"


@pytest.fixture(scope="module")
def parts():
    """The plans of a county of each kind: the fictional one, and a real prefecture's."""
    return [*Plan(Scale.COUNTY, SEED).parts(), *Plan(Scale.PREFECTURE, SEED).parts()]


def test_the_same_seed_draws_the_same_plan_and_another_seed_another():
    digest = Plan(Scale.COUNTY, SEED).digest()

    assert Plan(Scale.COUNTY, SEED).digest() == digest
    assert Plan(Scale.COUNTY, SEED + 1).digest() != digest


def test_a_place_is_drawn_alike_whether_or_not_others_were_drawn_before():
    alone = Plan(Scale.PREFECTURE, SEED)
    last = alone.places[-2]
    after_others = list(Plan(Scale.PREFECTURE, SEED).parts())[-2]

    assert alone.of(last).digest() == after_others.digest()


def test_a_month_is_drawn_alike_whether_or_not_others_were_drawn_before():
    plan = Plan(Scale.COUNTY, SEED)
    early, late = (plan.of(plan.places[0]) for _ in range(2))
    for month in range(1, 6):
        early.payments(month)

    assert (early.payments(6).amount == late.payments(6).amount).all()
    assert (early.payments(6).serial == late.payments(6).serial).all()


def test_every_place_has_its_budgets():
    every = places()

    assert sum(not place.fictional for place in every.values()) == 1 + 13 + 121
    assert [place.code for place in every.values() if place.fictional] == [
        f"{FICTIONAL}0{n}" for n in range(5)
    ]


def test_a_province_is_as_large_as_it_says():
    plan = Plan(Scale.PROVINCE, SEED)
    units = basic = payments = 0
    for part in plan.parts():
        units += len(part.units)
        basic += len(part.basic_units)
        payments += int(part.uses.year.payments.sum())
        assert part.target == int(part.uses.year.payments.sum())

    assert units >= 12_000
    assert basic >= 10_000
    assert payments == SIZES[Scale.PROVINCE].payments == 5_000_000


def test_a_nation_is_31_provinces():
    assert SIZES[Scale.NATIONAL].copies == 31
    assert Plan(Scale.NATIONAL, SEED).places == Plan(Scale.PROVINCE, SEED).places


def test_four_books_of_every_place_balance_to_the_fen():
    plan = Plan(Scale.PROVINCE, SEED)
    day = ADOPTED
    for part in plan.parts():
        lines = [
            Line(
                book=line.book,
                side=line.side,
                line=line.line,
                amount=Money(line.amount),
                code=line.code,
                fund=line.fund,
                other=line.other,
            )
            for line in part.lines
        ]
        lines += [
            Line(
                book=pool.book,
                side="expenditure",
                line="01",
                amount=Money(pool.amount),
                fund=pool.fund,
            )
            for pool in part.pools
        ]
        judgement = judge(
            lines,
            reserve_min=parameter("budgets/reserve:ratio_min").on(day),
            reserve_max=parameter("budgets/reserve:ratio_max").on(day),
            hand_over_min=parameter("budgets/capital:hand_over_ratio_min").on(day),
        )
        assert judgement.refusal is None, (part.place.code, judgement.refusal.why)
        assert not judgement.alerts, part.place.code
        assert {line.book for line in lines} == {
            Book.GENERAL,
            Book.FUNDS,
            Book.CAPITAL,
            Book.INSURANCE,
        }
        lines[0] = replace(lines[0], amount=lines[0].amount + Money(1))
        unbalanced = judge(
            lines,
            reserve_min=parameter("budgets/reserve:ratio_min").on(day),
            reserve_max=parameter("budgets/reserve:ratio_max").on(day),
            hand_over_min=parameter("budgets/capital:hand_over_ratio_min").on(day),
        )
        assert unbalanced.refusal is not None


def test_what_a_government_hands_down_is_what_those_below_receive():
    every = balances(SEED)
    for place in places().values():
        takers = below(place.code)
        if not takers:
            continue
        for taking, giving in HANDED_DOWN.items():
            received = sum(every[one.code].get(taking, 0) for one in takers)
            assert received == every[place.code].get(giving, 0), (place.code, giving)
    assert every[PROVINCE][Book.GENERAL, "expenditure", "02"] == 34_380_000


def test_the_indicators_of_a_pool_are_exactly_the_pool(parts):
    for part in parts:
        for pool in part.pools:
            own = [i.amount for i in part.indicators if (i.book, i.fund) == (pool.book, pool.fund)]
            assert sum(own) == pool.amount
        assert sum(i.amount for i in part.indicators) == sum(pool.amount for pool in part.pools)
        totals: dict[str, int] = {}
        for indicator in part.indicators:
            totals[indicator.project] = totals.get(indicator.project, 0) + indicator.amount
        assert totals == {project.code: project.total for project in part.projects}


def test_every_code_exists_may_be_used_and_pairs(parts):
    year = FiscalYear(DEMO_YEAR)
    for part in parts:
        kinds = {unit.code: unit.kind for unit in part.units}
        for one in part.indicators:
            function = FunctionCode(one.function)
            department = DepartmentItemCode(one.department_item)
            government = GovernmentItemCode(one.item)
            assert classification.leaf(function)
            assert classification.leaf(department)
            assert classification.allowed_for(one.book, function, year=year).allowed, one
            pair = classification.pair_allowed(department, government, kinds[one.unit])
            assert pair.allowed, pair.why
            assert classification.book_of(FundTypeCode(one.fund_type)) is one.book
        for line in part.lines:
            if line.code:
                code = RevenueCode if line.side == "revenue" else FunctionCode
                verdict = classification.allowed_for(line.book, code(line.code), year=year)
                assert verdict.allowed, verdict.why
                assert classification.leaf(code(line.code)), line


def test_units_stand_where_they_belong_and_say_that_they_are_invented(parts):
    for part in parts:
        above = {unit.code: unit for unit in part.units}
        assert len(above) == len(part.units)
        for unit in part.units:
            UnitCode(unit.code)
            assert MARK_ZH in unit.name_zh
            assert MARK_EN in unit.name_en
            assert unit.code.startswith(part.place.code + unit.department)
            if unit.parent:
                assert above[unit.parent].level < unit.level
                assert not above[unit.parent].is_basic
            assert unit.is_basic == (unit.level == 2)
        for project in part.projects:
            assert ProjectCode(project.code).kind in "RYT"
            assert MARK_ZH in project.name_zh
            assert MARK_EN in project.name_en
            assert above[project.unit].is_basic
    assert {unit.level for part in parts for unit in part.units} == {0, 1, 2}


def test_a_county_is_as_large_as_it_says():
    (part,) = Plan(Scale.COUNTY, SEED).parts()

    assert 36 <= len(part.units) <= 44
    assert part.target == 2_000


def test_payments_never_exceed_their_indicator_and_fall_on_working_days(parts):
    for part in parts:
        amount = part.uses.amount
        asked = np.zeros_like(amount)
        count = 0
        for month in range(1, MONTHS + 1):
            payments = part.payments(month)
            fine = payments.only(~payments.refused)
            np.add.at(asked, fine.indicator, fine.amount)
            count += len(fine)
            assert (fine.amount > 0).all()
            assert (fine.paid <= fine.amount).all()
            assert (fine.refund <= fine.paid).all()
            assert (
                payments.amount[payments.refused] > amount[payments.indicator[payments.refused]]
            ).all()
            _fall_on_working_days(part, payments, month)
        assert (asked <= amount).all()
        assert count == part.target


def _fall_on_working_days(part, payments, month):
    months = np.array([one.month for one in part.indicators])
    assert (months[payments.indicator] <= month).all()
    for ordinal in np.unique(payments.day):
        day = date.fromordinal(int(ordinal))
        assert is_workday(day)
        assert day.month == month
        assert day >= PAID_FROM
    happened = np.concatenate((payments.confirmed, payments.refund_day))
    for ordinal in np.unique(happened[happened > 0]):
        day = date.fromordinal(int(ordinal))
        assert is_workday(day)
        assert day.year == DEMO_YEAR
        assert month <= day.month <= month + 1
    fine = payments.only(~payments.refused)
    assert (fine.confirmed >= fine.day).all()
    assert (fine.refund_day[fine.refund > 0] >= fine.confirmed[fine.refund > 0]).all()


def test_document_numbers_of_a_unit_count_up_without_gaps(parts):
    for part in parts:
        seen: dict[int, list[int]] = {}
        for month in range(1, MONTHS + 1):
            payments = part.payments(month)
            for unit, serial in zip(payments.unit.tolist(), payments.serial.tolist(), strict=True):
                seen.setdefault(unit, []).append(serial)
        assert all(serials == list(range(1, len(serials) + 1)) for serials in seen.values())


def test_nothing_unflattering_happens_outside_the_fictional_places():
    flattered = told = 0
    for part in Plan(Scale.PREFECTURE, SEED).parts():
        spent = np.zeros_like(part.uses.amount)
        odd = 0
        december = 0
        for month in range(1, MONTHS + 1):
            payments = part.payments(month)
            odd += int(payments.refused.sum())
            odd += int((payments.paid < payments.amount).sum())
            odd += int((payments.refund > 0).sum())
            np.add.at(spent, payments.indicator, payments.paid - payments.refund)
            december = int(payments.paid.sum())
        rate = spent * 1_000 // part.uses.amount
        if part.place.code.startswith(FICTIONAL):
            assert part.place.fictional
            assert odd > 0
            assert (rate < 500).any()
            told += 1
        else:
            assert odd == 0
            assert part.uses.year.story.max() == 0
            assert (rate >= 950).all()
            assert december * 5 < int(spent.sum())
            flattered += 1
    assert (flattered, told) == (7, 1)
