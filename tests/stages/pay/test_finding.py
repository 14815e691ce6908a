"""What a form offers comes in the order in which it was used; terms of the panel are explained."""

from __future__ import annotations

import pytest

from fisc.datacentre import finding as indicators
from fisc.datacentre.moments import Moment
from fisc.record.balances import Selection
from fisc.stages.pay import commands, finding, queries
from fisc.stages.pay.attention import disagreement, overdue
from fisc.stages.pay.states import State
from tests.stages.pay import cases
from tests.stages.town import DAY, NOON, SCHOOL, TOWN, YEAR

OTHER = cases.indicator(2, department_item="30101", item="50501")


def found(book, typed: str = "", used: tuple[str, ...] = (), most: int = 8) -> list[str]:
    own = Selection(division=[TOWN], unit=[SCHOOL], year=[YEAR])
    rows = indicators.find(book, own, Moment(NOON), typed, used=used, most=most).rows
    return [row.pot.indicator for row in rows]


@pytest.fixture
def two(office):
    cases.fund(office, OTHER, 500_000)
    return office


@pytest.mark.parametrize(
    ("typed", "numbers"),
    [
        ("", [1, 2]),
        ("30201", [1]),
        ("办公", [1]),
        ("bgf", [1]),
        ("jbgz", [2]),  # 基本工资
        ("2050202", [1, 2]),
        ("Primary", [1, 2]),
        (f"{TOWN}-2", [2]),
        ("nothing", []),
    ],
)
def test_an_indicator_is_found_by_what_its_users_remember(two, typed, numbers):
    assert found(two, typed) == [f"IND-{YEAR}-{TOWN}-{number}" for number in numbers]


def test_what_was_used_last_comes_first(two):
    cases.draft(100)
    cases.draft(100, pot=OTHER, account=cases.PERSON)
    used, accounts = finding.last_used(SCHOOL, YEAR)

    assert used == (OTHER.indicator, cases.POT.indicator)
    assert found(two, used=used) == [OTHER.indicator, cases.POT.indicator]
    assert found(two, used=used, most=1) == [OTHER.indicator]
    assert accounts == (cases.PERSON, cases.STATIONER)
    offered = [one.account for one in finding.payees_to_offer("", used=accounts)]
    assert offered == [cases.PERSON, cases.STATIONER, cases.OWN]


@pytest.mark.parametrize(
    ("typed", "account"),
    [("文具", cases.STATIONER), ("62220", cases.STATIONER), ("wj", cases.STATIONER), ("zz", None)],
)
@pytest.mark.usefixtures("office")
def test_a_payee_is_found_by_name_account_or_initials(typed, account):
    offered = [one.account for one in finding.payees_to_offer(typed)]

    assert offered == ([account] if account else [])


@pytest.mark.usefixtures("office")
def test_a_payee_that_is_not_enabled_is_not_offered():
    receipt = commands.enter_payee(
        account=cases.STATIONER,
        name="某文具有限公司",
        bank="示例银行",
        kind="corporate",
        officer=cases.KEEPER,
        day=DAY,
        at=NOON,
        key=cases.key(),
        enabled=False,
    )
    assert receipt.done

    assert not finding.payees_to_offer("文具")


def test_the_uses_of_an_indicator_add_up_to_what_the_ledger_says(office):
    cases.submitted(12_345)
    cases.released(100)
    cases.draft(7)
    held = finding.reserving(cases.POT.indicator, YEAR)

    assert (held.count, held.total.fen) == (2, cases.chambers(office)[1])
    assert sum(row.amount.fen for row in held.rows) == held.total.fen
    assert finding.paid_from(cases.POT.indicator, YEAR).count == 0


def test_what_waits_beyond_its_term_is_named_with_who_can_take_it(office):
    number = cases.submitted(12_345)
    state = State(queries.request(number).state)

    assert not overdue([TOWN], None, YEAR, DAY)
    late = cases.evening(20).date()
    (one,) = overdue([TOWN], None, YEAR, late)
    assert (one.state, one.count, one.amount.fen, one.since) == (state, 1, 12_345, DAY)
    assert one.due.last_day < late
    assert one.roles == {"FIN_PAYCENTER"}
    assert not overdue([TOWN], ["nobody"], YEAR, late)
    assert not overdue([TOWN], None, YEAR + 1, late)
    assert disagreement([TOWN]) is None
