"""Authority is changed by one who proposes and another who carries out, through every gate."""

from __future__ import annotations

import pytest
from django.db import IntegrityError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fisc.record import facts
from fisc.stages.allot import queries
from fisc.stages.allot.commands import BudgetKey, UnknownChange, WrongChange
from fisc.stages.allot.models import Change
from fisc.values import Book, Money
from tests.stages.allot.indicators import (
    FLOOD,
    change,
    do,
    farm,
    flood,
    issued,
    propose,
    register,
    reviewed,
    school,
)
from tests.stages.allot.test_indicators import applied
from tests.stages.ledgers import chain_holds, pots, roles
from tests.stages.town import CHECKER, FARM, MAKER, SCHOOL, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
MILLION = 10**8  # fen
SCHOOL_IND, FARM_IND = "IND-2026-239900-2", "IND-2026-239900-1"


def own(number, year=YEAR):
    return queries.indicator(number, year)


def kinds(book):
    return [fact.kind for fact in facts.chain(book, TOWN, YEAR)]


@pytest.mark.parametrize(("yuan", "state"), [("10000000", "EXECUTABLE"), ("30000000", "FROZEN")])
def test_what_is_frozen_is_not_paid_from_until_it_is_unfrozen(running, yuan, state):
    change("freeze", "FRZ-2026-239900-1", yuan, indicator=SCHOOL_IND)

    frozen = own(SCHOOL_IND)
    assert (frozen.state, frozen.frozen) == (state, Money.yuan(yuan))
    assert frozen.conserved.allowed
    beyond = applied(running, SCHOOL_IND, frozen.executable.fen + 1, "a")
    assert beyond.refusal.rule.en.startswith("K03")

    change("unfreeze", "FRZ-2026-239900-2", yuan, indicator=SCHOOL_IND)
    assert (own(SCHOOL_IND).state, own(SCHOOL_IND).frozen) == ("EXECUTABLE", Money(0))
    assert applied(running, SCHOOL_IND, 30 * MILLION, "b").done
    assert kinds(running)[-2:] == ["IndicatorFrozen", "IndicatorUnfrozen"]


@pytest.mark.parametrize(("yuan", "done"), [("30000000", True), ("30000000.01", False)])
@pytest.mark.parametrize("act", ["freeze", "recall"])
def test_no_more_is_stopped_or_taken_than_is_there(running, act, yuan, done):
    receipt = change(act, "FRZ-2026-239900-1", yuan, indicator=SCHOOL_IND)

    assert receipt.done is done
    assert done or own(SCHOOL_IND).executable == Money.yuan("30000000")
    assert done or queries.changes(TOWN, YEAR)[0].state == "PROPOSED"


def test_idle_money_is_recalled_to_the_pool_with_its_reason(running):
    receipt = change(
        "recall", "RCL-2026-239900-1", "1000000", indicator=SCHOOL_IND, reason="idle since May"
    )

    assert own(SCHOOL_IND).granted == Money.yuan("29000000")
    assert own(SCHOOL_IND).conserved.allowed
    assert list(pots(running, "expenditure", counterpart="pool").values()) == [MILLION]
    (fact,) = facts.of_kind(running, "IndicatorRecalled", TOWN, YEAR)
    assert receipt.facts == (fact.number,)
    assert (fact.body["reason"], fact.body["amount_fen"]) == ("idle since May", MILLION)
    assert (fact.body["proposed_by"], fact.actor) == (MAKER, CHECKER)
    assert chain_holds(running)


def test_an_indicator_recalled_whole_is_recovered_and_can_be_given_back_to_its_line(running):
    line = BudgetKey(
        function="2050202",
        unit=SCHOOL,
        project=own(SCHOOL_IND).project,
        item="50502",
        department_item="30201",
        fund_type="111",
    )
    change("recall", "RCL-2026-239900-1", "30000000", indicator=SCHOOL_IND, target_line=line)

    assert own(SCHOOL_IND).state == "RECOVERED"
    again = issued(school("IND-2026-239900-77"))
    assert again.done


@pytest.mark.parametrize("waiting", ["allocation", "issue"])
def test_money_that_is_still_pending_is_recalled_from_where_it_waits(adopted, waiting):
    register(reviewed(farm(unit=FARM if waiting == "issue" else "")))

    change("recall", "RCL-2026-239900-1", "20000000", indicator=FARM_IND)

    assert roles(adopted)[f"pending_{waiting}"] == 30 * MILLION
    assert own(FARM_IND).conserved.allowed


def test_what_serves_a_guarantee_is_not_recalled(adopted):
    issued(school(guarantee="wages"))

    receipt = change("recall", "RCL-2026-239900-1", "1", indicator=SCHOOL_IND)

    assert receipt.refusal.rule.en.startswith("K14")


def test_what_is_frozen_is_unfrozen_before_it_is_recalled(running):
    change("freeze", "FRZ-2026-239900-1", "30000000", indicator=SCHOOL_IND)

    receipt = change("recall", "RCL-2026-239900-1", "1", indicator=SCHOOL_IND)

    assert receipt.refusal.rule.en == "indicator in use"


