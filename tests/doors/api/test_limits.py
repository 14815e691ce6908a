"""Nobody asks so often that others wait: a limit for each caller and for each address."""

from __future__ import annotations

import pytest

from fisc.doors.api import clock, limits
from fisc.doors.api.limits import MINUTE, REMEMBERED_MAX, Pace
from tests.doors.api.callers import Program, requests_of
from tests.doors.api.payment_samples import REQUEST
from tests.stages.pay import cases
from tests.stages.town import CHECKER, SCHOOL, YEAR


@pytest.fixture
def time(monkeypatch, settings):
    """A clock that a test moves, and limits of three by caller and five by address."""
    settings.API_CALLS_BY_CALLER, settings.API_CALLS_BY_ADDRESS = 3, 5
    now = [0]
    monkeypatch.setattr(clock, "ticks", lambda: now[0])
    return now


def statuses(somebody, times, path="/me", **headers):
    somebody.headers.update(headers)
    return [somebody.get(path).status for _ in range(times)]


def test_a_caller_is_let_in_so_often_a_minute_and_told_when_to_ask_again(program, time, settings):
    settings.API_CALLS_BY_ADDRESS = 0
    clerk = program(cases.CLERK)
    assert statuses(clerk, 4) == [200, 200, 200, 429]
    refused = clerk.get("/me")

    assert refused.type == "too-often"
    assert refused.headers["Retry-After"] == "20"
    time[0] += 20_000_000 - 1
    assert clerk.get("/me").status == 429
    time[0] += 1
    assert statuses(clerk, 2) == [200, 429]
    time[0] += 10 * MINUTE
    assert statuses(clerk, 4) == [200, 200, 200, 429]


def test_what_is_refused_is_said_in_both_languages(program, time):
    statuses(program(cases.CLERK), 3)
    english, chinese = (program(cases.CLERK, one).get("/me").body for one in ("en", "zh"))

    assert english["advice"] == "Wait as long as Retry-After says."
    assert chinese["title"] == "请求过于频繁"


def test_callers_do_not_use_up_each_others_share(program, time, settings):
    settings.API_CALLS_BY_ADDRESS = 0
    assert statuses(program(cases.CLERK), 4)[-1] == 429

    assert statuses(program(CHECKER), 4) == [200, 200, 200, 429]


def test_an_address_is_limited_whoever_asks_from_it_and_nobody_too(program, time):
    assert statuses(program(cases.CLERK), 2) + statuses(program(CHECKER), 2) == [200] * 4
    nobody = Program()

    assert statuses(nobody, 2) == [401, 429]
    assert nobody.get("/nowhere").status == 429
    assert nobody.post("/demo-token", {"person": cases.CLERK}, key=None).status == 429


def test_an_act_that_is_refused_for_haste_is_not_done(program, time):
    clerk = program(cases.CLERK)
    statuses(clerk, 3)
    assert clerk.post("/payments", REQUEST, key="once").status == 429
    assert requests_of(SCHOOL, YEAR) == 0
    time[0] += MINUTE

    assert clerk.post("/payments", REQUEST, key="once").status == 200
    assert requests_of(SCHOOL, YEAR) == 1


def test_without_a_limit_one_asks_as_often_as_one_likes(program, time, settings):
    settings.API_CALLS_BY_CALLER = settings.API_CALLS_BY_ADDRESS = 0

    assert set(statuses(program(cases.CLERK), 20)) == {200}


def test_an_address_is_what_the_trusted_proxies_saw_and_nothing_that_the_caller_wrote(
    program, time, settings
):
    settings.API_CALLS_BY_CALLER = 0
    clerk = program(cases.CLERK)
    forged = [statuses(clerk, 1, **{"X-Forwarded-For": f"10.0.0.{at}"})[0] for at in range(6)]
    assert forged == [200] * 5 + [429]

    settings.PROXIES = 1
    limits.addresses.forget()
    for at in range(6):
        told = {"X-Forwarded-For": f"1.1.1.{at}, 10.0.0.1"}
        assert statuses(clerk, 1, **told) == [200 if at < 5 else 429]
    assert statuses(clerk, 1, **{"X-Forwarded-For": "1.1.1.1, 10.0.0.2"}) == [200]


def test_what_is_remembered_does_not_grow_without_end():
    pace = Pace()
    for at in range(REMEMBERED_MAX + 10):
        assert pace.wait(str(at), 1, now=at) == 0

    assert len(pace._until) <= REMEMBERED_MAX
    assert pace.wait(str(REMEMBERED_MAX + 9), 1, now=REMEMBERED_MAX + 9) == 60
