"""The record on PostgreSQL: one function call for a voucher, binary copies for a set."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import astuple
from typing import Any, Final

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg.adapt import Dumper
from psycopg.pq import Format

from fisc.engines.ledger.seals import BatchHead, batch_digest, next_hash
from fisc.engines.ledger.sets import SetPots, Shortfall, Whole
from fisc.record.postings import Act, Fate, Outcome, Posting
from fisc.record.sets import NEVER, DuplicateKeys, Written, refuse_behind
from fisc.record.turn_columns import FirstLegs

_POST: Final = (
    "SELECT * FROM post_voucher(%s, %s, %s, %s::smallint, %s, %s::bigint, %s, %s::smallint[],"
    " %s::bigint[], %s::bigint[], %s::bigint[])"
)
_LOCKED_POTS: Final = """
SELECT array_agg(b.pot),
       array_agg(((b.side + 1) / 2 + b.guarded::int * 2 + b.capped::int * 4)::bigint),
       array_agg(b.open_fen), array_agg(b.held_fen), array_agg(b.done_fen)
FROM (SELECT * FROM balance WHERE pot = ANY(%s) ORDER BY pot FOR UPDATE) AS b
"""
_CHANGE: Final = """
UPDATE balance AS b
SET open_fen = b.open_fen + d.o, held_fen = b.held_fen + d.h, done_fen = b.done_fen + d.f
FROM unnest(%s, %s, %s, %s) AS d (pot, o, h, f) WHERE b.pot = d.pot
"""
COPY: Final = (
    "COPY entry (batch, line, key, leg, event, debit, credit, amount_fen, day)"
    " FROM STDIN (FORMAT BINARY)"
)
_ELEMENT: Final = np.dtype([("size", ">i4"), ("value", ">i8")])
_KEY_ELEMENT: Final = np.dtype([("size", ">i4"), ("value", "V16")])
COPY_ROW: Final = np.dtype(
    [
        ("fields", ">i2"),
        ("n1", ">i4"),
        ("batch", ">i8"),
        ("n2", ">i4"),
        ("line", ">i4"),
        ("n3", ">i4"),
        ("key", "V16"),
        ("n4", ">i4"),
        ("leg", ">i2"),
        ("n5", ">i4"),
        ("event", ">i2"),
        ("n6", ">i4"),
        ("debit", ">i8"),
        ("n7", ">i4"),
        ("credit", ">i8"),
        ("n8", ">i4"),
        ("amount", ">i8"),
        ("n9", ">i4"),
        ("day", ">i4"),
    ]
)
COPY_SIZES: Final = {
    "n1": 8,
    "n2": 4,
    "n3": 16,
    "n4": 2,
    "n5": 2,
    "n6": 8,
    "n7": 8,
    "n8": 8,
    "n9": 4,
    "fields": 9,
}
COPY_HEAD: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
COPY_END: Final = b"\xff\xff"


_WRITE_SMALL: Final = (
    "SELECT write_set(%s, %s, %s, %s, %s::text[], %s::smallint[], %s::text[], %s::bigint[],"
    " %s::text[], %s::integer[], %s, %s, %s::uuid[], %s, %s, %s, %s, %s, %s)"
)
_HEADS: Final = (
    "INSERT INTO batch SELECT * FROM unnest(%s::bigint[], %s::text[], %s::smallint[],"
    " %s::text[], %s::bigint[], %s::text[], %s::integer[])"
)
_QUEUE: Final = (
    "INSERT INTO unsealed SELECT * FROM unnest(%s::bigint[], %s::text[], %s::smallint[])"
)
_FIRST_LEGS: Final = (
    "SELECT array_agg(key), array_agg(event::bigint), array_agg(debit), array_agg(amount_fen)"
    " FROM entry WHERE key = ANY(%s) AND leg = 0"
)
ATTEMPTS: Final = 5
SMALL: Final = 1_000  # moves; above it a binary copy is faster than arrays


class WholeArrayDumper(Dumper):
    """Hand a NumPy column of 64-bit whole numbers to PostgreSQL as a binary ``bigint[]``."""

    format = Format.BINARY
    oid = 1016

    def dump(self, obj: Any) -> bytes:
        """Return the array in PostgreSQL's binary form."""
        body = np.empty(obj.size, dtype=_ELEMENT)
        body["size"] = 8
        body["value"] = obj
        head = np.array([1, 0, 20, obj.size, 1], dtype=">i4")
        return head.tobytes() + body.tobytes()


class KeyArray:
    """Keys on their way to PostgreSQL; a class of their own, because all columns are arrays."""

    def __init__(self, keys: NDArray[np.void]) -> None:
        self.keys = keys


class KeyArrayDumper(Dumper):
    """Hand keys to PostgreSQL as a binary ``uuid[]``."""

    format = Format.BINARY
    oid = 2951

    def dump(self, obj: Any) -> bytes:
        """Return the array in PostgreSQL's binary form."""
        body = np.empty(obj.keys.size, dtype=_KEY_ELEMENT)
        body["size"] = 16
        body["value"] = obj.keys
        head = np.array([1, 0, 2950, obj.keys.size, 1], dtype=">i4")
        return head.tobytes() + body.tobytes()


