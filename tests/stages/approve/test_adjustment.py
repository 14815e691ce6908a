"""An adopted budget is adjusted by an approved plan, up and down, as far as the plan reaches."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fisc.law.names import control
from fisc.record import facts
from fisc.stages.approve import commands, queries
from fisc.stages.approve.commands import WrongDraft
from fisc.values import Money
from tests.stages.approve.budgets import FARM_LINE, SCHOOL_LINE, adjust, adopt, draft, income, plan
from tests.stages.ledgers import chain_holds, roles
from tests.stages.town import CHECKER, MAKER, NOON, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes

UP = (
    income("105040101", "10000000"),
    replace(FARM_LINE, amount=Money.yuan("10000000")),
)
DOWN = (
    replace(income("10101", "1"), amount=-Money.yuan("5000000")),
    replace(SCHOOL_LINE, amount=-Money.yuan("5000000")),
)


@pytest.fixture
def adopted(town):
    draft()
    adopt()
    return town


def test_an_adjustment_raises_resources_and_uses_together(adopted):
    plan(UP)

    receipt = adjust()

    assert receipt.done
    held = roles(adopted)
    assert held["expenditure_budget"] == 9_000_000_000
    assert held["source_debt"] == 1_000_000_000
    assert "revenue_budget" not in held
    assert chain_holds(adopted)
    (fact,) = facts.of_kind(adopted, "BudgetAdjusted", TOWN, YEAR)
    assert fact.body["plan"] == "BUD-2026-239900-8"
    assert fact.body["resolution"] == "SC 2026-3"


def test_an_adjustment_lowers_both_sides_by_reversal(adopted):
    plan(DOWN)

    assert adjust().done
    held = roles(adopted)
    assert held["expenditure_budget"] == 7_500_000_000
    assert held["source_own"] == 7_500_000_000
    assert chain_holds(adopted)
    (general,) = queries.budget(TOWN, YEAR)
    school = next(row for row in general.rows if row.code == "2050202")
    assert (school.adopted, school.adjusted) == (
        Money.yuan("30000000"),
        Money.yuan("25000000"),
    )


def test_without_an_approved_plan_nothing_is_adjusted(adopted):
    draft("BUD-2026-239900-8", UP, kind="adjustment")

    receipt = adjust()

    assert receipt.refusal.rule == control("K20")
    assert roles(adopted)["expenditure_budget"] == 8_000_000_000


@pytest.mark.parametrize(("fen", "done"), [(999_999_999, True), (10**9, True), (10**9 + 1, False)])
def test_a_plan_is_used_to_its_last_fen_and_not_beyond(adopted, fen, done):
    plan(UP)

    receipt = adjust(amounts={1: Money(fen), 2: Money(fen)})

    assert receipt.done is done
    assert done or receipt.refusal.rule.en.startswith("K20")
    left = queries.remaining(queries.plans(TOWN, YEAR)[0])
    rest = 10**9 - fen if done else 10**9
    assert left == ({1: Money(rest), 2: Money(rest)} if rest else {})


def test_a_plan_is_used_in_parts(adopted):
    plan(UP)
    half = {1: Money(5 * 10**8), 2: Money(5 * 10**8)}

    assert adjust("ADJ-2026-239900-1", amounts=half).done
    assert adjust("ADJ-2026-239900-2", amounts=half).done
    beyond = adjust("ADJ-2026-239900-3", amounts={1: Money(1), 2: Money(1)})

    assert beyond.refusal.rule.en.startswith("K20")
    assert not adjust("ADJ-2026-239900-4").done
    assert roles(adopted)["source_debt"] == 10**9


def test_the_same_adjustment_twice_is_posted_once(adopted):
    plan(UP)
    half = {1: Money(5 * 10**8), 2: Money(5 * 10**8)}

    first, again = adjust(amounts=half), adjust(amounts=half)

    assert first.fact == again.fact
    assert roles(adopted)["source_debt"] == 5 * 10**8


@pytest.mark.parametrize(
    "amounts",
    [{1: Money(5)}, {2: Money(5)}, {1: Money(5), 2: Money(4)}, {1: Money(-5), 2: Money(-5)}],
)
def test_an_adjustment_that_does_not_balance_or_goes_the_other_way_is_refused(adopted, amounts):
    plan(UP)

    assert not adjust(amounts=amounts).done
    assert "source_debt" not in roles(adopted)


def test_a_plan_that_does_not_balance_is_not_approved(adopted):
    receipt = plan(UP[:1])

    assert receipt.refusal.rule.en.startswith("balance of the general public budget")
    assert queries.draft("BUD-2026-239900-8").state == "FIN_FINAL"


MOVED = (
    replace(FARM_LINE, amount=Money.yuan("5000000")),
    replace(SCHOOL_LINE, amount=-Money.yuan("5000000")),
)


def test_a_plan_that_only_moves_money_inside_the_total_is_a_virement_and_not_approved(adopted):
    receipt = plan(MOVED)

    assert not receipt.done
    assert "a virement" in receipt.refusal.why
    assert "article 72" in str(receipt.refusal.steps[-1])
    assert queries.draft("BUD-2026-239900-8").state == "FIN_FINAL"


def test_a_plan_that_cuts_priority_spending_is_an_adjustment_though_the_total_stays(adopted):
    assert plan(MOVED, priority=True).done
    assert adjust().done


def test_a_plan_of_one_fen_more_in_all_is_an_adjustment(adopted):
    one = (replace(MOVED[0], amount=Money.yuan("5000000.01")), MOVED[1], income("10101", "0.01"))

    assert plan(one).done


@pytest.mark.parametrize(
    ("officer", "rule"), [(MAKER, "four eyes"), (STRANGER, "own division"), ("mayor", "role")]
)
def test_another_person_of_the_place_and_role_posts_it(adopted, officer, rule):
    plan(UP)

    assert adjust(officer=officer).refusal.rule.en.startswith(rule)


def test_a_plan_is_approved_by_another_with_a_resolution(adopted):
    draft("BUD-2026-239900-8", UP, kind="adjustment")
    given = {"number": "BUD-2026-239900-8", "day": date(2026, 7, 30), "at": NOON}

    for checker, resolution in ((MAKER, "SC 2026-3"), (STRANGER, "SC 2026-3"), (CHECKER, "")):
        receipt = commands.approve_plan(
            resolution=resolution, resolved_on=date(2026, 7, 28), checker=checker, **given
        )
        assert not receipt.done
    assert queries.draft("BUD-2026-239900-8").checker == ""


def test_what_is_spent_already_cannot_be_cut_and_nothing_of_the_adjustment_remains(adopted):
    too_much = (
        replace(DOWN[0], amount=-Money.yuan("40000000")),
        replace(DOWN[1], amount=-Money.yuan("40000000")),
    )
    plan(too_much)
    before = roles(adopted)

    receipt = adjust()

    assert receipt.refusal.rule == control("K02")
    assert roles(adopted) == before
    assert queries.remaining(queries.plans(TOWN, YEAR)[0])[2] == -Money.yuan("40000000")


def test_misuse_is_named(adopted):
    plan(UP)

    with pytest.raises(WrongDraft, match="no line 9"):
        adjust(amounts={9: Money(1)})
    with pytest.raises(WrongDraft, match="initial"):
        adjust(plan="BUD-2026-239900-1")


@settings(
    max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None
)
@given(parts=st.lists(st.integers(1, 10**9), min_size=1, max_size=4))
def test_no_order_of_parts_uses_more_than_the_plan(adopted, parts):
    tag = f"{abs(hash(tuple(parts))) % 10**9}"
    number = f"BUD-2026-239900-{tag}" if tag[0] != "0" else "BUD-2026-239900-9"
    plan(UP, number)
    before = roles(adopted).get("source_debt", 0)

    for serial, fen in enumerate(parts, 1):
        adjust(f"ADJ-{tag}-{serial}", number, amounts={1: Money(fen), 2: Money(fen)})

    assert roles(adopted).get("source_debt", 0) - before <= 10**9
    assert chain_holds(adopted)
