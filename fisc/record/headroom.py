"""How much may still be taken from pots, held for the length of an act.

Whoever wants "as much as there is" asks here inside ``Book.act`` and posts that amount in the same
act: between the two answers nobody else can take anything from these pots.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from fisc.engines.ledger.moves import Pot
from fisc.record.book import Book
from fisc.values import ZERO, Money


class NotInAnAct(RuntimeError):
    """Headroom was asked outside an act, where it could be gone before it is used."""


def headroom(book: Book, pots: Mapping[Pot, Money], *, most: Money) -> Money:
    """Return the largest amount up to ``most`` that every one of these pots can give.

    ``pots`` names what must stay in the open chamber of each. The pots are locked, in the order in
    which postings lock them, until the act ends.

    Always: between zero and ``most``; a pot that was never opened gives nothing.

    Raises:
        NotInAnAct: called outside ``book.act()``.
    """
    if not book.connection.in_atomic_block:
        raise NotInAnAct("Ask for headroom inside Book.act(), and post in the same act.")
    numbers = np.array(sorted(pot.number for pot in pots), dtype=np.int64)
    found, _ = book.store().locked_pots(numbers)
    has = dict(zip(found.number.tolist(), found.balance[:, 0].tolist(), strict=True))
    free = [Money(has.get(pot.number, 0)) - kept for pot, kept in pots.items()]
    return max(ZERO, min([most, *free]))
