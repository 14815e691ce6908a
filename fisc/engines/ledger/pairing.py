"""Turn the signed lines of a journal entry into moves from one account to another."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple, TypeVar

from fisc.values import Money

Key = TypeVar("Key")


class Unbalanced(ValueError):
    """The lines of an entry do not add up to zero; the message names the difference."""


class Pair(NamedTuple):
    """An amount that goes from the credited account to the debited one.

    Units: ``fen`` is above zero.
    """

    debit: Any
    credit: Any
    fen: int


def pair(legs: Iterable[tuple[Key, int]]) -> list[Pair]:
    """Say which account gives how much to which, so that each changes as the lines say.

    What stands on the debit side (above zero) is filled, in order of account, from what stands on
    the credit side (below zero), in order of account. Lines of one account are added up first.

    Units: whole fen, debits above zero and credits below.
    Shape: at most one pair fewer than there are accounts; none where every account nets to zero.
    Always: the net effect on each account is that of the lines, whatever their order.

    Raises:
        Unbalanced: the lines do not add up to zero.

    Example:
        >>> pair([("rent", 1000), ("food", 250), ("bank", -1250)])
        [Pair(debit='food', credit='bank', fen=250), Pair(debit='rent', credit='bank', fen=1000)]
        >>> pair([("bank", 5), ("bank", -5)])
        []
    """
    net: dict[Any, int] = {}
    for account, fen in legs:
        net[account] = net.get(account, 0) + fen
    difference = sum(net.values())
    if difference:
        raise Unbalanced(f"The lines add up to {Money(difference)}, not to zero.")
    gives = [[account, -net[account]] for account in sorted(net) if net[account] < 0]
    pairs: list[Pair] = []
    at = 0
    for account in sorted(net):
        wanted = net[account]
        while wanted > 0:
            giver, left = gives[at]
            fen = min(wanted, left)
            pairs.append(Pair(account, giver, fen))
            wanted -= fen
            gives[at][1] = left - fen
            at += left == fen
    return pairs
