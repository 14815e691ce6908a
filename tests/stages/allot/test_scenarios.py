"""Scenarios: what is shown is what is frozen, protected items stay whole, and undone is undone."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from fisc.datacentre.scenarios import Effect
from fisc.engines.budgets.scenarios import Parameters, covered, frozen_of, protection
from fisc.record import facts
from fisc.stages.allot import queries, scenarios
from fisc.stages.allot.scenarios import WrongScenario
from fisc.values import ZERO, Money
from tests.stages.allot.indicators import FEBRUARY, issued, school
from tests.stages.allot.test_indicators import applied
from tests.stages.ledgers import chain_holds
from tests.stages.town import CHECKER, MAKER, NOON, TOWN, YEAR

NUMBER = "SCE-2026-239900-1"
SCHOOL_IND = "IND-2026-239900-2"


def keep(freeze=500, number=NUMBER, **more):
    asked = Parameters(freeze, **more)
    return scenarios.keep_scenario(
        number=number, title="过紧日子", division=TOWN, year=YEAR, asked=asked, maker=MAKER, at=NOON
    )


def do(act, number=NUMBER, checker=CHECKER):
    return getattr(scenarios, f"{act}_scenario")(
        number=number, checker=checker, day=FEBRUARY, at=NOON
    )


def balances(book):
    """Every pot that holds something, chamber by chamber."""
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT pot, open_fen, held_fen, done_fen FROM balance"
            " WHERE open_fen <> 0 OR held_fen <> 0 OR done_fen <> 0"
        )
        return set(cursor.fetchall())


def documents():
    return {
        (one.number, one.state)
        for number in (SCHOOL_IND,)
        for one in [queries.indicator(number, YEAR)]
    }


@pytest.mark.writes
@settings(
    max_examples=8,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)
@given(share=some.integers(1, 10_000), used=some.integers(0, 3_000_000_000))
def test_what_is_shown_is_what_is_frozen_and_undone_is_as_before(running, share, used):
    serial = len(facts.about(running, "x")) + len(scenarios.Scenario.objects.all()) + 1
    number = f"SCE-2026-239900-{serial}"
    free = queries.indicator(SCHOOL_IND, YEAR).executable.fen
    if used:
        applied(running, SCHOOL_IND, used % (free + 1) or 1, f"a{serial}")
    before, state = balances(running), documents()
    shown = scenarios.effects(running, TOWN, YEAR, Parameters(share)).whole

    assert keep(share, number).done
    receipt = do("adopt", number)
    if not shown.frozen:
        assert not receipt.done
        return
    assert receipt.done, receipt.refusal
    held = queries.indicator(SCHOOL_IND, YEAR)
    assert held.frozen == shown.frozen
    assert held.conserved.allowed
    assert balances(running) != before

    assert do("undo", number).done
    assert balances(running) == before
    assert documents() == state
    assert chain_holds(running)


def test_a_whole_freeze_leaves_what_was_applied_for_and_names_the_state(running):
    applied(running, SCHOOL_IND, 10_000_000_00, "a")
    keep(10_000)
    assert do("adopt").done

    frozen = queries.indicator(SCHOOL_IND, YEAR)
    assert (frozen.state, frozen.frozen) == ("FROZEN", Money.yuan("20000000"))
    assert not applied(running, SCHOOL_IND, 1, "b").done
    assert do("undo").done
    assert queries.indicator(SCHOOL_IND, YEAR).state == "EXECUTABLE"


def test_what_protects_is_left_whole(adopted):
    issued(school(yuan="29999000"), school("IND-2026-239900-7", "1000", guarantee="wages"))
    found = scenarios.effects(adopted, TOWN, YEAR, Parameters(10_000))

    assert found.whole.spared == found.protected["guarantee"] == Money.yuan("1000")
    assert found.whole.frozen == queries.indicator(SCHOOL_IND, YEAR).executable
    keep(10_000)
    assert do("adopt").done
    assert queries.indicator("IND-2026-239900-7", YEAR).frozen == ZERO


def test_two_persons_are_needed_and_a_dropped_scenario_is_not_adopted(running):
    assert keep().done
    assert not do("adopt", checker=MAKER).done
    assert scenarios.drop_scenario(number=NUMBER, officer=MAKER, at=NOON).done
    refused = do("adopt")
    assert not refused.done
    assert not facts.about(running, NUMBER)


def test_a_scenario_is_kept_once_and_says_what_it_is(running):
    assert keep().done
    assert keep().done
    with pytest.raises(WrongScenario, match="another"):
        keep(600)
    with pytest.raises(WrongScenario, match="title"):
        keep(0, number="SCE-2026-239900-2")


def test_what_is_short_is_covered_in_the_order_of_the_law(running):
    found = scenarios.effects(running, TOWN, YEAR, Parameters(500, 2_500, Money.yuan("1000000")))
    one = found.coverage[TOWN, "general"]

    assert one.short == Money.yuan("20000000")
    assert (one.frozen, one.stabilisation) == (Money.yuan("1500000"), Money.yuan("1000000"))
    assert one.short == one.frozen + one.stabilisation + one.cut + one.uncovered


def test_shares_are_rounded_down_and_end_at_what_is_free():
    assert frozen_of(Money(1999), Money(1999), 500) == Money(99)
    assert frozen_of(Money(1999), Money(99), 500) == Money(99)
    assert frozen_of(Money(1999), Money(98), 500) == Money(98)
    assert protection("2310301", "30201", "T") == "debt"
    assert not protection("2130153", "31002", "T")
    nothing = covered(ZERO, frozen=Money(5), stabilisation=Money(5), room=Money(5))
    assert nothing.frozen == nothing.uncovered == ZERO
    for share in (-1, 10_001):
        with pytest.raises(ValueError, match="between 0 and 100"):
            Parameters(share)
    assert Effect() + Effect(1, Money(2)) == Effect(1, Money(2))
