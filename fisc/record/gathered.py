"""A book whose single postings go through the poster, where one is listening."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from fisc.engines.ledger.moves import Pot, Voucher
from fisc.record.book import Book, Receipt, act_of
from fisc.record.poster import LENGTH, packed
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
        match answer:
            case [Fate.REFUSED, _]:
                # Asked again here, for the working: a refusal leaves nothing behind.
                return super().post(voucher, actor=actor, at=at)
            case [int(fate), batch]:
                return Receipt(voucher.key, Fate(fate), batch)
            case [str(), str(why)]:
                raise PosterFault(why)
        raise PosterFault(f"The poster answered {answer!r}.")

    def close(self) -> None:
        """Close this thread's connections, to the database and to the poster."""
        super().close()
        self._hang_up()

    def _open_unknown(self, pots: Iterable[Pot]) -> None:
        unknown = [pot for pot in pots if pot.number not in self._opened]
        if unknown:
            self.open_pots(unknown)
            self._opened.update(pot.number for pot in unknown)

    def _ask(self, message: bytes) -> Any:
        line: socket.socket | None = getattr(self._mine, "line", None)
        if line is None:
            line = self._mine.line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.connect(str(self.path))
        line.sendall(message)
        size = int.from_bytes(_exactly(line, LENGTH), "big")
        return json.loads(_exactly(line, size))

    def _hang_up(self) -> None:
        line: socket.socket | None = getattr(self._mine, "line", None)
        if line is not None:
            line.close()
            self._mine.line = None


def _exactly(line: socket.socket, size: int) -> bytes:
    """Read so many bytes.

    Raises:
        ConnectionError: the other end closed before.
    """
    some = line.recv(size)
    while len(some) < size:
        more = line.recv(size - len(some))
        if not more:
            raise ConnectionError("The poster closed the line.")
        some += more
    return some