@pytest.mark.parametrize(
    ("decision", "ground", "checker", "rule"),
    [
        ("GOV-2026-31", "emergency", "mayor", None),
        ("", "emergency", "mayor", "K27"),
        ("GOV-2026-31", "", "mayor", "K27"),
        ("GOV-2026-31", "emergency", CHECKER, "role"),
        ("GOV-2026-31", "emergency", STRANGER, "own division"),
    ],
)
def test_the_reserve_is_used_by_a_decision_of_the_government(
    adopted, decision, ground, checker, rule
):
    receipt = change(
        "use_reserve",
        "RES-1",
        "1500000",
        checker,
        target_line=FLOOD,
        decision=decision,
        ground=ground,
    )

    if rule:
        assert receipt.refusal.rule.en.startswith(rule)
        assert roles(adopted)["reserve_budget"] == 2 * MILLION
    else:
        assert roles(adopted)["reserve_budget"] == MILLION // 2
        assert issued(flood()).done
        (fact,) = facts.of_kind(adopted, "ReserveUsed", TOWN, YEAR)
        assert (fact.body["decision"], fact.body["from"]) == ("GOV-2026-31", "reserve_budget")


@pytest.mark.parametrize(("yuan", "done"), [("2000000", True), ("2000000.01", False)])
def test_the_reserve_is_used_to_its_last_fen(adopted, yuan, done):
    given = {"target_line": FLOOD, "decision": "GOV-1", "ground": "emergency"}

    assert change("use_reserve", "RES-1", yuan, "mayor", **given).done is done


def test_money_held_back_is_given_to_a_line(adopted):
    assert change("use_held_back", "HLD-1", "3000000", target_line=FLOOD).done
    assert "held_back_budget" not in roles(adopted)
    beyond = change("use_held_back", "HLD-2", "0.01", target_line=FLOOD)
    assert not beyond.done


def test_more_from_above_is_taken_up_arranged_and_held(adopted):
    reviewed(farm(yuan="9000000", fund_type="113"))
    line = BudgetKey(function="2130153", project="23000026T000000000101", fund_type="113")

    receipt = change(
        "receive_from_above",
        "RCV-1",
        "9000000",
        decision="UPPER-2026-5",
        code="1100252",
        target_line=line,
        target=FARM_IND,
    )

    assert receipt.done, receipt.refusal
    assert roles(adopted)["source_above"] == 49 * MILLION
    assert roles(adopted)["pending_allocation"] == 9 * MILLION
    assert own(FARM_IND).state == "PENDING_ALLOC"
    assert chain_holds(adopted)


def test_more_from_above_may_wait_in_the_revenue_budget(adopted):
    assert change("receive_from_above", "RCV-1", "5", code="1100252").done
    assert roles(adopted)["revenue_budget"] == 500


@pytest.mark.parametrize(
    ("checker", "rule"), [(MAKER, "four"), (STRANGER, "own"), ("school.head", "role")]
)
@pytest.mark.parametrize("act", ["freeze", "unfreeze", "recall", "use_held_back"])
def test_another_person_of_the_place_and_role_carries_out(running, act, checker, rule):
    receipt = change(act, "CHG-1", "1", checker, indicator=SCHOOL_IND, target_line=FLOOD)

    assert receipt.refusal.rule.en.startswith(rule)
    assert own(SCHOOL_IND).executable == Money.yuan("30000000")


def test_who_proposes_does_not_carry_out_even_with_the_role(running):
    propose("freeze", "FRZ-1", "1", maker=CHECKER, indicator=SCHOOL_IND)

    assert do("freeze", "FRZ-1", CHECKER).refusal.rule.en == "four eyes"


def test_the_database_itself_refuses_one_person_for_both(running):
    propose("freeze", "FRZ-1", "1", indicator=SCHOOL_IND)

    with pytest.raises(IntegrityError, match="change_is_carried_out_by_another"):
        Change.objects.update(state="DONE", checker=MAKER)


def test_carrying_out_twice_happens_once(running):
    first = change("recall", "RCL-2026-239900-1", "5", indicator=SCHOOL_IND)

    again = do("recall", "RCL-2026-239900-1")

    assert again.facts == first.facts
    assert own(SCHOOL_IND).granted == Money.yuan("29999995")


def test_misuse_is_named(running):
    with pytest.raises(UnknownChange, match="FRZ-9 to freeze"):
        do("freeze", "FRZ-9")
    with pytest.raises(WrongChange, match="reason"):
        propose("freeze", "FRZ-1", "1", reason="", indicator=SCHOOL_IND)
    with pytest.raises(WrongChange, match="'melt'"):
        propose("melt", "FRZ-1", "1")
    propose("freeze", "FRZ-1", "1", indicator=SCHOOL_IND)
    with pytest.raises(WrongChange, match="another proposal"):
        propose("freeze", "FRZ-1", "2", indicator=SCHOOL_IND)
    with pytest.raises(UnknownChange, match="to recall"):
        do("recall", "FRZ-1")
    propose("use_held_back", "HLD-1", "1")
    with pytest.raises(WrongChange, match="for which line"):
        do("use_held_back", "HLD-1")
    propose("vire", "VIR-1", "1", indicator=SCHOOL_IND)
    with pytest.raises(WrongChange, match="neither two"):
        do("vire", "VIR-1")


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    acts=st.lists(
        st.tuples(st.sampled_from(["freeze", "unfreeze", "recall"]), st.integers(1, 2 * 10**9)),
        min_size=1,
        max_size=6,
    ),
    tag=st.integers(1, 10**9),
)
def test_no_order_of_changes_loses_or_makes_a_fen(running, acts, tag):
    before = sum(fen for role, fen in roles(running).items() if not role.startswith("source"))

    for serial, (act, fen) in enumerate(acts):
        number = f"X-{tag}-{serial}-{act}-{fen}"
        yuan = str(Money(fen)).strip("¥").replace(",", "")
        change(act, number, yuan, indicator=SCHOOL_IND)

    held = roles(running)
    assert sum(fen for role, fen in held.items() if not role.startswith("source")) == before
    assert own(SCHOOL_IND).conserved.allowed
    assert own(SCHOOL_IND).book is Book.GENERAL
    assert chain_holds(running)
