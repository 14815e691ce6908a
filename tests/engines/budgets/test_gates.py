"""Gates before a change of authority, each at its boundary."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.budgets.gates import (
    Spending,
    check_adjustment,
    check_guarantee,
    check_headroom,
    check_reserve_use,
    check_virement,
)
from fisc.engines.organisation.duties import Officer, WrongState, check_duty, transition
from fisc.engines.organisation.rights import Grant
from fisc.values import Book, Money

FARM = Spending(
    book=Book.GENERAL,
    function="2130153",
    project="23000026T000000000101",
    department_item="31005",
    fund_type="111",
)
STAFF = "23000026R000000000301"


@pytest.mark.parametrize(("asked", "allowed"), [(19, True), (20, True), (21, False)])
def test_a_project_is_given_its_stored_amount_to_the_last_fen(asked, allowed):
    verdict = check_headroom(
        project=FARM.project,
        is_stored=True,
        total=Money(100),
        granted=Money(80),
        asked=Money(asked),
    )

    assert verdict.allowed is allowed


@pytest.mark.parametrize(("project", "stored"), [("", True), (FARM.project, False)])
def test_no_stored_project_no_money(project, stored):
    verdict = check_headroom(
        project=project, is_stored=stored, total=Money(100), granted=Money(0), asked=Money(1)
    )

    assert not verdict.allowed


def test_money_moves_between_items_of_one_project():
    target = replace(FARM, department_item="31006")

    assert check_virement(FARM, target, finance_approved=False).allowed


@pytest.mark.parametrize(
    ("source", "target", "rule"),
    [
        ({}, {"book": Book.FUNDS}, "K10"),
        ({}, {"fund_type": "112"}, "K10"),
        ({"guarantee": "wages"}, {}, "K14"),
        ({}, {"function": "2310301"}, "K21"),
        ({"function": "23204", "book": Book.FUNDS}, {"book": Book.FUNDS}, "K21"),
        ({"bond": "B1"}, {}, "K18"),
        ({}, {"bond": "B1"}, "K18"),
        ({"bond": "B1"}, {"bond": "B1", "project": "23000026T000000000102"}, "K18"),
        ({"direct_fund": True}, {}, "K21"),
        ({"direct_fund": True}, {"direct_fund": True, "function": "2130199"}, "K21"),
        ({}, {"project": STAFF}, "K21"),
        ({}, {"department_item": "30217"}, "K21"),
        ({"department_item": "30217"}, {"department_item": "30231"}, "K21"),
    ],
)
def test_a_closed_gate_refuses_under_its_control(source, target, rule):
    verdict = check_virement(
        replace(FARM, **source), replace(FARM, **target), finance_approved=True
    )

    assert not verdict.allowed
    assert verdict.rule.en.startswith(rule)


@pytest.mark.parametrize(
    ("source", "target"),
    [
        ({"bond": "B1"}, {"bond": "B1", "department_item": "31006"}),
        ({"direct_fund": True}, {"direct_fund": True, "department_item": "31006"}),
        ({"project": STAFF}, {"project": STAFF}),
        ({"project": STAFF}, {}),
        ({"department_item": "30217"}, {"department_item": "30217"}),
        ({}, {"guarantee": "wages"}),
    ],
)
def test_an_open_gate_lets_through(source, target):
    assert check_virement(
        replace(FARM, **source), replace(FARM, **target), finance_approved=False
    ).allowed


@pytest.mark.parametrize(("approved", "allowed"), [(True, True), (False, False)])
def test_another_functional_class_needs_the_finance_department(approved, allowed):
    target = replace(FARM, function="2050202")

    assert check_virement(FARM, target, finance_approved=approved).allowed is allowed


def test_what_serves_a_guarantee_is_not_recalled():
    assert check_guarantee(FARM).allowed
    assert not check_guarantee(replace(FARM, guarantee="wages")).allowed


@pytest.mark.parametrize(
    ("decision", "ground", "allowed"),
    [
        ("Gov 2026-31", "emergency", True),
        ("Gov 2026-31", "unforeseen", True),
        ("", "emergency", False),
        ("Gov 2026-31", "", False),
        ("Gov 2026-31", "convenience", False),
    ],
)
def test_the_reserve_needs_a_decision_and_a_reason_of_the_law(decision, ground, allowed):
    assert check_reserve_use(decision=decision, ground=ground).allowed is allowed


@given(remaining=st.integers(-100, 100), asked=st.integers(-150, 150))
def test_an_adjustment_stays_inside_its_plan_and_goes_its_way(remaining, asked):
    verdict = check_adjustment(
        resolution="R", remaining=Money(remaining), asked=Money(asked), line="1"
    )

    assert verdict.allowed == (0 < asked <= remaining or remaining <= asked < 0)


def test_an_adjustment_without_a_resolution_is_refused():
    assert not check_adjustment(resolution="", remaining=Money(5), asked=Money(5), line="1").allowed


HEAD = Officer("head", (Grant("FIN_BUDGET_HEAD", "239900"),))
CLERK_AWAY = Officer("head", (Grant("UNIT_CLERK", "239901"),))
IN_PLACE = Officer("li", (Grant("FIN_BUDGET_HEAD", "239900", behalf="head"),))


@pytest.mark.parametrize(
    ("officer", "others", "rule"),
    [
        (HEAD, ("officer",), None),
        (HEAD, ("head",), "four eyes"),
        (replace(HEAD, grants=(Grant("FIN_BUDGET_HEAD", "239901"),)), (), "own division"),
        (replace(HEAD, grants=(Grant("UNIT_CLERK", "239900"),)), (), "role of the step"),
        (CLERK_AWAY, ("head",), "four eyes"),
        (replace(HEAD, grants=(*CLERK_AWAY.grants, *HEAD.grants)), ("officer",), None),
        (replace(HEAD, grants=(*CLERK_AWAY.grants, *HEAD.grants)), ("head",), "four eyes"),
        (replace(HEAD, grants=()), (), "own division"),
        (IN_PLACE, ("officer",), None),
        (IN_PLACE, ("head",), "four eyes"),
        (replace(IN_PLACE, grants=(*IN_PLACE.grants, *HEAD.grants)), ("head",), None),
    ],
)
def test_another_person_of_the_place_and_the_role_decides(officer, others, rule):
    verdict = check_duty(
        officer, division="239900", right="allot.issue", document="IND-1", others=others
    )

    assert verdict.allowed is (rule is None)
    assert rule is None or verdict.rule.en.startswith(rule)


def test_a_step_that_the_state_does_not_know_says_what_is_possible():
    assert transition("INDICATOR", "DRAFT", "review").to_state == "REVIEWED"
    with pytest.raises(WrongState, match="possible: freeze, "):
        transition("INDICATOR", "EXECUTABLE", "issue")
