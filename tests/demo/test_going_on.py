"""A run that was stopped goes on, repeats nothing, and leaves the same journal."""

from __future__ import annotations

from datetime import date

import pytest
from django.test import override_settings

from fisc.demo import DEMO_YEAR, Scale, make, write
from fisc.demo.settle import NotADemo
from fisc.record import sealing
from fisc.stages.pay.models import PaymentRequest
from fisc.stages.pay.states import State
from tests.demo.conftest import fresh_default

SEED = 11
UNTIL = date(DEMO_YEAR, 3, 18)
pytestmark = pytest.mark.writes


class Stopped(Exception):
    """Somebody pulled the plug."""


def stopping_at(stage: str, done: int):
    def progress(said: str, at: int, total: int) -> None:
        if (said, at) == (stage, done):
            raise Stopped

    return progress


def left(book) -> dict[str, list]:
    """Everything in the record and the documents, without the numbers that a run gives out."""
    statements = {
        "balance": "SELECT pot, open_fen, held_fen, done_fen FROM balance",
        "fact": "SELECT kind, key, day, recorded_at, actor, subject, body FROM fact",
        "request": "SELECT number, state, amount_fen, paid_fen, paid_day, refunded_fen"
        " FROM pay_paymentrequest",
        "receipt": "SELECT message, kind, amount_fen, fate FROM pay_bankreceipt",
        "checkpoint": "SELECT number, taken_at FROM checkpoint",
        "period": "SELECT division, year, closed_before FROM period",
        "person": "SELECT person_id, role_code FROM registers_grant",
    }
    found: dict[str, list] = {"entry": sorted(_entries(book))}
    with book.connection.cursor() as cursor:
        for name, statement in statements.items():
            cursor.execute(statement)
            found[name] = sorted(tuple(map(str, row)) for row in cursor.fetchall())
    return found


def _entries(book):
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT key, leg, event, debit, credit, amount_fen, day FROM entry")
        for key, *rest in cursor.fetchall():
            yield (key.bytes if hasattr(key, "bytes") else bytes(key), *rest)


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory, cluster, django_db_blocker):
    folder = tmp_path_factory.mktemp("undisturbed")
    with django_db_blocker.unblock(), fresh_default(folder, cluster) as book:
        make(Scale.COUNTY, SEED, until=UNTIL)
        return left(book)


@pytest.mark.slow
@pytest.mark.parametrize(
    "stop", [("places", 1), ("payments", 2), ("payments", 3), ("months", 3), ("months", 4)]
)
def test_a_stopped_run_goes_on_to_the_same_journal(database, undisturbed, stop):
    with pytest.raises(Stopped):
        make(Scale.COUNTY, SEED, until=UNTIL, progress=stopping_at(*stop))
    stopped = left(database)

    make(Scale.COUNTY, SEED, until=UNTIL)

    assert len(stopped["entry"]) < len(undisturbed["entry"]) or stop == ("months", 4)
    assert left(database) == undisturbed
    assert sealing.verify(database).faults == ()


@pytest.mark.slow
@pytest.mark.parametrize("act", ["write_refunds", "write_answers"])
def test_what_breaks_in_the_middle_of_a_month_leaves_nothing_of_it(
    database, undisturbed, act, monkeypatch
):
    calls = []
    whole = getattr(write, act)

    def broken(*arguments: object) -> None:
        calls.append(act)
        whole(*arguments)
        if len(calls) == 2:
            raise Stopped

    with monkeypatch.context() as patch:
        patch.setattr(write, act, broken)
        with pytest.raises(Stopped):
            make(Scale.COUNTY, SEED, until=UNTIL)
    assert len(calls) == 2
    make(Scale.COUNTY, SEED, until=UNTIL)

    assert left(database)["entry"] == undisturbed["entry"]
    assert left(database)["fact"] == undisturbed["fact"]


@pytest.mark.slow
def test_a_second_run_changes_nothing(database, undisturbed):
    make(Scale.COUNTY, SEED, until=UNTIL)
    batches = _count(database, "batch")

    again = make(Scale.COUNTY, SEED, until=UNTIL)

    assert left(database) == undisturbed
    assert _count(database, "batch") == batches
    assert again.until == UNTIL


@pytest.mark.slow
def test_a_later_day_takes_the_story_further(database, undisturbed):
    earlier = make(Scale.COUNTY, SEED, until=date(DEMO_YEAR, 2, 11))
    later = make(Scale.COUNTY, SEED, until=UNTIL)

    assert later.payments > earlier.payments
    # What lies open on the last day has later numbers, because the first last day took its own.
    planned = {entry for entry in undisturbed["entry"] if entry[6] != UNTIL.toordinal()}
    assert planned - set(_entries(database)) == set()
    assert sealing.verify(database).faults == ()


@pytest.mark.slow
def test_requests_lie_open_on_the_last_day(database, undisturbed):
    make(Scale.COUNTY, SEED, until=UNTIL)
    of_the_day = PaymentRequest.objects.filter(day=UNTIL)

    assert of_the_day.filter(state=State.DRAFT).exists()
    assert of_the_day.filter(state=State.REVIEWED).exists()
    assert of_the_day.filter(state__in=(State.SUBMITTED, State.WARNED)).exists()
    assert of_the_day.filter(state=State.APPROVED).exists()
    assert PaymentRequest.objects.filter(state=State.RELEASED).exists()


def test_an_office_is_never_filled_with_a_demo(database):
    with override_settings(MODE="office"), pytest.raises(NotADemo, match="FISC_MODE"):
        make(Scale.COUNTY, SEED)


def test_a_nation_is_not_written_into_a_database(database):
    with pytest.raises(ValueError, match="streamed"):
        make(Scale.NATIONAL, SEED)


def _count(book, table: str) -> int:
    with book.connection.cursor() as cursor:
        cursor.execute(f"SELECT count(*) FROM {table}")
        return cursor.fetchone()[0]
