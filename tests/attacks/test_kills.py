"""What was acknowledged survives the death of the writer and of the server; nothing is halved."""

from __future__ import annotations

import pytest

from fisc.record import sealing
from tests.attacks.kills import Killer
from tests.attacks.warm import found
from tools import postgres

SEED = 20260302


def assert_sound(result, tell, engine):
    tell(f"{engine}: {result}")
    again = f"kill --engine {engine} --attempts {result.kills} --seed {SEED}"
    tell(f"  repeat: python -m tools.soak {again}")
    assert result.sound, (result.lost, result.halves, result.twice, result.faults)
    assert result.acknowledged >= result.kills


@pytest.mark.slow
def test_a_writer_may_die_at_any_instant(sqlite_book, tell):
    result = Killer(sqlite_book, SEED).run(60)

    assert_sound(result, tell, "sqlite")
    with sqlite_book.connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        assert cursor.fetchone() == ("ok",)


@pytest.mark.slow
def test_the_whole_server_may_die_at_any_instant(django_db_blocker, tell):
    with django_db_blocker.unblock(), postgres.throwaway() as cluster:
        book = found(cluster)
        result = Killer(book, SEED, cluster).run(3)

        assert_sound(result, tell, "postgresql")
        sealing.seal_waiting(book)
        assert sealing.verify(book).sound
        book.connection.close()
