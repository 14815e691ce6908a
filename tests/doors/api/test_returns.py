"""Returns, the way straight back, recall and versions through the door for programs."""

from __future__ import annotations

import pytest

from tests.doors.api.test_payments import begun, submitted
from tests.stages.pay import cases

pytestmark = pytest.mark.writes


def test_a_return_is_answered_straight_back(program, office):
    number = submitted(program)
    back = program(cases.AUDITOR).post(f"/payments/{number}/return", {"reason": "which form?"})
    assert (back.status, back.body["state"]) == (200, "returned")
    assert cases.chambers(office) == (1_000_000, 0, 0)

    again = program(cases.CLERK).post(f"/payments/{number}/resubmission")

    assert (again.status, again.body["state"]) == (200, "submitted")
    assert cases.chambers(office) == (750_000, 250_000, 0)


def test_a_return_goes_to_the_step_that_is_named(program, office):
    number = submitted(program)
    body = {"reason": "which form?", "to": "review"}
    answer = program(cases.AUDITOR).post(f"/payments/{number}/return", body)
    nowhere = program(cases.REVIEWER).post(
        f"/payments/{number}/return", {"reason": "x", "to": "audit"}
    )

    assert answer.body["state"] == "draft"
    assert nowhere.status == 409
    answered = program(cases.REVIEWER).post(f"/payments/{number}/review")
    assert answered.body["state"] == "submitted"


def test_ones_own_step_is_recalled_until_it_is_followed(program, office):
    number = submitted(program)
    foreign = program(cases.REVIEWER).post(f"/payments/{number}/recall")
    own = program(cases.HEAD).post(f"/payments/{number}/recall")
    late = program(cases.HEAD).post(f"/payments/{number}/recall")

    assert (foreign.status, own.status) == (403, 200)
    assert own.body["state"] == "reviewed"
    assert late.status == 409
    assert cases.chambers(office) == (1_000_000, 0, 0)


def test_a_version_that_is_no_more_is_refused(program, office):
    number = begun(program)
    shown = program(cases.REVIEWER).get(f"/payments/{number}").body["payment"]["version"]
    stale = program(cases.REVIEWER).post(f"/payments/{number}/review", {"version": shown + 1})
    fresh = program(cases.REVIEWER).post(f"/payments/{number}/review", {"version": shown})

    assert (stale.status, fresh.status) == (409, 200)
