"""Which yuan paid for what: the sources of a government's money, its payments, and what is left.

The figures are those of the pools of ``fisc.datacentre.pools``, read by the rule asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from fisc.datacentre.execution import class_of
from fisc.datacentre.pools import Pool, Pools, paid_key, pools
from fisc.engines.budgets.sources import UNSOURCED
from fisc.engines.ledger.keys import document_number
from fisc.engines.ledger.moves import Pot
from fisc.values import ZERO, Money

__all__ = ["Pools", "pools"]

UNSOURCED_KIND: Final = "unsourced"


class UnknownPayment(LookupError):
    """No payment of this government and year was made by this voucher."""


class UnknownSource(LookupError):
    """No money of this source came in."""


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One source of a pool: what came in, what was paid with it, what is left.

    Units: fen. The source without a code is what no source could pay.
    Always: ``came`` = ``paid`` + ``left``, but for the source without a code.
    """

    book: str
    fund: str
    code: str
    kind: str
    came: Money
    paid: Money
    left: Money


@dataclass(frozen=True, slots=True)
class Share:
    """What one source gave to one thing that is named by its code. Units: fen."""

    book: str
    fund: str
    source: str
    kind: str
    code: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Paid:
    """One payment, what of it a source gave, and the voucher that paid it. Units: fen."""

    key: bytes
    document: str | None
    day: date
    pot: Pot
    whole: Money
    amount: Money


@dataclass(frozen=True, slots=True)
class Followed:
    """One payment with the shares of its sources; together they are what it still is.

    Units: fen; ``back`` is what came back of it.
    """

    key: bytes
    document: str | None
    day: date
    pot: Pot
    amount: Money
    parts: tuple[Share, ...]


@dataclass(frozen=True, slots=True)
class Arrival:
    """One inflow of a source: the voucher by which it came. Units: fen; below zero: taken back."""

    key: bytes
    document: str | None
    day: date
    amount: Money


@dataclass(frozen=True, slots=True)
class Followup:
    """Where the money of one source went: by function, by unit, by payment, ranked."""

    line: SourceLine
    arrivals: tuple[Arrival, ...]
    functions: tuple[tuple[str, Money], ...]
    units: tuple[tuple[str, Money], ...]
    payments: tuple[Paid, ...]


def lines(found: Pools) -> tuple[SourceLine, ...]:
    """Return every source of every pool; what no source could pay comes last in its pool.

    Shape: books and funds in the order of their codes, sources by what came in, largest first.
    """
    return tuple(
        line
        for key in sorted(found.pools)
        for line in sorted(
            _lines(found.pools[key]), key=lambda one: (not one.code, -one.came.fen, one.code)
        )
    )


def uses(found: Pools) -> tuple[Share, ...]:
    """Return what every source gave to every class of function."""
    return tuple(
        Share(pool.book, pool.fund, pool.trace.codes[place], _kind(pool, place), code, Money(fen))
        for _, pool in sorted(found.pools.items())
        for (place, code), fen in sorted(pool.functions.items())
        if fen
    )


def largest_uses(found: Pools, most: int) -> frozenset[str]:
    """Return the classes of function for which most was paid, so many of them."""
    sums: dict[str, int] = {}
    for share in uses(found):
        sums[share.code] = sums.get(share.code, 0) + share.amount.fen
    return frozenset(sorted(sums, key=lambda code: (-sums[code], code))[:most])


def key_of(number: str) -> bytes:
    """Return the key of the voucher that paid: of a number of a request, or the key itself in hex.

    Example:
        >>> key_of("PAY-2026-203005-1") == key_of(key_of("PAY-2026-203005-1").hex())
        True
    """
    try:
        return bytes.fromhex(number)
    except ValueError:
        return paid_key(number)


def payment(found: Pools, key: bytes) -> Followed:
    """Return which money a payment was.

    Raises:
        UnknownPayment: no payment was made by that voucher.
    """
    own = found.paid.get(key)
    if not own:
        raise UnknownPayment(f"No payment of {found.division} in {found.year} has {key.hex()}.")
    shares: dict[tuple[str, str, str, str], int] = {}
    for pool, number in own:
        for place, fen in pool.trace.places(number).items():
            name = (pool.book, pool.fund, pool.trace.codes[place], _kind(pool, place))
            shares[name] = shares.get(name, 0) + fen
    pool, number = own[0]
    pot = found.pots[pool.pots[number]]
    ranked = sorted(shares.items(), key=lambda one: (-one[1], one[0]))
    parts = tuple(Share(*name, class_of(pot.function), Money(fen)) for name, fen in ranked if fen)
    return Followed(
        key=key,
        document=document_number(key),
        day=date.fromordinal(pool.days[number]),
        pot=pot,
        amount=Money.total(part.amount for part in parts),
        parts=parts,
    )


def source(found: Pools, book: str, fund: str, code: str) -> Followup:
    """Return where the money of a source went; the code without a name is what had no source.

    Raises:
        UnknownSource: there is none of that code in that pool.
    """
    pool = found.pools.get((book, fund))
    if pool is None or code not in pool.trace.codes:
        raise UnknownSource(f"{found.division} {found.year}: no source {code!r} in {book} {fund}.")
    place = pool.trace.codes.index(code)
    gave = pool.trace.paid_of(place)
    gave.sort(key=lambda one: (-one[1], one[0]))
    line = next((line for line in _lines(pool) if line.code == code), None)
    if line is None:  # everything had a source
        line = SourceLine(book, fund, code, UNSOURCED_KIND, ZERO, ZERO, ZERO)
    return Followup(
        line=line,
        arrivals=tuple(
            Arrival(
                came.key, document_number(came.key), date.fromordinal(came.day), Money(came.fen)
            )
            for came in pool.came
            if came.place == place
        ),
        functions=_ranked(pool.functions, place),
        units=_ranked(pool.units, place),
        payments=tuple(_paid(found, pool, number, fen) for number, fen in gave),
    )


def _lines(pool: Pool) -> Iterable[SourceLine]:
    paid: dict[int, int] = {}
    for (place, _), fen in pool.functions.items():
        paid[place] = paid.get(place, 0) + fen
    left = pool.trace.left
    for place, code in enumerate(pool.trace.codes):
        spent = Money(paid.get(place, 0))
        if code == UNSOURCED:
            if spent:
                yield SourceLine(pool.book, pool.fund, code, UNSOURCED_KIND, ZERO, spent, ZERO)
            continue
        came, kind = Money(pool.trace.came[place]), _kind(pool, place)
        yield SourceLine(pool.book, pool.fund, code, kind, came, spent, Money(left[code]))


def _kind(pool: Pool, place: int) -> str:
    code = pool.trace.codes[place]
    return pool.kinds[code] if code else UNSOURCED_KIND


def _ranked(sums: Mapping[tuple[int, str], int], place: int) -> tuple[tuple[str, Money], ...]:
    own = [(code, fen) for (at, code), fen in sums.items() if at == place and fen]
    return tuple((code, Money(fen)) for code, fen in sorted(own, key=lambda one: (-one[1], one[0])))


def _paid(found: Pools, pool: Pool, number: int, fen: int) -> Paid:
    key = pool.keys[number]
    return Paid(
        key=key,
        document=document_number(key),
        day=date.fromordinal(pool.days[number]),
        pot=found.pots[pool.pots[number]],
        whole=Money(sum(pool.trace.places(number).values())),
        amount=Money(fen),
    )
