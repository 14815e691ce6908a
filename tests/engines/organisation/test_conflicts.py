"""No person holds two roles that the law keeps apart, whichever came first."""

from __future__ import annotations

from itertools import combinations, product

import pytest

from fisc.engines.organisation.conflicts import check_roles, parted
from fisc.law.tables import ROLES, SEPARATION_OF_DUTIES, read
from tests.languages import assert_verdict

RULES = {row.code: row for row in read(SEPARATION_OF_DUTIES)}
EVERY = sorted(row.code for row in read(ROLES))
OPERATIONS = sorted(row.code for row in read(ROLES) if row.organisation == "operations")
PAIRS = [
    (code, first, second)
    for code, row in RULES.items()
    if row.within == "person"
    for first, second in product(row.first_roles, row.second_roles)
]


@pytest.mark.parametrize(("code", "first", "second"), PAIRS)
def test_a_pair_of_the_law_is_refused_in_both_orders_and_languages(code, first, second):
    for wanted, held in ((first, second), (second, first)):
        verdict = check_roles("li", wanted, [held])
        assert not verdict
        assert code in {step.source.place for step in verdict.steps}
        assert_verdict(verdict)


def test_what_no_rule_names_may_be_held_together():
    kept_apart = {frozenset(pair) for _, *pair in PAIRS}
    for pair in map(frozenset, combinations(EVERY, 2)):
        first, second = sorted(pair)
        assert bool(check_roles("li", first, [second])) is (pair not in kept_apart)


def test_three_administrators_are_three_persons_and_hold_no_business_role():
    assert len(OPERATIONS) == 3
    for administrator in OPERATIONS:
        for other in EVERY:
            assert bool(parted(administrator, other)) is (other != administrator)


def test_every_rule_that_is_against_it_is_named():
    verdict = check_roles("li", "FIN_TREASURY", ["FIN_PAYCENTER", "UNIT_CLERK", "SYS_ADMIN"])

    assert verdict.rule.zh == "SOD03 防支付舞弊"
    assert [step.source.place for step in verdict.steps] == ["SOD03", "SOD05", "SOD14"]


def test_the_first_role_of_a_person_is_free():
    assert all(check_roles("li", code, []) for code in EVERY)


def test_roles_of_a_rule_within_a_document_may_be_held_but_are_named():
    for code in ("SOD02", "SOD07"):
        row = RULES[code]
        assert (row.within, len(row.first_roles), len(row.second_roles)) == ("document", 1, 1)
        assert check_roles("li", *row.first_roles, row.second_roles)
