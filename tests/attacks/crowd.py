"""A crowd of officials who apply, pay, cancel and adjust on the same few indicators at once.

Each process plays its own seeded game through ``Book``, partly one by one, partly in sets, and
notes every answer. ``overspend`` gathers the notes and audits the record.
"""

from __future__ import annotations

import random
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import Account, Move, Pot, Voucher
from fisc.record.book import Book, Receipt
from fisc.record.postings import Fate
from fisc.values import Book as Budget
from fisc.values import Money
from tests.attacks.clerk import moment
from tests.attacks.desk import DAYS, YEAR
from tests.attacks.naive import NaiveBook
from tests.attacks.warm import open_book

DIVISION = "239901"
HOT, COLD = 5, 500
HOT_FEN, COLD_FEN = 6_000, 900
ASKED_MAX = 500
CAPPED = 100  # cold indicators under one ceiling


def pot(family: str, **elements: str) -> Pot:
    return Pot(DIVISION, YEAR, Budget.GENERAL, family, **elements)


RESOURCES = pot("resources").account("revenue_budget")
DEBT = pot("source_debt").account("source_debt")
SPENDING = pot("expenditure").account("expenditure_budget")
LINES = [pot("indicator", indicator=f"IND-{number}") for number in range(HOT + COLD)]
CEILING = pot("ceiling", counterpart="cars")
GRANTED = pot("ceiling_grant").account("ceiling_grant")


@dataclass(frozen=True, slots=True)
class Game:
    """What one process plays. ``set_size`` 1 means that everything is posted singly."""

    seed: int
    player: int
    attempts: int
    set_size: int
    single_share: float
    naive: bool = False


@dataclass
class Notes:
    """What one process saw. ``dry`` counts, by indicator, how often it ran out of money."""

    attempts: int = 0
    fates: Counter[str] = field(default_factory=Counter)
    accepted: set[bytes] = field(default_factory=set)
    refused: set[bytes] = field(default_factory=set)
    dry: Counter[int] = field(default_factory=Counter)


def open_the_year(book: Book) -> None:
    """Fund the indicators, and put some of them under a ceiling."""
    for line in LINES[HOT : HOT + CAPPED]:
        book.set_ceiling(line, CEILING)
    amounts = [HOT_FEN if number < HOT else COLD_FEN for number in range(len(LINES))]
    whole = Money(10**12)
    vouchers = [
        Voucher(posting_key("opening"), DAYS[0], raising(whole)),
        Voucher(
            posting_key("ceiling"),
            DAYS[0],
            [move("grant_ceiling", CEILING.account("ceiling_free"), GRANTED, 20_000)],
        ),
    ]
    vouchers += [
        Voucher(
            posting_key(f"opening {number}"),
            DAYS[0],
            [move("issue_directly", line.account("executable"), SPENDING, fen)],
        )
        for number, (line, fen) in enumerate(zip(LINES, amounts, strict=True))
    ]
    receipts = book.post_all(vouchers, actor="opening", at=moment(0))
    assert {receipt.fate for receipt in receipts} == {Fate.ACCEPTED}


def raising(fen: Money) -> list[Move]:
    return [
        Move("approve_debt", RESOURCES, DEBT, fen),
        Move("arrange_expenditure", SPENDING, RESOURCES, fen),
    ]


def move(event: str, debit: Account, credit: Account, fen: int) -> Move:
    return Move(event, debit, credit, Money(fen))


