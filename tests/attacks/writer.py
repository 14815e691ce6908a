"""A writer that posts without end and acknowledges each posting on a pipe after it returns.

What it posts follows from the seed and the round alone, so that whoever killed it knows what was
on its way.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from typing import Any, NamedTuple

import psycopg
from django.db import Error

from fisc.engines.ledger.keys import Turn, document_number, posting_key, turned
from fisc.engines.ledger.moves import Voucher
from fisc.record import facts
from fisc.record.book import Book, Receipt
from tests.attacks import crowd
from tests.attacks.clerk import moment
from tests.attacks.crowd import move
from tests.attacks.desk import DAYS, YEAR
from tests.attacks.warm import open_book

FACT = "payment requested"


class Posting(NamedTuple):
    """What is posted at once: one voucher, a set, or an act with a fact beside it."""

    kind: str  # one, set or act
    vouchers: list[Voucher]


def script(seed: int, round_: int) -> Iterator[Posting]:
    """Return what the writer of a round posts, one after the other, without end."""
    chance = random.Random(seed * 7919 + round_)
    holds: list[Voucher] = []
    serial = 0

    def apply() -> Voucher:
        nonlocal serial
        serial += 1
        line = chance.choice(crowd.LINES)
        asked = move(
            "apply", line.account("applied"), line.account("executable"), chance.randint(1, 60)
        )
        holds.append(Voucher(posting_key(f"PAY-{YEAR}-{round_}-{serial}"), DAYS[-1], [asked]))
        return holds[-1]

    def resolve() -> Voucher:
        if not holds:
            return apply()
        hold = holds.pop(chance.randrange(len(holds)))
        line, whole = hold.moves[0].debit.pot, hold.moves[0].amount.fen
        paid, applied = chance.randint(0, whole), line.account("applied")
        moves = [move("confirm", line.account("paid"), applied, paid)] if paid else []
        if paid < whole:
            moves.append(move("cancel", line.account("executable"), applied, whole - paid))
        return Voucher(turned(hold.key, Turn.RESOLUTION), DAYS[-1], moves)

    while True:
        kind = chance.choice(["one", "one", "one", "set", "act"])
        size = {"one": 1, "set": chance.randint(2, 12), "act": 2}[kind]
        yield Posting(kind, [chance.choice([apply, apply, resolve])() for _ in range(size)])


def post(book: Book, posting: Posting) -> list[Receipt]:
    """Post what stands together in the way that its kind says."""
    known = {"actor": "writer", "at": moment(0)}
    if posting.kind == "set":
        return book.post_all(posting.vouchers, **known)
    if posting.kind == "one":
        return [book.post(posting.vouchers[0], **known)]
    with book.act():
        receipts = [book.post(voucher, **known) for voucher in posting.vouchers]
        facts.append(
            book,
            division=crowd.DIVISION,
            kind=FACT,
            key=fact_key(posting),
            day=DAYS[-1],
            subject=fact_key(posting),
            body={"vouchers": len(receipts)},
            **known,
        )
    return receipts


def fact_key(posting: Posting) -> str:
    """Return the key of the fact that stands beside an act's postings."""
    first = posting.vouchers[0].key
    return f"{document_number(turned(first, Turn.ORIGINAL))}/{first[15]}"


def write(pipe: Any, settings: dict[str, Any], seed: int, round_: int) -> None:
    """Post until killed, or until the server is; acknowledge each posting after it returned."""
    book = open_book(settings)
    book.known_pots([0])  # connect before saying ready
    pipe.send_bytes(b"ready")
    try:
        for posting in script(seed, round_):
            receipts = post(book, posting)
            pipe.send_bytes(bytes(int(receipt.fate) for receipt in receipts))
    except (Error, psycopg.Error):
        pipe.send_bytes(b"server gone")
        pipe.close()
