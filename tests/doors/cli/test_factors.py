"""A lost device is reset at the machine too, by a registered administrator and for a reason."""

from __future__ import annotations

import pytest

from fisc.record import second_factor
from fisc.registers import factors
from tests.record.granting_office import FIRST, LI, LOGS, staff
from tests.stages.town import NOON

KEY = "11" * 20


@pytest.fixture
def lost(fisc, town):
    staff()
    code = second_factor.code_at(KEY, NOON)
    done = second_factor.enrol(LI, key=KEY, code=code, recovery=["A"], steps=1, at=NOON)
    assert done.device
    return fisc


def reset(fisc, officer=FIRST, reason="lost", **more):
    words = ("people", "factor", "reset", LI, "--officer", officer, "--reason", reason)
    return fisc(*words, **more)


def test_a_device_is_reset_and_the_trail_says_by_whom_and_why(lost):
    assert "in use" in lost("people", "factor", "show", LI).out

    done = reset(lost, reason="telephone lost")
    assert (done.code, factors.device_of(LI)) == (0, "")
    told = lost("people", "factor", "show", LI, "--json").document
    assert told["set_up"] is False
    assert [one["act"] for one in told["trail"]] == ["reset", "enrolled"]
    assert told["trail"][0]["officer"] == FIRST
    assert told["trail"][0]["reason"] == "telephone lost"


@pytest.mark.parametrize(
    ("officer", "reason", "code", "said"),
    [(LOGS, "lost", 1, "被拒绝"), (FIRST, " ", 2, "命令内容有误"), ("nobody", "lost", 2, "nobody")],
)
def test_who_may_not_or_says_nothing_resets_nothing(lost, officer, reason, code, said):
    done = reset(lost, officer, reason, lang="zh")

    assert done.code == code
    assert said in done.out + done.err
    assert factors.device_of(LI)
