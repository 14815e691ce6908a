"""Which resolutions of a large set plainly fit what they resolve, found column by column.

Large sets of the bank's answers are nearly all right: each accounts for all of one reservation.
Those are recognised here at once; whatever is not recognised is judged one by one in ``turns``,
which alone refuses, so the answers do not depend on the way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from fisc.engines.ledger.keys import KEY_BYTES, Turn
from fisc.engines.ledger.moves import HOLDS
from fisc.engines.ledger.sets import SUM_MAX, Whole
from fisc.law.chart import chart
from fisc.record.postings import PostingSet

_HOLDS: Final = np.array([chart().events[name].number for name in HOLDS], dtype=np.int64)


@dataclass(frozen=True, slots=True)
class FirstLegs:
    """The first legs of vouchers in the ledger.

    Shape: one element per voucher found, in any order; a key is there at most once.
    """

    key: NDArray[np.void]
    event: Whole
    debit: Whole
    amount: Whole


def origins(keys: NDArray[np.void]) -> NDArray[np.void]:
    """Return the keys of the vouchers that these turns belong to.

    Example:
        >>> keys = np.frombuffer(bytes(15) + bytes([Turn.RESOLUTION]), dtype="V16")
        >>> origins(keys).tobytes() == bytes(16)
        True
    """
    raw = keys.view(np.uint8).reshape(-1, KEY_BYTES).copy()
    raw[:, KEY_BYTES - 1] = Turn.ORIGINAL
    return raw.reshape(-1).view(keys.dtype)


def plainly_right(postings: PostingSet, holds: FirstLegs) -> NDArray[np.bool_]:
    """Say which vouchers end exactly the reservation whose key they bear.

    True means: the voucher is a resolution, its hold is among ``holds`` and is a reservation, all
    its moves leave the reserved chamber, and together they are the reserved amount.

    Shape: one element per voucher of the set.
    """
    moves, number = postings.moves, len(postings)
    nothing = np.zeros(number, dtype=np.bool_)
    if not holds.key.size or int(moves.amount.max()) * moves.amount.size >= SUM_MAX:
        return nothing
    # Of equal length, texts of bytes have the order and the equality of the keys themselves.
    found, wanted = holds.key.view(f"S{KEY_BYTES}"), origins(postings.key).view(f"S{KEY_BYTES}")
    order = np.argsort(found)
    place = order[np.searchsorted(found, wanted, sorter=order).clip(max=found.size - 1)]
    right = (postings.turns == Turn.RESOLUTION) & (found[place] == wanted)
    right &= np.isin(holds.event[place], _HOLDS)
    elsewhere = moves.credit != holds.debit[place][moves.voucher]
    right[moves.voucher[elsewhere]] = False
    leaving = np.zeros(number, dtype=np.int64)
    np.add.at(leaving, moves.voucher, moves.amount)
    answer: NDArray[np.bool_] = right & (leaving == holds.amount[place])
    return answer