class OnPostgresql:
    """Posting on one psycopg connection; transactions are the caller's, except for ``post``."""

    vendor = "postgresql"

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        connection.adapters.register_dumper(np.ndarray, WholeArrayDumper)
        connection.adapters.register_dumper(KeyArray, KeyArrayDumper)
        connection.prepare_threshold = 5

    def post(self, act: Act, posting: Posting) -> Outcome:
        """Post one voucher in one call; outside a transaction it is durable on return."""
        events, debits, credits_, amounts = map(list, zip(*posting.legs, strict=True))
        values = (
            uuid.UUID(bytes=posting.key),
            posting.day,
            act.division,
            act.year,
            act.actor,
            act.at,
            act.reason,
            events,
            debits,
            credits_,
            amounts,
        )
        for attempt in range(1, ATTEMPTS + 1):
            try:
                row = self._run(_POST, values).fetchone()
                break
            except (psycopg.errors.UniqueViolation, psycopg.errors.DeadlockDetected):
                # The same key was being posted at this instant, so its answer is there now; or
                # the server undid this one to let another pass. Nothing was written.
                if attempt == ATTEMPTS or self.connection.info.transaction_status != 0:
                    raise
        fate, batch, pot, place, available, asked = row  # type: ignore[misc]
        if fate == Fate.BEHIND:
            refuse_behind(act, NEVER)
        short = Shortfall(pot, place, available, asked) if fate == Fate.REFUSED else None
        return Outcome(Fate(fate), batch, short)

    def begin_set(self, act: Act, numbers: Whole) -> tuple[int, SetPots, Whole]:
        """Keep the year from being closed under the set, and lock its pots in order.

        Returns the first day still open, the pots with the ceilings over them, and the numbers of
        the capped ones.
        """
        cursor = self._run(
            "SELECT * FROM lock_set(%s, %s::smallint, %s)", (act.division, act.year, numbers)
        )
        refuse_behind(act, _whole(cursor, 1))
        return _whole(cursor, 0), *_pots(cursor, 2)

    def locked_pots(self, numbers: Whole) -> tuple[SetPots, Whole]:
        """Lock pots in order of their number; return them and the numbers of the capped ones."""
        return _pots(self._run(_LOCKED_POTS, (numbers,)), 0)

    def ceilings_of(self, pots: Whole) -> dict[int, list[int]]:
        """Return the ceilings over each of these pots, in ascending order."""
        found: dict[int, list[int]] = {}
        rows = self._run(
            "SELECT pot, ceiling FROM ceiling WHERE pot = ANY(%s) ORDER BY pot, ceiling", (pots,)
        )
        for pot, ceiling in rows.fetchall():
            found.setdefault(pot, []).append(ceiling)
        return found

    def write_set(self, written: Written, *, seal: bool) -> Sequence[int]:
        """Append entries and heads and change the pots; seal now, or leave it to the sealer.

        Raises:
            DuplicateKeys: a key was used before; the transaction must be rolled back.
        """
        try:
            if written.line.size <= SMALL and not seal:
                return self._write_small(written)
            return self._write_large(written, seal=seal)
        except psycopg.errors.UniqueViolation as wrong:
            raise DuplicateKeys(str(wrong)) from wrong

    def _write_small(self, written: Written) -> Sequence[int]:
        rows = written.rows(range(1, len(written.acts) + 1))
        moved = written.change.any(axis=1)
        heads = [astuple(head)[1:] for head in written.heads([0] * len(written.acts))]
        values = (
            written.pots.number[moved],
            *written.change[moved].T,
            *map(list, zip(*heads, strict=True)),
            rows["batch"],
            rows["line"],
            [uuid.UUID(bytes=key) for key in rows["key"].tolist()],
            *(rows[name] for name in ("leg", "event", "debit", "credit", "amount", "day")),
        )
        row = self._run(_WRITE_SMALL, values).fetchone()
        return list(row[0]) if row else []

    def _write_large(self, written: Written, *, seal: bool) -> Sequence[int]:
        numbers = [
            row[0]
            for row in self._run(
                "SELECT nextval('batch_number') FROM generate_series(1, %s::integer)",
                (len(written.acts),),
            ).fetchall()
        ]
        rows = written.rows(numbers, COPY_ROW)
        for name, size in COPY_SIZES.items():
            rows[name] = size
        with psycopg.Cursor(self.connection).copy(COPY) as copy:
            copy.write(COPY_HEAD + rows.tobytes() + COPY_END)
        moved = written.change.any(axis=1)
        self._run(_CHANGE, (written.pots.number[moved], *written.change[moved].T))
        heads = written.heads(numbers)
        columns = [list(column) for column in zip(*map(astuple, heads), strict=True)]
        self._run(_HEADS, columns)
        if seal:
            written.seal(self, numbers)
        else:
            self._run(_QUEUE, columns[:3])
        return numbers

    def earlier(self, keys: NDArray[np.void]) -> list[tuple[bytes, int, int, int, int, int, int]]:
        """Return the main legs already posted under these keys."""
        rows = self._run(
            "SELECT key, leg, event, debit, credit, amount_fen, batch FROM entry"
            " WHERE key = ANY(%s) AND leg < 1000 ORDER BY key, leg",
            (KeyArray(keys),),
        ).fetchall()
        return [(key.bytes, *rest) for key, *rest in rows]

    def first_legs(self, keys: NDArray[np.void]) -> FirstLegs:
        """Return the first leg of each voucher posted under these keys, as columns."""
        cursor = self._run(_FIRST_LEGS, (KeyArray(keys),))
        event, debit, amount = (_wholes(cursor, at) for at in range(1, 4))
        return FirstLegs(_keys(cursor, 0), event, debit, amount)

    def terms_ended(self, keys: NDArray[np.void], at: int) -> set[bytes]:
        """Return those of these keys whose time limit has passed at an instant."""
        rows = self._run(
            "SELECT key FROM term WHERE expires_at <= %s AND key = ANY(%s)",
            (at, KeyArray(keys)),
        )
        return {row[0].bytes for row in rows.fetchall()}

    def set_term(self, key: bytes, expires_at: int) -> None:
        """Give a reservation a time limit."""
        self._run(
            "INSERT INTO term VALUES (%s, %s) ON CONFLICT DO NOTHING",
            (uuid.UUID(bytes=key), expires_at),
        )

    def terms_due(self, at: int) -> list[bytes]:
        """Return the keys of reservations whose limit has passed and that nobody resolved."""
        rows = self._run(
            "SELECT t.key FROM term AS t WHERE t.expires_at <= %s AND NOT EXISTS"
            " (SELECT 1 FROM entry AS e WHERE e.leg = 0 AND e.key ="
            "  encode(substr(uuid_send(t.key), 1, 15) || '\\x01'::bytea, 'hex')::uuid)",
            (at,),
        )
        return [row[0].bytes for row in rows.fetchall()]

    def seal(self, head: BatchHead, packed: bytes) -> None:
        """Add the batch to its chain at once, holding the chain until the transaction ends."""
        number, previous = self.chain_head(head.division, head.year)
        digest = batch_digest(head, packed)
        self._run(
            "INSERT INTO seal VALUES (%s, %s, %s, %s, %s, %s)",
            (
                head.division,
                head.year,
                number + 1,
                head.id,
                digest,
                next_hash(previous, number + 1, digest),
            ),
        )

    def chain_head(self, division: str, year: int) -> tuple[int, bytes]:
        """Hold a chain and return the number and hash of its last seal (0 and zeros at first)."""
        self._run("SELECT pg_advisory_xact_lock(2, hashtext(%s))", (f"{division}{year}",))
        row = self._run(
            "SELECT number, hash FROM seal WHERE division = %s AND year = %s"
            " ORDER BY number DESC LIMIT 1",
            (division, year),
        ).fetchone()
        return (row[0], bytes(row[1])) if row else (0, bytes(32))

    def _run(self, statement: str, values: Sequence[Any]) -> psycopg.Cursor[Any]:
        # Django's own cursors bind on the client; binary columns need the server's binding.
        cursor: psycopg.Cursor[Any] = psycopg.Cursor(self.connection)
        return cursor.execute(statement, values, prepare=True, binary=True)


