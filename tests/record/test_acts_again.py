"""An act that the database undid to let another pass is carried out again, whole."""

from __future__ import annotations

import threading
from collections import Counter

import pytest
from django.db import OperationalError
from psycopg.errors import DeadlockDetected

from fisc.record.book import ATTEMPTS
from tests.record.people import NOON, apply, funding, line
from tests.record.test_posting import balances

FIRST, SECOND = line("IND-1"), line("IND-2")
TURNS = 8


def prepare(book):
    for number, pot in enumerate((FIRST, SECOND)):
        for each in funding(pot, 1000, f"fund{number}"):
            book.post(each, actor="a", at=NOON)


# SQLite has one writer, so there no two acts can wait for each other.
@pytest.mark.writes
@pytest.mark.parametrize("book", ["postgresql"], indirect=True)
def test_acts_that_take_the_same_pots_in_opposite_orders_both_happen(book):
    prepare(book)
    meet = threading.Barrier(2)
    entered: Counter[str] = Counter()
    done: list[str] = []

    def work(name, pots):
        for turn in range(TURNS):
            meet.wait(30)

            def act(turn=turn):
                entered[name] += 1
                for pot in pots:
                    book.post(apply(pot, 1, f"{name}/{turn}/{pot.indicator}"), actor="a", at=NOON)
                    if entered[name] <= turn + 1 and pot is pots[0]:
                        # The first time both hold their first pot before asking for the other.
                        meet.wait(30)
                return name

            done.append(book.carry_out(act))
            entered[name] = turn + 1
        book.close()

    threads = [
        threading.Thread(target=work, args=("there", (FIRST, SECOND))),
        threading.Thread(target=work, args=("back", (SECOND, FIRST))),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Counter(done) == {"there": TURNS, "back": TURNS}
    spent = (1000 - 2 * TURNS, 2 * TURNS, 0)
    assert [balances(book, pot) for pot in (FIRST, SECOND)] == [spent, spent]
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT pg_stat_force_next_flush()")
        cursor.execute("SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()")
        assert cursor.fetchone()[0] >= 1  # else the test has not tried what it is about


@pytest.mark.parametrize("bare", [True, False], ids=["bare", "wrapped"])
def test_an_act_is_begun_anew_so_often_and_no_more(bare, book):
    prepare(book)
    begun = []

    def act():
        begun.append(None)
        book.post(apply(FIRST, 1, f"k{len(begun)}"), actor="a", at=NOON)
        if bare:
            raise DeadlockDetected
        raise OperationalError from DeadlockDetected()

    with pytest.raises((DeadlockDetected, OperationalError)):
        book.carry_out(act)

    assert len(begun) == ATTEMPTS
    assert balances(book, FIRST) == (1000, 0, 0)


def test_another_fault_ends_an_act_at_once(book):
    begun = []

    def act():
        begun.append(None)
        raise OperationalError("no space left on the disk")

    with pytest.raises(OperationalError):
        book.carry_out(act)
    assert len(begun) == 1


def test_an_act_within_an_act_leaves_beginning_anew_to_the_outer_one(book):
    prepare(book)
    begun = []

    def inner():
        begun.append("inner")
        if len(begun) < 4:
            raise DeadlockDetected
        book.post(apply(FIRST, 1, "k"), actor="a", at=NOON)

    def outer():
        begun.append("outer")
        book.carry_out(inner)

    book.carry_out(outer)

    assert begun == ["outer", "inner"] * 2
    assert balances(book, FIRST) == (999, 1, 0)
