"""Long work for programs: one's own, how far it is, and its end; that of others is absent."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fisc.jobs import store
from fisc.jobs.models import State
from fisc.jobs.store import Wanted
from fisc.registers import people
from fisc.registers.people import PersonRecord
from fisc.values import DivisionCode, Words
from tests.doors.api.callers import Program
from tests.stages.pay import cases
from tests.stages.town import NOON, TOWN

FAR = DivisionCode("239901")


def asked(key: str, who: str = cases.CLERK, division: str = str(TOWN)) -> int:
    wanted = Wanted(kind="dry-run", key=key, asked_by=who, division=division, subject="a.csv")
    return store.ask(wanted, at=NOON).number


def admin(name: str, role: str, division: str = TOWN) -> Program:
    people.add(PersonRecord(name, "某", "One", role, DivisionCode(division)))
    return Program(name)


def test_one_sees_ones_own_work_and_an_administrator_that_of_the_place(program):
    mine, other = asked("one"), asked("two", cases.REVIEWER)
    office = asked("three", "fisc:office", "")
    system, far = admin("sys.one", "SYS_ADMIN"), admin("sys.far", "SYS_ADMIN", FAR)

    def seen(by: Program) -> list[int]:
        return [row["number"] for row in by.get("/jobs").body["rows"]]

    assert seen(program(cases.CLERK)) == [mine]
    assert seen(system) == [office, other, mine]
    assert seen(far) == [office]
    assert program(cases.CLERK).get(f"/jobs/{other}").type == "not-found"
    assert far.get(f"/jobs/{mine}").type == "not-found"
    assert system.get(f"/jobs/{mine}").body["about"] == "a.csv"
    first = system.get("/jobs", limit=2).body
    second = system.get("/jobs", limit=2, cursor=first["next"]).body
    assert [row["number"] for row in second["rows"]] == [mine]
    assert [row["number"] for row in system.get("/jobs", state="done").body["rows"]] == []


def test_a_job_says_how_far_it_is(program):
    number = asked("one")
    job = store.take("worker", at=NOON)
    store.report(job, 18_400, 60_000, at=NOON)
    shown = program(cases.CLERK).get(f"/jobs/{number}").body
    assert (shown["state"], shown["done"], shown["total"]) == ("running", 18_400, 60_000)
    assert shown["counted"] == "rows"
    store.end(job, State.FAILED, Words("The file is gone.", "文件已不在。"), at=NOON)
    assert program(cases.CLERK).get(f"/jobs/{number}").body["said"] == "The file is gone."


@pytest.mark.writes
def test_work_is_stopped_by_whose_it_is_and_by_whoever_runs_the_office(program):
    mine, other = asked("one"), asked("two", cases.REVIEWER)
    clerk = program(cases.CLERK)

    def stopped(by: Program, number: int):
        return by.post(f"/jobs/{number}/cancellation", {}, key=str(number))

    assert stopped(clerk, other).type == "not-found"
    assert stopped(clerk, mine).body["state"] == "cancelled"
    refused = stopped(admin("sec.one", "SEC_ADMIN"), other)
    assert (refused.status, refused.type) == (409, "refused")
    system = admin("sys.one", "SYS_ADMIN")
    store.take("worker", at=NOON)
    running = stopped(system, other).body
    assert (running["state"], running["stopping"]) == ("running", True)
    assert stopped(system, other).body == running
    office = asked("three", "fisc:office", "")
    assert stopped(system, office).body["state"] == "cancelled"


@pytest.mark.writes
def test_work_that_failed_is_tried_again_once_for_each_of_its_ends(program):
    number = asked("one")
    clerk = program(cases.CLERK)

    def retried(ended: str, key: str = ""):
        body = {"ended_at": ended}
        return clerk.post(f"/jobs/{number}/retry", body, key=key or f"{number}/{ended}")

    def fails(minutes: int) -> str:
        at = NOON + timedelta(minutes=minutes)
        job = store.take("worker", at=at)
        store.end(job, State.FAILED, Words("The file is gone.", "文件已不在。"), at=at)
        return clerk.get(f"/jobs/{number}").body["ended_at"]

    first = fails(0)
    assert retried(first, "one").type == "key-is-number"
    assert retried(first).body["state"] == "waiting"
    assert retried(first).body["state"] == "waiting"
    second = fails(1)
    assert second != first
    assert retried(first).body["state"] == "failed"
    assert retried(second).body["state"] == "waiting"
    other = program(cases.REVIEWER).post(
        f"/jobs/{number}/retry", {"ended_at": first}, key=f"{number}/{first}"
    )
    assert other.type == "not-found"
    store.end(store.take("worker", at=NOON), State.DONE, Words("Done.", "完成。"), at=NOON)
    assert retried("2026-03-02T04:00:00Z").status == 409


def test_what_is_done_cannot_be_stopped_any_more(program):
    number = asked("one")
    job = store.take("worker", at=NOON)
    store.end(job, State.DONE, Words("Done.", "已完成。"), at=NOON)
    late = program(cases.CLERK).post(f"/jobs/{number}/cancellation", {}, key=str(number))

    assert (late.status, late.type) == (409, "refused")
    assert store.find(number).state == "done"
