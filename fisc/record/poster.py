"""The poster: a process that gathers whatever postings wait into sets, so a busy pot stays fast.

Many processes hand in one posting each over a local socket and wait. One loop takes all that has
arrived, without a timer, posts it as sets and answers; while a set is being made durable the next
one gathers in the sockets. The answers are those of posting one by one, durable when given.
"""

from __future__ import annotations

import os
import selectors
import socket
import struct
import time
from collections.abc import Callable
from pathlib import Path
from typing import Final

from django.db import InterfaceError, OperationalError
from psycopg import Error as ServerError

from fisc.record.book import Book, Receipt
from fisc.record.postings import Act, Posting

SIZE: Final = struct.Struct(">I")  # before every message to the poster, how long it is
HEAD: Final = struct.Struct(">16siqhHBHH")  # key, day, instant, year; how many legs, bytes of texts
LEG: Final = struct.Struct(">hqqq")  # event, debit, credit, amount
ANSWER: Final = struct.Struct(">BqH")  # fate, batch, bytes of the words that follow
UNREADABLE: Final = 254
WRONG: Final = 255
WORDS_MAX: Final = 4_000
MESSAGE_MAX: Final = 1 << 20
READ: Final = 1 << 16
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
        while len(self.received) >= SIZE.size:
            end = SIZE.size + SIZE.unpack_from(self.received)[0]
            if end > MESSAGE_MAX:
                return None
            if len(self.received) < end:
                break
            found.append(bytes(self.received[SIZE.size : end]))
            del self.received[:end]
        return found

    def send(self, answer: bytes) -> None:
        """Answer; who has gone, or does not read, learns by asking again under the same key."""
        try:
            self.connection.sendall(answer)
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
            caller.send(answered(UNREADABLE, words=str(unreadable)))
        self._selector.unregister(caller.connection)
        caller.connection.close()
        return []

    def _post(self, requests: list[Request]) -> None:
        try:
            receipts = self._reach([(posting, act) for _, posting, act in requests])
        except Exception as wrong:  # noqa: BLE001 - every caller must get an answer
            if len(requests) == 1 or not self.book.connected():
                for caller, _, _ in requests:
                    caller.send(answered(WRONG, words=f"{type(wrong).__name__}: {wrong}"))
                return
            # One bad request must not spoil the others: each is answered on its own.
            for request in requests:
                self._post([request])
            return
        self.posted, self.sets = self.posted + len(requests), self.sets + 1
        for (caller, _, _), receipt in zip(requests, receipts, strict=True):
            caller.send(answered(receipt.fate, receipt.batch))

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


def packed(posting: Posting, act: Act) -> bytes:
    """Put a posting and who posts it into a message, its length first."""
    texts = (act.division.encode(), act.actor.encode(), act.reason.encode())
    body = HEAD.pack(
        posting.key, posting.day, act.at, act.year, len(posting.legs), *map(len, texts)
    )
    legs = b"".join(LEG.pack(*leg) for leg in posting.legs)
    return SIZE.pack(len(body) + len(legs) + sum(map(len, texts))) + b"".join((body, legs, *texts))


def unpacked(message: bytes) -> tuple[Posting, Act]:
    """Read a posting out of a message without its length.

    Raises:
        ValueError: it is not what ``packed`` makes.

    Example:
        >>> posting = Posting(b"k" * 16, 739_677, [(29, 4, 5, 100)])
        >>> act = Act("239901", 2026, "a", 7)
        >>> unpacked(packed(posting, act)[SIZE.size:]) == (posting, act)
        True
    """
    try:
        key, day, at, year, count, *lengths = HEAD.unpack_from(message)
        end = HEAD.size + count * LEG.size
        legs = list(LEG.iter_unpack(message[HEAD.size : end]))
        texts = []
        for length in lengths:
            texts.append(message[end : end + length].decode())
            end += length
    except (struct.error, UnicodeDecodeError) as wrong:
        raise ValueError("A message to the poster is one posting and its act.") from wrong
    if end != len(message) or not legs:
        raise ValueError("A message to the poster is as long as it says, and moves something.")
    division, actor, reason = texts
    return Posting(key, day, legs), Act(division, year, actor, at, reason)


def answered(fate: int, batch: int | None = None, words: str = "") -> bytes:
    """Put an answer into bytes: what became of the posting, its batch, and words if any."""
    text = words.encode()[:WORDS_MAX]
    return ANSWER.pack(fate, batch or 0, len(text)) + text


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
