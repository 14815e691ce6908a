"""An indicator goes from draft to release, each step by another person, and no fen beyond."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.db import IntegrityError

from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.engines.organisation.duties import WrongState
from fisc.law.names import control
from fisc.record import facts
from fisc.registers import projects
from fisc.stages.allot import commands, queries
from fisc.stages.allot.commands import UnknownIndicator, WrongIndicator
from fisc.stages.allot.documents import pot_of
from fisc.stages.allot.models import Indicator
from fisc.values import Book, Money
from tests.stages.allot.indicators import (
    FEBRUARY,
    HEAD,
    OFFICER,
    allocate,
    farm,
    flood,
    issue,
    issue_directly,
    issued,
    part,
    register,
    reviewed,
    school,
)
from tests.stages.approve.test_ceilings import put_up, write_down
from tests.stages.ledgers import batches, chain_holds, pots, roles
from tests.stages.town import (
    CHECKER,
    FARM,
    FARMLAND,
    MAKER,
    NOON,
    SCHOOL,
    SCHOOL_RUNNING,
    STRANGER,
    TOWN,
    YEAR,
)

pytestmark = pytest.mark.writes
MILLION = 10**8  # fen


def state(number):
    return queries.indicator(number, YEAR).state


def applied(book, number, fen, key):
    pot = pot_of(Indicator.objects.get(number=number, year=YEAR))
    move = Move("apply", pot.account("applied"), pot.account("executable"), Money(fen))
    return book.post(Voucher(posting_key(key), FEBRUARY, (move,)), actor="x", at=NOON)


def test_money_without_a_unit_is_held_allocated_and_issued(adopted):
    register(reviewed(farm()))
    assert roles(adopted)["pending_allocation"] == 50 * MILLION

    allocate(part())
    assert roles(adopted)["pending_allocation"] == 8 * MILLION
    assert roles(adopted)["pending_issue"] == 42 * MILLION

    receipt = issue("IND-2026-239900-11")

    assert receipt.state == "EXECUTABLE"
    assert roles(adopted)["executable"] == 42 * MILLION
    assert roles(adopted)["expenditure_budget"] == 30 * MILLION
    assert state("IND-2026-239900-1") == "PENDING_ALLOC"
    assert chain_holds(adopted)
    assert queries.not_conserved(TOWN, YEAR) == ()


def test_money_with_a_unit_waits_for_issue_only(adopted):
    receipt = register(reviewed(farm(unit=FARM)))

    assert receipt.state == "PENDING_ISSUE"
    assert issue(receipt.numbers).done
    assert roles(adopted)["executable"] == 50 * MILLION


def test_issued_indicators_are_told_with_what_names_their_pot(adopted):
    receipt = issued(school())

    (fact,) = facts.of_kind(adopted, "IndicatorIssued", TOWN, YEAR)
    assert receipt.facts == (fact.number,)
    assert fact.subject == "IND-2026-239900-2"
    names = ("unit", "project", "function", "item", "department_item", "fund_type", "counterpart")
    told = Pot(
        TOWN,
        fact.body["year"],
        Book(fact.body["book"]),
        "indicator",
        **{name: fact.body[name] for name in names},
        indicator=fact.body["indicator"],
        origin=fact.body["origin"],
    )
    assert pots(adopted, "indicator") == {told: 30 * MILLION}
    assert fact.body["amount_fen"] == 30 * MILLION
    assert queries.indicator("IND-2026-239900-2", YEAR).issued_on == FEBRUARY


@pytest.mark.parametrize(
    ("yuan", "left"), [("29999999.99", 1), ("30000000", 0), ("30000000.01", None)]
)
def test_a_line_of_the_budget_is_given_to_its_last_fen_and_not_beyond(adopted, yuan, left):
    found = projects.project(SCHOOL_RUNNING)
    projects.add(replace(found, total=Money.yuan("40000000")))  # so that the budget is the bound

    receipt = issue_directly(reviewed(school(yuan=yuan)))

    assert receipt.done is (left is not None)
    assert receipt.done or receipt.refusal.rule == control("K02")
    over = pots(adopted, "expenditure", unit=SCHOOL)
    assert sum(over.values()) == (30 * MILLION if left is None else left)


def test_many_indicators_are_issued_as_one_set(adopted):
    drafts = [
        school(f"IND-2026-239900-{100 + n}", "250000", department_item="30201") for n in range(120)
    ]
    before = len(batches(adopted))

    receipt = issued(*drafts)

    assert len(receipt.numbers) == len(receipt.facts) == 120
    assert batches(adopted)[before:] == [("IND-2026-239900-100", 120)]
    assert roles(adopted)["executable"] == 30 * MILLION


def test_a_list_of_which_one_does_not_fit_is_issued_not_at_all(adopted):
    drafts = [school(f"IND-2026-239900-{n}", "10000000") for n in (101, 102, 103)]
    numbers = reviewed(*drafts, school("IND-2026-239900-104", "0.01"))
    before = roles(adopted)

    receipt = issue_directly(numbers)

    assert receipt.refusal.rule == control("K09")
    assert roles(adopted) == before
    assert {state(number) for number in numbers} == {"REVIEWED"}
    assert facts.of_kind(adopted, "IndicatorIssued", TOWN, YEAR) == []


@pytest.mark.parametrize(
    ("maker", "reviewer", "rule"),
    [
        (HEAD, HEAD, "four eyes"),
        (OFFICER, MAKER, "role of the step"),
        (OFFICER, STRANGER, "own division"),
    ],
)
def test_another_person_of_the_place_and_role_reviews(adopted, maker, reviewer, rule):
    commands.draft_indicator(draft=school(), division=TOWN, year=YEAR, maker=maker, at=NOON)

    receipt = commands.review_indicator(
        numbers="IND-2026-239900-2", year=YEAR, reviewer=reviewer, at=NOON
    )

    assert receipt.refusal.rule.en.startswith(rule)
    assert state("IND-2026-239900-2") == "DRAFT"


@pytest.mark.parametrize(
    ("issuer", "rule"), [(MAKER, "role"), (STRANGER, "own division"), ("school.head", "role")]
)
def test_another_person_of_the_place_and_role_issues(adopted, issuer, rule):
    numbers = reviewed(school())

    assert issue_directly(numbers, issuer=issuer).refusal.rule.en.startswith(rule)
    assert "executable" not in roles(adopted)


def test_who_drafted_an_indicator_does_not_issue_it(adopted):
    numbers = reviewed(school(), maker=CHECKER)

    receipt = issue_directly(numbers, issuer=CHECKER)

    assert receipt.refusal.rule.en == "four eyes"


def test_a_stranger_drafts_nothing_here(adopted):
    receipt = commands.draft_indicator(
        draft=school(), division=TOWN, year=YEAR, maker=STRANGER, at=NOON
    )

    assert receipt.refusal.rule.en.startswith("own division")
    assert not Indicator.objects.exists()


def test_steps_are_taken_in_their_order(adopted):
    numbers = reviewed(school())

    with pytest.raises(WrongState, match="cannot issue; possible: register"):
        issue(numbers)
    with pytest.raises(WrongState, match="cannot review"):
        commands.review_indicator(numbers=numbers, year=YEAR, reviewer=HEAD, at=NOON)
    with pytest.raises(UnknownIndicator, match="IND-9 in 2026"):
        issue("IND-9")


@pytest.mark.parametrize(("yuan", "done"), [("60000000", True), ("60000000.01", False)])
def test_a_project_is_given_its_stored_amount_to_the_last_fen(adopted, yuan, done):
    # The budget line has 50 million, so a first refusal by it would be K02, not K09.
    receipt = register(reviewed(farm(yuan=yuan, unit=FARM)))

    assert receipt.refusal.rule.en[:3] == ("K02" if done else "K09")


def test_parts_of_one_project_take_no_second_helping_of_it(adopted):
    register(reviewed(farm()))

    receipt = allocate(part(yuan="42000000"), part("IND-2026-239900-12", "8000000"))

    assert receipt.done
    assert "pending_allocation" not in roles(adopted)
    whole = queries.indicator("IND-2026-239900-1", YEAR)
    assert (whole.granted, whole.conserved.allowed) == (Money(0), True)
    assert [own.number for own in queries.children("IND-2026-239900-1", YEAR)] == [
        "IND-2026-239900-11",
        "IND-2026-239900-12",
    ]


def test_more_than_the_whole_is_not_allocated(adopted):
    register(reviewed(farm()))

    receipt = allocate(part(yuan="42000000"), part("IND-2026-239900-12", "8000000.01"))

    assert receipt.refusal is not None
    assert not Indicator.objects.filter(parent__isnull=False).exists()
    assert roles(adopted)["pending_allocation"] == 50 * MILLION


def test_a_part_inherits_every_mark_whatever_it_says(adopted):
    register(
        reviewed(
            farm(
                direct_fund=True,
                bond="",
                top_project="23000026T000000000001",
                guarantee="wages",
                document="DOC-1",
            )
        )
    )

    allocate(part(direct_fund=False, guarantee="", top_project="", fund_type="112"))

    own = queries.indicator("IND-2026-239900-11", YEAR)
    assert (own.direct_fund, own.guarantee, own.top_project) == (
        True,
        "wages",
        "23000026T000000000001",
    )
    assert (own.fund_type, own.document, own.parent) == ("111", "DOC-1", "IND-2026-239900-1")
    issue(own.number)
    (fact,) = facts.of_kind(adopted, "IndicatorIssued", TOWN, YEAR)
    assert fact.body["direct_fund"] is True
    assert fact.body["guarantee"] == "wages"


@pytest.mark.parametrize(
    ("more", "rule"),
    [
        ({"function": "20502", "project": ""}, "K11"),
        ({"function": "2120803"}, "K11"),
        ({"function": "2999999"}, "K11"),
        ({"fund_type": "121"}, "K10"),
        ({"item": "50201"}, "K12"),
        ({"unit": FARM, "item": "50302", "department_item": "30201"}, "K12"),
        ({"unit": "216"}, "basic unit"),
        ({"unit": "999999"}, "K11"),
    ],
)
def test_codes_that_do_not_go_together_are_refused_at_the_draft(adopted, more, rule):
    receipt = commands.draft_indicator(
        draft=school(**more), division=TOWN, year=YEAR, maker=OFFICER, at=NOON
    )

    assert receipt.refusal.rule.en.startswith(rule)


def test_no_project_no_money_but_by_a_decision_of_the_government(adopted):
    without = reviewed(school(project=""))

    receipt = issue_directly(without)

    assert receipt.refusal.rule.en.startswith("K09")
    assert "无项目" in receipt.refusal.why_in("zh")


def test_no_line_of_the_budget_fits_another_function_or_fund(adopted):
    for draft in (flood(), school("IND-2026-239900-8", fund_type="113", yuan="5")):
        receipt = issue_directly(reviewed(draft))
        assert receipt.refusal.rule.en.startswith("K02")
        assert "no line of the budget fits" in receipt.refusal.why


def test_an_indicator_without_a_unit_is_not_issued(adopted):
    assert issue_directly(reviewed(farm())).refusal.rule.en == "unit named"


def test_ceilings_stand_over_new_indicators(adopted):
    write_down(members={"unit": [SCHOOL], "department_item": ["30201", "30217"]})
    put_up()

    issued(school("IND-2026-239900-21", "100"))
    issued(farm("IND-2026-239900-22", "100", unit=FARM))

    assert applied(adopted, "IND-2026-239900-21", 1000, "a").done
    assert applied(adopted, "IND-2026-239900-21", 1, "b").refusal.rule == control("K13")
    assert applied(adopted, "IND-2026-239900-22", 10_000, "c").done


def test_drafting_the_same_again_changes_nothing_and_another_is_misuse(adopted):
    numbers = reviewed(school())

    again = commands.draft_indicator(
        draft=school(), division=TOWN, year=YEAR, maker=OFFICER, at=NOON
    )

    assert (again.done, again.state) == (True, "REVIEWED")
    with pytest.raises(WrongIndicator, match="another indicator"):
        commands.draft_indicator(
            draft=school(yuan="5"), division=TOWN, year=YEAR, maker=OFFICER, at=NOON
        )
    with pytest.raises(WrongIndicator, match="must be positive"):
        commands.draft_indicator(
            draft=school("IND-2026-239900-9", "0"), division=TOWN, year=YEAR, maker=OFFICER, at=NOON
        )
    register(reviewed(farm()))
    with pytest.raises(WrongIndicator, match="is an indicator already"):
        allocate(part(numbers[0]))
    with pytest.raises(WrongIndicator, match="names the unit"):
        allocate(part(unit=""))


def test_the_database_itself_refuses_money_before_review(adopted):
    reviewed(school())

    with pytest.raises(IntegrityError, match="indicator_is_granted_after_review"):
        Indicator.objects.update(granted_fen=1)


def test_the_more_exact_line_of_the_budget_is_drawn_on_first(town):
    from tests.stages.approve.budgets import LINES, adopt, draft, income, line

    general = line("2050202", "1000", fund_type="111")
    draft(lines=(*LINES, income("10104", "1000"), general))
    adopt()

    issued(school(yuan="300"))
    issued(school("IND-2026-239900-31", "400", unit=SCHOOL, department_item="30202"))

    (exact,) = pots(town, "expenditure", unit=SCHOOL).values()
    (wide,) = pots(town, "expenditure", function="2050202", unit="").values()
    assert (exact, wide) == (30 * MILLION - 30_000, 100_000 - 40_000)


def test_an_indicator_looks_exhausted_when_nothing_is_left_in_it(adopted):
    issued(school(yuan="10"))
    pot = pot_of(Indicator.objects.get())
    applied(adopted, "IND-2026-239900-2", 1000, "PAY-2026-1-1")
    from fisc.engines.ledger.keys import Turn, turned

    assert state("IND-2026-239900-2") == "EXECUTABLE"
    move = Move("confirm", pot.account("paid"), pot.account("applied"), Money(1000))
    key = turned(posting_key("PAY-2026-1-1"), Turn.RESOLUTION)
    adopted.post(Voucher(key, FEBRUARY, (move,)), actor="x", at=NOON)

    own = queries.indicator("IND-2026-239900-2", YEAR)
    assert (own.state, own.paid, own.conserved.allowed) == ("EXHAUSTED", Money(1000), True)
    assert queries.indicators(TOWN, YEAR, units=[SCHOOL], project=own.project) == (own,)
    assert queries.indicators(TOWN, YEAR, units=[FARM]) == ()


def test_project_names_the_room_that_is_left(adopted):
    issued(school(yuan="29999999"))

    receipt = issue_directly(reviewed(school("IND-2026-239900-7", "2")))

    assert "leaves ¥1.00; asked ¥2.00: ¥1.00 too much." in receipt.refusal.why
    assert FARMLAND not in receipt.refusal.why
