"""Balances now and at any pair of times, against the entries themselves."""

from __future__ import annotations

import random
from datetime import UTC, date, datetime, timedelta

import pytest

from fisc.record import balances, movements
from fisc.record.balances import Selection
from fisc.record.sets import ClockBehind
from fisc.values import Money
from tests.record.people import apply, confirm, funding, line

START = datetime(2026, 1, 5, 1, tzinfo=UTC)


def play(book, seed=1, size=160):
    """A year of postings, some entered late, a few gathered on the way."""
    rng = random.Random(seed)
    pots = [line(f"IND-{n}", function=rng.choice(["2050202", "2130153"])) for n in range(5)]
    for number, pot in enumerate(pots):
        for part in funding(pot, 100_000, f"f{number}"):
            book.post(part, actor="o", at=START)
    at, holds = START, []
    for number in range(size):
        at += timedelta(hours=rng.randint(1, 90))
        day = at.date() - timedelta(days=rng.choice([0, 0, 0, 1, 40]))
        pot = rng.choice(pots)
        hold = apply(pot, rng.randint(1, 900), f"PAY-2026-5-{number}", day)
        book.post(hold, actor="o", at=at)
        holds.append((pot, hold.moves[0].amount.fen, number))
        if rng.random() < 0.6:
            pot, fen, serial = holds.pop(rng.randrange(len(holds)))
            paid = rng.randint(0, fen)
            book.post(confirm(pot, paid, fen - paid, f"PAY-2026-5-{serial}", day), actor="o", at=at)
        if rng.random() < 0.05:
            movements.gather(book, until=at)
    return pots, at


def by_hand(book, pot, day, known):
    """Sum the pot's entries one by one."""
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.debit, e.credit, e.amount_fen FROM entry e JOIN batch b ON b.id = e.batch"
            " WHERE e.day <= %s AND b.recorded_at <= %s",
            (day.toordinal(), int(known.timestamp()) * 1_000_000),
        )
        sums = [0, 0, 0]
        for debit, credit, fen in cursor.fetchall():
            if debit >> 2 == pot.number:
                sums[debit & 3] += fen
            if credit >> 2 == pot.number:
                sums[credit & 3] -= fen
        return sums


@pytest.mark.parametrize("seed", range(3))
def test_any_pair_of_times_equals_the_sum_of_the_entries(book, seed):
    pots, end = play(book, seed)
    rng = random.Random(seed)
    for _ in range(25):
        pot = rng.choice(pots)
        day = date(2025, 12, 20) + timedelta(days=rng.randint(0, 500))
        known = START + timedelta(seconds=rng.randint(-10, int((end - START).total_seconds()) + 9))
        (total,) = balances.totals_at(book, Selection(pot={pot.number}), (), day=day, known=known)
        everybody = balances.totals_at(
            book, Selection(family={"indicator"}), ("indicator",), day=day, known=known
        )
        among = {one.key[0]: one for one in everybody}
        expected = by_hand(book, pot, day, known)

        assert [total.open.fen, total.held.fen, total.done.fen] == expected
        if any(expected):
            same = among[pot.indicator]
            assert [same.open.fen, same.held.fen, same.done.fen] == expected


def test_the_far_future_is_now(book):
    play(book)
    far = {"day": date(2199, 1, 1), "known": datetime(2199, 1, 1, tzinfo=UTC)}
    by = ("book", "family", "function")

    assert balances.totals(book, Selection(), by) == balances.totals_at(
        book, Selection(), by, **far
    )


def test_gathering_changes_no_answer_and_happens_once(book):
    play(book)
    ask = {"day": date(2026, 5, 3), "known": datetime(2026, 6, 1, 12, tzinfo=UTC)}
    before = balances.totals_at(book, Selection(), ("indicator", "family"), **ask)

    written = movements.gather(book, until=datetime(2027, 8, 1, tzinfo=UTC))
    again = movements.gather(book, until=datetime(2027, 8, 1, tzinfo=UTC))

    assert written > 0
    assert again == 0
    assert balances.totals_at(book, Selection(), ("indicator", "family"), **ask) == before


def test_a_trial_balance_has_equal_sides(book):
    play(book)
    lines = balances.trial_balance(balances.totals(book, Selection(), ("book", "family")))

    debit = Money.total(entry.balance for entry in lines if entry.side == 1)
    credit = Money.total(entry.balance for entry in lines if entry.side == -1)
    assert debit == credit == Money(500_000)


def test_a_sum_by_something_that_is_no_element_is_refused(book):
    with pytest.raises(balances.UnknownElement, match="'colour'"):
        balances.totals(book, Selection(), ("colour",))


def test_rebuild_finds_nothing_on_a_sound_book_and_repairs_a_drifted_one(book):
    pots, _ = play(book)
    assert movements.rebuild(book) == []
    with book.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE balance SET open_fen = open_fen + 7 WHERE pot = %s", (pots[0].number,)
        )

    (drift,) = movements.rebuild(book)

    assert drift.pot == pots[0].number
    assert drift.row_fen[0] == drift.entries_fen[0] + 7
    assert movements.compare(book) == []


def test_a_posting_whose_clock_is_behind_a_gathered_day_is_refused(book):
    pots, end = play(book)
    movements.gather(book, until=end)
    midnight = end.replace(hour=0, minute=0, second=0, microsecond=0)

    with pytest.raises(ClockBehind, match="gathered already"):
        book.post(apply(pots[0], 1, "late"), actor="o", at=midnight - timedelta(seconds=1))
    with pytest.raises(ClockBehind, match="gathered already"):
        book.post_all([apply(pots[0], 1, "late")], actor="o", at=midnight - timedelta(days=9))
    assert book.post(apply(pots[0], 1, "in time"), actor="o", at=midnight).done
