"""Judge a whole set of vouchers at once, with the answers that one by one would give.

The set arrives as columns of whole numbers. Every cell (a chamber of a pot) on which the outflows
of the whole set fit needs no further look: no order of the vouchers can overdraw it. Only vouchers
that touch a cell on which they do not all fit are walked through in their order.

NumPy is used here and in no other engine, on 64-bit whole numbers only.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Whole = NDArray[np.int64]
SUM_MAX: Final = 2**62


@dataclass(frozen=True, slots=True)
class SetMoves:
    """The moves of a set of vouchers, column by column.

    Shape: one element per move; ``voucher`` counts up from 0 without gaps and never goes down.
    Units: ``amount`` in fen; ``debit`` and ``credit`` are account numbers (4 x pot + chamber).
    """

    voucher: Whole
    debit: Whole
    credit: Whole
    amount: Whole


@dataclass(frozen=True, slots=True)
class SetPots:
    """The pots that a set touches: their numbers in ascending order, and their rows.

    Shape: one element per pot; ``balance`` has three columns (open, held, done), in fen.
    ``rank`` is 0 for ordinary pots and 1 for ceilings, which are blamed last.
    """

    number: Whole
    rank: Whole
    side: Whole
    guarded: NDArray[np.bool_]
    balance: Whole


@dataclass(frozen=True, slots=True)
class Shortfall:
    """Why a voucher of a set was refused: the cell, what it had and what was asked of it."""

    pot: int
    place: int
    available_fen: int
    asked_fen: int


@dataclass(frozen=True, slots=True)
class SetVerdict:
    """Which vouchers are accepted, why the others are not, and what the set does to the pots.

    Shape: ``accepted`` one element per voucher; ``change`` the shape of ``SetPots.balance``.
    """

    accepted: NDArray[np.bool_]
    refused: Mapping[int, Shortfall]
    change: Whole


def judge(moves: SetMoves, pots: SetPots, vouchers: int) -> SetVerdict:
    """Say which vouchers of a set fit, exactly as posting them one by one in order would.

    Always: no guarded cell ends below zero; a voucher is accepted whole or not at all.

    Raises:
        ValueError: a move names a pot that is not among ``pots``, or the sums leave 62 bits.
    """
    cell, effect, owner = _effects(moves, pots)
    cells = pots.balance.size
    outflow = _sums(cell, np.minimum(effect, 0), cells)
    flat = pots.balance.reshape(-1)
    guarded = np.repeat(pots.guarded, 3)
    tight = guarded & (flat + outflow < 0) & (outflow < 0)
    accepted = np.ones(vouchers, dtype=np.bool_)
    refused: dict[int, Shortfall] = {}
    if tight.any():
        refused = _walk(cell, effect, owner, flat, tight, pots)
        accepted[list(refused)] = False
    kept = accepted[owner]
    change = _sums(cell[kept], effect[kept], cells).reshape(pots.balance.shape)
    return SetVerdict(accepted, refused, change)


def _effects(moves: SetMoves, pots: SetPots) -> tuple[Whole, Whole, Whole]:
    """Return cell, signed effect and voucher of every effect, one per voucher and cell."""
    if moves.amount.size and int(moves.amount.max()) * moves.amount.size >= SUM_MAX:
        total = sum(int(amount) for amount in moves.amount)
        if total >= SUM_MAX:
            raise ValueError(f"The set moves {total} fen in all; split it, sums must stay exact.")
    account = np.concatenate((moves.debit, moves.credit))
    row = np.searchsorted(pots.number, account >> 2)
    if row.size and (row.max() >= pots.number.size or (pots.number[row] != account >> 2).any()):
        raise ValueError("The set names a pot that was not read; open the pots first.")
    effect = np.concatenate((moves.amount, -moves.amount)) * pots.side[row]
    owner = np.concatenate((moves.voucher, moves.voucher))
    cell = row * 3 + (account & 3)
    single = moves.voucher.size == (int(moves.voucher[-1]) + 1 if moves.voucher.size else 0)
    if single:
        # One move a voucher: its two cells differ, so nothing needs adding up.
        return cell, effect, owner
    together, place = np.unique(owner * pots.balance.size + cell, return_inverse=True)
    sums = np.zeros(together.size, dtype=np.int64)
    np.add.at(sums, place, effect)
    return together % pots.balance.size, sums, together // pots.balance.size


def _sums(cell: Whole, amount: Whole, cells: int) -> Whole:
    # bincount adds in floating point, so it may not be used for money.
    sums = np.zeros(cells, dtype=np.int64)
    np.add.at(sums, cell, amount)
    return sums


def _walk(
    cell: Whole, effect: Whole, owner: Whole, flat: Whole, tight: NDArray[np.bool_], pots: SetPots
) -> dict[int, Shortfall]:
    """Walk the vouchers that touch tight cells, in their order, keeping those cells only."""
    touched = np.flatnonzero(tight[cell])
    blame = pots.rank[cell[touched] // 3]
    order = touched[np.lexsort((cell[touched], blame, owner[touched]))]
    running = {int(c): int(flat[c]) for c in np.unique(cell[order])}
    refused: dict[int, Shortfall] = {}
    group: list[tuple[int, int]] = []
    owners = owner[order].tolist()
    pairs = list(zip(cell[order].tolist(), effect[order].tolist(), strict=True))
    for at, (who, pair) in enumerate(zip(owners, pairs, strict=True)):
        group.append(pair)
        if at + 1 < len(owners) and owners[at + 1] == who:
            continue
        short = next(((c, e) for c, e in group if e < 0 and running[c] + e < 0), None)
        if short is None:
            for c, e in group:
                running[c] += e
        else:
            c, e = short
            refused[who] = Shortfall(int(pots.number[c // 3]), c % 3, running[c], -e)
        group = []
    return refused
