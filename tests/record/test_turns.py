"""A large set of resolutions is judged by columns, with the answers of one by one."""

from __future__ import annotations

import random
from datetime import timedelta

import pytest

from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import Voucher
from fisc.record import turns
from fisc.record.book import instant
from fisc.record.postings import Fate, Posting, PostingSet
from tests.record.people import DAY, NOON, apply, confirm, funding, line, move
from tests.record.test_posting import post

POTS = [line(f"IND-{n}") for n in range(4)]
HOLDS = 60
LATER = NOON + timedelta(days=1)


def number(n: int) -> str:
    return f"PAY-2026-1-{n}"


def fund(book):
    for at, pot in enumerate(POTS):
        post(book, *funding(pot, 100_000, f"fund{at}"))


def hold(book):
    """Reserve 10 + n fen under each number; some are resolved already, some out of time."""
    fund(book)
    for n in range(HOLDS):
        post(book, apply(POTS[n % 4], 10 + n, number(n)))
    for n in range(0, HOLDS, 15):
        post(book, confirm(POTS[n % 4], 10 + n, 0, number(n)))
    with book.act():
        for n in range(1, HOLDS, 9):
            book.store().set_term(posting_key(number(n)), instant(NOON))


def resolutions(seed: int) -> list[Voucher]:
    """Right ones, and every way of being wrong: too much, too little, elsewhere, of nothing."""
    rng = random.Random(seed)
    out = []
    for n in rng.sample(range(HOLDS), HOLDS):
        pot, fen = POTS[n % 4], 10 + n
        kind = rng.choice(["paid", "paid", "part", "back", "more", "less", "other", "undone"])
        paid = {"part": fen // 2, "back": 0, "more": fen + 1, "less": fen - 1}.get(kind, fen)
        back = fen - paid if kind in {"part", "back"} else 0
        home = POTS[(n + 1) % 4] if kind == "other" else pot
        if kind == "undone":
            out.append(apply(pot, fen, number(n)).reversal(DAY, "by mistake"))
        else:
            out.append(confirm(home, paid, back, number(n)))
    out.append(confirm(POTS[0], 5, 0, number(HOLDS + 1)))
    out.append(confirm(POTS[0], 100_000, 0, "fund0/3"))
    moves = (move("confirm", POTS[2].account("paid"), POTS[2].account("applied"), 7),)
    out.append(Voucher(turned(posting_key(number(2)), Turn.REVERSAL), DAY, moves))
    rng.shuffle(out)
    return out


@pytest.mark.parametrize("seed", range(8))
@pytest.mark.parametrize("at", [NOON - timedelta(days=1), LATER])
def test_columns_refuse_what_one_by_one_refuses_and_say_the_same(book, seed, at, monkeypatch):
    hold(book)
    postings = PostingSet.of(Posting.of(voucher) for voucher in resolutions(seed))

    monkeypatch.setattr(turns, "COLUMNS_FROM", 10**9)
    one_by_one = turns.check_turns(book.store(), postings, instant(at))
    monkeypatch.setattr(turns, "COLUMNS_FROM", 1)
    by_columns = turns.check_turns(book.store(), postings, instant(at))

    assert by_columns == one_by_one
    assert 0 < len(one_by_one) < len(postings)


@pytest.mark.parametrize("seed", range(20, 24))
def test_a_set_posted_by_columns_leaves_the_ledger_that_one_by_one_leaves(book, seed, monkeypatch):
    hold(book)
    vouchers = resolutions(seed)
    monkeypatch.setattr(turns, "COLUMNS_FROM", 1)

    receipts = book.post_all(vouchers, actor="bank", at=LATER)
    again = post(book, *vouchers)

    for first, second in zip(receipts, again, strict=True):
        assert first.done == second.done
        assert second.fate in {Fate.REPEATED, first.fate}
        assert first.done or str(first.refusal) == str(second.refusal)
    assert sum(receipt.done for receipt in receipts) > 10


def test_what_plainly_fits_is_not_looked_at_again(book, monkeypatch):
    hold(book)
    monkeypatch.setattr(turns, "COLUMNS_FROM", 1)
    right = [confirm(POTS[n % 4], 10 + n, 0, number(n)) for n in range(2, 8)]
    postings = PostingSet.of(Posting.of(voucher) for voucher in right)

    assert turns._doubtful(book.store(), postings, instant(NOON)) == []
    wrong = [*right, confirm(POTS[0], 9, 0, number(8))]
    postings = PostingSet.of(Posting.of(voucher) for voucher in wrong)
    assert turns._doubtful(book.store(), postings, instant(NOON)) == [6]
