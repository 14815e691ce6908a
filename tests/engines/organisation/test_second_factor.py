"""Who needs a second factor: those of the law, dated, and as far as the office asks it."""

from __future__ import annotations

import doctest
from datetime import date

import pytest

from fisc.engines.organisation import second_factor
from fisc.engines.organisation.rights import roles_of
from fisc.engines.organisation.second_factor import check_second_factor, is_required, requiring
from fisc.law.tables import ROLES, read

DAY = date(2026, 3, 2)
FIRST = date(2023, 1, 1)


def test_the_examples_of_the_engine_hold():
    assert doctest.testmod(second_factor).failed == 0


def test_whoever_releases_countersigns_or_administers_needs_one():
    money = roles_of("pay.release", "pay.countersign")
    administrators = {one.code for one in read(ROLES) if one.organisation == "operations"}

    assert len(administrators) == 3
    assert requiring(DAY) == money | administrators


@pytest.mark.parametrize(("day", "needed"), [(date(2022, 12, 31), False), (FIRST, True)])
def test_the_law_holds_from_its_first_day(day, needed):
    assert is_required(("SEC_ADMIN",), day) is needed


@pytest.mark.parametrize(
    ("roles", "reach", "needed"),
    [
        (("UNIT_CLERK",), "law", False),
        (("UNIT_CLERK", "FIN_PAYCENTER"), "law", True),
        ((), "law", False),
        ((), "everybody", True),
        (("SEC_ADMIN",), "nobody", False),
    ],
)
def test_an_office_may_ask_more_persons_or_nobody(roles, reach, needed):
    assert is_required(roles, DAY, reach) is needed
    verdict = check_second_factor("li", roles, DAY, has_one=False, reach=reach)
    assert verdict.allowed is not needed
    assert check_second_factor("li", roles, DAY, has_one=True, reach=reach).allowed


def test_a_refusal_names_the_role_in_both_languages():
    verdict = check_second_factor("li", ("UNIT_CLERK", "SEC_ADMIN"), DAY, has_one=False)

    assert verdict.why_in("zh") == "安全管理员须使用双因素认证，li 尚未设置，请先设置。"
    assert "Unit clerk" not in verdict.why
