"""What is moved: pots, accounts, moves and vouchers, and what a voucher must satisfy.

A *pot* is one combination of the key elements. It has up to three chambers: *open* (can be used),
*held* (reserved) and *done* (spent). A *role* names a chamber of a family of pots. A *move* takes
an amount out of one chamber and puts it into another, so it cannot be unbalanced; a *voucher* is
one or more moves that happen together or not at all.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from typing import Final

from fisc.engines.ledger.keys import KEY_BYTES, Turn, turn_of, turned
from fisc.law.chart import Event, Role, chart
from fisc.values import FEN_MAX, Book, FiscalYear, Money, Words

ELEMENTS: Final = (
    "unit",
    "project",
    "function",
    "item",
    "department_item",
    "fund_type",
    "indicator",
    "counterpart",
)

# Events that reserve, each with the event that gives the reservation back.
HOLDS: Final = {"apply": "cancel", "apply_transfer": "cancel_transfer"}
RESOLVING: Final = frozenset({"cancel", "confirm", "cancel_transfer", "pay_transfer"})
# A ceiling follows what happens within a pot, so these never lead from one pot to another.
WITHIN_ONE_POT: Final = RESOLVING | HOLDS.keys() | {"refund_same_year"}


class BadVoucher(ValueError):
    """A voucher that no ledger may take; the message names the move, the value and the rule."""


@dataclass(frozen=True, slots=True)
class Pot:
    """One combination of the key elements of a division's budget in a year.

    ``family`` says what kind of pot it is (``law/ledger/roles.csv``); an element that does not
    apply is empty. ``counterpart`` names the other side where there is one: the receiving
    division, the revenue item, the insurance, the document. ``origin`` is the year from which
    carried authority came, 0 where it was not carried.
    """

    division: str
    year: int
    book: Book
    family: str
    unit: str = ""
    project: str = ""
    function: str = ""
    item: str = ""
    department_item: str = ""
    fund_type: str = ""
    indicator: str = ""
    counterpart: str = ""
    origin: int = 0

    @property
    def number(self) -> int:
        """The number under which the record keeps the pot: 61 bits drawn from its elements.

        Always: the same elements give the same number in any database, so a journal can be
        compared across engines, and an element changed behind the ledger's back no longer fits.
        """
        return _number(self)

    def account(self, role: str) -> Account:
        """Return the chamber of this pot, or of its sister of another family, with that role."""
        family = chart().roles[role].family
        return Account(self if family == self.family else replace(self, family=family), role)

    @property
    def words(self) -> Words:
        """The pot as a reader of either language has it; in Chinese the role says the family."""
        codes = [getattr(self, name) for name in ELEMENTS if getattr(self, name)]
        place = f"{self.division} {self.year} 年{self.book.words.zh}"
        origin = f"（{self.origin} 年结转）" if self.origin else ""
        return Words(str(self), " ".join((place, *codes)) + origin)

    def __str__(self) -> str:
        words = [self.division, str(self.year), str(self.book), self.family]
        words += [getattr(self, name) for name in ELEMENTS if getattr(self, name)]
        return " ".join(words) + (f" from {self.origin}" if self.origin else "")


@lru_cache(maxsize=65_536)
def _number(pot: Pot) -> int:
    words = [pot.division, str(pot.year), str(pot.book), pot.family, str(pot.origin)]
    words += [getattr(pot, name) for name in ELEMENTS]
    digest = hashlib.sha256("\x1f".join(words).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 3


@dataclass(frozen=True, slots=True)
class Account:
    """A pot and a role: one chamber, the smallest thing that has a balance."""

    pot: Pot
    role: str

    def __post_init__(self) -> None:
        role = chart().roles.get(self.role)
        if role is None or role.family != self.pot.family:
            raise BadVoucher(
                f"Role {self.role!r} does not live in a pot of family {self.pot.family!r}; "
                "see law/ledger/roles.csv."
            )

    @property
    def rule(self) -> Role:
        """The role with its side, chamber and guard."""
        return chart().roles[self.role]

    @property
    def number(self) -> int:
        """The number of the account: four times the pot's number, plus the chamber's place."""
        return self.pot.number * 4 + self.rule.place

    @property
    def words(self) -> Words:
        """The account as a reader of either language has it."""
        return Words(str(self), f"{self.pot.words.zh} 的{self.rule.name_zh}")

    def __str__(self) -> str:
        return f"{self.role} [{self.pot}]"


@dataclass(frozen=True, slots=True)
class Move:
    """An event that takes ``amount`` from ``credit`` and gives it to ``debit``.

    Always: both sides carry the same amount, so no voucher can be out of balance (K06).

    Raises:
        BadVoucher: the amount is not positive, the roles are not those of the event, the two
            accounts are one, or a payment leads from one pot to another.
    """

    event: str
    debit: Account
    credit: Account
    amount: Money
    reversing: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.amount.fen <= FEN_MAX:
            raise BadVoucher(f"{self.event}: the amount is {self.amount}; it must be positive.")
        if self.debit == self.credit:
            raise BadVoucher(f"{self.event}: {self.debit} cannot be both debited and credited.")
        event = chart().events.get(self.event)
        if event is None or event.kind != "move":
            raise BadVoucher(f"{self.event!r} moves nothing; see law/ledger/events.csv.")
        filled, emptied = (self.credit, self.debit) if self.reversing else (self.debit, self.credit)
        if filled.role not in event.debit_roles or emptied.role not in event.credit_roles:
            raise BadVoucher(
                f"{self.event} fills {sorted(event.debit_roles)} from "
                f"{sorted(event.credit_roles)}; here it would fill {filled.role} "
                f"from {emptied.role}."
            )
        if self.event in WITHIN_ONE_POT and self.debit.pot != self.credit.pot:
            raise BadVoucher(
                f"{self.event} stays within one pot; between {self.credit.pot} and "
                f"{self.debit.pot} there is a virement."
            )

    @property
    def rule(self) -> Event:
        """The event as the chart describes it."""
        return chart().events[self.event]

    def reversed(self) -> Move:
        """Return the same move with its sides swapped."""
        return Move(self.event, self.credit, self.debit, self.amount, not self.reversing)


@dataclass(frozen=True, slots=True)
class Voucher:
    """Moves that happen together, once, on one valid day.

    ``key`` lets it happen once (see ``keys``). All moves belong to one division, year and book,
    because fund purity (K10) allows no other.

    Raises:
        BadVoucher: no moves, no proper key, mixed division, year or book, an application among
            other moves, or a reservation paid or given back without resolving its application.
    """

    key: bytes
    day: date
    moves: Sequence[Move]
    reason: str = ""

    def __post_init__(self) -> None:
        if not self.moves:
            raise BadVoucher("A voucher needs at least one move.")
        if len(self.key) != KEY_BYTES:
            raise BadVoucher(f"The key {self.key.hex()} is not {KEY_BYTES} bytes; see posting_key.")
        if len(self.moves) > 1 and any(m.event in HOLDS and not m.reversing for m in self.moves):
            raise BadVoucher("An application is a voucher of its own, so that it resolves once.")
        if turn_of(self.key) is Turn.ORIGINAL and any(
            m.event in RESOLVING or (m.event in HOLDS and m.reversing) for m in self.moves
        ):
            raise BadVoucher(
                "What is reserved is paid or given back by the resolution of its application, "
                "under turned(key, Turn.RESOLUTION)."
            )
        places = {(a.pot.division, a.pot.year, a.pot.book) for a in self.accounts}
        if len(places) > 1:
            raise BadVoucher(
                f"One voucher stays in one division, year and book (K10); this one has {places}."
            )

    @property
    def accounts(self) -> Iterable[Account]:
        """Every account that the voucher touches, with repetitions."""
        return (account for move in self.moves for account in (move.debit, move.credit))

    @property
    def place(self) -> tuple[str, int]:
        """The division and fiscal year whose journal takes the voucher."""
        pot = self.moves[0].debit.pot
        return pot.division, pot.year

    @property
    def total(self) -> Money:
        """The sum of the amounts moved."""
        return Money.total(move.amount for move in self.moves)

    @property
    def is_hold(self) -> bool:
        """Whether the voucher reserves authority, to be resolved once."""
        return self.moves[0].event in HOLDS and not self.moves[0].reversing

    def reversal(self, day: date, reason: str) -> Voucher:
        """Return the voucher that undoes this one, dated ``day``, which must be today (K24).

        Always: its key is a turn of this key, so a voucher is reversed at most once; undoing a
        hold is one way of resolving it, so a hold is never both paid and undone.

        Raises:
            BadVoucher: this voucher is itself a resolution or a reversal.
        """
        if turn_of(self.key) is not Turn.ORIGINAL:
            raise BadVoucher(
                "A resolution or reversal is not reversed: book a refund, or post anew."
            )
        if self.is_hold:
            event = HOLDS[self.moves[0].event]
            moves = tuple(Move(event, m.credit, m.debit, m.amount) for m in self.moves)
            return Voucher(turned(self.key, Turn.RESOLUTION), day, moves, reason)
        moves = tuple(move.reversed() for move in reversed(self.moves))
        return Voucher(turned(self.key, Turn.REVERSAL), day, moves, reason)


def effects(voucher: Voucher) -> dict[Account, int]:
    """Return what a voucher adds to the balance of each account that it touches, in fen.

    A debit adds to a debit-normal account and takes from a credit-normal one; the effects of all
    moves on one account are added up, because a voucher happens at one instant.

    Shape: accounts in the order in which they first appear; an effect may be zero.
    """
    sums: dict[Account, int] = {}
    for move in voucher.moves:
        for account, sign in ((move.debit, 1), (move.credit, -1)):
            gain = sign * account.rule.side * move.amount.fen
            sums[account] = sums.get(account, 0) + gain
    return sums


def year_of(voucher: Voucher) -> FiscalYear:
    """Return the fiscal year whose authority a voucher moves."""
    return FiscalYear(voucher.place[1])
