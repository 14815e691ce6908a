"""Salary files and cash plans at work: entered by the unit, confirmed by finance, then binding."""

from __future__ import annotations

import shutil
from datetime import date

import pytest
from django.db import IntegrityError, transaction

from fisc.law import folder
from fisc.stages.pay import commands
from fisc.stages.pay.commands import ImpossiblePaper, KeyReused, UnknownPaper
from fisc.stages.pay.unit_papers import CashPlan, SalaryFile, SalaryPerson
from fisc.values import Money
from tests.stages.pay import cases
from tests.stages.pay.cases import (
    AUDITOR,
    CLERK,
    FARM_CLERK,
    HEAD,
    PERSON,
    REVIEWER,
    STATIONER,
    TREASURY,
    act,
    chambers,
    fund,
    indicator,
    key,
    salaries,
)
from tests.stages.town import DAY, NOON, SCHOOL, SCHOOL_STAFF, YEAR

pytestmark = pytest.mark.writes
STAFF = indicator(8, project=SCHOOL_STAFF, item="50501", department_item="30101")
COLLEAGUE = "6217000000000002"


@pytest.fixture
def school(office):
    fund(office, STAFF, 100_000)
    return office


def pay(fen, account=PERSON, day=DAY):
    number = cases.draft(fen, pot=STAFF, account=account)
    reviewed = act("review_request", number, REVIEWER)
    return act("submit_request", number, HEAD, day=day) if reviewed.done else reviewed


def refusals(receipt):
    return [control.id for control in receipt.refusals]


@pytest.mark.parametrize(("fen", "done"), [(9_999, True), (10_000, True), (10_001, False)])
def test_wages_are_paid_within_the_salary_file(school, fen, done):
    salaries({PERSON: "60", COLLEAGUE: "40"})

    receipt = pay(fen)

    assert receipt.done is done
    assert refusals(receipt) == ([] if done else ["K16"])
    assert chambers(school, STAFF) == ((100_000 - fen, fen, 0) if done else (100_000, 0, 0))


def test_wages_of_a_month_count_together_and_another_month_begins_anew(school):
    salaries({PERSON: "100"})
    assert pay(6_000).done
    assert refusals(pay(4_001)) == ["K16"]
    assert pay(4_000).done

    april = date(2026, 4, 2)
    assert refusals(pay(1, day=april)) == ["K16"]
    salaries({PERSON: "50"}, "SAL-2", day=april)
    assert pay(5_000, day=april).done


def test_several_files_of_a_month_count_together(school):
    salaries({PERSON: "60"})
    salaries({COLLEAGUE: "40"}, "SAL-2")

    assert pay(10_000).done


def test_without_a_confirmed_file_no_wages_are_paid(school):
    assert refusals(pay(1)) == ["K16"]
    salaries({PERSON: "100"}, confirm=False)
    assert refusals(pay(1)) == ["K16"]
    assert act("confirm_salary_file", "SAL-1", AUDITOR).done
    assert pay(1).done


def test_wages_go_only_to_persons_of_the_file(school):
    salaries({COLLEAGUE: "100"})

    assert refusals(pay(1)) == ["K16"]
    assert chambers(school, STAFF) == (100_000, 0, 0)


def test_a_set_of_wages_is_judged_one_after_the_other(school):
    salaries({PERSON: "100"})
    numbers = [cases.draft(fen, pot=STAFF, account=PERSON) for fen in (6_000, 4_001, 4_000)]
    for number in numbers:
        assert act("review_request", number, REVIEWER).done

    receipts = commands.submit_many(numbers=numbers, officer=HEAD, day=DAY, at=NOON, key=key())

    assert [receipt.done for receipt in receipts] == [True, False, True]
    assert refusals(receipts[1]) == ["K16"]
    assert chambers(school, STAFF) == (90_000, 10_000, 0)


def test_what_is_no_wage_asks_for_no_file(office):
    assert cases.submitted(100)


