"""The ledger in a plain dictionary: what every engine must answer, in the simplest words.

Nothing of ``fisc.record`` is used here, and of ``fisc.engines.ledger`` only the words in which a
voucher is written. The model has one thread, no database, no columns and no short cuts.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import NamedTuple

from fisc.engines.ledger.moves import Account, Move, Pot, Voucher

ORIGINAL, RESOLUTION, REVERSAL = 0, 1, 2
HOLDS = ("apply", "apply_transfer")
FIRST_MEMO = 1000


class Shortage(NamedTuple):
    """The account that does not suffice, what it has and what is asked of it, in fen."""

    account: Account
    available: int
    asked: int


class Answer(NamedTuple):
    """accepted, repeated, reused, refused or closed; a refusal says what was short."""

    fate: str
    shortage: Shortage | None = None


@dataclass
class Ledger:
    """Everything the ledger knows. ``balances`` holds fen on the normal side of each account."""

    balances: dict[Account, int] = field(default_factory=dict)
    posted: dict[bytes, Voucher] = field(default_factory=dict)
    journal: list[tuple] = field(default_factory=list)
    ceilings: dict[Pot, set[Pot]] = field(default_factory=dict)
    terms: dict[bytes, int] = field(default_factory=dict)
    closed_before: date = date.min

    def has(self, account: Account) -> int:
        return self.balances.get(account, 0)

    def set_ceiling(self, pot: Pot, ceiling: Pot) -> bool:
        """Put an unused pot under a ceiling; say whether that was possible."""
        if self.has(pot.account("applied")) or self.has(pot.account("paid")):
            return False
        self.ceilings.setdefault(pot, set()).add(ceiling)
        return True

    def set_term(self, key: bytes, expires_at: int) -> None:
        self.terms.setdefault(key, expires_at)

    def due(self, at: int) -> list[bytes]:
        """Return the keys of reservations that expired and that nobody resolved."""
        return sorted(
            key
            for key, expires_at in self.terms.items()
            if expires_at <= at and key[:15] + b"\x01" not in self.posted
        )

    def post(self, voucher: Voucher, at: int) -> Answer:
        """Post one voucher at an instant and say what became of it."""
        if voucher.key in self.posted:
            same = content(self.posted[voucher.key]) == content(voucher)
            return Answer("repeated" if same else "reused")
        if voucher.key[15] != ORIGINAL and not self.turn_fits(voucher, at):
            return Answer("refused")
        if voucher.day < self.closed_before:
            return Answer("closed")
        legs = [*enumerate(voucher.moves), *self.mirrored(voucher)]
        if short := self.shortage(legs):
            return Answer("refused", short)
        for _, move in legs:
            for account, fen in sides(move):
                self.balances[account] = self.has(account) + fen
        self.posted[voucher.key] = voucher
        self.journal += [
            (voucher.key, leg, *content_of(move), voucher.day.toordinal()) for leg, move in legs
        ]
        return Answer("accepted")

    def turn_fits(self, voucher: Voucher, at: int) -> bool:
        """Whether a resolution or reversal fits the voucher that it speaks of."""
        original = self.posted.get(voucher.key[:15] + bytes((ORIGINAL,)))
        if original is None:
            return False
        hold = original.moves[0].event in HOLDS and not original.moves[0].reversing
        if voucher.key[15] == REVERSAL:
            mirrored = [move.reversed() for move in reversed(original.moves)]
            return not hold and list(voucher.moves) == mirrored
        if not hold:
            return False
        held = original.moves[0].debit
        if any(move.credit != held for move in voucher.moves):
            return False
        if sum(move.amount.fen for move in voucher.moves) != original.moves[0].amount.fen:
            return False
        expired = self.terms.get(original.key, at + 1) <= at
        gives_back = all(move.debit.rule.chamber == "open" for move in voucher.moves)
        return gives_back or not expired

    def mirrored(self, voucher: Voucher) -> list[tuple[int, Mirror]]:
        """Return what the moves do to the ceilings over their pots."""
        found: list[Mirror] = []
        for move in voucher.moves:
            over = self.ceilings.get(move.debit.pot, set())
            under = self.ceilings.get(move.credit.pot, set())
            if move.debit.pot == move.credit.pot:
                free = dict.fromkeys(over, (False, False))
            elif move.event == "reclassify":
                free = dict.fromkeys(over - under, (False, True))
                free |= dict.fromkeys(under - over, (True, False))
            else:
                continue
            order = sorted(free, key=lambda pot: pot.number)
            found += [Mirror(move, ceiling, *free[ceiling]) for ceiling in order]
        return list(enumerate(found, start=FIRST_MEMO))

    def shortage(self, legs: list[tuple[int, Move | Mirror]]) -> Shortage | None:
        """Return the first guarded account that the legs together would overdraw."""
        sums: dict[Account, int] = {}
        for _, move in legs:
            for account, fen in sides(move):
                sums[account] = sums.get(account, 0) + fen
        short = [
            Shortage(account, self.has(account), -fen)
            for account, fen in sums.items()
            if account.rule.guarded and fen < 0 and self.has(account) + fen < 0
        ]
        return min(short, key=blame, default=None)


class Mirror:
    """A move as it is seen in a ceiling: the chambers of the pot become those of the ceiling.

    A side whose pot is not under the ceiling becomes what the ceiling has free.
    """

    def __init__(self, move: Move, ceiling: Pot, free_debit: bool, free_credit: bool) -> None:
        roles = {"open": "ceiling_free", "held": "ceiling_held", "done": "ceiling_used"}
        self.event, self.reversing, self.amount = move.event, move.reversing, move.amount
        self.rule = move.rule
        debit, credit = move.debit.rule.chamber, move.credit.rule.chamber
        self.debit = ceiling.account(roles["open" if free_debit else debit])
        self.credit = ceiling.account(roles["open" if free_credit else credit])


def sides(move: Move | Mirror) -> list[tuple[Account, int]]:
    """Return what a move does to the balances of its two accounts, in fen."""
    fen = move.amount.fen
    return [(move.debit, fen * move.debit.rule.side), (move.credit, -fen * move.credit.rule.side)]


def content_of(move: Move | Mirror) -> tuple[int, int, int, int]:
    """Return a move as the journal has it: event, debit, credit, fen."""
    sign = -1 if move.reversing else 1
    return sign * move.rule.number, move.debit.number, move.credit.number, move.amount.fen


def content(voucher: Voucher) -> list[tuple[int, int, int, int]]:
    """Return what makes two vouchers of one key the same; the day does not."""
    return [content_of(move) for move in voucher.moves]


def blame(short: Shortage) -> tuple[bool, int]:
    """Order shortages: ceilings are blamed last, else the lowest number first."""
    return short.account.pot.family == "ceiling", short.account.number
