"""The town in which the stages are tested is there, and every test has its own."""

from __future__ import annotations

import pytest
from django.db import connections

from fisc.registers import people, projects
from tests.stages.town import CHECKER, COUNTY, FARMLAND, MAKER, NOON, STRANGER, TOWN


@pytest.mark.writes
@pytest.mark.parametrize("time", [1, 2])
def test_every_test_finds_the_town_as_it_was_built(town, time):
    assert people.person(MAKER, NOON).division == people.person(CHECKER, NOON).division == TOWN
    assert people.person(STRANGER, NOON).division == COUNTY
    found = projects.project(FARMLAND)
    assert found.is_stored
    projects.add(type(found)(**{**_fields(found), "is_stored": False}))
    assert town.connection.vendor == connections["default"].vendor


def _fields(record):
    return {name: getattr(record, name) for name in record.__slots__}
