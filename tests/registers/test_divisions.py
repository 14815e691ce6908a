"""Divisions: complete, seeded twice without harm, and related by data rather than by digits."""

from __future__ import annotations

from dataclasses import FrozenInstanceError, replace

import pytest
from django.db import IntegrityError

from fisc.law.tables import DIVISIONS, find, read
from fisc.registers import divisions
from fisc.registers.divisions import UnknownDivision
from fisc.registers.models import Division
from fisc.values import DivisionCode

PROVINCE = DivisionCode("230000")
HARBIN = DivisionCode("230100")

pytestmark = pytest.mark.django_db


def test_seeding_enters_146_divisions_and_seeding_twice_changes_nothing():
    assert divisions.seed() == 146
    before = list(Division.objects.values())
    divisions.seed()

    assert list(Division.objects.values()) == before
    assert len(before) == 146


def test_seeding_brings_a_changed_division_up_to_date(seeded):
    Division.objects.filter(code=HARBIN).update(name_en="Harbin Village")
    divisions.seed()

    assert divisions.division(HARBIN).name_en == "Harbin City"


def test_a_province_has_13_prefectures_and_121_counties(seeded):
    found = divisions.budget_divisions()
    levels = [one.level for one in found]

    assert (found[0].code, len(found)) == (PROVINCE, 135)
    assert (levels.count("prefecture"), levels.count("county")) == (13, 121)
    assert len(found[1:]) == 134
    assert len({one.code for one in found}) == 135


def test_fictional_divisions_are_kept_apart(seeded):
    fictional = {one.code for one in divisions.budget_divisions(fictional=True)}

    assert fictional == {"239900", "239901", "239902", "239903", "239904"}
    assert fictional.isdisjoint(one.code for one in divisions.budget_divisions())


def test_zones_and_forestry_districts_are_there_and_are_not_statutory(seeded):
    zones = Division.objects.filter(kind__in=("development_zone", "forestry_admin_district"))

    assert zones.count() == 6
    assert not zones.filter(is_statutory=True).exists()
    assert not zones.filter(is_budget_level=True).exists()


def test_placeholders_are_skipped_by_their_name_and_mohe_stays_though_it_ends_in_01():
    row = find(DIVISIONS, "230102")
    placeholder = replace(
        row, code=DivisionCode("230101"), name_zh="市辖区", fiscal_division_code="230101000"
    )
    divisions.seed([*read(DIVISIONS), placeholder])

    assert not Division.objects.filter(code="230101").exists()
    assert divisions.division(DivisionCode("232701")).name_zh == "漠河市"


def test_a_subtree_holds_the_division_and_everything_under_it(seeded):
    harbin = divisions.subtree(HARBIN)

    assert HARBIN in harbin
    assert len(harbin) == 19
    assert len(divisions.subtree(PROVINCE)) == 146
    assert divisions.subtree(DivisionCode("239901")) == {"239901"}


def test_subtrees_of_siblings_do_not_meet_and_make_up_the_parent(seeded):
    below = [divisions.subtree(one.code) for one in divisions.children(PROVINCE)]

    assert sum(len(tree) for tree in below) == len(divisions.subtree(PROVINCE)) - 1
    assert frozenset().union(*below) == divisions.subtree(PROVINCE) - {PROVINCE}


def test_a_county_is_under_its_parent_and_not_under_its_digits(seeded):
    county = DivisionCode("230184")
    Division.objects.filter(code=county).update(parent="230200")

    assert county not in divisions.subtree(HARBIN)
    assert county in divisions.subtree(DivisionCode("230200"))
    assert divisions.path(county) == ("230000", "230200", "230184")


def test_money_may_pass_a_city_by(seeded):
    county = DivisionCode("230184")
    Division.objects.filter(code=county).update(fiscal_parent=PROVINCE)

    assert divisions.path(county, by="fiscal_parent") == (PROVINCE, county)
    assert divisions.path(county) == (PROVINCE, HARBIN, county)
    assert county in {one.code for one in divisions.children(PROVINCE, by="fiscal_parent")}
    assert county not in divisions.subtree(HARBIN, by="fiscal_parent")


def test_every_division_leads_up_to_the_province(seeded):
    for code in divisions.subtree(PROVINCE):
        way = divisions.path(code)
        assert way[0] == PROVINCE
        assert way[-1] == code
        assert len(way) <= 3


def test_an_unknown_division_is_named(seeded):
    for question in (divisions.division, divisions.subtree, divisions.path, divisions.children):
        with pytest.raises(UnknownDivision, match="239999"):
            question(DivisionCode("239999"))


def test_answers_are_frozen_values_and_not_rows_of_the_database(seeded):
    found = divisions.division(HARBIN)

    assert not isinstance(found, Division)
    assert type(found.code) is DivisionCode
    with pytest.raises(FrozenInstanceError):
        found.name_en = "x"


def _row(**changes: object) -> Division:
    given = {
        "code": "239905",
        "name_zh": "示例戊县",
        "name_en": "Demo County Wu",
        "kind": "county",
        "level": "county",
        "parent_id": "239900",
        "is_statutory": False,
        "is_fictional": True,
        "is_budget_level": True,
        "fiscal_division_code": "239905000",
    }
    return Division(**(given | changes))


def test_the_database_takes_a_sound_division(seeded):
    _row().save(force_insert=True)

    assert DivisionCode("239905") in divisions.subtree(DivisionCode("239900"))


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"code": "2399"}, "division_code_has_six_digits"),
        ({"kind": "village"}, "division_kind_is_known"),
        ({"level": "town"}, "division_level_is_known"),
        ({"parent_id": None}, "division_has_a_parent_unless_province"),
        ({"level": "province"}, "division_has_a_parent_unless_province"),
        ({"parent_id": "239905"}, "division_is_not_its_own_parent"),
        ({"fiscal_parent_id": "239905"}, "division_is_not_its_own_parent"),
        ({"is_statutory": True}, "division_that_is_fictional_is_not_statutory"),
        ({"fiscal_division_code": "239901000"}, "fiscal_division_code"),
    ],
)
def test_the_database_itself_refuses_a_division(seeded, changes, constraint):
    with pytest.raises(IntegrityError, match=constraint):
        _row(**changes).save(force_insert=True)
