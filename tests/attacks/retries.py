"""The same vouchers from many processes at once: shuffled, repeated, and with other bodies."""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, replace
from typing import Any

from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import Voucher
from fisc.record.book import Book
from fisc.values import Money
from tests.attacks import crowd, warm
from tests.attacks.audit import Findings, audit
from tests.attacks.clerk import moment
from tests.attacks.crowd import move
from tests.attacks.desk import DAYS, YEAR

SENDERS = 8
ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Result:
    """What became of every key: how often each fate was its answer, and what the audit found."""

    fates: dict[bytes, Counter[str]]
    findings: Findings

    def wrong(self) -> list[str]:
        """Return the keys that had another effect than one."""
        found = []
        for key, fates in self.fates.items():
            stands = self.findings.keys.get(key, 0)
            if not (fates["accepted"] == stands <= 1):
                found.append(f"{key.hex()} stands {stands} times: {dict(fates)}")
        return found


def stream(seed: int, cases: int) -> list[Voucher]:
    """Return applications and, for half of them, what resolves them."""
    chance = random.Random(seed)
    vouchers = []
    while len(vouchers) < cases:
        line, fen = chance.choice(crowd.LINES), chance.randint(2, 60)
        applied, free = line.account("applied"), line.account("executable")
        key = posting_key(f"PAY-{YEAR}-77-{len(vouchers)}")
        vouchers.append(Voucher(key, DAYS[-1], [move("apply", applied, free, fen)]))
        if chance.random() < 0.5 and len(vouchers) < cases:
            paid = chance.randint(1, fen - 1)
            parts = [
                move("confirm", line.account("paid"), applied, paid),
                move("cancel", free, applied, fen - paid),
            ]
            vouchers.append(Voucher(turned(key, Turn.RESOLUTION), DAYS[-1], parts))
    return vouchers


def with_other_body(voucher: Voucher) -> Voucher:
    """Return a voucher of the same key with other amounts that would also be in order."""
    if len(voucher.moves) == 1:
        first = voucher.moves[0]
        return replace(voucher, moves=[replace(first, amount=first.amount + Money(1))])
    paid, back = voucher.moves
    return replace(voucher, moves=[replace(paid, amount=paid.amount + back.amount)])


def send(pipe: Any, settings: dict[str, Any], seed: int, sender: int, cases: int, go: Any) -> None:
    """Send the whole stream, shuffled anew in every round.

    Odd senders change every fifth body, but not of what will be resolved, so that all can succeed.
    """
    book = warm.open_book(settings)
    book.known_pots([0])
    chance = random.Random(seed * 31 + sender)
    vouchers = stream(seed, cases)
    resolved = {turned(v.key, Turn.ORIGINAL) for v in vouchers if len(v.moves) > 1}
    bodies = [
        with_other_body(v) if sender % 2 and number % 5 == 0 and v.key not in resolved else v
        for number, v in enumerate(vouchers)
    ]
    go.wait()
    fates: dict[bytes, Counter[str]] = {}
    for _ in range(ROUNDS):
        chance.shuffle(bodies)
        at = 0
        while at < len(bodies):
            size = 1 if chance.random() < 0.7 else chance.randint(2, 20)
            some = bodies[at : at + size]
            at += size
            if size == 1:
                receipts = [book.post(some[0], actor=f"sender {sender}", at=moment(0))]
            else:
                some = [*some, some[0]]
                receipts = book.post_all(some, actor=f"sender {sender}", at=moment(0))
            for receipt in receipts:
                fates.setdefault(receipt.key, Counter())[receipt.fate.name.lower()] += 1
    book.connection.close()
    pipe.send(fates)
    pipe.close()


def attack(book: Book, *, cases: int, seed: int) -> Result:
    """Let eight senders post the same keys at once on a fresh book, and audit it."""
    crowd.open_the_year(book)
    settings = warm.settings_of(book)
    book.connection.close()
    go = warm.barrier(SENDERS + 1)
    started = [warm.start(send, settings, seed, sender, cases, go) for sender in range(SENDERS)]
    go.wait(timeout=120)
    fates: dict[bytes, Counter[str]] = {}
    for process, pipe in started:
        for key, told in pipe.recv().items():
            fates.setdefault(key, Counter()).update(told)
        process.join(10)
    return Result(fates, audit(book))
