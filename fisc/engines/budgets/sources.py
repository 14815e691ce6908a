"""Which money a payment was: shares of every source, from inflow to payment, exact to the fen.

Money in one account has no name. Who asks which yuan paid for what must say by which rule the
pool is read; three are known here, and each is stated with its answer:

- in proportion: every payment takes from every source as much as its share of what is there;
- first in, first out: what came first is spent first;
- bound first: what may be used for least is spent first, and general money last.

Under each rule the shares of a payment add up to the payment, and the shares of a source to what
came in less what is left, to the fen. A source that is bound to some uses pays for nothing else;
what no source may pay is not hidden, but stands as unsourced. What comes back from a payment goes
back to its sources in the shares in which it came from them.
"""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from fisc.values import Money, Words


class Pooling(StrEnum):
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
_NOWHERE: Final = 0  # the place of what has no source


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


class Trace:
    """One pool, followed movement by movement; it can be followed on whenever more has happened.

    Payments have numbers from zero, in the order in which they were made. Plain whole fen in
    arrays, because a county pays a hundred thousand times.

    Always: ``came`` of a source less ``left`` is the sum of its shares, whatever was taken back.
    """

    def __init__(self, pooling: Pooling) -> None:
        self.pooling = pooling
        self.codes = [UNSOURCED]
        self.came = [0]  # of every source: all that came in, less what was taken back
        self._sources: dict[str, tuple[int, Source]] = {}
        self._there = [0]
        self._owed = [0]  # taken back after it was spent: what comes in next makes good for it
        self._ranks: dict[str, list[int]] = {}
        self._layers: list[list[int]] = []  # what came, in its order: source and fen
        self._starts = array("q")
        self._who = array("i")
        self._fen = array("q")
        self._back: dict[int, dict[int, int]] = {}
        self._take: Callable[[int, list[int]], list[tuple[int, int]]] = {
            Pooling.PROPORTION: self._in_proportion,
            Pooling.FIRST_IN: self._first_in,
            Pooling.BOUND_FIRST: self._in_turn,
        }[pooling]

    def __len__(self) -> int:
        return len(self._starts)

    def come_in(self, source: Source, fen: int) -> None:
        """Take an amount in from a source; below zero it is taken back.

        Raises:
            ValueError: the amount is zero, or the source came with other uses before.
        """
        if not fen:
            raise ValueError("An inflow of nothing is none.")
        place = self._place(source)
        self.came[place] += fen
        if fen > 0:
            self._put(place, fen)
        else:
            self._withdraw(place, -fen)

    def pay(self, fen: int, use: str = "") -> int:
        """Pay an amount out of what may pay for its use; return the number of the payment.

        Raises:
            ValueError: the amount is below zero.
        """
        if fen < 0:
            raise ValueError(f"A payment of {Money(fen)} is below zero.")
        number = len(self._starts)
        self._starts.append(len(self._who))
        there = self._there
        spare = fen
        for place, part in self._take(fen, [one for one in self._rank(use) if there[one]]):
            if part:
                there[place] -= part
                spare -= part
                self._who.append(place)
                self._fen.append(part)
        if spare:
            self._who.append(_NOWHERE)
            self._fen.append(spare)
        return number

    def come_back(self, number: int, fen: int) -> None:
        """Take back a part of a payment, in the shares in which it was paid.

        Raises:
            ValueError: more than the payment still is, or less than nothing.
        """
        shares = self._net(number)
        if not 0 <= fen <= sum(shares.values()):
            raise ValueError(f"Payment {number} is not so much that {Money(fen)} could come back.")
        back = self._back.setdefault(number, {})
        for place, part in _split(fen, shares, self.codes):
            back[place] = back.get(place, 0) + part
            if place and part:
                self._put(place, part)

    def shares(self, number: int) -> dict[str, int]:
        """Return the shares of a payment by source, less what came back. Units: fen."""
        return {self.codes[place]: fen for place, fen in self._net(number).items() if fen}

    def places(self, number: int) -> dict[int, int]:
        """Return the same by the places of the sources in ``codes``."""
        return self._net(number)

    def paid_of(self, place: int) -> list[tuple[int, int]]:
        """Return the payments that a source had a share in, and how large it is. Units: fen."""
        shares: dict[int, int] = {}
        for at, one in enumerate(self._who):
            if one == place:
                number = bisect_right(self._starts, at) - 1
                shares[number] = shares.get(number, 0) + self._fen[at]
        for number, back in self._back.items():
            if place in back:
                shares[number] -= back[place]
        return [(number, fen) for number, fen in shares.items() if fen]

    @property
    def left(self) -> dict[str, int]:
        """What is left of every source; below zero where more was taken back than was there."""
        known = self._sources.items()
        return {code: self._there[place] - self._owed[place] for code, (place, _) in known}

    def _end(self, number: int) -> int:
        return self._starts[number + 1] if number + 1 < len(self._starts) else len(self._who)

    def _net(self, number: int) -> dict[int, int]:
        shares: dict[int, int] = {}
        for at in range(self._starts[number], self._end(number)):
            shares[self._who[at]] = shares.get(self._who[at], 0) + self._fen[at]
        for place, fen in self._back.get(number, {}).items():
            shares[place] -= fen
        return shares

    def _place(self, source: Source) -> int:
        place, known = self._sources.get(source.code, (0, source))
        if known != source:
            raise ValueError(f"Source {source.code!r} is given in two ways.")
        if not place:
            place = len(self.codes)
            self._sources[source.code] = (place, source)
            self.codes.append(source.code)
            for column in (self.came, self._there, self._owed):
                column.append(0)
            self._ranks.clear()
        return place

    def _put(self, place: int, fen: int) -> None:
        made_good = min(fen, self._owed[place])
        self._owed[place] -= made_good
        if fen > made_good:
            self._there[place] += fen - made_good
            if self.pooling is Pooling.FIRST_IN:
                self._layers.append([place, fen - made_good])

    def _withdraw(self, place: int, fen: int) -> None:
        taken = min(fen, self._there[place])
        self._there[place] -= taken
        self._owed[place] += fen - taken
        if self.pooling is not Pooling.FIRST_IN:
            return
        for at in range(len(self._layers) - 1, -1, -1):
            layer = self._layers[at]
            if layer[0] == place and taken:
                part = min(taken, layer[1])
                layer[1] -= part
                taken -= part
        self._layers = [layer for layer in self._layers if layer[1]]

    def _rank(self, use: str) -> list[int]:
        """Return who may pay for a use: what is bound to least first, then by order and code."""
        found = self._ranks.get(use)
        if found is None:
            allowed = [
                (len(one.uses) or 1 << 30, one.order, one.code, place)
                for place, one in self._sources.values()
                if not one.uses or use in one.uses
            ]
            found = self._ranks[use] = [place for *_, place in sorted(allowed)]
        return found

    def _in_proportion(self, fen: int, allowed: list[int]) -> list[tuple[int, int]]:
        there = self._there
        shares = {place: there[place] for place in allowed}
        if fen >= sum(shares.values()):
            return list(shares.items())
        return _split(fen, shares, self.codes)

    def _first_in(self, fen: int, allowed: list[int]) -> list[tuple[int, int]]:
        parts: dict[int, int] = {}
        may = set(allowed)
        done = []
        for at, layer in enumerate(self._layers):
            if not fen:
                break
            place, there = layer
            if place in may:
                part = min(there, fen)
                parts[place] = parts.get(place, 0) + part
                layer[1] -= part
                fen -= part
                if not layer[1]:
                    done.append(at)
        for at in reversed(done):
            del self._layers[at]
        return list(parts.items())

    def _in_turn(self, fen: int, allowed: list[int]) -> list[tuple[int, int]]:
        parts = []
        for place in allowed:
            if not fen:
                break
            part = min(fen, self._there[place])
            parts.append((place, part))
            fen -= part
        return parts


