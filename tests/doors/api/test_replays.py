"""Every writing operation, asked twice with its key, answers the same and happens once.

Operations come from the description that programs read; a writing one without a request that
succeeds fails here. What happened is looked for in every table of the database.
"""

from __future__ import annotations

import json

import pytest
from django.db import connections

from tests.doors.api.callers import Program
from tests.doors.api.samples import SAMPLES
from tests.doors.api.successes import IN_THE_OFFICE, IN_THE_TOWN, SUCCESSES

pytestmark = pytest.mark.writes
# Posted because what is asked is long or secret; they write nothing and take no key.
WRITE_NOTHING = {"demo-token", "token", "payments-preview", "imports-try", "imports-give-up"} | {
    "changes-rule"
}


def everything() -> dict[str, list]:
    """Return every row of every table."""
    connection = connections["default"]
    found = {}
    with connection.cursor() as cursor:
        for table in sorted(connection.introspection.table_names(cursor)):
            cursor.execute(f"SELECT * FROM {connection.ops.quote_name(table)}")
            found[table] = sorted(map(repr, cursor.fetchall()))
    return found


def sent(sample, key=None):
    body = json.dumps(sample.body).encode()
    return Program(sample.person).send(sample.method, sample.path, body, key or sample.key)


def holds_once(name: str) -> None:
    sample = SUCCESSES[name]()
    key = sample.key or "once"
    before = everything()
    first = sent(sample, key)
    assert first.status == 200, (name, first.raw.decode())
    after = everything()
    assert after != before, f"{name} succeeded and wrote nothing."

    again = sent(sample, key)
    assert (again.status, again.raw) == (200, first.raw)
    assert everything() == after, f"{name} had a second effect."


def test_every_writing_operation_has_a_request_that_succeeds(program):
    described = Program().get("/openapi.json").body
    writing = {
        operation["operationId"]
        for operations in described["paths"].values()
        for method, operation in operations.items()
        if method != "get"
    }

    assert writing == SUCCESSES.keys() | WRITE_NOTHING


@pytest.mark.parametrize("name", IN_THE_OFFICE)
def test_an_act_that_is_asked_for_twice_happens_once(office, name):
    holds_once(name)


@pytest.mark.parametrize("name", IN_THE_TOWN)
def test_an_act_before_or_at_adoption_that_is_asked_for_twice_happens_once(town, name):
    holds_once(name)


@pytest.mark.parametrize("name", sorted(WRITE_NOTHING))
def test_a_question_that_is_posted_writes_nothing(office, name):
    sample = SAMPLES[name]
    before = everything()
    answers = [Program(sample.person).post(sample.path, sample.body, key=None) for _ in range(2)]

    assert {answer.status for answer in answers} == {200}
    assert everything() == before


def test_a_second_effect_would_be_noticed(office):
    sample = SUCCESSES["payments-draft"]()
    assert sent(sample, "once").status == 200
    after = everything()

    assert sent(sample, "twice").status == 200
    assert everything() != after
