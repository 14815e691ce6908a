"""Sums over many pots, now and at any pair of times, against the entries one by one."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from threading import Event, Thread

import pytest

from fisc.record import balances, movements, summaries, summing
from fisc.record.balances import Selection
from tests.record.streams import PLACES, START, Stream, by_hand

pytestmark = pytest.mark.writes
GROUPINGS = (
    (),
    ("family",),
    ("division", "book", "family"),
    ("function", "book", "family"),
    ("division", "unit", "family"),
    ("year", "book"),
    ("unit", "function", "family"),
    ("indicator",),
)


def told(totals):
    return {
        t.key: [t.open.fen, t.held.fen, t.done.fen] for t in totals if t.open or t.held or t.done
    }


@pytest.mark.parametrize("seed", range(4))
def test_sums_are_those_of_the_entries_now_and_at_any_pair_of_times(book, seed):
    stream = Stream(book, seed)
    stream.open(6)
    for number in range(90):
        stream.step()
        if number % 6 == 0:
            chosen, by = stream.selection(), stream.rng.choice(GROUPINGS)
            now = summaries.totals(book, chosen, by, known=stream.at)
            assert told(now) == by_hand(book, chosen, by)

            day, known = stream.pair()
            then = summaries.totals(book, chosen, by, day=day, known=known)
            expected = by_hand(book, chosen, by, day=day, known=known)
            assert told(then) == expected
            assert told(balances.totals_at(book, chosen, by, day=day, known=known)) == expected
            assert [t.key for t in then] == sorted(t.key for t in then)
    assert summing.compare(book) == []
    assert movements.compare(book) == []


@pytest.mark.parametrize("seed", range(2))
def test_what_places_gained_by_day_adds_up_to_what_they_hold(book, seed):
    stream = Stream(book, seed + 10)
    stream.open(5)
    for _ in range(60):
        stream.step()
    movements.gather(book, until=stream.at)
    stream.step()
    by = ("book", "family")
    for _ in range(8):
        day, known = stream.pair()
        ask = {"day": day.toordinal(), "known": int(known.timestamp() * 1_000_000)}
        gained = summaries.gains(book, Selection(division=PLACES), by, **ask)
        held = summaries.totals(book, Selection(division=PLACES), by, day=day, known=known)

        sums = {}
        for one in gained:
            assert one.day <= day
            row = sums.setdefault(one.key, [0, 0, 0])
            for place in range(3):
                row[place] += one.of(place).fen
        assert {key: row for key, row in sums.items() if any(row)} == told(held)


def test_the_same_answer_before_and_after_summing_and_with_postings_between(book):
    stream = Stream(book, 5, gathering=False)
    stream.open(4)
    for _ in range(30):
        stream.step()
    by = ("division", "book", "family")
    before = told(summaries.totals(book, Selection(), by, known=stream.at))
    assert summaries.marks(book).batch == 0

    summing.refresh(book)
    assert told(summaries.totals(book, Selection(), by, known=stream.at)) == before
    stream.step()
    stream.open(1)
    after = told(summaries.totals(book, Selection(), by, known=stream.at))
    assert after != before
    assert after == by_hand(book, Selection(), by)


def test_marks_that_are_remembered_from_before_are_never_believed(book):
    """Another process may sum at any time: the answer must not count an entry twice."""
    stream = Stream(book, 6, gathering=False)
    stream.open(4)
    summing.refresh(book)
    by = ("family",)
    summaries.totals(book, Selection(), by, known=stream.at)
    old = summaries._remembered[book.using]
    for _ in range(20):
        stream.step()
    movements.gather(book, until=stream.at + timedelta(days=1))
    summaries._remembered[book.using] = old

    assert told(summaries.totals(book, Selection(), by, known=stream.at)) == by_hand(
        book, Selection(), by
    )
    far = {"day": stream.at.date(), "known": stream.at}
    summaries._remembered[book.using] = old
    assert told(summaries.totals(book, Selection(), by, **far)) == by_hand(
        book, Selection(), by, **far
    )


def test_what_is_far_behind_is_added_up_from_the_pots(book, monkeypatch):
    stream = Stream(book, 7, gathering=False)
    stream.open(3)
    summing.refresh(book)
    for _ in range(12):
        stream.step()
    asked = []
    monkeypatch.setattr(
        balances, "totals", lambda *given, real=balances.totals: asked.append(1) or real(*given)
    )
    by = ("division", "family")
    for most in (1, 1000):
        monkeypatch.setattr(summaries, "LIVE_MAX", most)
        assert told(summaries.totals(book, Selection(), by, known=stream.at)) == by_hand(
            book, Selection(), by
        )
    assert asked == [1]


def test_sums_are_asked_only_where_they_know_all_that_is_asked():
    assert summaries.grain_of(Selection(division=["1"]), ("family",)) == "place"
    assert summaries.grain_of(Selection(function=["1"]), ("book",)) == "function"
    assert summaries.grain_of(Selection(), ("division", "unit")) == "unit"
    assert summaries.grain_of(Selection(unit=["1"]), ("function",)) is None
    assert summaries.grain_of(Selection(indicator=["1"]), ()) is None
    assert summaries.grain_of(Selection(pot=[1]), ()) is None
    with pytest.raises(balances.UnknownElement, match="'colour'"):
        summaries.grain_of(Selection(), ("colour",))


WRONG = {
    "summary": "UPDATE summary SET held_fen = held_fen + 7"
    " WHERE id = (SELECT min(id) FROM summary)",
    "summary_day": "UPDATE summary_day SET open_fen = open_fen - 7"
    " WHERE summary = (SELECT min(summary) FROM summary_day)",
    "summary_block": "DELETE FROM summary_block"
    " WHERE summary = (SELECT max(summary) FROM summary_block WHERE open_fen <> 0)",
    "movement": "INSERT INTO movement VALUES (12, 739700, 739700, 7, 0, 0)",
    "movement_block": "UPDATE movement_block SET done_fen = done_fen + 1"
    " WHERE pot = (SELECT min(pot) FROM movement_block)",
}


@pytest.mark.parametrize("table", WRONG)
def test_a_row_that_is_wrong_is_found_and_made_anew(book, table):
    stream = Stream(book, 8, gathering=False)
    stream.open(5)
    for _ in range(60):
        stream.step()
    movements.gather(book, until=stream.at)
    stream.step()
    by = ("division", "function", "family")
    day, known = stream.at.date() - timedelta(days=3), stream.at
    assert summing.compare(book) == []
    assert summaries.marks(book).block > START.date().toordinal() >> 5
    with book.connection.cursor() as cursor:
        cursor.execute(WRONG[table])

    found = summing.compare(book)
    assert table in {drift.table for drift in found}
    assert movements.repair(book)
    assert summing.compare(book) == []
    assert told(summaries.totals(book, Selection(), by, day=day, known=known)) == by_hand(
        book, Selection(), by, day=day, known=known
    )
    assert told(summaries.totals(book, Selection(), by, known=known)) == by_hand(
        book, Selection(), by
    )


def test_a_sound_book_is_left_alone_and_one_that_was_never_summed_is_sound(book):
    stream = Stream(book, 9, gathering=False)
    stream.open(2)
    assert summing.compare(book) == []
    assert movements.repair(book) == []
    assert summaries.marks(book).batch == 0
    movements.gather(book, until=datetime(2027, 1, 1, tzinfo=UTC))
    assert movements.repair(book) == []
    assert summing.refresh(book) == 0


def test_who_is_hurried_gives_up_where_a_long_act_is_under_way(book):
    if book.connection.vendor != "postgresql":
        pytest.skip("SQLite has one writer, who waits for nobody in particular")
    stream = Stream(book, 13, gathering=False)
    stream.open(1)
    behind = summing.behind(book)
    ready, over = Event(), Event()

    def long_act():
        with book.act(), book.connection.cursor() as cursor:
            cursor.execute("SELECT pg_advisory_xact_lock_shared(4, 0)")
            ready.set()
            over.wait(20)
        book.connection.close()

    thread = Thread(target=long_act)
    thread.start()
    ready.wait(20)
    assert summing.refresh(book, hurried=True) == 0
    assert summing.behind(book) == behind > 0
    over.set()
    thread.join()
    assert summing.refresh(book, hurried=True) == behind
    assert summing.behind(book) == 0
