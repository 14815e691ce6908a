"""What ran out is given back once, by the office itself, whoever dies over it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.conf import settings

from fisc.exchange.uploads import LASTS, About, Uploads
from fisc.jobs import housekeeping, store
from fisc.record import facts
from fisc.registers import names
from fisc.stages.pay import commands, keeping, queries
from fisc.stages.pay.commands import LedgerDisagrees
from tests.jobs.conftest import Killed, asked, worked
from tests.stages.pay import cases
from tests.stages.town import NOON

pytestmark = pytest.mark.writes


def returned(office, number) -> list:
    return [fact for fact in facts.about(office, number) if fact.kind == "PaymentReturned"]


def due_on(number):
    return queries.request(number).expires_on


def test_requests_that_ran_out_give_their_money_back_once_and_the_trail_names_the_system(
    office, clock
):
    late, kept = cases.submitted(400), cases.sent(300)
    draft = cases.draft(100)
    store.ask(housekeeping.wanted(due_on(late)), at=NOON)
    done = worked(clock)

    assert (done.state, done.done, done.total) == ("done", 1, 1)
    assert done.said.en.startswith("1 requests ran out")
    assert [cases.state(number) for number in (late, kept, draft)] == [
        "expired",
        "released",
        "draft",
    ]
    assert cases.chambers(office) == (999_700, 300, 0)
    (fact,) = returned(office, late)
    assert fact.actor == "fisc:office"
    assert names.people({fact.actor})[fact.actor].zh == "系统自动"
    store.again(done.number, at=NOON, ended=True)
    assert worked(clock).said.en.startswith("0 requests ran out")
    assert len(returned(office, late)) == 1


def test_nothing_runs_out_before_its_day(office, clock):
    number = cases.submitted(400)
    store.ask(housekeeping.wanted(due_on(number) - timedelta(days=1)), at=NOON)

    assert worked(clock).total == 0
    assert cases.state(number) == "submitted"


def test_a_worker_killed_midway_leaves_each_request_whole_and_the_next_one_does_the_rest(
    office, clock, monkeypatch
):
    numbers = [cases.submitted(fen) for fen in (400, 300, 500)]
    plainly, seen = commands.expire_request, []

    def killed_at_the_second(number, **more):
        seen.append(number)
        if len(seen) == 2:
            raise Killed
        return plainly(number, **more)

    monkeypatch.setattr(commands, "expire_request", killed_at_the_second)
    store.ask(housekeeping.wanted(due_on(numbers[0])), at=NOON)
    with pytest.raises(Killed):
        worked(clock)
    assert [cases.state(number) for number in numbers] == ["expired", "submitted", "submitted"]
    clock.pass_by()
    done = worked(clock, "second")

    assert (done.state, done.taken) == ("done", 2)
    assert {cases.state(number) for number in numbers} == {"expired"}
    assert [len(returned(office, number)) for number in numbers] == [1, 1, 1]
    assert cases.chambers(office) == (1_000_000, 0, 0)


def test_stopped_midway_it_leaves_nothing_half(office, clock, monkeypatch):
    numbers = [cases.submitted(fen) for fen in (400, 300, 500)]
    plainly = commands.expire_request
    job = store.ask(housekeeping.wanted(due_on(numbers[0])), at=NOON)

    def then_stopped(number, **more):
        store.cancel(job.number, who="sys", at=NOON)
        return plainly(number, **more)

    monkeypatch.setattr(commands, "expire_request", then_stopped)

    assert worked(clock).state == "cancelled"
    assert [cases.state(number) for number in numbers] == ["expired", "submitted", "submitted"]
    assert cases.chambers(office) == (999_200, 800, 0)


def test_one_request_that_cannot_be_given_back_does_not_keep_the_others(office, clock, monkeypatch):
    first, second = cases.submitted(400), cases.submitted(300)
    plainly = commands.expire_request

    def not_the_first(number, **more):
        if number == first:
            raise LedgerDisagrees(f"{number}: the day is closed")
        return plainly(number, **more)

    monkeypatch.setattr(commands, "expire_request", not_the_first)
    store.ask(housekeeping.wanted(due_on(first)), at=NOON)
    failed = worked(clock)

    assert failed.state == "failed"
    assert f"{first}: the day is closed" in failed.said.zh
    assert cases.state(second) == "expired"


def test_files_that_nobody_took_over_are_cleared_after_a_day(office, clock):
    kept = []
    for token, at in (("c" * 32, NOON - LASTS), ("d" * 32, NOON)):
        about = About(
            token=token, owner="li", name="a.csv", template="t", division="239900", kept_at=at
        )
        kept.append(Uploads(settings.HOME / "uploads").keep([b"x"], about, waiting=False))
    store.ask(housekeeping.wanted(NOON.date()), at=NOON)
    worked(clock)

    assert [upload.folder.exists() for upload in kept] == [False, True]
    Uploads(settings.HOME / "uploads").discard(kept[1])


def test_open_forms_that_nobody_touches_are_forgotten_after_a_month(office, clock):
    now = clock()
    keeping.keep_form(owner="li", key="old", fields={"a": "1"}, at=now - keeping.LASTS)
    keeping.keep_form(
        owner="li", key="older", fields={"a": "1"}, at=now - keeping.LASTS - timedelta(seconds=1)
    )
    store.ask(housekeeping.wanted(now.date()), at=now)
    done = worked(clock)

    assert [form.key for form in keeping.kept_forms("li")] == ["old"]
    assert "1 forms left open" in done.said.en


def test_jobs_leave_the_list_a_quarter_after_their_end_and_open_ones_never(office, clock):
    now = clock()
    long_ago = now - store.LASTS - timedelta(days=1)
    ended, waiting = asked("ended", at=long_ago), asked("waiting", at=long_ago)
    store.cancel(ended.number, who="clerk", at=long_ago)
    young = store.cancel(asked("young", at=long_ago).number, who="clerk", at=now - store.LASTS)
    store.ask(housekeeping.wanted(now.date()), at=now)
    for _ in range(2):
        worked(clock)

    assert store.under("ended") is None
    assert store.under(young.key) is not None
    assert store.under(waiting.key) is not None
