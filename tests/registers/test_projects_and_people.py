"""Projects and people: what the register takes and what it refuses."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest
from django.db import IntegrityError

from fisc.engines.organisation.rights import Grant
from fisc.registers import grants, people, projects
from fisc.registers.classification import UnknownCode
from fisc.registers.models import Person, Project
from fisc.registers.people import MisplacedPerson, PersonRecord, UnknownPerson
from fisc.registers.projects import MisplacedProject, ProjectRecord, UnknownProject
from fisc.values import DivisionCode, FunctionCode, Money, ProjectCode, UnitCode
from tests.registers.conftest import COUNTY

pytestmark = pytest.mark.django_db

NOON = datetime(2026, 3, 2, 4, 0, tzinfo=UTC)
HEATING = ProjectRecord(
    code=ProjectCode("23990126T000000000101"),
    name_zh="学校供暖改造",
    name_en="School heating",
    unit=UnitCode("203005"),
    function=FunctionCode("2050202"),
    total=Money.yuan("3000000.01"),
    is_stored=True,
)
CLERK = PersonRecord(
    username="li.clerk",
    name_zh="示例李",
    name_en="Demo Li",
    role="UNIT_CLERK",
    division=COUNTY,
    unit=UnitCode("203005"),
)


def test_a_project_is_answered_as_it_was_entered(bureau):
    projects.add(HEATING)

    assert projects.project(HEATING.code) == HEATING
    assert projects.project(HEATING.code).kind == "T"
    assert projects.projects_of(UnitCode("203005")) == (HEATING,)
    assert projects.projects_of(bureau) == ()


def test_a_project_that_is_entered_again_is_changed(bureau):
    projects.add(HEATING)
    projects.add(replace(HEATING, is_stored=False))

    assert not projects.project(HEATING.code).is_stored
    assert Project.objects.count() == 1


@pytest.mark.parametrize(
    ("changes", "error", "complaint"),
    [
        ({"total": Money(-1)}, MisplacedProject, "a total of -¥0.01 is negative"),
        ({"unit": UnitCode("203999")}, MisplacedProject, "there is no unit 203999"),
        ({"function": FunctionCode("2990101")}, UnknownCode, "no function code 2990101"),
    ],
)
def test_a_project_that_cannot_be_is_refused(bureau, changes, error, complaint):
    with pytest.raises(error, match=complaint):
        projects.add(replace(HEATING, **changes))


def test_an_unknown_project_is_named(seeded):
    with pytest.raises(UnknownProject, match=HEATING.code):
        projects.project(HEATING.code)


@pytest.mark.parametrize(
    ("changes", "constraint"),
    [
        ({"kind": "R"}, "project_kind_is_the_letter_of_its_code"),
        ({"kind": "X"}, "project_kind_is_known|project_kind_is_the_letter_of_its_code"),
        ({"code": "23990126T1"}, "project_code_has_21_characters"),
        ({"total_fen": -1}, "project_total_is_not_negative"),
    ],
)
def test_the_database_itself_refuses_a_project(bureau, changes, constraint):
    given = {
        "code": str(HEATING.code),
        "name_zh": "x",
        "name_en": "x",
        "unit_id": "203005",
        "function_code": "2050202",
        "kind": "T",
        "total_fen": 0,
        "is_stored": False,
    }
    with pytest.raises(IntegrityError, match=constraint):
        Project(**(given | changes)).save(force_insert=True)


def test_a_person_is_answered_as_they_were_entered(bureau):
    people.add(CLERK)
    officer = PersonRecord("wang.budget", "示例王", "Demo Wang", "FIN_BUDGET", COUNTY)
    people.add(officer)

    clerk = replace(CLERK, grants=(Grant("UNIT_CLERK", COUNTY, "203005"),))
    assert people.person("li.clerk", NOON) == clerk
    assert people.everybody(NOON) == (
        clerk,
        replace(officer, grants=(Grant("FIN_BUDGET", COUNTY),)),
    )


def test_a_person_who_is_entered_again_is_changed(bureau):
    people.add(CLERK)
    people.add(replace(CLERK, role="UNIT_HEAD"))

    assert [one.roles for one in people.everybody(NOON)] == [("UNIT_HEAD",)]
    # What was entered first is kept as ended.
    assert [one.state for one in grants.grants_of("li.clerk")] == ["ended", "held"]


def test_a_person_without_a_role_is_somebody_who_may_do_nothing(bureau):
    people.add(replace(CLERK, role=""))

    assert people.person("li.clerk", NOON).grants == ()
    assert people.person("li.clerk", NOON).role == ""


@pytest.mark.parametrize(
    ("changes", "complaint"),
    [
        ({"role": "KING"}, r"law/organisation/roles\.csv has no row 'KING'"),
        ({"division": DivisionCode("999999")}, "no division 999999"),
        ({"division": DivisionCode("239902")}, "division 239902 has no unit 203005"),
        ({"unit": UnitCode("203999")}, "division 239901 has no unit 203999"),
        ({"unit": None}, "is UNIT_CLERK and must name a unit"),
    ],
)
def test_a_person_in_a_wrong_place_is_refused(bureau, changes, complaint):
    with pytest.raises(MisplacedPerson, match=complaint):
        people.add(replace(CLERK, **changes))
    assert not Person.objects.exists()


def test_an_unknown_person_is_named(seeded):
    with pytest.raises(UnknownPerson, match="'nobody'"):
        people.person("nobody", NOON)


def test_the_database_itself_refuses_a_person_without_a_name(bureau):
    with pytest.raises(IntegrityError, match="person_has_a_name"):
        Person(username="", name_zh="x", name_en="x", division_id=COUNTY).save(force_insert=True)
