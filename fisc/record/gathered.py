"""A book whose single postings go through the poster, where one is listening."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from fisc.engines.ledger.moves import Pot, Voucher
from fisc.record.book import Book, Receipt, act_of
from fisc.record.poster import ANSWER, READ, UNREADABLE, WRONG, packed
from fisc.record.postings import Fate, Posting


class PosterFault(RuntimeError):
    """The poster could not post, and says why; nothing was posted."""


class GatheredBook(Book):
    """Posts as ``Book`` does; what stands alone is handed to the poster at a socket.

    Without a poster, or when it goes away, the posting is done here: a posting that went through
    before the answer was lost is then answered as repeated.
    """

    def __init__(self, path: Path, using: str = "default") -> None:
        super().__init__(using)
        self.path = path
        self._opened: set[int] = set()
        self._mine = threading.local()

    def post(self, voucher: Voucher, *, actor: str, at: datetime) -> Receipt:
        """Post one voucher through the poster; see ``Book.post``.

        Raises:
            PosterFault: the poster could not post it.
        """
        if self.connection.in_atomic_block:
            return super().post(voucher, actor=actor, at=at)
        self._open_unknown(account.pot for account in voucher.accounts)
        posting, act = Posting.of(voucher), act_of(voucher, actor, at)
        try:
            answer = self._ask(packed(posting, act))
        except OSError:
            self._hang_up()
            return super().post(voucher, actor=actor, at=at)
        fate, batch, words = answer
        if fate == Fate.REFUSED:
            # Asked again here, for the working: a refusal leaves nothing behind.
            return super().post(voucher, actor=actor, at=at)
        if fate in {UNREADABLE, WRONG}:
            raise PosterFault(words)
        return Receipt(voucher.key, Fate(fate), batch or None)

    def close(self) -> None:
        """Close this thread's connections, to the database and to the poster."""
        super().close()
        self._hang_up()

    def _open_unknown(self, pots: Iterable[Pot]) -> None:
        unknown = [pot for pot in pots if pot.number not in self._opened]
        if unknown:
            self.open_pots(unknown)
            self._opened.update(pot.number for pot in unknown)

    def _ask(self, message: bytes) -> tuple[int, int, str]:
        line: socket.socket | None = getattr(self._mine, "line", None)
        if line is None:
            line = self._mine.line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.connect(str(self.path))
        line.sendall(message)
        answer = _at_least(line, ANSWER.size)
        fate, batch, length = ANSWER.unpack_from(answer)
        words = answer[ANSWER.size :]
        if len(words) < length:
            words += _at_least(line, length - len(words))
        return fate, batch, words.decode(errors="replace")

    def _hang_up(self) -> None:
        line: socket.socket | None = getattr(self._mine, "line", None)
        if line is not None:
            line.close()
            self._mine.line = None


def _at_least(line: socket.socket, size: int) -> bytes:
    """Read so many bytes, and what came with them.

    Raises:
        ConnectionError: the other end closed before.
    """
    some = b""
    while len(some) < size:
        more = line.recv(READ)
        if not more:
            raise ConnectionError("The poster closed the line.")
        some += more
    return some
