"""Adjustment, virement or neither: every case of the law, and no change is both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.budgets.changes import Change, Piece, change_of_lines, ruling_of
from fisc.engines.budgets.lines import Line
from fisc.law.tables import CHANGE_RULES, read
from fisc.values import ZERO, Book, Money

YUAN = 100


def piece(function, yuan, department="203", book=Book.GENERAL):
    return Piece(book=book, function=function, department=department, amount=Money(yuan * YUAN))


UP, DOWN = piece("2050202", 5), piece("2050205", -5)
CASES = {
    "inside one department and class": ((UP, DOWN), {}, "virement", "department"),
    "between classes": ((UP, piece("2130153", -5)), {}, "virement", "finance"),
    "between departments": ((UP, piece("2050205", -5, "216")), {}, "virement", "finance"),
    "nobody says which department": ((piece("2050202", 5, ""), piece("2050205", -5, "")), {},
                                     "virement", "finance"),
    "one fen more in all": ((UP, Piece(book=Book.GENERAL, function="2050205", department="203",
                                       amount=Money(-499))), {}, "adjustment", "total"),
    "less in all": ((DOWN,), {}, "adjustment", "total"),
    "less is needed": ((DOWN,), {"saving": True}, "neither", "saving"),
    "saving does not excuse a rise": ((UP,), {"saving": True}, "adjustment", "total"),
    "from one book to another": ((UP, piece("2120801", -5, book=Book.FUNDS)), {},
                                 "adjustment", "total"),
    "the stabilisation fund": ((UP,), {"drawn": Money(500)}, "adjustment", "stabilisation"),
    "the fund without a rise": ((UP, DOWN), {"drawn": Money(1)}, "adjustment", "stabilisation"),
    "more debt": ((UP,), {"borrowed": Money(500)}, "adjustment", "debt"),
    "a priority is cut": ((UP, DOWN), {"priority": True}, "adjustment", "priority"),
    "earmarked without matching": ((UP,), {"from_above": Money(500)}, "receipt", "receipt"),
    "one fen more than came": ((UP,), {"from_above": Money(499)}, "adjustment", "total"),
    "came and is not arranged yet": ((), {"from_above": Money(1)}, "receipt", "receipt"),
    "an emergency within the reserve": ((UP,), {"emergency": True, "reserve": Money(500)},
                                        "reserve", "reserve"),
    "an emergency without a reserve": ((UP,), {"emergency": True}, "adjustment", "total"),
    "a line of debt": ((piece("23203", 5), DOWN), {}, "neither", "locked"),
    "nothing": ((), {}, "neither", "nothing"),
    "nothing of everything": ((piece("2050202", 0),), {}, "neither", "nothing"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_a_change_is_what_the_law_calls_it(case):
    pieces, more, outcome, rule = CASES[case]
    ruling = ruling_of(Change(pieces=pieces, **more))

    assert (ruling.outcome, ruling.rules[0].rule) == (outcome, rule)
    assert any(step.source is not None for step in ruling.steps)
    assert ruling.approver.zh


def test_every_rule_of_the_law_is_met_by_some_case():
    assert {rule for *_, rule in CASES.values()} == {row.rule for row in read(CHANGE_RULES)}


def test_an_emergency_beyond_the_reserve_takes_it_first_and_puts_the_rest_into_the_plan():
    ruling = ruling_of(Change(pieces=(UP,), emergency=True, reserve=Money(499)))

    assert [row.rule for row in ruling.rules] == ["reserve", "total"]
    assert ruling.right == "allot.use_reserve"


def test_all_grounds_of_an_adjustment_are_named():
    ruling = ruling_of(Change(pieces=(UP,), drawn=Money(1), borrowed=Money(1), priority=True))

    assert [row.rule for row in ruling.rules] == ["stabilisation", "debt", "priority", "total"]
    assert "article 67" in str(ruling.steps[-1])


def test_the_lines_of_a_plan_tell_what_they_draw_and_borrow():
    def line(side, code, number, fen):
        return Line(book=Book.GENERAL, side=side, line=number, code=code, amount=Money(fen))

    change = change_of_lines([
        line("revenue", "11015", "07", 300), line("revenue", "1050401", "09", 200),
        line("revenue", "10101", "01", -100), line("expenditure", "2050202", "01", 400),
    ])  # fmt: skip

    assert (change.drawn, change.borrowed) == (Money(300), Money(200))
    assert change.totals == {Book.GENERAL: Money(400)}


books = st.sampled_from((Book.GENERAL, Book.FUNDS, Book.CAPITAL))
pieces = st.lists(
    st.builds(
        Piece,
        book=books,
        amount=st.integers(-3, 3).map(Money),
        function=st.sampled_from(("2050202", "2130153", "2080501")),
        department=st.sampled_from(("203", "216", "")),
    ),
    max_size=6,
).map(tuple)


@given(pieces, st.booleans(), st.booleans(), st.sampled_from((0, 2)), st.sampled_from((0, 2)))
def test_what_changes_a_total_is_no_virement_and_what_changes_none_no_adjustment(
    chosen, saving, priority, drawn, above
):
    change = Change(
        pieces=chosen, saving=saving, priority=priority, drawn=Money(drawn), from_above=Money(above)
    )
    ruling = ruling_of(change)

    if ruling.outcome == "virement":
        assert not change.totals
        assert change.drawn == ZERO
        assert not priority
    if ruling.outcome == "adjustment":
        assert change.totals or drawn or priority
    if change.totals:
        assert ruling.outcome != "virement"
    for outcome in ("adjustment", "virement"):
        assert ruling.demands(outcome).allowed == (ruling.outcome == outcome)
