"""A random stream of postings over places, years and books, and its sums made one by one."""

from __future__ import annotations

import random
from dataclasses import dataclass, field, fields
from datetime import UTC, date, datetime, timedelta
from typing import Any

from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.record import movements, summing
from fisc.record.balances import Selection
from fisc.values import Book as Budget
from fisc.values import Money

START = datetime(2026, 1, 5, 1, tzinfo=UTC)
PLACES = ("239901", "239902", "231100")
YEARS = (2026, 2027)
BOOKS = (Budget.GENERAL, Budget.FUNDS)
FUNCTIONS = ("2050202", "2130153", "2010301")
UNITS = ("203005", "301001", "104001")


def _voucher(key: str, day: date, *moves: tuple[str, Any, Any, int]) -> Voucher:
    return Voucher(posting_key(key), day, [Move(e, d, c, Money(fen)) for e, d, c, fen in moves])


def indicator(rng: random.Random, number: int) -> Pot:
    """Return an indicator of somewhere."""
    return Pot(
        rng.choice(PLACES),
        rng.choice(YEARS),
        rng.choice(BOOKS),
        "indicator",
        unit=rng.choice(UNITS),
        function=rng.choice(FUNCTIONS),
        indicator=f"IND-{number}",
    )


def fund(book: Any, pot: Pot, fen: int, at: datetime, key: str) -> None:
    """Approve revenue, arrange it and issue it as an indicator."""
    place = pot.division, pot.year, pot.book
    revenue = Pot(*place, "resources").account("revenue_budget")
    spending = Pot(*place, "expenditure").account("expenditure_budget")
    source = Pot(*place, "source_own").account("source_own")
    for part, move in enumerate(
        (
            ("approve_revenue", revenue, source, fen),
            ("arrange_expenditure", spending, revenue, fen),
            ("issue_directly", pot.account("executable"), spending, fen),
        )
    ):
        book.post(_voucher(f"{key}/{part}", at.date(), move), actor="o", at=at)


@dataclass
class Stream:
    """Posts at random: payments, what comes back, late corrections, reversals, and gatherings."""

    book: Any
    seed: int
    gathering: bool = True
    at: datetime = START
    pots: list[Pot] = field(default_factory=list)
    holds: list[tuple[Pot, int, str, Voucher]] = field(default_factory=list)
    serial: int = 0

    def __post_init__(self) -> None:
        self.rng = random.Random(self.seed)

    def open(self, count: int) -> None:
        """Fund some indicators."""
        for _ in range(count):
            self.serial += 1
            pot = indicator(self.rng, self.serial)
            fund(self.book, pot, 100_000, self.at, f"{self.seed}/fund/{self.serial}")
            self.pots.append(pot)

    def step(self) -> None:
        """Do one thing at random."""
        rng = self.rng
        self.at += timedelta(hours=rng.randint(1, 60))
        day = self.at.date() - timedelta(days=rng.choice([0] * 8 + [1, 3, 40, 70]))
        draw = rng.random()
        if self.gathering and draw < 0.06:
            movements.gather(self.book, until=self.at)
        elif self.gathering and draw < 0.1:
            summing.refresh(self.book)
        elif draw < 0.14:
            self.open(1)
        elif draw < 0.5 and self.holds:
            self._resolve(day)
        else:
            self._apply(day)

    def _apply(self, day: date) -> None:
        self.serial += 1
        pot, fen = self.rng.choice(self.pots), self.rng.randint(1, 900)
        key = f"PAY-{self.seed}-{self.serial}"
        accounts = pot.account("applied"), pot.account("executable")
        voucher = _voucher(key, day, ("apply", *accounts, fen))
        if self.book.post(voucher, actor="o", at=self.at).done:
            self.holds.append((pot, fen, key, voucher))

    def _resolve(self, day: date) -> None:
        pot, fen, key, voucher = self.holds.pop(self.rng.randrange(len(self.holds)))
        if self.rng.random() < 0.2:
            self.book.post(voucher.reversal(self.at.date(), "wrong"), actor="o", at=self.at)
            return
        paid = self.rng.randint(1, fen)
        moves = [Move("confirm", pot.account("paid"), pot.account("applied"), Money(paid))]
        if paid < fen:
            back = Money(fen - paid)
            moves.append(Move("cancel", pot.account("executable"), pot.account("applied"), back))
        answer = Voucher(turned(posting_key(key), Turn.RESOLUTION), day, moves)
        self.book.post(answer, actor="o", at=self.at)

    def pair(self) -> tuple[date, datetime]:
        """Return a valid day and an instant at random, from before all to after all."""
        span = int((self.at - START).total_seconds())
        known = START + timedelta(seconds=self.rng.randint(-100_000, span + 100_000))
        return START.date() + timedelta(days=self.rng.randint(-80, span // 86_400 + 5)), known

    def selection(self) -> Selection:
        """Choose at random what to ask about."""
        rng = self.rng
        choices = {
            "division": PLACES,
            "year": YEARS,
            "book": tuple(map(str, BOOKS)),
            "family": ("indicator", "resources", "source_own", "expenditure"),
            "function": (*FUNCTIONS, ""),
            "unit": UNITS,
        }
        chosen = rng.sample(sorted(choices), rng.choice([0, 1, 1, 2, 3]))
        return Selection(**{name: rng.sample(choices[name], rng.randint(0, 2)) for name in chosen})


def by_hand(
    book: Any,
    selection: Selection,
    by: tuple[str, ...],
    *,
    day: date | None = None,
    known: datetime | None = None,
) -> dict[tuple, list[int]]:
    """Sum the entries one by one; what holds nothing is left out."""
    names = [one.name for one in fields(Selection) if one.name != "pot"]
    with book.connection.cursor() as cursor:
        cursor.execute(f"SELECT id, {', '.join(names)} FROM pot")
        pots = {row[0]: dict(zip(names, row[1:], strict=True)) for row in cursor.fetchall()}
        cursor.execute(
            "SELECT e.debit, e.credit, e.amount_fen, e.day, t.recorded_at FROM entry AS e"
            " JOIN batch AS t ON t.id = e.batch"
        )
        entries = cursor.fetchall()
        cursor.execute("SELECT pot, side FROM balance")
        sides = dict(cursor.fetchall())
    found: dict[tuple, list[int]] = {}
    for debit, credit, fen, valid, recorded in entries:
        if day is not None and (
            valid > day.toordinal() or recorded > int(known.timestamp()) * 1_000_000
        ):
            continue
        for account, sign in ((debit, 1), (credit, -1)):
            pot = pots[account >> 2]
            if any(
                getattr(selection, name) is not None and pot[name] not in getattr(selection, name)
                for name in names
            ):
                continue
            sums = found.setdefault(tuple(pot[name] for name in by), [0, 0, 0])
            sums[account & 3] += sign * sides[account >> 2] * fen
    return {key: sums for key, sums in found.items() if any(sums)}
