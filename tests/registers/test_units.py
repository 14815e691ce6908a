"""Units: who stands under whom, and what the register refuses."""

from __future__ import annotations

import pytest
from django.db import IntegrityError

from fisc.registers import units
from fisc.registers.hierarchy import Ring, path_to, subtree_of
from fisc.registers.models import Unit
from fisc.registers.units import MisplacedUnit, UnknownUnit
from fisc.values import DivisionCode, UnitCode
from tests.registers.conftest import COUNTY, unit_record

pytestmark = pytest.mark.django_db


def test_a_subtree_holds_the_unit_and_everything_under_it(bureau):
    assert units.subtree(bureau) == {"203", "203001", "203001001", "203005"}
    assert units.subtree(UnitCode("203001")) == {"203001", "203001001"}
    assert [one.code for one in units.children(bureau)] == ["203001", "203005"]
    assert units.path(UnitCode("203001001")) == ("203", "203001", "203001001")


def test_a_unit_whose_code_begins_like_another_is_not_under_it(bureau):
    units.add(unit_record("203001999", parent=bureau, level=2, is_basic=True))

    assert UnitCode("203001999") not in units.subtree(UnitCode("203001"))
    assert UnitCode("203001999") in units.subtree(bureau)


def test_the_same_department_of_another_division_is_another_tree(bureau):
    other = DivisionCode("239902")
    units.add(unit_record("999203", division=other))
    units.add(
        unit_record("2030019", division=other, parent=UnitCode("999203"), level=2, is_basic=True)
    )

    assert units.subtree(UnitCode("999203")) == {"999203", "2030019"}
    assert len(units.subtree(bureau)) == 4
    assert [one.code for one in units.units_of(other)] == ["2030019", "999203"]


def test_a_unit_is_answered_as_it_was_entered(bureau):
    entered = unit_record("203005", parent=bureau, level=2, kind="4", is_basic=True)

    assert units.unit(UnitCode("203005")) == entered
    assert type(units.unit(UnitCode("203005")).parent) is UnitCode


def test_a_unit_that_is_entered_again_is_changed(bureau):
    units.add(unit_record("203", name_en="Education Bureau"))

    assert units.unit(bureau).name_en == "Education Bureau"
    assert Unit.objects.count() == 4


def test_an_unknown_unit_is_named(seeded):
    for question in (units.unit, units.subtree, units.path, units.children):
        with pytest.raises(UnknownUnit, match="203999"):
            question(UnitCode("203999"))


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"division": DivisionCode("999999")}, "there is no division 999999"),
        ({"parent": UnitCode("777")}, "there is no unit 777"),
        ({"division": DivisionCode("239902")}, "of division 239902"),
        ({"department_code": "204"}, "department 204"),
        ({"level": 0}, "of level 0 cannot stand under 203"),
        ({"parent": UnitCode("203005")}, "cannot stand under 203005"),
        ({"parent": UnitCode("203001"), "level": 1}, "of level 1 cannot stand under 203001"),
    ],
)
def test_a_unit_in_a_wrong_place_is_refused(bureau, changes, complaint):
    good = {"parent": bureau, "level": 2, "is_basic": True}

    with pytest.raises(MisplacedUnit, match=complaint):
        units.add(unit_record("203006", **(good | changes)))
    assert not Unit.objects.filter(code="203006").exists()


def test_nothing_stands_under_a_basic_unit_of_whatever_level(bureau):
    units.add(unit_record("203002", parent=bureau, level=1, is_basic=True))

    with pytest.raises(MisplacedUnit, match="cannot stand under 203002"):
        units.add(unit_record("203006", parent=UnitCode("203002"), level=2, is_basic=True))


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"code": "20"}, "unit_code_is_long_enough"),
        ({"kind": "7"}, "unit_kind_is_known"),
        ({"level": 3, "parent_id": "203"}, "unit_has_a_parent_below_level_zero"),
        ({"level": 1}, "unit_has_a_parent_below_level_zero"),
        ({"parent_id": "203"}, "unit_has_a_parent_below_level_zero"),
        ({"level": 2, "parent_id": "203"}, "unit_of_the_lowest_level_is_basic"),
        ({"level": 1, "parent_id": "204"}, "unit_is_not_its_own_parent"),
        ({"department_code": ""}, "unit_has_a_department_code"),
    ],
)
def test_the_database_itself_refuses_a_unit(bureau, changes, constraint):
    given = {
        "code": "204",
        "name_zh": "示例局",
        "name_en": "Demo bureau",
        "division_id": COUNTY,
        "department_code": "204",
        "level": 0,
        "kind": "1",
        "is_basic": False,
    }
    with pytest.raises(IntegrityError, match=constraint):
        Unit(**(given | changes)).save(force_insert=True)


def test_a_ring_of_units_neither_hangs_the_subtree_nor_passes_for_a_path():
    ring = {"a": "c", "b": "a", "c": "b", "d": None}

    assert subtree_of("a", ring) == {"a", "b", "c"}
    with pytest.raises(Ring, match="a stands under itself"):
        path_to("a", ring)
