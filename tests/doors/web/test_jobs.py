"""Large files are checked aside: the page tells how far, can be left, and stopped."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from django.conf import settings
from django.db import connections
from django.test.utils import CaptureQueriesContext

from fisc.jobs import dry_runs, store
from fisc.jobs.models import Job, State, Worker
from fisc.jobs.worker import Office
from fisc.registers import people
from tests.doors.web import street
from tests.doors.web.papers import counts, row, sent, text
from tests.doors.web.test_reading import QUERIES_MAX, words
from tests.stages.town import MAKER, TOWN

ROWS = 40
LARGE = text(*(row(number) for number in range(11, 11 + ROWS)))


@pytest.fixture
def browser(come, monkeypatch):
    """A browser of somebody whose files are all too large to be checked at once."""
    monkeypatch.setattr(dry_runs, "AT_ONCE_BYTES_MAX", 1000)
    found = come(MAKER, "en")
    Job.objects.all().delete()
    return found


def worked() -> store.JobRecord | None:
    return Office("first", lambda: street.NOW).step()


def mine() -> store.JobRecord:
    return store.find(Job.objects.latest("pk").pk)


@pytest.mark.writes
def test_a_large_file_is_checked_aside_and_its_page_becomes_the_dry_run(browser):
    run = sent(browser, LARGE)
    waits = browser.get(run)

    assert "The file is being checked" in words(waits)
    assert "○ waiting" in words(waits)
    assert "Nobody works on the list at present" in words(waits)
    assert "web/jobs.js" in waits.content.decode()
    assert '<noscript><meta http-equiv="refresh"' in waits.content.decode()
    Worker.objects.create(name="first", started_at=street.NOW, pulse_at=street.NOW)
    assert "Nobody works" not in words(browser.get(run))
    assert browser.post(f"{run}/take-over")["Location"] == run
    assert browser.get(f"{run}/marked").status_code == 404
    done = worked()

    assert (done.state, done.done, done.total) == ("done", ROWS, ROWS)
    assert done.said.en == f"{ROWS} rows are sound."
    assert counts(browser.get(run)) == [ROWS, 0, 0, 0, 0]
    assert run in browser.get(f"/jobs/{done.number}").content.decode()
    assert "Taken over as one batch." in words(browser.post(f"{run}/take-over", follow=True))


def test_a_page_of_running_work_tells_the_rows_and_its_script_only_what_has_changed(browser):
    run = sent(browser, LARGE)
    job = store.take("first", at=street.NOW)
    store.report(job, 18_400, 60_000, at=street.NOW)
    for address in (run, f"/jobs/{job.number}"):
        page = browser.get(address)
        assert "18,400 / 60,000 rows" in words(page)
        assert '<progress class="job" value="18400" max="60000"' in page.content.decode()
    fragment = browser.get(f"/jobs/{job.number}", headers={"x-fragment": "1"}).content.decode()
    assert "18,400 / 60,000 rows" in fragment
    assert "data-open" in fragment
    assert "<html" not in fragment
    assert "18,400 / 60,000 rows" in words(browser.get("/jobs"))
    store.end(job, State.FAILED, dry_runs.GONE, at=street.NOW)
    fragment = browser.get(f"/jobs/{job.number}", headers={"x-fragment": "1"}).content.decode()
    assert "data-open" not in fragment


@pytest.mark.writes
def test_a_check_is_stopped_and_tried_again(browser):
    run = sent(browser, LARGE)
    number = mine().number
    stopped = browser.post(f"/jobs/{number}/cancel", follow=True)

    assert stopped.redirect_chain[-1][0] == run
    assert "The file was not checked to its end" in words(stopped)
    assert "□ stopped" in words(stopped)
    assert worked() is None
    again = browser.post(f"/jobs/{number}/again", follow=True)
    assert "The work is on the list again." in words(again)
    assert worked().state == "done"
    assert counts(browser.get(run))[0] == ROWS
    assert browser.post(f"/jobs/{number}/cancel").status_code == 409
    assert "has ended already" in words(browser.post(f"/jobs/{number}/cancel"))
    assert browser.post(f"/jobs/{number}/again").status_code == 409


def test_stopped_while_it_runs_nothing_of_the_check_is_kept(browser, monkeypatch):
    run = sent(browser, LARGE)
    number = mine().number
    plainly = store.report

    def then_stopped(*words, **more):
        plainly(*words, **more)
        assert browser.post(f"/jobs/{number}/cancel").status_code == 302

    monkeypatch.setattr(store, "report", then_stopped)

    assert worked().state == "cancelled"
    folder = next((settings.HOME / "uploads").glob(run.rsplit("/", 1)[-1]))
    assert sorted(file.name for file in folder.iterdir()) == ["about.json", "file.csv"]


def test_a_file_that_is_given_up_is_not_checked_any_more(browser):
    run = sent(browser, LARGE)
    browser.post(f"{run}/give-up")

    assert mine().state == "cancelled"
    assert browser.get(run).status_code == 404
    store.again(mine().number, at=street.NOW)
    assert worked().said == dry_runs.GONE


def test_a_file_with_faults_is_marked_after_its_check_as_one_that_was_checked_at_once(browser):
    run = sent(browser, text(*(row(100 + n, "-1") for n in range(ROWS))))
    done = worked()

    assert done.said.en == f"{ROWS} problems in {ROWS} rows."
    assert words(browser.get(run)).count("must be above zero") == ROWS + 1  # the rows and the tab
    assert browser.get(f"{run}/marked").status_code == 200


def test_a_small_file_waits_for_nobody(come):
    browser = come(MAKER, "en")
    before = Job.objects.count()

    assert counts(browser.get(sent(browser, LARGE)))[0] == ROWS
    assert Job.objects.count() == before


def test_the_work_of_others_is_absent_and_an_administrator_may_stop_it(come):
    people.add(people.PersonRecord("sys", "系统", "Sys", "SYS_ADMIN", TOWN))
    clerk, logs, system = come("school.clerk", "en"), come("logs", "en"), come("sys", "en")

    assert "Jobs: 1" in words(clerk.get("/jobs"))
    assert "18,400 / 60,000" not in words(clerk.get("/jobs"))
    assert clerk.get("/jobs/1").status_code == 404
    assert clerk.post("/jobs/1/cancel").status_code == 404
    for number in ("9999", "9" * 30):
        assert clerk.get(f"/jobs/{number}").status_code == 404
    assert "18,400 / 60,000" in words(logs.get("/jobs"))
    assert logs.post("/jobs/1/cancel").status_code == 409
    assert "Stop</button>" not in logs.get("/jobs/1").content.decode()
    assert "Stop</button>" in system.get("/jobs/1").content.decode()
    stopped = system.post("/jobs/1/cancel", follow=True)
    assert "asked to stop" in words(stopped)
    assert store.find(1).cancel_asked_by == "sys"
    assert "/imports/runs/" not in stopped.content.decode()


def test_the_list_is_narrowed_and_an_empty_one_says_why(come):
    browser = come("logs", "en")

    assert "Jobs: 1" in words(browser.get("/jobs?state=failed"))
    none = words(browser.get("/jobs?state=waiting"))
    assert "No job stands so; without this filter there are 3." in none
    assert "Jobs: 3" in words(browser.get("/jobs?state=nothing&after=x"))
    assert "You have not asked for long work yet." in words(come("mayor", "en").get("/jobs"))
    Job.objects.all().delete()
    assert "Nobody has asked for long work yet." in words(browser.get("/jobs"))


def test_many_jobs_come_in_pages_with_few_questions(come):
    browser = come("school.clerk", "en")
    for number in range(120):
        wanted = store.Wanted(
            kind="dry-run",
            key=f"many/{number}",
            asked_by="school.clerk",
            division="239900",
            subject=f"file {number}",
        )
        store.ask(wanted, at=street.NOW + timedelta(seconds=number))
    with CaptureQueriesContext(connections["default"]) as asked:
        page = browser.get("/jobs")
    assert len(asked) <= QUERIES_MAX
    html, seen = page.content.decode(), 0
    while True:
        seen += html.count('href="/jobs/')
        following = re.search(r'<a href="([^"]+)" rel="next"', html)
        if following is None:
            break
        html = browser.get(following[1].replace("&amp;", "&")).content.decode()
    assert seen == 121
    with CaptureQueriesContext(connections["default"]) as asked:
        browser.get(f"/jobs/{Job.objects.latest('pk').pk}")
    assert len(asked) <= QUERIES_MAX


def test_script_in_the_name_of_a_file_is_shown_and_not_run(browser):
    run = sent(browser, LARGE, name="<script>alert(1)</script>.csv")
    for address in (run, "/jobs", f"/jobs/{mine().number}"):
        assert "<script>alert" not in browser.get(address).content.decode()
