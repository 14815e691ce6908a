"""Share whole amounts over many weights at once, exactly: columns instead of single amounts.

These are the column forms of ``Money.split``: every share is a whole number, the shares add up to
the whole, and nothing passes through a floating-point number on the way.
"""

from __future__ import annotations

from typing import Final

import numpy as np

from fisc.demo.columns import Whole

WORD: Final = 2**63


class UnsharableAmount(ValueError):
    """An amount that cannot be shared over these weights; the message says why."""


def shared(total: int, weights: Whole) -> Whole:
    """Share ``total`` over ``weights`` by largest remainders; ties go to the earlier weight.

    Shape: one share for each weight.
    Always: the shares add up to ``total``, and each is the exact share rounded up or down.

    Raises:
        UnsharableAmount: something is negative, all weights are zero, or the weights are so large
            that the working would not be exact.

    Example:
        >>> shared(10, np.array([1, 1, 1])).tolist()
        [4, 3, 3]
    """
    whole = int(weights.sum())
    if total < 0 or whole <= 0 or int(weights.min()) < 0:
        raise UnsharableAmount(f"{total} cannot be shared over weights that add up to {whole}.")
    if whole * int(weights.max()) >= WORD or total >= WORD:
        raise UnsharableAmount(f"Weights that add up to {whole} are too large to share by.")
    # total = times * whole + rest, so the working stays below whole times the largest weight.
    times, rest = divmod(total, whole)
    part = times * weights + rest * weights // whole
    remainder = rest * weights % whole
    spare = total - int(part.sum())
    part[np.argsort(-remainder, kind="stable")[:spare]] += 1
    return part


def shared_within(total: int, weights: Whole, limits: Whole) -> Whole:
    """Share ``total`` over ``weights`` so that no share is above its limit.

    What a limit keeps out goes to the others, in the same proportions.

    Raises:
        UnsharableAmount: the limits do not hold the total, or nothing with room has a weight.

    Example:
        >>> shared_within(10, np.array([8, 1, 1]), np.array([4, 9, 9])).tolist()
        [4, 3, 3]
    """
    if int(limits.sum()) < total:
        raise UnsharableAmount(f"{total} does not fit within limits of {int(limits.sum())} in all.")
    part = np.zeros_like(limits)
    left = total
    while left:
        room = limits - part
        part += np.minimum(shared(left, np.where(room > 0, weights, 0)), room)
        left = total - int(part.sum())
    return part


def spread(totals: Whole, weights: Whole) -> Whole:
    """Share every total over the weights of its row by a running total.

    Shape: ``weights`` has one row for each total; so has the answer.
    Always: each row adds up to its total; where a row has no weight, its total must be zero.

    Raises:
        UnsharableAmount: a row without weights has something to share.

    Example:
        >>> spread(np.array([10, 0]), np.array([[1, 1, 1], [0, 0, 0]])).tolist()
        [[3, 3, 4], [0, 0, 0]]
    """
    running = np.cumsum(weights, axis=1)
    whole = running[:, -1]
    if (totals[whole == 0] != 0).any():
        raise UnsharableAmount("A row without weights has something to share.")
    times, rest = np.divmod(totals, np.maximum(whole, 1))
    reached = times[:, None] * running + rest[:, None] * running // np.maximum(whole, 1)[:, None]
    return np.diff(reached, axis=1, prepend=0)


def parted(totals: Whole, counts: Whole, weights: Whole) -> Whole:
    """Cut every total into ``counts`` parts in proportion to ``weights``, by a running total.

    Shape: ``weights`` holds the weights of the first total's parts, then of the second's, and so
    on; there is one part for each of them.
    Always: the parts of each total add up to it.

    Raises:
        UnsharableAmount: a total without parts is not zero, or the counts do not fit the weights.

    Example:
        >>> parted(np.array([10, 7]), np.array([3, 1]), np.array([1, 1, 1, 5])).tolist()
        [3, 3, 4, 7]
    """
    if int(counts.sum()) != weights.size or (totals[counts == 0] != 0).any():
        raise UnsharableAmount("Every total needs as many weights as it has parts, and one part.")
    if not weights.size:
        return np.zeros(0, dtype=np.int64)
    owner = np.repeat(np.arange(totals.size), counts)
    first = np.cumsum(counts) - counts
    running = np.cumsum(weights)
    before = np.concatenate(([0], running))[first]
    own = running - before[owner]
    whole = np.concatenate(([0], running))[first + counts] - before
    times, rest = np.divmod(totals, np.maximum(whole, 1))
    reached = times[owner] * own + rest[owner] * own // whole[owner]
    part: Whole = np.diff(reached, prepend=0)
    heads = first[counts > 0]
    part[heads] = reached[heads]
    return part
