"""Attempts to get around a group ceiling, or to make the ledger wait for itself under one."""

from __future__ import annotations

from itertools import pairwise

import pytest

from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import Pot, Voucher
from fisc.record.book import Book
from fisc.record.postings import Fate
from tests.attacks import crowd, warm
from tests.attacks.audit import audit
from tests.attacks.clerk import moment
from tests.attacks.crowd import CEILING, GRANTED, move
from tests.attacks.desk import DAYS

CAPPED, FREE = crowd.LINES[crowd.HOT], crowd.LINES[0]
SENDERS, TURNS = 6, 12


def voucher(key, *moves):
    return Voucher(posting_key(key), DAYS[-1], moves)


def post(book, *vouchers):
    return [book.post(v, actor="person", at=moment(0)).fate for v in vouchers]


def used(book: Book, pot: Pot = CEILING):
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT open_fen, held_fen, done_fen FROM balance WHERE pot = %s", (pot.number,)
        )
        return cursor.fetchone()


def pay(line, fen, key):
    applied = line.account("applied")
    return [
        voucher(key, move("apply", applied, line.account("executable"), fen)),
        Voucher(
            turned(posting_key(key), Turn.RESOLUTION),
            DAYS[-1],
            [move("confirm", line.account("paid"), applied, fen)],
        ),
    ]


def test_a_payment_that_is_reclassified_takes_its_place_under_the_ceiling(book):
    crowd.open_the_year(book)
    before = used(book)
    post(book, *pay(FREE, 400, "PAY-2026-8-1"))
    post(
        book,
        voucher(
            "correction",
            move("reclassify", CAPPED.account("paid"), FREE.account("paid"), 400),
        ),
    )
    (refunded,) = post(
        book,
        voucher(
            "refund",
            move("refund_same_year", CAPPED.account("executable"), CAPPED.account("paid"), 400),
        ),
    )

    assert refunded is Fate.ACCEPTED
    assert used(book) == before


def test_a_reversal_gives_the_ceiling_back(book):
    crowd.open_the_year(book)
    before = used(book)
    post(book, *pay(CAPPED, 400, "PAY-2026-8-1"))
    refund = voucher(
        "refund",
        move("refund_same_year", CAPPED.account("executable"), CAPPED.account("paid"), 150),
    )

    assert post(book, refund, refund.reversal(DAYS[-1], "by mistake")) == [Fate.ACCEPTED] * 2
    assert used(book) == (before[0] - 400, 0, 400)


def set_in_parts(key, lines, *, grants):
    """Reserve and give back line after line, so that the set falls into as many parts.

    Half of the sets touch the ceiling directly as well, in their middle.
    """
    vouchers = []
    for line in lines:
        free, held = line.account("executable"), line.account("applied")
        hold = voucher(f"{key} {line.indicator}", move("apply", held, free, 1))
        back = Voucher(turned(hold.key, Turn.RESOLUTION), DAYS[-1], [move("cancel", free, held, 1)])
        vouchers += [hold, back]
    if grants:
        grant = move("grant_ceiling", CEILING.account("ceiling_free"), GRANTED, 1)
        vouchers.insert(len(vouchers) // 2, voucher(f"{key} grant", grant))
    return vouchers


def post_from_both_ends(pipe, settings, sender, start):
    """Post sets that take the same pots in opposite orders, and swaps between them."""
    book = warm.open_book(settings)
    book.known_pots([0])
    start.wait()
    capped = crowd.LINES[crowd.HOT : crowd.HOT + 8]
    for turn in range(TURNS):
        key = f"{sender}/{turn}"
        lines = capped if (sender + turn) % 2 else capped[::-1]
        some = set_in_parts(key, lines, grants=turn % 3 == 0)
        fates = {r.fate for r in book.post_all(some, actor="person", at=moment(0))}
        assert fates == {Fate.ACCEPTED}
        for giver, taker in pairwise(lines[:3]):
            swap = move("vire", taker.account("executable"), giver.account("executable"), 1)
            assert post(book, voucher(f"{key} {giver.indicator} vire", swap)) == [Fate.ACCEPTED]
    book.connection.close()
    pipe.send("done")


@pytest.mark.slow
def test_nobody_waits_for_another_in_a_circle(book):
    crowd.open_the_year(book)
    settings = warm.settings_of(book)
    book.connection.close()
    start = warm.barrier(SENDERS)
    started = [
        warm.start(post_from_both_ends, settings, sender, start) for sender in range(SENDERS)
    ]

    assert [pipe.recv() for _, pipe in started] == ["done"] * SENDERS
    for process, _ in started:
        process.join(10)
    assert not audit(book).faults
    if book.connection.vendor == "postgresql":
        with book.connection.cursor() as cursor:
            cursor.execute(
                "SELECT deadlocks FROM pg_stat_database WHERE datname = current_database()"
            )
            assert cursor.fetchone() == (0,)
