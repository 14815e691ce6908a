"""The poster: a process that gathers whatever postings wait into sets, so a busy pot stays fast.

Many processes hand in one posting each over a local socket and wait. One loop takes all that has
arrived, without a timer, posts it as sets and answers; while a set is being made durable the next
one gathers in the sockets. The answers are those of posting one by one, durable when given.
"""

from __future__ import annotations

import json
import os
import selectors
import socket
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

from django.db import InterfaceError, OperationalError
from psycopg import Error as ServerError

from fisc.record.book import Book, Receipt
from fisc.record.postings import Act, Posting

LENGTH: Final = 4  # bytes before every message that say how long it is
MESSAGE_MAX: Final = 1 << 20
READ: Final = 1 << 16
LEG: Final = 4  # event, debit, credit, amount
AT_ONCE: Final = 5_000
PAUSES_MS: Final = (0, 200, 500, 1_000, 2_000, 4_000)  # before each try to reach the database
LOST: Final = (OperationalError, InterfaceError, ServerError)


class Caller:
    """One connection: what it has sent so far, and the answers it is owed."""

    def __init__(self, connection: socket.socket) -> None:
        self.connection = connection
        self.received = bytearray()

    def read(self) -> list[bytes] | None:
        """Return the whole messages that have arrived; None when the caller has gone."""
        try:
            some = self.connection.recv(READ)
        except OSError:
            return None
        if not some:
            return None
        self.received += some
        found = []
        while len(self.received) >= LENGTH:
            size = int.from_bytes(self.received[:LENGTH], "big")
            if size > MESSAGE_MAX:
                return None
            if len(self.received) < LENGTH + size:
                break
            found.append(bytes(self.received[LENGTH : LENGTH + size]))
            del self.received[: LENGTH + size]
        return found

    def send(self, answer: Sequence[Any]) -> None:
        """Answer; who has gone, or does not read, learns by asking again under the same key."""
        try:
            self.connection.sendall(framed(answer))
        except OSError:
            self.connection.close()


class PosterThere(OSError):
    """Another poster listens at this socket."""


Request = tuple[Caller, Posting, Act]


class Poster:
    """Posts for all who connect to a socket that only this machine's user can open."""

    def __init__(self, book: Book, path: Path) -> None:
        self.book, self.path = book, path
        self.posted = 0
        self.sets = 0
        self._selector = selectors.DefaultSelector()

    def serve(self, stopping: Callable[[], bool], ready: Callable[[], None] = lambda: None) -> None:
        """Post until told to stop; what was taken by then is still posted and answered."""
        with _listening(self.path) as door:
            self._selector.register(door, selectors.EVENT_READ)
            ready()
            while not stopping():
                self._round(door)
            for key in list(self._selector.get_map().values()):
                key.fileobj.close()  # type: ignore[union-attr]
        self.path.unlink(missing_ok=True)
        self.book.close()

    def _round(self, door: socket.socket) -> None:
        requests: list[Request] = []
        for key, _ in self._selector.select(timeout=1):
            if key.fileobj is door:
                connection, _ = door.accept()
                connection.settimeout(1)
                self._selector.register(connection, selectors.EVENT_READ, Caller(connection))
            elif len(requests) < AT_ONCE:
                requests += self._taken(key.data)
        for place in dict.fromkeys((act.division, act.year) for _, _, act in requests):
            self._post([r for r in requests if (r[2].division, r[2].year) == place])

    def _taken(self, caller: Caller) -> list[Request]:
        messages = caller.read()
        try:
            if messages is not None:
                return [(caller, *unpacked(message)) for message in messages]
        except ValueError as unreadable:
            caller.send(("unreadable", str(unreadable)))
        self._selector.unregister(caller.connection)
        caller.connection.close()
        return []

    def _post(self, requests: list[Request]) -> None:
        try:
            receipts = self._reach([(posting, act) for _, posting, act in requests])
        except Exception as wrong:  # noqa: BLE001 - every caller must get an answer
            if len(requests) == 1 or not self.book.connected():
                for caller, _, _ in requests:
                    caller.send(("wrong", f"{type(wrong).__name__}: {wrong}"))
                return
            # One bad request must not spoil the others: each is answered on its own.
            for request in requests:
                self._post([request])
            return
        self.posted, self.sets = self.posted + len(requests), self.sets + 1
        for (caller, _, _), receipt in zip(requests, receipts, strict=True):
            caller.send((int(receipt.fate), receipt.batch))

    def _reach(self, wanted: list[tuple[Posting, Act]]) -> list[Receipt]:
        """Post a set; where the server went away, open a new connection and ask again.

        Whether the set was posted before the connection broke is not known, and need not be: what
        was posted is answered as repeated, because its keys stand in the ledger.
        """
        for pause_ms in PAUSES_MS:
            time.sleep(pause_ms / 1_000)
            try:
                return self.book.post_postings(wanted, seal=False)
            except LOST:
                if self.book.connected():
                    raise
                self.book.close()
        return self.book.post_postings(wanted, seal=False)


def framed(message: Sequence[Any]) -> bytes:
    r"""Put a message into bytes, its length first.

    Example:
        >>> framed([0, 17])
        b'\x00\x00\x00\x06[0,17]'
    """
    body = json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode()
    return len(body).to_bytes(LENGTH, "big") + body


def packed(posting: Posting, act: Act) -> bytes:
    """Put a posting and who posts it into a message."""
    return framed(
        (
            posting.key.hex(),
            posting.day,
            posting.legs,
            act.division,
            act.year,
            act.actor,
            act.at,
            act.reason,
        )
    )


def unpacked(message: bytes) -> tuple[Posting, Act]:
    """Read a posting out of a message.

    Raises:
        ValueError: it is not what ``packed`` makes.
    """
    match json.loads(message):
        case [
            str(key),
            int(day),
            [_, *_] as legs,
            str(place),
            int(year),
            str(who),
            int(at),
            str(w),
        ]:
            whole = [tuple(leg) for leg in legs if _is_leg(leg)]
            if len(whole) == len(legs):
                return Posting(bytes.fromhex(key), day, whole), Act(place, year, who, at, w)
    raise ValueError("A message to the poster is one posting and its act.")


def _is_leg(leg: Any) -> bool:
    return isinstance(leg, list) and len(leg) == LEG and all(type(whole) is int for whole in leg)


def _listening(path: Path) -> socket.socket:
    """Open the socket; a file that a dead poster left is taken away.

    Raises:
        PosterThere: another poster is listening there.
    """
    if path.exists():
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
            if probe.connect_ex(str(path)) == 0:
                raise PosterThere(f"Another poster listens at {path}.")
        path.unlink()
    door = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    before = os.umask(0o177)
    try:
        door.bind(str(path))
    finally:
        os.umask(before)
    door.listen(128)
    return door
