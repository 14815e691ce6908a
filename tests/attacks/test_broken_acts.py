"""What fails in the middle leaves nothing behind, and what was answered is what stands."""

from __future__ import annotations

from contextlib import suppress

import psycopg
import pytest
from django.db import OperationalError

from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Voucher
from fisc.record.book import ActBroken
from fisc.record.on_sqlite import OnSqlite
from fisc.record.postings import Fate
from tests.attacks import crowd
from tests.attacks.audit import audit
from tests.attacks.clerk import moment
from tests.attacks.crowd import move
from tests.attacks.desk import DAYS


class PowerCut(Exception):
    """Something that no posting expects."""


def application(number):
    line = crowd.LINES[0]
    asked = move("apply", line.account("applied"), line.account("executable"), 100)
    return Voucher(posting_key(f"PAY-2026-6-{number}"), DAYS[-1], [asked])


def post(book, number):
    return book.post(application(number), actor="person", at=moment(0)).fate


def standing(book):
    """Return which of the applications stand, after an audit that finds no fault."""
    findings = audit(book)
    assert not findings.faults
    return {n for n in range(1, 9) if posting_key(f"PAY-2026-6-{n}") in findings.keys}


def fail_once(monkeypatch, name):
    """Let a method of the SQLite store do its work and then fail, the first time."""
    careful, failures = getattr(OnSqlite, name), [PowerCut()]

    def failing(self, *values):
        answer = careful(self, *values)
        if failures:
            raise failures.pop()
        return answer

    monkeypatch.setattr(OnSqlite, name, failing)


@pytest.mark.parametrize("step", ["_spend", "_write", "_seal"])
def test_a_posting_that_fails_half_way_leaves_nothing(sqlite_book, monkeypatch, step):
    crowd.open_the_year(sqlite_book)
    fail_once(monkeypatch, step)

    with pytest.raises(PowerCut):
        post(sqlite_book, 1)

    assert standing(sqlite_book) == set()
    assert post(sqlite_book, 1) is Fate.ACCEPTED
    assert standing(sqlite_book) == {1}


@pytest.mark.parametrize("step", ["_spend", "_write", "_seal"])
def test_an_act_that_goes_on_after_a_failed_posting_holds_no_half_of_it(
    sqlite_book, monkeypatch, step
):
    crowd.open_the_year(sqlite_book)

    with sqlite_book.act():
        post(sqlite_book, 1)
        fail_once(monkeypatch, step)
        with suppress(PowerCut):
            post(sqlite_book, 2)
        post(sqlite_book, 3)

    assert standing(sqlite_book) == {1, 3}


def go_on_after_a_failure(book):
    """Post in an act, and go on after the server gave it up."""
    with book.act():
        post(book, 1)
        with suppress(psycopg.errors.DivisionByZero):
            book.store()._run("SELECT 1/0", ())


def test_an_act_does_not_end_well_after_the_server_gave_it_up(book):
    crowd.open_the_year(book)

    if book.connection.vendor == "postgresql":
        with pytest.raises(ActBroken):
            go_on_after_a_failure(book)
        assert standing(book) == set()
    else:
        go_on_after_a_failure(book)  # SQLite undoes the failed statement alone
        assert standing(book) == {1}


def test_a_commit_that_fails_is_not_taken_for_an_act_by_the_next_posting(sqlite_book):
    crowd.open_the_year(sqlite_book)
    library = sqlite_book.connection.Database
    raw = sqlite_book.store().connection
    raw.execute("PRAGMA journal_mode=DELETE")  # here a reader keeps a writer from committing
    raw.execute("PRAGMA busy_timeout=50")
    path = sqlite_book.connection.settings_dict["NAME"]
    reader = library.connect(path, isolation_level=None)
    reader.execute("BEGIN")
    reader.execute("SELECT * FROM entry").fetchone()

    with pytest.raises(OperationalError, match="locked"):
        post(sqlite_book, 1)
    reader.execute("COMMIT")
    reader.close()

    assert post(sqlite_book, 2) is Fate.ACCEPTED
    sqlite_book.connection.close()  # what was not committed is gone now
    assert standing(sqlite_book) == {2}
