"""Gather moves into vouchers of bounded size, numbered in the order in which they are made."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Move, Voucher
from fisc.law.chart import chart
from fisc.values import Words

MOVES_MAX: Final = 500  # moves in one voucher; a longer list becomes several


@dataclass(slots=True)
class Vouchers:
    """Gathers moves into vouchers of at most 500 moves, numbered in the order they are made.

    With ``whole`` the moves of one call stay in one voucher, which may be shared with other
    calls until it is flushed.
    """

    prefix: str
    day: date
    made: list[Voucher] = field(default_factory=list)
    waiting: list[Move] = field(default_factory=list)

    def add(self, moves: Iterable[Move], *, whole: bool = False) -> None:
        """Add moves, all in one voucher where they are to stay ``whole``."""
        moves = list(moves)
        if whole:
            home = self.waiting[0].debit.pot.book if self.waiting else None
            if len(self.waiting) + len(moves) > MOVES_MAX or (
                home is not None and home is not moves[0].debit.pot.book
            ):
                self.flush()
            self.waiting += moves
            return
        for start in range(0, len(moves), MOVES_MAX):
            self._make(moves[start : start + MOVES_MAX])

    def flush(self) -> None:
        """Make a voucher of what waits."""
        if self.waiting:
            self._make(self.waiting)
            self.waiting = []

    def _make(self, moves: Sequence[Move]) -> None:
        pot = moves[0].debit.pot
        text = f"{self.prefix}-{pot.year}-{pot.division}-{len(self.made) + 1}"
        event = chart().events[moves[0].event]
        reason = Words(event.name_en, event.name_zh).both
        self.made.append(Voucher(posting_key(text), self.day, tuple(moves), reason))
