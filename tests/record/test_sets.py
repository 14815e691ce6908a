"""Sets give the answers that one by one would give, on both engines."""

from __future__ import annotations

import random

import pytest

from fisc.engines.ledger.moves import Pot, Voucher
from fisc.record.book import act_of
from fisc.record.postings import Fate
from tests.record.people import GENERAL, NOON, apply, confirm, funding, line, move, voucher
from tests.record.test_posting import balances, post

CAP = Pot("239901", 2026, GENERAL, "ceiling", counterpart="three_public")
POTS = [line(f"IND-{n}") for n in range(6)]


def prepare(book):
    for pot in POTS[:3]:
        book.set_ceiling(pot, CAP)
    for number, pot in enumerate(POTS):
        post(book, *funding(pot, 300 + 50 * number, f"fund{number}"))
    grant = Pot("239901", 2026, GENERAL, "ceiling_grant")
    post(
        book,
        voucher(
            "cap",
            move("grant_ceiling", CAP.account("ceiling_free"), grant.account("ceiling_grant"), 500),
        ),
    )


def stream(seed: int, size: int = 120) -> list[Voucher]:
    """Applications that run pots dry, virements, resolutions, repeated keys and other content."""
    rng = random.Random(seed)
    out: list[Voucher] = []
    for number in range(size):
        pot = rng.choice(POTS)
        kind = rng.random()
        if kind < 0.55:
            out.append(apply(pot, rng.randint(1, 120), f"PAY-2026-1-{number}"))
        elif kind < 0.65 and out:
            out.append(rng.choice(out))
        elif kind < 0.75:
            source, target = rng.sample(POTS, 2)
            out.append(
                voucher(
                    f"v{number}",
                    move(
                        "vire",
                        target.account("executable"),
                        source.account("executable"),
                        rng.randint(1, 90),
                    ),
                )
            )
        elif kind < 0.8:
            a, b, c = rng.sample(POTS, 3)
            out.append(
                voucher(
                    f"w{number}",
                    move(
                        "vire", b.account("executable"), a.account("executable"), rng.randint(1, 90)
                    ),
                    move(
                        "vire", c.account("executable"), b.account("executable"), rng.randint(1, 90)
                    ),
                )
            )
        else:
            holds = [v for v in out if v.moves[0].event == "apply"]
            if holds:
                hold = rng.choice(holds)
                fen = hold.moves[0].amount.fen
                paid = rng.choice([fen, fen, rng.randint(0, fen), fen + 1])
                home = hold.moves[0].debit.pot
                text = f"PAY-2026-1-{int.from_bytes(hold.key[8:15], 'big')}"
                out.append(confirm(home, paid, max(fen - paid, 0), text))
    return out


def everything(book):
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT key, leg, event, debit, credit, amount_fen, day FROM entry")
        entries = sorted(
            (row[0].bytes if hasattr(row[0], "bytes") else bytes(row[0]), *row[1:])
            for row in cursor.fetchall()
        )
        cursor.execute("SELECT pot, open_fen, held_fen, done_fen FROM balance ORDER BY pot")
        return entries, cursor.fetchall()


def fates_of_sets(book, vouchers, seed, *, seal=True):
    rng = random.Random(seed)
    receipts, rest = [], list(vouchers)
    while rest:
        size = rng.randint(1, 40)
        some = [(v, act_of(v, "officer", NOON)) for v in rest[:size]]
        receipts += book.post_many(some, seal=seal)
        rest = rest[size:]
    return receipts


@pytest.fixture(scope="module")
def one_by_one():
    return {}


@pytest.mark.parametrize("seed", range(12))
def test_a_set_answers_as_one_by_one_would(book, seed, tmp_path, one_by_one):
    prepare(book)
    vouchers = stream(seed)
    if seed % 3 == 0:
        receipts = post(book, *vouchers)
    else:
        receipts = fates_of_sets(book, vouchers, seed, seal=seed % 3 == 1)
    answers = [(r.fate, r.refusal.rule if r.refusal else "") for r in receipts]
    entries, standing = everything(book)

    # The other engine, and the other way of posting, must say the same of the same stream.
    other = one_by_one.setdefault(seed, (answers, entries, standing))
    assert answers == other[0]
    assert entries == other[1]
    assert standing == other[2]


@pytest.mark.parametrize("seed", range(20, 32))
def test_both_ways_agree_in_fates_reasons_and_balances(book, seed, tmp_path, request):
    vouchers = stream(seed)
    prepare(book)
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM entry")
    sets = fates_of_sets(book, vouchers, seed, seal=bool(seed % 2))
    by_sets = everything(book)

    from fisc.record.book import Book
    from tests.databases import fresh

    cluster = None
    if book.connection.vendor == "postgresql":
        cluster = request.getfixturevalue("postgres_cluster")
    twin = Book(fresh(book.connection.vendor, tmp_path, cluster, alias="twin"))
    prepare(twin)
    singles = post(twin, *vouchers)
    by_singles = everything(twin)
    twin.connection.close()

    told = [
        (r.fate, str(r.refusal.steps[-2]) if r.refusal and len(r.refusal.steps) > 1 else "")
        for r in sets
    ]
    assert told == [
        (r.fate, str(r.refusal.steps[-2]) if r.refusal and len(r.refusal.steps) > 1 else "")
        for r in singles
    ]
    assert by_sets == by_singles
    assert {Fate.ACCEPTED, Fate.REFUSED, Fate.REPEATED} <= {r.fate for r in sets}
    assert all(min(row[1:]) >= 0 for row in by_sets[1])


def test_a_refused_line_leaves_its_key_free_for_a_later_line_of_the_same_set(book):
    pot = POTS[5]
    prepare(book)
    first = apply(pot, 10_000, "k")
    second = apply(pot, 10, "k")

    receipts = book.post_all([first, second], actor="officer", at=NOON)

    assert [r.fate for r in receipts] == [Fate.REFUSED, Fate.ACCEPTED]
    assert balances(book, pot) == (540, 10, 0)


@pytest.mark.parametrize(
    ("asked", "fates"),
    [
        (539, [Fate.ACCEPTED] * 2),
        (540, [Fate.ACCEPTED] * 2),
        (541, [Fate.ACCEPTED, Fate.REFUSED]),
    ],
)
def test_a_small_set_spends_to_the_last_fen_and_not_beyond(asked, fates, book):
    pot = POTS[5]
    prepare(book)
    wanted = [apply(pot, 10, "first"), apply(pot, asked, "second")]

    receipts = book.post_many([(v, act_of(v, "a", NOON)) for v in wanted], seal=False)

    assert [r.fate for r in receipts] == fates
    assert min(balances(book, pot)) >= 0
