"""Jobs are done once whoever dies, stop when they are told to, and say how far they are."""

from __future__ import annotations

from threading import Event, Thread

import pytest
from django.db import connection

from fisc.engines.ledger.moves import Pot
from fisc.jobs import store, worker
from fisc.jobs.models import Job, State, Worker
from fisc.jobs.tasks import CannotBeDone
from fisc.jobs.worker import Office
from fisc.record import summing
from fisc.values import Book as Budget
from fisc.values import Words
from tests.jobs.conftest import Killed, asked, worked
from tests.languages import assert_both
from tests.record.streams import fund
from tests.stages.town import NOON

pytestmark = pytest.mark.writes
SAID = Words("Three rows.", "三行。")


def counted(task):
    task.report(0, 3)
    task.report(3, 3)
    return SAID


def test_work_is_wanted_once_under_its_key_and_done_in_the_order_of_asking(
    default_book, clock, doing
):
    doing(counted)
    first, other, repeated = asked("one"), asked("two"), asked("one", who="another")

    assert repeated == first
    assert store.count(None) == 2
    assert worked(clock).number == first.number
    done = worked(clock)
    assert (done.number, done.state, done.done, done.total, done.said) == (
        other.number,
        "done",
        3,
        3,
        SAID,
    )
    assert worked(clock) is None


def test_the_job_of_a_killed_worker_is_taken_up_again_and_only_its_new_turn_counts(
    default_book, clock, doing
):
    turns = []

    def killed_once(task):
        turns.append(task)
        task.report(1, 3)
        if len(turns) == 1:
            raise Killed
        return SAID

    doing(killed_once)
    job = asked()
    with pytest.raises(Killed):
        worked(clock)
    assert store.find(job.number).state == State.RUNNING
    assert worked(clock, "second") is None  # its pulse was heard a moment ago
    clock.pass_by()
    done = worked(clock, "second")

    assert (done.state, done.taken, done.said) == ("done", 2, SAID)
    with pytest.raises(store.Stopped):
        turns[0].report(2, 3)  # the first worker wakes up, and may say nothing more
    assert not store.beat(turns[0].job, at=clock())
    assert not store.end(turns[0].job, State.FAILED, SAID, at=clock())
    assert store.find(job.number) == done


def test_a_job_over_which_three_workers_die_fails_in_words(default_book, clock, doing):
    def deadly(task):
        raise Killed

    doing(deadly)
    job = asked()
    for name in ("a", "b", "c"):
        with pytest.raises(Killed):
            worked(clock, name)
        clock.pass_by()

    assert worked(clock, "d") is None
    failed = store.find(job.number)
    assert (failed.state, failed.said) == ("failed", store.DIED)
    doing(counted)
    store.again(job.number, at=clock())
    assert worked(clock, "e").state == "done"


def test_a_job_is_stopped_before_it_begins_or_at_its_next_report(default_book, clock, doing):
    steps = []

    def stopped_midway(task):
        for step in range(3):
            task.report(step, 3)
            steps.append(step)
            if step == 1:
                store.cancel(task.job.number, who="clerk", at=clock())
        return SAID

    doing(stopped_midway)
    waits = asked("waits")
    assert store.cancel(waits.number, who="clerk", at=clock()).state == "cancelled"
    asked("runs")
    ended = worked(clock)

    assert steps == [0, 1]
    assert (ended.state, ended.said, ended.cancel_asked_by) == ("cancelled", store.STOPPED, "clerk")
    assert worked(clock) is None
    assert store.cancel(waits.number, who="clerk", at=clock()).state == "cancelled"


def test_a_stopped_job_whose_worker_died_ends_and_is_not_begun_again(default_book, clock, doing):
    def deadly(task):
        store.cancel(task.job.number, who="clerk", at=clock())
        raise Killed

    doing(deadly)
    job = asked()
    with pytest.raises(Killed):
        worked(clock)
    clock.pass_by()

    assert worked(clock, "second") is None
    assert store.find(job.number).state == "cancelled"


def test_a_worker_that_is_told_to_end_gives_its_job_back(default_book, clock, doing):
    stop = Event()

    def told_midway(task):
        task.report(0, 2)
        stop.set()
        task.report(1, 2)
        return SAID

    doing(told_midway)
    asked()
    given_back = Office("first", clock, stop).step()

    assert (given_back.state, given_back.said) == ("waiting", Words("", ""))
    assert Job.objects.get().tries == 0
    doing(counted)
    assert worked(clock, "second").state == "done"


def test_what_fails_says_why_in_both_languages_and_a_fault_names_its_job(
    default_book, clock, doing, caplog
):
    why = Words("The file is gone.", "文件已不在。")

    def impossible(task):
        raise CannotBeDone(why)

    def broken(task):
        raise ZeroDivisionError

    doing(impossible)
    asked("one")
    assert worked(clock).said == why
    doing(broken)
    number = asked("two").number
    failed = worked(clock)
    assert failed.state == "failed"
    assert_both(failed.said)
    assert str(number) in failed.said.zh
    assert f"Job {number}" in caplog.text
    assert "ZeroDivisionError" in caplog.text
    doing(lambda task: SAID)
    Job.objects.filter(pk=number).update(kind="of tomorrow")
    store.again(number, at=clock())
    assert "version" in worked(clock).said.en


def test_two_workers_never_take_the_same_turn(default_book, clock, doing):
    done = []
    doing(lambda task: done.append(task.job.number) or SAID)
    numbers = {asked(f"job {n}").number for n in range(12)}

    def work(name):
        Office(name, clock).until_idle()
        connection.close()

    threads = [Thread(target=work, args=(name,)) for name in ("a", "b", "c")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(done) == sorted(numbers)
    assert store.count(None, state="done") == len(numbers)


def test_a_serving_worker_is_heard_keeps_house_once_a_day_and_stops(default_book, clock):
    alive = iter((True, True, False))
    Office("first", clock, Event()).serve(NOON.date, alive.__next__)

    assert Worker.objects.get().pulse_at == NOON
    (job,) = store.listed(None, limit=9)
    assert (job.kind, job.state, job.asked_by) == ("housekeeping", "done", "fisc:office")
    Office("second", clock, Event()).serve(NOON.date, iter((True, False)).__next__)
    assert store.count(None) == 1


def test_a_worker_adds_up_what_was_posted_once_in_a_while(default_book, clock, monkeypatch):
    fund(
        default_book, Pot("239901", 2026, Budget.GENERAL, "indicator", indicator="I"), 9, NOON, "k"
    )
    office = Office("one", clock)
    monkeypatch.setattr(worker, "BATCHES_ENOUGH", 1)
    office._sum()
    assert summing.behind(default_book) > 0  # not so soon
    clock.pass_by()
    office._sum()
    assert summing.behind(default_book) == 0
