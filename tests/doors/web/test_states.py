"""What a page says when it has nothing, may not, is late, is closed, broke, or is kept still."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.conf import settings

from fisc.doors.web.maintained import FILE
from fisc.record.book import instant
from fisc.registers import people
from fisc.stages.pay.models import PaymentRequest
from tests.doors.web import street
from tests.doors.web.test_reading import words

WEB = Path(__file__).resolve().parents[3] / "fisc/doors/web"
# Where each state of a page is said; a state whose template is gone is said nowhere.
STATES = {
    "first use": "exceptions.html",
    "empty by a filter": "none_fits.html",
    "on its way": "waiting.html",
    "a fault of ours": "our_fault.html",
    "a fault in what was typed": "refusals.html",
    "no right": "no_right.html",
    "not there": "not_found.html",
    "stale": "stale_form.html",
    "closed": "closed.html",
    "the session is over": "again.html",
    "maintenance": "maintenance.html",
}
MARKED = '<b class="bad">x</b>'


@pytest.fixture
def maintenance():
    path = Path(settings.HOME) / FILE
    path.write_text("2026-07-01 08:00\n", encoding="utf-8")
    yield path
    path.unlink()


@pytest.mark.parametrize("state", STATES)
def test_every_state_of_a_page_has_its_template(state):
    assert (WEB / "templates/web" / STATES[state]).is_file()


@pytest.mark.parametrize("address", ["/indicators?q=nothing", "/work?q=nothing", "/exceptions?q=~"])
def test_what_a_filter_hides_is_counted_and_one_click_away(come, address):
    answer = come("school.reviewer", "en").get(address)

    assert "Nothing fits the filter; without it there are" in words(answer)
    assert "Clear the filter" in words(answer)


def test_who_has_no_right_hears_who_near_them_has(come):
    said = words(come("school.clerk", "en").get("/reconciliation"))

    assert "Near you, these can open it: Feng Shen · He Jing" in said


def test_nobody_near_is_not_said(come):
    people.add(people.PersonRecord("far", "远", "Far", "EXPERT", "239902"))

    assert "Near you" not in words(come("far", "en").get("/trial-balance"))


def test_a_closed_year_says_when_it_was_closed_and_how_to_ask(come, book):
    auditor = come("auditor", "en")
    assert "nothing entered" not in words(auditor.get("/budgets"))
    with book.connection.cursor() as cursor:
        columns = "key, kind, division, year, subject, actor, recorded_at"
        cursor.execute("SELECT * FROM fact LIMIT 1")
        names = [column[0] for column in cursor.description]
        first = dict(zip(names, cursor.fetchone(), strict=True))
        first |= {
            "key": f"closed/{street.TOWN}/2026",
            "kind": "YearClosed",
            "recorded_at": instant(street.NOW),
        }
        first.pop("id", None)
        cursor.execute("SELECT max(number) FROM fact")
        first["number"] = cursor.fetchone()[0] + 1
        assert set(columns.split(", ")) <= set(first)
        marks = ", ".join(["%s"] * len(first))
        cursor.execute(
            f"INSERT INTO fact ({', '.join(first)}) VALUES ({marks})", list(first.values())
        )
    said = words(auditor.get("/budgets"))

    assert "2026 of" in said
    assert "was closed at 2026-06-30 11:00:00: everything can be read and nothing entered." in said
    assert "Who closed it, and how to ask" in said
    assert "how to ask" not in words(come("school.clerk", "en").get("/indicators"))


def test_under_maintenance_one_reads_and_enters_nothing(come, maintenance):
    clerk = come("school.clerk", "en")
    before = PaymentRequest.objects.count()
    assert "Maintenance until 2026-07-01 08:00" in words(clerk.get("/payments"))

    answer = clerk.post("/payments/new", {"amount": "1", "act": "draft", "once": "1"})
    assert answer.status_code == 503
    assert answer["Retry-After"] == "600"
    assert answer["Content-Security-Policy"]
    assert "Nothing was changed." in words(answer)
    assert PaymentRequest.objects.count() == before

    asked = clerk.post("/api/v1/payments", {}, content_type="application/json")
    assert (asked.status_code, asked["Content-Type"]) == (503, "application/problem+json")
    assert asked.json()["status"] == 503
    maintenance.write_text(MARKED, encoding="utf-8")
    assert MARKED not in clerk.get("/payments").content.decode()


def test_when_maintenance_is_over_everything_is_taken_again(come):
    assert come("school.clerk").post("/payments/new", {}).status_code != 503
