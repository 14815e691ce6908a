"""A ceiling stands over its members: those that are there, and the amount it is changed to."""

from __future__ import annotations

import pytest

from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.law.names import control
from fisc.record import balances, facts
from fisc.stages.approve import commands, queries
from fisc.stages.approve.ceilings import BadCeiling, UnknownCeiling
from fisc.values import Book, Money
from tests.stages.approve.budgets import adopt, draft
from tests.stages.ledgers import pots
from tests.stages.town import CHECKER, DAY, MAKER, NOON, SCHOOL, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
CAP = Pot(TOWN, YEAR, Book.GENERAL, "ceiling", counterpart="three_public")


def write_down(number="CEI-2026-239900-1", fen=1000, members=None, maker=MAKER):
    return commands.draft_ceiling(
        number=number,
        division=TOWN,
        year=YEAR,
        book=Book.GENERAL,
        code="three_public",
        amount=Money(fen),
        members=members or {"unit": [SCHOOL], "department_item": ["30217", "30231"]},
        maker=maker,
        at=NOON,
        title_zh="三公经费限额",
        title_en="Three public items",
    )


def put_up(number="CEI-2026-239900-1", checker=CHECKER):
    return commands.set_ceiling(number=number, checker=checker, day=DAY, at=NOON)


def issued(town, fen, number, department_item="30217"):
    """Issue an indicator directly in the ledger, as allot will."""
    (budget,) = pots(town, "expenditure", unit=SCHOOL)
    elements = {"unit": SCHOOL, "department_item": department_item, "indicator": number}
    pot = Pot(TOWN, YEAR, Book.GENERAL, "indicator", **elements)
    move = Move(
        "issue_directly",
        pot.account("executable"),
        budget.account("expenditure_budget"),
        Money(fen),
    )
    town.post(Voucher(posting_key(f"give {number}"), DAY, (move,)), actor="x", at=NOON)
    return pot


def applied(town, pot, fen, key):
    move = Move("apply", pot.account("applied"), pot.account("executable"), Money(fen))
    return town.post(Voucher(posting_key(key), DAY, (move,)), actor="x", at=NOON)


@pytest.fixture
def adopted(town):
    draft()
    adopt()
    return town


def test_a_ceiling_is_granted_and_told(adopted):
    write_down()

    assert put_up().done
    assert balances.standing(adopted, CAP).open == Money(1000)
    (fact,) = facts.of_kind(adopted, "CeilingSet", TOWN, YEAR)
    assert fact.body["members"] == {"unit": [SCHOOL], "department_item": ["30217", "30231"]}
    assert (fact.body["amount_fen"], fact.body["before_fen"]) == (1000, 0)
    (told,) = queries.ceilings(TOWN, YEAR)
    assert (told.title_zh, told.state, told.amount) == ("三公经费限额", "SET", Money(1000))


def test_members_that_exist_come_under_it_and_others_do_not(adopted):
    member = issued(adopted, 5000, "IND-1")
    other = issued(adopted, 5000, "IND-2", department_item="30201")
    write_down()
    put_up()

    assert applied(adopted, member, 1000, "a").done
    assert applied(adopted, member, 1, "b").refusal.rule == control("K13")
    assert applied(adopted, other, 5000, "c").done


@pytest.mark.parametrize(("fen", "free"), [(1500, 1500), (600, 600), (1000, 1000), (0, 0)])
def test_another_ceiling_of_the_same_code_raises_or_lowers_it(adopted, fen, free):
    write_down()
    put_up()
    write_down("CEI-2026-239900-2", fen)

    assert put_up("CEI-2026-239900-2").done
    assert balances.standing(adopted, CAP).open == Money(free)


def test_a_ceiling_is_not_lowered_below_what_is_taken(adopted):
    member = issued(adopted, 5000, "IND-1")
    write_down()
    put_up()
    applied(adopted, member, 800, "a")
    write_down("CEI-2026-239900-2", 799)

    receipt = put_up("CEI-2026-239900-2")

    assert receipt.refusal.rule == control("K13")
    assert balances.standing(adopted, CAP).open == Money(200)
    assert len(facts.of_kind(adopted, "CeilingSet", TOWN, YEAR)) == 1


def test_a_ceiling_comes_too_late_for_an_indicator_in_use(adopted):
    member = issued(adopted, 5000, "IND-1")
    applied(adopted, member, 1, "a")
    write_down()

    receipt = put_up()

    assert "used already" in receipt.refusal.why
    assert balances.standing(adopted, CAP).open == Money(0)


def test_setting_twice_grants_once(adopted):
    write_down()

    assert put_up().fact == put_up().fact
    assert balances.standing(adopted, CAP).open == Money(1000)


@pytest.mark.parametrize(
    ("checker", "rule"), [(MAKER, "four"), (STRANGER, "own"), ("mayor", "role")]
)
def test_another_person_sets_it(adopted, checker, rule):
    write_down()

    assert put_up(checker=checker).refusal.rule.en.startswith(rule)
    assert balances.standing(adopted, CAP).open == Money(0)


def test_misuse_is_named(adopted):
    with pytest.raises(UnknownCeiling, match="CEI-9"):
        put_up("CEI-9")
    with pytest.raises(BadCeiling, match="colour"):
        write_down(members={"colour": ["red"]})
    with pytest.raises(BadCeiling, match=r"-¥0\.01"):
        write_down(fen=-1)
    write_down()
    assert write_down().done
    with pytest.raises(BadCeiling, match="another ceiling already"):
        write_down(fen=999)
