"""A virement changes the purpose and never the total, and every gate stands before it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from fisc.record import facts
from fisc.registers import people
from fisc.stages.allot import commands, queries
from fisc.stages.allot.commands import BudgetKey
from fisc.values import DivisionCode, Money, UnitCode
from tests.stages.allot.indicators import (
    allocate,
    change,
    farm,
    issue,
    part,
    register,
    reviewed,
    school,
)
from tests.stages.ledgers import pots, roles
from tests.stages.town import FARM, NOON, SCHOOL, TOWN, YEAR

pytestmark = pytest.mark.writes
MILLION = 10**8  # fen
SCHOOL_IND, FARM_IND = "IND-2026-239900-2", "IND-2026-239900-1"


def own(number, year=YEAR):
    return queries.indicator(number, year)


def prepared(town):
    register(reviewed(farm()))
    allocate(part())
    issue("IND-2026-239900-11")
    repairs = part("IND-2026-239900-12", "1", department_item="31006", item="50307")
    reviewed(repairs)
    return town


def test_money_moves_inside_a_project_to_another_item_and_the_total_stays(adopted):
    prepared(adopted)
    before = roles(adopted)

    receipt = change(
        "vire",
        "VIR-2026-239900-1",
        "200000",
        indicator="IND-2026-239900-11",
        target="IND-2026-239900-12",
    )

    assert receipt.done, receipt.refusal
    assert roles(adopted) == before
    new = own("IND-2026-239900-12")
    assert (new.state, new.executable, new.granted) == ("EXECUTABLE", *[Money.yuan("200000")] * 2)
    assert own("IND-2026-239900-11").granted == Money.yuan("41800000")
    assert queries.not_conserved(TOWN, YEAR) == ()
    (fact,) = facts.of_kind(adopted, "IndicatorVired", TOWN, YEAR)
    assert fact.subject == "IND-2026-239900-12"
    assert fact.body["from"]["indicator"] == "IND-2026-239900-11"
    assert fact.body["from"]["department_item"] == "31005"


def test_running_cost_does_not_become_personnel(running):
    reviewed(school("IND-2026-239900-5", "1", project="23000026R000000000301"))

    receipt = change(
        "vire", "VIR-2026-239900-1", "5", indicator=SCHOOL_IND, target="IND-2026-239900-5"
    )

    assert receipt.refusal.rule.en.startswith("K21")
    assert own("IND-2026-239900-5").state == "REVIEWED"
    assert own(SCHOOL_IND).granted == Money.yuan("30000000")


def test_carried_authority_does_not_become_young_by_a_virement(running):
    reviewed(school("IND-2026-239900-5", "1", origin=2025))

    receipt = change(
        "vire", "VIR-2026-239900-1", "5", indicator=SCHOOL_IND, target="IND-2026-239900-5"
    )

    assert receipt.refusal.rule.en.startswith("K25")


def test_a_project_without_room_receives_nothing(running):
    register(reviewed(farm(unit=FARM)))
    issue(FARM_IND)
    commands.draft_indicator(
        draft=farm("IND-2026-239900-6", "1", unit=FARM),
        division=TOWN,
        year=YEAR,
        maker="business.officer",
        at=NOON,
    )
    commands.review_indicator(
        numbers="IND-2026-239900-6", year=YEAR, reviewer="business.head", at=NOON
    )

    within = change(
        "vire", "VIR-2026-239900-1", "10000000", indicator=SCHOOL_IND, target="IND-2026-239900-6"
    )
    beyond = change(
        "vire", "VIR-2026-239900-2", "0.01", indicator=SCHOOL_IND, target="IND-2026-239900-6"
    )

    assert within.done, within.refusal
    assert beyond.refusal.rule.en.startswith("K09")


def test_the_pool_is_given_a_purpose_by_a_virement_between_lines(running):
    change("recall", "RCL-2026-239900-1", "1000000", indicator=SCHOOL_IND)
    line = BudgetKey(function="2130153", fund_type="111")

    assert change("vire", "VIR-2026-239900-1", "1000000", target_line=line).done
    assert list(pots(running, "expenditure", function="2130153", unit="").values()) == [MILLION]
    beyond = change("vire", "VIR-2026-239900-2", "0.01", target_line=line)
    assert beyond.refusal.rule.en.startswith("K02")


def test_a_line_of_the_budget_moves_to_another(adopted):
    source = BudgetKey(
        function="2130153",
        unit=FARM,
        project="23000026T000000000101",
        item="50302",
        department_item="31005",
        fund_type="111",
    )
    target = replace(source, department_item="31006", item="50307")

    assert change("vire", "VIR-2026-239900-1", "7", source_line=source, target_line=target).done
    personnel = replace(target, project="23000026R000000000301", unit=SCHOOL)
    refused = change("vire", "VIR-2026-239900-2", "7", source_line=source, target_line=personnel)
    assert refused.refusal.rule.en.startswith("K21")


def test_a_department_moves_money_among_its_own_units_within_a_class_only(running):
    reviewer = people.PersonRecord(
        "edu.reviewer", "教育局", "Education", "DEPT_REVIEWER", DivisionCode(TOWN), UnitCode("203")
    )
    people.add(reviewer)
    reviewed(school("IND-2026-239900-5", "1", department_item="30202"))
    reviewed(farm("IND-2026-239900-6", "1", unit=FARM))

    inside = change(
        "vire",
        "VIR-2026-239900-1",
        "5",
        "edu.reviewer",
        indicator=SCHOOL_IND,
        target="IND-2026-239900-5",
    )
    outside = change(
        "vire",
        "VIR-2026-239900-2",
        "5",
        "edu.reviewer",
        indicator=SCHOOL_IND,
        target="IND-2026-239900-6",
    )

    # The department's own item moves; the project is full, so room is not what stops the other.
    assert inside.done, inside.refusal
    assert outside.refusal.rule.en == "own department"
