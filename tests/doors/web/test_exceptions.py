"""One list of what is not as it should be: every kind is found, and only by whom it concerns."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest
from django.db import connections
from django.test.utils import CaptureQueriesContext

from fisc.datacentre.tight import frozen_numbers, tight
from fisc.doors.api import clock as api_clock
from fisc.doors.web import clock, exceptional
from fisc.engines.organisation.exceptions import kinds
from fisc.record.balances import Selection
from fisc.record.book import instant
from fisc.registers import people as register
from fisc.stages.pay.models import PaymentRequest
from fisc.stages.pay.states import State
from fisc.values import Money
from tests.doors.web import street
from tests.doors.web.drawn import on_page
from tests.doors.web.test_reading import QUERIES_MAX, words
from tests.record import people
from tests.stages.pay import cases

ALL = Selection(division=[street.TOWN], year=[2026])
TIGHT = cases.indicator(31, indicator="IND-2026-239900-31")


def found(answer) -> dict[str, str]:
    """Return what is wrong, by the subject of each row."""
    return {row[0]: row[1] for row in on_page(answer, "exceptions").rows}


def use_up(book, pot=TIGHT, fen: int = 100, frozen: int = 0) -> None:
    """Let an indicator be paid out, or some of it be frozen."""
    cases.fund(book, pot, fen + frozen)
    if frozen:
        move = people.move(
            "freeze",
            replace(pot, family="frozen").account("frozen"),
            pot.account("executable"),
            frozen,
        )
        assert book.post(people.voucher("freeze", move), actor="x", at=people.NOON).done
    for voucher in (
        people.apply(pot, fen, f"use/{pot.indicator}"),
        people.confirm(pot, fen, 0, f"use/{pot.indicator}"),
    ):
        assert book.post(voucher, actor="x", at=people.NOON).done


def move_on(number: str, state: State, **more: object) -> None:
    """Put a request into a state as the bank or the clock would, without the ledger."""
    PaymentRequest.objects.filter(number=number).update(state=state, moved_at=street.NOW, **more)


def test_every_kind_of_request_out_of_order_is_listed(come):
    states = dict(PaymentRequest.objects.values_list("state", "number"))
    move_on(states["released"], State.UNKNOWN)
    move_on(states["draft"], State.RETURNED)
    move_on(states["approved"], State.APPROVED, expires_on=street.TODAY + timedelta(days=1))
    listed = found(come("auditor", "en").get("/exceptions"))

    assert listed[states["released"]] == "Sent, and nobody knows what became of it"
    assert listed[states["draft"]] == "Returned and not yet sent again"
    assert listed[states["approved"]] == "The request will expire soon"
    assert listed[states["reviewed"]] == "A step has waited longer than its term"
    assert "paid" not in states or states["paid"] not in listed


def test_bank_differences_and_months_are_for_whoever_keeps_the_books(come):
    street.reconcile()
    treasury = found(come("treasury.officer", "en").get("/exceptions"))
    clerk = found(come("school.clerk", "en").get("/exceptions"))

    assert "Bank and books differ" in treasury.values()
    assert treasury[f"{street.TOWN}/2026-01"] == "A month was not closed when due"
    assert not {"Bank and books differ", "A month was not closed when due"} & set(clerk.values())
    assert all(number.startswith(("PAY-2026-203005", "IND-")) for number in clerk)


@pytest.mark.writes
def test_an_indicator_used_before_its_time_is_found_and_a_frozen_part_counts_as_not_used(book):
    use_up(book)
    other = cases.indicator(32, indicator="IND-2026-239900-32")
    use_up(book, other, 100, frozen=900)
    held = tight(book, ALL, Fraction(9, 10), limit=10)

    mine = next(one for one in held if one.pot == TIGHT)
    assert (mine.issued, mine.used) == (Money(100), Money(100))
    theirs = next(one for one in held if one.pot == other)
    assert (theirs.issued, theirs.used) == (Money(1000), Money(100))
    assert frozen_numbers(held) == {other.indicator}
    assert len(tight(book, ALL, Fraction(9, 10), limit=2)) == 2


def test_a_used_up_indicator_leads_to_its_page(book, come):
    use_up(book)
    answer = come("auditor", "en").get("/exceptions?kind=indicator_used_up")

    assert found(answer) == {TIGHT.indicator: "Used up before its time"}
    assert f'href="/indicators/{TIGHT.indicator}"' in answer.content.decode()
    assert "Unit head" in words(answer)


def test_a_request_that_waits_while_something_is_frozen_is_listed(book, come):
    use_up(book, replace(street.PAPER, origin=0), 1, frozen=1)
    listed = found(come("auditor", "en").get("/exceptions?kind=frozen_waiting"))

    assert set(listed.values()) == {"A request waits while its indicator is frozen"}


def test_faults_of_the_record_are_told_to_who_runs_it(book, come):
    register.add(register.PersonRecord("runner", "运维", "Runner", "SYS_ADMIN", street.TOWN))
    with connections["default"].cursor() as cursor:
        old = instant(street.NOW - timedelta(hours=1))
        cursor.execute("SELECT max(id) FROM batch")
        (batch,) = cursor.fetchone()
        assert batch
        cursor.execute("INSERT INTO unsealed VALUES (%s, %s, %s)", [batch, street.TOWN, 2026])
        cursor.execute("SELECT recorded_at FROM batch WHERE id = %s", [batch])
        assert cursor.fetchone()[0] < old
        cursor.execute(
            "SELECT name FROM sqlite_master WHERE type = 'trigger' AND tbl_name = 'seal'"
            " AND name LIKE '%append_only%'"
        )
        for (name,) in cursor.fetchall():
            cursor.execute(f"DROP TRIGGER {name}")
    listed = found(come("runner", "en").get("/exceptions"))

    assert listed["seals"] == "Postings have waited long for a seal"
    assert listed["seal"] == "A table of the record can be changed"
    assert listed["checkpoint"] == "The last checkpoint is old"
    assert "seals" not in found(come("auditor", "en").get("/exceptions"))


@pytest.mark.parametrize("person", ["auditor", "treasury.officer", "school.clerk"])
def test_a_program_is_told_what_the_page_lists(book, come, monkeypatch, person):
    use_up(book)
    street.reconcile()
    monkeypatch.setattr(api_clock, "now", lambda: street.NOW)
    monkeypatch.setattr(api_clock, "today", lambda: street.TODAY)
    browser = come(person, "en")
    asked = {"division": street.TOWN, "year": 2026, "limit": 1000}
    told = browser.get("/api/exceptions", asked, headers={"Accept-Language": "en"}).json()
    shown = on_page(browser.get("/exceptions"), "exceptions").rows

    assert len(shown) > 1
    assert [(one["number"], one["title"]) for one in told["rows"]] == [
        (row[0], row[1]) for row in shown
    ]


def test_every_kind_of_the_table_is_told_by_some_source(come):
    tested = {
        "payment_unknown", "payment_returned", "payment_expiring", "payment_late",
        "bank_difference", "month_open", "indicator_used_up", "frozen_waiting",
        "record_unsealed", "record_unguarded", "record_unwitnessed", "step_late", "step_soon",
    }  # fmt: skip
    by_rule = {"payment_failed", "payment_refunded", "payment_expired", "indicator_nearly_used"}

    assert tested | by_rule == {row.kind for row in kinds()}


def test_filters_narrow_the_list_and_an_empty_one_says_how_many_there_are(come):
    auditor = come("auditor", "en")
    every = found(auditor.get("/exceptions"))
    alarms = found(auditor.get("/exceptions?light=alarm"))
    one = next(iter(every))

    assert 0 < len(alarms) <= len(every)
    assert set(found(auditor.get(f"/exceptions?q={one.lower()}"))) == {one}
    empty = auditor.get("/exceptions?q=nothing-of-the-kind&light=alarm")
    assert f"Nothing fits the filter; without it there are {len(every)}." in words(empty)
    assert "Clear the filter" in words(empty)


def test_where_nothing_is_out_of_order_the_page_says_what_would_be(come, monkeypatch):
    monkeypatch.setattr(clock, "today", lambda: street.DAY)
    PaymentRequest.objects.all().delete()
    said = words(come("farm.clerk", "en").get("/exceptions"))

    assert "Nothing is out of order" in said
    assert "What comes back, stays too long" in said


def test_the_list_has_pages_and_asks_few_questions(come, monkeypatch):
    street.reconcile()
    auditor = come("auditor", "en")
    every = list(found(auditor.get("/exceptions")))
    monkeypatch.setattr(exceptional, "ROWS_MAX", 2)
    second = auditor.get("/exceptions?from=3")

    assert list(found(second)) == every[2:4]
    assert list(found(auditor.get("/exceptions?from=nonsense"))) == every[:2]
    director = come("finance.director", "en")
    with CaptureQueriesContext(connections["default"]) as asked:
        director.get("/exceptions")
    assert len(asked) <= QUERIES_MAX