class Player:
    """Draws one voucher after the other; what it drew depends on its seed and on the answers."""

    def __init__(self, game: Game) -> None:
        self.game = game
        self.random = random.Random(game.seed * 1009 + game.player)
        self.notes = Notes()
        self.holds: list[Voucher] = []
        self.sent: list[Voucher] = []
        self.flush: set[int] = set()

    def next(self) -> Voucher:
        """Draw the next voucher."""
        draws = {
            "apply": 55,
            "resolve": 20,
            "refund": 4,
            "top_up": 7,
            "adjust_up": 2,
            "vire": 4,
            "recall": 1,
            "raise_ceiling": 1,
            "repeat": 6,
        }
        if self.game.naive:
            draws = {"apply": 85, "resolve": 5, "top_up": 10}
        (name,) = self.random.choices(list(draws), list(draws.values()))
        voucher = getattr(self, name)() or self.apply()
        self.sent.append(voucher)
        return voucher

    def line(self) -> Pot:
        hot = self.game.naive or self.random.random() < 0.4
        return LINES[self.random.randrange(HOT) if hot else self.random.randrange(HOT, len(LINES))]

    def fen(self) -> int:
        return self.random.randint(1, ASKED_MAX)

    def voucher(self, *moves: Move) -> Voucher:
        key = posting_key(f"PAY-{YEAR}-{self.game.player + 1}-{len(self.sent)}")
        return Voucher(key, DAYS[-1], moves)

    def apply(self) -> Voucher:
        line = self.line()
        return self.voucher(
            move("apply", line.account("applied"), line.account("executable"), self.fen())
        )

    def resolve(self) -> Voucher | None:
        if not self.holds:
            return None
        hold = self.holds.pop(self.random.randrange(len(self.holds)))
        line, whole = hold.moves[0].debit.pot, hold.moves[0].amount.fen
        paid = self.random.choice([whole, whole, 0, self.random.randint(0, whole)])
        applied = line.account("applied")
        moves = [move("confirm", line.account("paid"), applied, paid)] if paid else []
        if paid < whole:
            moves.append(move("cancel", line.account("executable"), applied, whole - paid))
        return Voucher(turned(hold.key, Turn.RESOLUTION), DAYS[-1], moves)

    def refund(self) -> Voucher:
        line = self.line()
        return self.voucher(
            move("refund_same_year", line.account("executable"), line.account("paid"), self.fen())
        )

    def top_up(self) -> Voucher:
        line = self.line()
        fen = self.fen() if self.game.naive else (HOT_FEN if line in LINES[:HOT] else COLD_FEN) // 2
        return self.voucher(move("issue_directly", line.account("executable"), SPENDING, fen))

    def adjust_up(self) -> Voucher:
        line, fen = self.line(), Money(self.fen())
        return self.voucher(
            *raising(fen), Move("issue_directly", line.account("executable"), SPENDING, fen)
        )

    def vire(self) -> Voucher | None:
        giver, taker = self.line(), self.line()
        if giver == taker:
            return None
        return self.voucher(
            move("vire", taker.account("executable"), giver.account("executable"), self.fen())
        )

    def recall(self) -> Voucher:
        return self.voucher(move("recall", SPENDING, self.line().account("executable"), self.fen()))

    def raise_ceiling(self) -> Voucher:
        return self.voucher(
            move("grant_ceiling", CEILING.account("ceiling_free"), GRANTED, 4 * self.fen())
        )

    def repeat(self) -> Voucher | None:
        return self.random.choice(self.sent) if self.sent else None

    def note(self, voucher: Voucher, receipt: Receipt) -> None:
        """Note an answer."""
        notes = self.notes
        notes.attempts += 1
        notes.fates[receipt.fate.name.lower()] += 1
        known = voucher.key in notes.accepted
        if receipt.fate is Fate.ACCEPTED:
            notes.accepted.add(voucher.key)
            notes.refused.discard(voucher.key)
            if voucher.moves[0].event == "apply":
                self.holds.append(voucher)
        elif receipt.fate is Fate.REFUSED and not known:
            notes.refused.add(voucher.key)
        if voucher.moves[0].event == "apply" and receipt.fate in {Fate.ACCEPTED, Fate.REFUSED}:
            number = voucher.moves[0].debit.pot.number
            if receipt.fate is Fate.ACCEPTED:
                self.flush.add(number)
            elif number in self.flush:
                self.flush.discard(number)
                notes.dry[number] += 1


def play(pipe: Any, settings: dict[str, Any], game: Game, start: Any) -> None:
    """Play a game in a process of its own and send the notes through the pipe."""
    book = open_book(settings, NaiveBook if game.naive else Book)
    player = Player(game)
    book.known_pots([0])  # connect before the start
    start.wait()
    sent = 0
    while sent < game.attempts:
        if game.set_size == 1 or player.random.random() < game.single_share:
            some = [player.next()]
            receipts = [book.post(some[0], actor=f"player {game.player}", at=moment(sent))]
        else:
            some = [player.next() for _ in range(min(game.set_size, game.attempts - sent))]
            receipts = book.post_all(some, actor=f"player {game.player}", at=moment(sent))
        for voucher, receipt in zip(some, receipts, strict=True):
            player.note(voucher, receipt)
        sent += len(some)
    book.connection.close()
    pipe.send(player.notes)
    pipe.close()