def test_the_unit_enters_and_finance_confirms(school):
    salaries({PERSON: "100"}, confirm=False)
    for officer in (CLERK, TREASURY, HEAD):
        assert refusals(act("confirm_salary_file", "SAL-1", officer)) == ["ROLE"]
    told = {"unit": SCHOOL, "year": YEAR, "month": 3, "day": DAY, "at": NOON}
    for officer in (FARM_CLERK, AUDITOR):
        receipt = commands.enter_salary_file(
            number="SAL-9", persons={PERSON: Money(1)}, officer=officer, key=key(), **told
        )
        assert refusals(receipt) == ["ROLE"]
        plan = commands.enter_cash_plan(
            number="PLA-9", amount=Money(1), officer=officer, key=key(), **told
        )
        assert refusals(plan) == ["ROLE"]
    assert SalaryFile.objects.count() == 1
    assert SalaryPerson.objects.count() == 1
    assert not CashPlan.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        SalaryFile.objects.update(state="confirmed", checker=CLERK)


def test_misuse_is_named(school):
    told = {"unit": SCHOOL, "year": YEAR, "officer": CLERK, "day": DAY, "at": NOON}
    for persons, month in (({}, 3), ({PERSON: Money(0)}, 3), ({PERSON: Money(1)}, 13)):
        with pytest.raises(ImpossiblePaper):
            commands.enter_salary_file(
                number="SAL-1", persons=persons, month=month, key=key(), **told
            )
    with pytest.raises(ImpossiblePaper):
        commands.enter_cash_plan(number="PLA-1", amount=Money(0), month=3, key=key(), **told)
    for name in ("confirm_salary_file", "approve_cash_plan"):
        with pytest.raises(UnknownPaper):
            act(name, "X-1", AUDITOR)
    once = key()
    plan = {"number": "PLA-1", "month": 3, "key": once} | told
    first = commands.enter_cash_plan(amount=Money(1), **plan)
    assert commands.enter_cash_plan(amount=Money(1), **plan) == first
    with pytest.raises(KeyReused):
        commands.enter_cash_plan(amount=Money(2), **plan)
    assert commands.enter_cash_plan(amount=Money(1), **(plan | {"key": key()})).done
    with pytest.raises(ImpossiblePaper, match="another paper"):
        commands.enter_cash_plan(amount=Money(2), **(plan | {"key": key()}))
    salaries({PERSON: "1", COLLEAGUE: "2"})
    salaries({PERSON: "1", COLLEAGUE: "2"})
    with pytest.raises(ImpossiblePaper, match="another paper"):
        salaries({PERSON: "2", COLLEAGUE: "1"})
    assert SalaryFile.objects.count() == CashPlan.objects.count() == 1


@pytest.fixture
def with_plans(tmp_path):
    """A law in which the cash plan is kept."""
    own = tmp_path / "law"
    shutil.copytree(folder.law_folder(), own)
    path = own / "controls" / "cash_plan.yaml"
    path.write_text(
        path.read_text(encoding="utf-8").replace("value: 0", "value: 1"), encoding="utf-8"
    )
    folder.use(own)
    yield
    folder.use(None)


def planned(fen, number="PLA-1", *, approve=True):
    receipt = commands.enter_cash_plan(
        number=number,
        unit=SCHOOL,
        year=YEAR,
        month=DAY.month,
        amount=Money(fen),
        officer=CLERK,
        day=DAY,
        at=NOON,
        key=key(),
    )
    assert receipt.done
    if approve:
        assert act("approve_cash_plan", number, TREASURY).done


def submit(fen):
    return act("submit_request", cases.reviewed(fen, account=STATIONER), HEAD)


@pytest.mark.parametrize(("fen", "done"), [(599, True), (600, True), (601, False)])
def test_where_plans_are_kept_payments_stay_within_them(office, with_plans, fen, done):
    planned(1_000)
    assert submit(400).done

    receipt = submit(fen)

    assert receipt.done is done
    assert refusals(receipt) == ([] if done else ["K26"])


def test_a_plan_binds_once_it_is_approved_and_may_be_raised(office, with_plans):
    planned(1_000, approve=False)
    assert refusals(submit(1)) == ["K26"]
    assert act("approve_cash_plan", "PLA-1", TREASURY).done
    assert refusals(act("approve_cash_plan", "PLA-1", AUDITOR)) == ["ROLE"]
    assert refusals(submit(1_001)) == ["K26"]
    planned(1, "PLA-2")
    assert submit(1_001).done


def test_where_no_plans_are_kept_none_is_asked_for(office):
    planned(1)

    assert submit(400).done
