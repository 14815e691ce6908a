"""Which grants may stand beside each other, over time, and what may be handed on."""

from __future__ import annotations

import csv
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.organisation.granting import (
    Tenure,
    check_delegation,
    check_hands,
    check_tenure,
    meet,
)
from fisc.law.folder import law_folder
from fisc.law.tables import ROLES, read
from fisc.values import Citation, Cited
from tests.languages import assert_verdict

TOWN = "239900"
JANUARY = date(2026, 1, 1)
DAYS_MAX = Cited(90, Citation("Default of this project", "-"))
CODES = [role.code for role in read(ROLES)]
OWN = Tenure("FIN_BUDGET", TOWN, "", JANUARY, date(2026, 12, 31))


def _kept_apart() -> set[frozenset[str]]:
    """Read the pairs that one person may not hold as a lawyer would, past the code of the house."""
    path = law_folder() / "organisation" / "separation_of_duties.csv"
    lines = csv.DictReader(path.read_text("utf-8").splitlines())
    return {
        frozenset((first, second))
        for line in lines
        if line["within"] == "person"
        for first in line["first_roles"].split("|")
        for second in line["second_roles"].split("|")
    }


KEPT_APART = _kept_apart()


def days(first: int, last: int | None) -> tuple[date, date | None]:
    start = JANUARY + timedelta(days=first)
    return start, None if last is None else start + timedelta(days=last)


tenures = st.builds(
    lambda role, first, length: Tenure(role, TOWN, "", *days(first, length)),
    st.sampled_from(CODES),
    st.integers(0, 400),
    st.one_of(st.none(), st.integers(0, 400)),
)


@given(one=tenures, other=tenures)
def test_two_tenures_meet_when_one_day_lies_in_both(one, other):
    shared = [
        day
        for day in (JANUARY + timedelta(days=at) for at in range(1000))
        if all(
            t.first_day <= day and (t.last_day is None or day <= t.last_day) for t in (one, other)
        )
    ]

    assert meet(one, other) == meet(other, one) == bool(shared)


@given(wanted=tenures, other=tenures)
def test_a_role_is_refused_exactly_where_it_meets_one_that_is_kept_apart(wanted, other):
    verdict = check_tenure("li", wanted, [other])

    pair = frozenset((wanted.role, other.role))
    apart = pair in KEPT_APART or len(pair) == 1
    assert verdict.allowed == (not (apart and meet(wanted, other)))
    assert verdict.allowed == check_tenure("li", other, [wanted]).allowed
    assert_verdict(verdict)


@pytest.mark.parametrize("pair", sorted(map(sorted, KEPT_APART)), ids="-".join)
def test_a_pair_of_the_law_is_refused_for_one_shared_day_and_free_the_day_after(pair):
    last = date(2026, 6, 30)
    for first, second in (pair, reversed(pair)):
        held = Tenure(first, TOWN, "", JANUARY, last)
        wanted = Tenure(second, TOWN, "", last)
        refused = check_tenure("li", wanted, [held])
        assert not refused
        assert refused.rule.en.startswith("SOD")
        later = Tenure(second, TOWN, "", last + timedelta(days=1))
        assert check_tenure("li", later, [held])


@pytest.mark.parametrize(
    ("giver", "confirmer", "rule"),
    [
        ("wang", "zhao", None),
        ("wang", "", None),
        ("wang", "wang", "two persons"),
        ("li", "", "nobody grants"),
        ("wang", "li", "nobody grants"),
    ],
)
def test_two_others_give_a_role(giver, confirmer, rule):
    verdict = check_hands("li", giver, confirmer)

    assert verdict.allowed == (rule is None)
    assert rule is None or verdict.rule.en.startswith(rule)
    assert_verdict(verdict)


def handed(first=JANUARY, last=date(2026, 1, 31), own=OWN, home=TOWN):
    return check_delegation(
        own, Tenure(own.role, own.division, own.unit, first, last, "wang"), home, DAYS_MAX
    )


@pytest.mark.parametrize(
    ("last", "allowed"),
    [(date(2026, 3, 30), True), (date(2026, 3, 31), True), (date(2026, 4, 1), False)],
)
def test_a_role_is_handed_on_for_ninety_days_and_not_for_one_more(last, allowed):
    assert handed(last=last).allowed is allowed


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"own": Tenure("FIN_BUDGET", TOWN, "", JANUARY, None, "zhao")}, "cannot be handed on"),
        ({"own": Tenure("SEC_ADMIN", TOWN, "", JANUARY)}, "not handed on by its holder"),
        ({"home": "203005"}, "the other person to 203005"),
        ({"last": None}, "A last day must be named"),
        ({"first": date(2025, 12, 31)}, "The holder has it from 2026-01-01"),
        ({"first": date(2026, 12, 1), "last": date(2027, 1, 1)}, "to 2026-12-31"),
    ],
)
def test_what_cannot_be_handed_on_says_why(changes, said):
    verdict = handed(**changes)

    assert not verdict.allowed
    assert said in verdict.why
    assert_verdict(verdict)
