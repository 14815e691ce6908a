"""The role that a person had becomes their first grant, and can become a role again."""

from __future__ import annotations

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from fisc.registers import grants, people
from tests.stages.conftest import default_book, town  # noqa: F401 - the fixtures
from tests.stages.town import NOON, PEOPLE

pytestmark = pytest.mark.writes


def _migrate(name: str):
    executor = MigrationExecutor(connection)
    state = executor.migrate([("registers", name)])
    return state.apps.get_model("registers", "Person")


def test_every_role_is_a_grant_and_back(town):  # noqa: F811
    before = {one.username: one.grants for one in people.everybody(NOON)}

    person = _migrate("0001_initial")
    roles = dict(person.objects.values_list("username", "role_code"))
    _migrate("0003_roles_are_grants")

    assert roles == {username: role for username, role, _, _ in PEOPLE}
    assert {one.username: one.grants for one in people.everybody(NOON)} == before
    assert {one.first_day for name in roles for one in grants.grants_of(name)} == {grants.BEGINNING}
