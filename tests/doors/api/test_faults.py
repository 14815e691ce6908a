"""When something breaks, or everybody comes at once, a program can ask again with its key."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import OperationalError, connections

from fisc.config import logs
from fisc.doors.api import payments
from tests.doors.api.callers import PROBLEM, Answer, Program, requests_of
from tests.doors.api.payment_samples import REQUEST
from tests.stages.pay import cases
from tests.stages.town import SCHOOL, YEAR

pytestmark = pytest.mark.writes
CALLERS = 6


def at_once(ask) -> list[Answer]:
    """Let several callers ask at the same time, each on a connection of its own."""

    def alone(number: int) -> Answer:
        try:
            return ask(number)
        finally:
            connections["default"].close()

    with ThreadPoolExecutor(CALLERS) as crowd:
        return list(crowd.map(alone, range(CALLERS)))


def test_a_key_that_is_sent_many_times_at_once_happens_once(program):
    answers = at_once(lambda _: Program(cases.CLERK).post("/payments", REQUEST, key="once"))

    assert {answer.status for answer in answers} == {200}
    assert len({answer.raw for answer in answers}) == 1
    assert requests_of(SCHOOL, YEAR) == 1


def test_many_submissions_at_once_take_no_more_than_there_is(program, office):
    numbers = [cases.reviewed(300_000) for _ in range(CALLERS)]
    answers = at_once(lambda at: Program(cases.HEAD).post(f"/payments/{numbers[at]}/submission"))

    assert sorted(answer.status for answer in answers) == [200, 200, 200, 409, 409, 409]
    assert cases.chambers(office) == (100_000, 900_000, 0)


def test_a_busy_database_is_a_reason_to_ask_again(program, monkeypatch):
    def busy(number):
        raise OperationalError("database is locked")

    monkeypatch.setattr(payments.queries, "request", busy)
    answer = program(cases.CLERK).get("/payments/PAY-2026-203005-1")

    assert (answer.status, answer.type) == (503, "busy")
    assert answer.headers["Retry-After"] == "1"


def test_a_fault_of_ours_tells_nothing_of_the_inside_and_the_log_has_its_number(
    program, monkeypatch, caplog
):
    def broken(number):
        raise RuntimeError("the password is swordfish")

    monkeypatch.setattr(payments.queries, "request", broken)
    answer = program(cases.CLERK).get("/payments/PAY-2026-203005-1")

    assert (answer.status, answer.headers["Content-Type"]) == (500, PROBLEM)
    assert b"swordfish" not in answer.raw
    number = re.search(r"under ([0-9A-F]{8})\.", answer.body["detail"])[1]
    (logged,) = [one for one in caplog.records if number in one.message]
    assert "swordfish" in logs.OneLine("{message}", style="{").format(logged)
