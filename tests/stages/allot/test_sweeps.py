"""Idle money is swept together, by two people, and given back together where that was wrong."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import IntegrityError, transaction

from fisc.record import facts
from fisc.stages.allot import queries, sweep_queries, sweeps
from fisc.stages.allot.commands import BudgetKey, recall
from fisc.stages.allot.models import Change, Sweep
from fisc.values import Money, Step, Verdict, Words
from tests.stages.allot.indicators import change, farm, issued, school
from tests.stages.allot.test_indicators import applied
from tests.stages.ledgers import chain_holds, pots
from tests.stages.town import CHECKER, DAY, FARM, MAKER, NOON, SCHOOL, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
SWEEP = "SWP-2026-239900-1"
SCHOOL_IND, FARM_IND = "IND-2026-239900-2", "IND-2026-239900-1"
IDLE = Verdict(True, Words("idle", "闲置"), (Step("Nothing was paid.", "未支付。"),))
MILLION = 10**8


def line(indicator, yuan, verdict=IDLE):
    return sweeps.LineDraft(
        indicator=indicator,
        amount=Money.yuan(yuan),
        verdict=verdict,
        interest=Money.yuan("120"),
        idle_since=date(2026, 9, 30),
    )


def proposed(*lines, number=SWEEP, maker=MAKER):
    return sweeps.propose_sweep(
        number=number,
        division=TOWN,
        year=YEAR,
        reason="NOT_EXECUTED",
        evidence="示例财〔2026〕9号",
        lines=lines,
        maker=maker,
        day=DAY,
        at=NOON,
    )


def swept(number=SWEEP, checker=CHECKER):
    return sweeps.carry_out_sweep(number=number, checker=checker, day=DAY, at=NOON)


def given_back(number=SWEEP, checker=CHECKER, reason="the school had a contract"):
    return sweeps.reverse_sweep(number=number, reason=reason, checker=checker, day=DAY, at=NOON)


def in_pool(book):
    return sum(pots(book, "expenditure", counterpart="pool").values())


@pytest.fixture
def two(adopted):
    issued(school())
    issued(farm(unit=FARM))
    return adopted


def test_a_sweep_takes_from_many_and_keeps_who_lost_what(two):
    assert proposed(line(SCHOOL_IND, "1000000"), line(FARM_IND, "2000000")).state == "PROPOSED"
    assert in_pool(two) == 0

    receipt = swept()

    assert (receipt.state, in_pool(two)) == ("DONE", 3 * MILLION)
    assert queries.indicator(SCHOOL_IND, YEAR).granted == Money.yuan("29000000")
    (record,) = sweep_queries.sweeps([TOWN], YEAR)
    assert [(one.unit, one.amount, one.interest) for one in record.lines] == [
        (SCHOOL, Money.yuan("1000000"), Money.yuan("120")),
        (FARM, Money.yuan("2000000"), Money.yuan("120")),
    ]
    assert (record.total, record.maker, record.checker) == (
        Money.yuan("3000000"),
        MAKER,
        CHECKER,
    )
    told = [fact.kind for fact in facts.chain(two, TOWN, YEAR)][-3:]
    assert told == ["IndicatorRecalled", "IndicatorRecalled", "IdleMoneyRecovered"]
    assert chain_holds(two)


def test_a_sweep_of_which_one_line_is_refused_takes_nothing(two):
    proposed(line(SCHOOL_IND, "1000000"), line(FARM_IND, "2000000"))
    assert applied(two, SCHOOL_IND, 30 * MILLION - 1, "a").done

    receipt = swept()

    assert not receipt.done
    assert in_pool(two) == 0
    assert Sweep.objects.get(number=SWEEP).state == "PROPOSED"
    assert queries.indicator(FARM_IND, YEAR).granted == Money.yuan("50000000")


def test_nobody_sweeps_alone_or_elsewhere(two):
    proposed(line(SCHOOL_IND, "1000000"))

    assert not swept(checker=MAKER).done
    assert not swept(checker=STRANGER).done
    assert in_pool(two) == 0
    assert not proposed(line(FARM_IND, "1"), number="SWP-2", maker=STRANGER).done


def test_a_sweep_happens_once_and_is_reversed_once(two):
    proposed(line(SCHOOL_IND, "1000000"), line(FARM_IND, "50000000"))
    before = queries.indicator(FARM_IND, YEAR)
    swept()
    assert queries.indicator(FARM_IND, YEAR).state == "RECOVERED"
    assert swept().done
    assert in_pool(two) == 51 * MILLION

    assert given_back().state == "REVERSED"
    assert given_back().done

    assert in_pool(two) == 0
    assert queries.indicator(FARM_IND, YEAR).granted == before.granted
    assert queries.indicator(FARM_IND, YEAR).state == before.state
    assert queries.indicator(SCHOOL_IND, YEAR).conserved.allowed
    assert not swept().done
    assert chain_holds(two)


def test_what_the_pool_has_given_away_cannot_be_given_back(two):
    proposed(line(SCHOOL_IND, "1000000"), line(FARM_IND, "2000000"))
    swept()
    to = BudgetKey(function="2050202", unit=SCHOOL, department_item="30201", fund_type="111")
    assert change("vire", "VIR-1", "2500000", target_line=to).done

    receipt = given_back()

    assert receipt.refusal is not None
    assert queries.indicator(SCHOOL_IND, YEAR).granted == Money.yuan("29000000")
    made = sweep_queries.made_of_pool([TOWN], YEAR)
    assert [(one.number, one.unit, one.amount) for one in made] == [
        ("VIR-1", SCHOOL, Money.yuan("2500000"))
    ]


@pytest.mark.parametrize(("item", "done"), [("30201", True), ("30101", False), ("30217", False)])
def test_recovered_money_pays_for_no_pay_and_no_reception(two, item, done):
    proposed(line(FARM_IND, "2000000"))
    swept()
    to = BudgetKey(function="2050202", unit=SCHOOL, department_item=item, fund_type="111")

    assert change("vire", "VIR-1", "1000000", target_line=to).done is done


def test_a_line_that_is_not_idle_stops_the_proposal(two):
    busy = Verdict(False, Words("idle", "闲置"), (Step("It is in use.", "正在使用。"),))

    receipt = proposed(line(SCHOOL_IND, "1"), line(FARM_IND, "1", busy))

    assert receipt.refusal == busy
    assert not Change.objects.exists()
    assert not Sweep.objects.exists()


def test_a_line_done_by_itself_counts_and_a_withdrawn_one_stops(two):
    proposed(line(SCHOOL_IND, "1000000"), line(FARM_IND, "2000000"))
    assert recall(number=f"{SWEEP}-1", checker=CHECKER, day=DAY, at=NOON).done
    assert swept().done
    assert in_pool(two) == 3 * MILLION

    proposed(line(SCHOOL_IND, "1000000"), number="SWP-2")
    Change.objects.filter(number="SWP-2-1").delete()
    assert not swept("SWP-2").done


def test_a_sweep_cannot_be_proposed_so(two):
    with pytest.raises(sweeps.WrongSweep, match="1 to 200"):
        proposed()
    with pytest.raises(sweeps.WrongSweep, match="each once"):
        proposed(line(SCHOOL_IND, "1"), line(SCHOOL_IND, "2"))
    proposed(line(SCHOOL_IND, "1"))
    with pytest.raises(sweeps.WrongSweep, match="another sweep"):
        proposed(line(FARM_IND, "1"))
    with pytest.raises(sweeps.UnknownSweep):
        swept("NONE")
    with pytest.raises(sweeps.WrongSweep, match="why"):
        given_back(reason=" ")


def test_the_database_itself_keeps_the_two_apart(two):
    proposed(line(SCHOOL_IND, "1"))
    with pytest.raises(IntegrityError), transaction.atomic():
        Sweep.objects.filter(number=SWEEP).update(checker=MAKER)


def test_what_serves_a_guarantee_is_never_swept(adopted):
    issued(school(guarantee="wages"))
    issued(farm(unit=FARM))
    proposed(line(FARM_IND, "100"), line(SCHOOL_IND, "1"))

    assert swept().refusal.rule.en.startswith("K14")
    assert in_pool(adopted) == 0
