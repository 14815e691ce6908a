"""A term ends on its last day, or the next working day after it, and not before."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.budgets.deadlines import Terms, Waiting, last_day, overdue
from fisc.engines.budgets.gates import check_matching
from fisc.values import Citation, Cited, Money

LAW = Citation("Budget Law", "article 52")
TERMS = Terms(
    general_days=Cited(30, LAW), earmarked_days=Cited(60, LAW), onward_days=Cited(30, LAW)
)


def waiting(kind="issue", fen=1, function="2300202", since=date(2026, 1, 20)):
    return Waiting(kind=kind, subject="general", since=since, amount=Money(fen), function=function)


# Thirty days after 20 January end in the spring holiday, sixty on Saturday 21 March.
@pytest.mark.parametrize(
    ("one", "last"),
    [
        (waiting(), date(2026, 2, 24)),
        (waiting(function="23003"), date(2026, 3, 23)),
        (waiting("onward", function="23003"), date(2026, 2, 24)),
        (waiting("onward", function=""), date(2026, 2, 24)),
    ],
)
def test_a_transfer_is_late_the_day_after_its_last_day(one, last):
    assert last_day(one, TERMS) == last
    assert overdue([one], day=last, terms=TERMS) == ()
    (late,) = overdue([one], day=last + timedelta(days=1), terms=TERMS)
    assert (late.days_late, late.last) == (1, last)
    assert not late.verdict.allowed
    assert "[Budget Law, article 52]" in late.verdict.why


@pytest.mark.parametrize(("fen", "told"), [(0, 0), (1, 1)])
def test_nothing_is_told_of_what_is_all_issued(fen, told):
    assert len(overdue([waiting(fen=fen)], day=date(2026, 12, 1), terms=TERMS)) == told


def test_where_the_holidays_are_not_known_nothing_is_claimed():
    assert overdue([waiting(since=date(2040, 1, 1))], day=date(2041, 1, 1), terms=TERMS) == ()


@given(
    days=st.lists(st.integers(0, 250), max_size=6),
    day=st.dates(date(2026, 1, 1), date(2026, 12, 20)),
)
def test_the_longest_delay_comes_first_and_none_is_early(days, day):
    many = [waiting(since=date(2026, 1, 1) + timedelta(days=own)) for own in days]

    late = overdue(many, day=day, terms=TERMS)

    assert [one.days_late for one in late] == sorted((o.days_late for o in late), reverse=True)
    assert all((day - one.waiting.since).days > 30 for one in late)


@pytest.mark.parametrize(
    ("function", "fen", "shared", "allowed"),
    [
        ("23003", 0, False, True),
        ("23003", 1, False, False),
        ("23003", 1, True, True),
        ("2300202", 1, False, True),
    ],
)
def test_an_earmarked_transfer_asks_for_nothing_unless_both_are_responsible(
    function, fen, shared, allowed
):
    verdict = check_matching(function=function, matching=Money(fen), shared=shared)

    assert verdict.allowed is allowed
    assert verdict.rule.en.startswith("K28")
