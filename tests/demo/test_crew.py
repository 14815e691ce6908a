"""What a crew writes is what one process would have written."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connections

from fisc.demo import settle
from fisc.demo.crew import BEGIN, SETTINGS, CrewStopped, Task, crew_for, hands
from fisc.demo.scales import Scale
from fisc.demo.write import writer_of
from fisc.record import sealing
from tests.demo.conftest import fresh_default

SEED, UNTIL = 5, date(2026, 1, 20)
PLACES = ("239902", "239903", "239904")
pytestmark = [pytest.mark.writes, pytest.mark.slow]


@pytest.fixture
def book(tmp_path, postgres_cluster, django_db_blocker):
    with (
        django_db_blocker.unblock(),
        fresh_default(tmp_path, postgres_cluster, "postgresql") as found,
    ):
        settle.enter_divisions(found)
        yield found


def task(*places, scale="province"):
    known = connections.settings["default"]
    return Task(scale, SEED, UNTIL, places, {name: known[name] for name in SETTINGS})


def left(book):
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.key, e.leg, e.event, e.debit, e.credit, e.amount_fen, e.day, b.actor,"
            " b.recorded_at FROM entry AS e JOIN batch AS b ON b.id = e.batch ORDER BY 1, 2"
        )
        entries = cursor.fetchall()
        cursor.execute("SELECT division, number, hash FROM seal WHERE year = 2026 ORDER BY 1, 2")
        chains = [(place, number) for place, number, _ in cursor.fetchall()]
        cursor.execute("SELECT code FROM registers_unit ORDER BY 1")
        return entries, chains, cursor.fetchall()


def test_two_processes_write_what_one_would(book, tmp_path, postgres_cluster):
    with crew_for([task(*PLACES[:2]), task(PLACES[2])]) as crew:
        for order in (BEGIN, 1):
            crew.order(order)
            assert len(list(crew.reports())) == len(PLACES)
    sealing.seal_waiting(book)
    together = left(book)
    assert sealing.verify(book).sound
    assert len(together[0]) > 1_000
    book.connection.close()

    alone_in = fresh_default(tmp_path, postgres_cluster, "postgresql")
    with alone_in as alone:
        settle.enter_divisions(alone)
        writer = writer_of(Scale.PROVINCE, SEED, UNTIL, lambda *_: None)
        for order in (BEGIN, 1):
            writer.carry_out(order, PLACES)
        sealing.seal_waiting(alone)
        assert left(alone) == together
    assert crew.refused == writer.refused


def test_what_stops_one_of_the_crew_is_told(book):
    with crew_for([task("000000"), task(PLACES[0])]) as crew:
        crew.order(1)  # nobody has begun the year
        with pytest.raises(CrewStopped, match="KeyError"):
            list(crew.reports())
    assert all(not member.process.is_alive() for member in crew.members)


def test_a_crew_is_as_large_as_the_machine_and_the_work():
    assert hands(0) == hands(7) == 0
    assert hands(8) == 1
    assert 1 <= hands(10_000) <= 4