def _pots(cursor: psycopg.Cursor[Any], first: int) -> tuple[SetPots, Whole]:
    pot, flags, *money = (_wholes(cursor, first + at) for at in range(5))
    pots = SetPots(
        number=pot,
        rank=np.zeros(pot.size, dtype=np.int64),
        side=(flags & 1) * 2 - 1,
        guarded=(flags & 2) > 0,
        balance=np.stack(money, axis=1),
    )
    return pots, pot[(flags & 4) > 0]


def _whole(cursor: psycopg.Cursor[Any], column: int) -> int:
    raw = cursor.pgresult.get_value(0, column) if cursor.pgresult else None
    return 0 if raw is None else int.from_bytes(raw, "big", signed=True)


def _wholes(cursor: psycopg.Cursor[Any], column: int) -> Whole:
    raw = cursor.pgresult.get_value(0, column) if cursor.pgresult else None
    if raw is None:
        return np.zeros(0, dtype=np.int64)
    return np.frombuffer(raw, dtype=_ELEMENT, offset=20)["value"].astype(np.int64)


def _keys(cursor: psycopg.Cursor[Any], column: int) -> NDArray[np.void]:
    raw = cursor.pgresult.get_value(0, column) if cursor.pgresult else None
    if raw is None:
        return np.zeros(0, dtype="V16")
    return np.ascontiguousarray(np.frombuffer(raw, dtype=_KEY_ELEMENT, offset=20)["value"])
