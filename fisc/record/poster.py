"""The poster: gathers whatever requests wait into sets, which is what keeps a busy pot fast.

Callers hand in one voucher each and wait for their answer; one worker takes all that waits,
without a timer, and posts it as sets. While one set is being made durable the next one gathers.
The answers are those of posting one by one, and durable when they are given.
"""

from __future__ import annotations

import threading
from collections import deque
from concurrent.futures import Future
from datetime import datetime
from types import TracebackType
from typing import Final, Self

from fisc.engines.ledger.moves import Voucher
from fisc.record.book import Book, Receipt, act_of
from fisc.record.postings import Act

AT_ONCE: Final = 5_000

Request = tuple[Voucher, Act, "Future[Receipt]"]


class PosterStopped(RuntimeError):
    """The poster takes no more requests; nothing was posted, so the caller may try elsewhere."""


class Poster:
    """One worker that posts for many callers, through a database connection of its own.

    Use it as a context: on leaving, what was handed in is still posted and answered.
    """

    def __init__(self, book: Book, *, at_once: int = AT_ONCE) -> None:
        self.book = book
        self.at_once = at_once
        self._waiting: deque[Request] = deque()
        self._signal = threading.Condition()
        self._stopping = False
        self._known: set[int] = set()
        self._worker = threading.Thread(target=self._work, name="poster", daemon=True)

    def __enter__(self) -> Self:
        self._worker.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        wrong: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        with self._signal:
            self._stopping = True
            self._signal.notify()
        self._worker.join()

    def post(self, voucher: Voucher, *, actor: str, at: datetime) -> Receipt:
        """Post one voucher and return its receipt, as ``Book.post`` would.

        Raises:
            PosterStopped: the poster was stopped before it took the request.
        """
        return self.hand_in(voucher, actor=actor, at=at).result()

    def hand_in(self, voucher: Voucher, *, actor: str, at: datetime) -> Future[Receipt]:
        """Hand in a voucher and return at once; the answer comes with the future."""
        answer: Future[Receipt] = Future()
        with self._signal:
            if self._stopping:
                raise PosterStopped("The poster has been stopped; post through the book.")
            self._waiting.append((voucher, act_of(voucher, actor, at), answer))
            if len(self._waiting) == 1:
                self._signal.notify()
        return answer

    def _work(self) -> None:
        try:
            while requests := self._next():
                for place in dict.fromkeys(voucher.place for voucher, _, _ in requests):
                    self._post([request for request in requests if request[0].place == place])
        finally:
            self.book.connection.close()

    def _next(self) -> list[Request]:
        with self._signal:
            while not self._waiting and not self._stopping:
                self._signal.wait()
            count = min(len(self._waiting), self.at_once)
            return [self._waiting.popleft() for _ in range(count)]

    def _post(self, requests: list[Request]) -> None:
        try:
            self._open(requests)
            receipts = self.book.post_many(
                [(voucher, act) for voucher, act, _ in requests], seal=False, opened=True
            )
        except BaseException as wrong:  # noqa: BLE001 - every caller must get an answer
            if len(requests) == 1:
                requests[0][2].set_exception(wrong)
                return
            # One bad request must not spoil the others: each is answered on its own.
            for request in requests:
                self._post([request])
            return
        for (_, _, answer), receipt in zip(requests, receipts, strict=True):
            answer.set_result(receipt)

    def _open(self, requests: list[Request]) -> None:
        pots = {a.pot.number: a.pot for voucher, _, _ in requests for a in voucher.accounts}
        if unknown := pots.keys() - self._known:
            self.book.open_pots(pots[number] for number in unknown)
            self._known |= unknown
