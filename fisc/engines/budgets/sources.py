"""Which money a payment was: shares of every source, from inflow to payment, exact to the fen.

Money in one account has no name. Who asks which yuan paid for what must say by which rule the
pool is read; three are known here, and each is stated with its answer:

- in proportion: every payment takes from every source as much as its share of what is there;
- first in, first out: what came first is spent first;
- bound first: what may be used for least is spent first, and general money last.

Under each rule the shares of a payment add up to the payment, and the shares of a source to what
came in less what is left, to the fen. A source that is bound to some uses pays for nothing else;
what no source may pay is not hidden, but stands as unsourced.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from typing import Final

from fisc.values import Money, Words


class Pooling(Enum):
    """How a pool is read."""

    PROPORTION = "proportion"
    FIRST_IN = "first_in"
    BOUND_FIRST = "bound_first"

    @property
    def words(self) -> Words:
        """What the rule is called."""
        return _WORDS[self]


_WORDS: Final[Mapping[Pooling, Words]] = {
    Pooling.PROPORTION: Words("in proportion to what is there", "按余额比例"),
    Pooling.FIRST_IN: Words("first in, first out", "先进先出"),
    Pooling.BOUND_FIRST: Words("bound money first", "专款优先"),
}
UNSOURCED: Final = ""


@dataclass(frozen=True, slots=True)
class Source:
    """Where money comes from. ``uses`` names what it is bound to; empty means anything.

    ``order`` settles which of two sources bound alike is spent first.
    """

    code: str
    order: int = 0
    uses: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Inflow:
    """Money that comes into the pool from a source. Units: fen, above zero."""

    source: Source
    amount: Money


@dataclass(frozen=True, slots=True)
class Outflow:
    """A payment out of the pool. Units: fen, not below zero."""

    number: str
    amount: Money
    use: str = ""


@dataclass(frozen=True, slots=True)
class Shares:
    """The shares of one payment by source; together they are the payment.

    Units: fen.
    """

    number: str
    parts: Mapping[str, Money]


@dataclass(frozen=True, slots=True)
class Traced:
    """All payments with their shares, and what is left of every source.

    Always: for every source, what came in is what its shares add up to and what is left.
    """

    pooling: Pooling
    payments: Sequence[Shares]
    left: Mapping[str, Money]


@dataclass(slots=True)
class _Pool:
    """What is there, by source: plain whole fen, because a province pays millions of times."""

    sources: dict[str, Source] = field(default_factory=dict)
    balances: dict[str, int] = field(default_factory=dict)
    ranks: dict[str, list[str]] = field(default_factory=dict)

    def take_in(self, source: Source, fen: int) -> None:
        if source.code not in self.sources:
            self.sources[source.code] = source
            self.balances[source.code] = 0
            self.ranks.clear()
        elif self.sources[source.code] != source:
            raise ValueError(f"Source {source.code!r} is given in two ways.")
        self.balances[source.code] += fen

    def may_pay(self, use: str) -> list[str]:
        """Return who may pay for a use: what is bound to least first, then by order and code."""
        found = self.ranks.get(use)
        if found is None:
            allowed = [one for one in self.sources.values() if not one.uses or use in one.uses]
            allowed.sort(key=lambda one: (len(one.uses) or 1 << 30, one.order, one.code))
            found = self.ranks[use] = [one.code for one in allowed]
        return found


def trace(movements: Iterable[Inflow | Outflow], pooling: Pooling) -> Traced:
    """Follow every movement of one pool in order, and say which source paid for what.

    Raises:
        ValueError: an inflow is not above zero, a payment is below zero, or a source comes with
            two different sets of uses.

    Example:
        >>> tax, bond = Source("tax"), Source("bond", uses=frozenset({"capital"}))
        >>> moves = [Inflow(tax, Money(70)), Inflow(bond, Money(30)),
        ...          Outflow("P1", Money(50), "capital"), Outflow("P2", Money(40))]
        >>> for pooling in Pooling:
        ...     traced = trace(moves, pooling)
        ...     print(*({k: v.fen for k, v in one.parts.items()} for one in traced.payments))
        {'bond': 15, 'tax': 35} {'tax': 35, '': 5}
        {'tax': 50} {'tax': 20, '': 20}
        {'bond': 30, 'tax': 20} {'tax': 40}
    """
    pool = _Pool()
    came: dict[str, deque[tuple[int, int]]] = {}
    payments = []
    for turn, movement in enumerate(movements):
        fen = movement.amount.fen
        if isinstance(movement, Inflow):
            if fen <= 0:
                raise ValueError(f"An inflow of {movement.amount} is not above zero.")
            pool.take_in(movement.source, fen)
            came.setdefault(movement.source.code, deque()).append((turn, fen))
            continue
        if fen < 0:
            raise ValueError(f"Payment {movement.number!r} of {movement.amount} is below zero.")
        allowed = [code for code in pool.may_pay(movement.use) if pool.balances[code]]
        if pooling is Pooling.PROPORTION:
            parts = _in_proportion(fen, allowed, pool.balances)
        elif pooling is Pooling.FIRST_IN:
            parts = _first_in(fen, allowed, came)
        else:
            parts = _in_turn(fen, allowed, pool.balances)
        for code, part in parts.items():
            pool.balances[code] -= part
        rest = fen - sum(parts.values())
        shares = {code: Money(part) for code, part in parts.items() if part}
        if rest:
            shares[UNSOURCED] = Money(rest)
        payments.append(Shares(movement.number, shares))
    return Traced(pooling, payments, {code: Money(fen) for code, fen in pool.balances.items()})


def _in_proportion(fen: int, allowed: Sequence[str], balances: Mapping[str, int]) -> dict[str, int]:
    """Share a payment in proportion to the balances; broken fen go to the largest remainders.

    Always: no part is larger than its balance.
    """
    there = sum(balances[code] for code in allowed)
    if fen >= there:
        return {code: balances[code] for code in allowed}
    parts = {}
    rests = []
    spare = fen
    for code in allowed:
        whole, rest = divmod(fen * balances[code], there)
        parts[code] = whole
        spare -= whole
        rests.append((-rest, code))
    if spare:
        rests.sort()
        for _, code in rests[:spare]:
            parts[code] += 1
    return parts


def _first_in(
    fen: int, allowed: Sequence[str], came: Mapping[str, deque[tuple[int, int]]]
) -> dict[str, int]:
    """Take what came first from the sources that may pay, and shorten their layers."""
    parts: dict[str, int] = {}
    while fen:
        first = min(((came[code][0][0], code) for code in allowed if came[code]), default=None)
        if first is None:
            break
        layers = came[first[1]]
        turn, there = layers.popleft()
        taken = min(fen, there)
        if there > taken:
            layers.appendleft((turn, there - taken))
        parts[first[1]] = parts.get(first[1], 0) + taken
        fen -= taken
    return parts


def _in_turn(fen: int, allowed: Sequence[str], balances: Mapping[str, int]) -> dict[str, int]:
    """Take from one source after another, each to its end."""
    parts = {}
    for code in allowed:
        if not fen:
            break
        parts[code] = min(fen, balances[code])
        fen -= parts[code]
    return parts