def _split(fen: int, shares: Mapping[int, int], codes: Sequence[str]) -> list[tuple[int, int]]:
    """Share an amount in proportion; broken fen go to the largest remainders, then by code.

    Always: no part is larger than its share, as long as the amount is not larger than all.
    """
    whole = sum(shares.values())
    if not fen or not whole:
        return []
    parts = []
    spare = fen
    for place, share in shares.items():
        part, rest = divmod(fen * share, whole)
        spare -= part
        parts.append((place, part, rest))
    if not spare:
        return [(place, part) for place, part, _ in parts]
    parts.sort(key=lambda one: (-one[2], codes[one[0]]))
    return [(place, part + (turn < spare)) for turn, (place, part, _) in enumerate(parts)]


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
        ...     parts = [one.parts.items() for one in traced.payments]
        ...     print(*(sorted((code, fen.fen) for code, fen in one) for one in parts))
        [('bond', 15), ('tax', 35)] [('', 5), ('tax', 35)]
        [('tax', 50)] [('', 20), ('tax', 20)]
        [('bond', 30), ('tax', 20)] [('tax', 40)]
    """
    followed = Trace(pooling)
    numbers = []
    for movement in movements:
        if isinstance(movement, Inflow):
            if movement.amount.fen <= 0:
                raise ValueError(f"An inflow of {movement.amount} is not above zero.")
            followed.come_in(movement.source, movement.amount.fen)
        else:
            followed.pay(movement.amount.fen, movement.use)
            numbers.append(movement.number)
    payments = [
        Shares(number, {code: Money(fen) for code, fen in followed.shares(at).items()})
        for at, number in enumerate(numbers)
    ]
    return Traced(pooling, payments, {code: Money(fen) for code, fen in followed.left.items()})
