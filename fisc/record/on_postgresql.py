"""The record on PostgreSQL: one function call for a voucher, binary copies for a set."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from typing import Any, Final

import numpy as np
import psycopg
from numpy.typing import NDArray
from psycopg.adapt import Dumper
from psycopg.pq import Format

from fisc.engines.ledger.seals import BatchHead, batch_digest, next_hash
from fisc.engines.ledger.sets import SetPots, Shortfall, Whole
from fisc.record.postings import Act, Fate, Outcome, Posting, PostingSet
from fisc.record.sets import DuplicateKeys, PackedEntries

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
_COPY: Final = (
    "COPY entry (batch, line, key, leg, event, debit, credit, amount_fen, day)"
    " FROM STDIN (FORMAT BINARY)"
)
_ELEMENT: Final = np.dtype([("size", ">i4"), ("value", ">i8")])
_COPY_ROW: Final = np.dtype(
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
_COPY_SIZES: Final = {
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
_COPY_HEAD: Final = b"PGCOPY\n\xff\r\n\0" + bytes(8)
_COPY_END: Final = b"\xff\xff"


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


class OnPostgresql:
    """Posting on one psycopg connection; transactions are the caller's, except for ``post``."""

    vendor = "postgresql"

    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.connection = connection
        connection.adapters.register_dumper(np.ndarray, WholeArrayDumper)
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
        for attempt in range(2):
            try:
                row = self._run(_POST, values).fetchone()
                break
            except psycopg.errors.UniqueViolation:
                # The same key was being posted at this instant; its answer is there now.
                if attempt or self.connection.info.transaction_status != 0:
                    raise
        fate, batch, pot, place, available, asked = row  # type: ignore[misc]
        short = Shortfall(pot, place, available, asked) if fate == Fate.REFUSED else None
        return Outcome(Fate(fate), batch, short)

    def begin_set(self, act: Act) -> int:
        """Keep the year from being closed under the set; return the first day still open."""
        place = f"{act.division}{act.year}"
        self._run("SELECT pg_advisory_xact_lock_shared(1, hashtext(%s))", (place,))
        row = self._run(
            "SELECT closed_before FROM period WHERE division = %s AND year = %s",
            (act.division, act.year),
        ).fetchone()
        return row[0] if row else 0

    def locked_pots(self, numbers: Whole) -> tuple[SetPots, Whole]:
        """Lock pots in order of their number; return them and the numbers of the capped ones."""
        cursor = self._run(_LOCKED_POTS, (numbers,))
        columns = [_wholes(cursor, at) for at in range(5)]
        pot, flags, *money = columns
        pots = SetPots(
            number=pot,
            rank=np.zeros(pot.size, dtype=np.int64),
            side=(flags & 1) * 2 - 1,
            guarded=(flags & 2) > 0,
            balance=np.stack(money, axis=1),
        )
        return pots, pot[(flags & 4) > 0]

    def ceilings_of(self, pots: Whole) -> dict[int, list[int]]:
        """Return the ceilings over each of these pots, in ascending order."""
        found: dict[int, list[int]] = {}
        rows = self._run(
            "SELECT pot, ceiling FROM ceiling WHERE pot = ANY(%s) ORDER BY pot, ceiling", (pots,)
        )
        for pot, ceiling in rows.fetchall():
            found.setdefault(pot, []).append(ceiling)
        return found

    def next_batch(self) -> int:
        """Draw a batch number; numbers may have gaps, seals may not."""
        return int(self._run("SELECT nextval('batch_number')", ()).fetchone()[0])  # type: ignore[index]

    def write_entries(self, batch: int, postings: PostingSet) -> PackedEntries:
        """Append the entries of a set.

        Raises:
            DuplicateKeys: a key was used before; nothing was written.
        """
        moves = postings.moves
        rows = np.empty(moves.amount.size, dtype=_COPY_ROW)
        for name, size in _COPY_SIZES.items():
            rows[name] = size
        rows["batch"], rows["line"] = batch, np.arange(rows.size)
        rows["key"], rows["day"] = postings.key[moves.voucher], postings.day[moves.voucher]
        rows["leg"], rows["event"] = postings.leg, postings.event
        rows["debit"], rows["credit"], rows["amount"] = moves.debit, moves.credit, moves.amount
        self._run("SAVEPOINT entries", ())
        try:
            with psycopg.Cursor(self.connection).copy(_COPY) as copy:
                copy.write(_COPY_HEAD + rows.tobytes() + _COPY_END)
        except psycopg.errors.UniqueViolation as wrong:
            self._run("ROLLBACK TO SAVEPOINT entries", ())
            raise DuplicateKeys from wrong
        return PackedEntries(rows)

    def earlier(self, keys: NDArray[np.void]) -> list[tuple[bytes, int, int, int, int, int, int]]:
        """Return the main legs already posted under these keys."""
        rows = self._run(
            "SELECT key, leg, event, debit, credit, amount_fen, batch FROM entry"
            " WHERE key = ANY(%s) AND leg < 1000 ORDER BY key, leg",
            ([uuid.UUID(bytes=key.tobytes()) for key in keys],),
        ).fetchall()
        return [(key.bytes, *rest) for key, *rest in rows]

    def terms_ended(self, keys: NDArray[np.void], at: int) -> set[bytes]:
        """Return those of these keys whose time limit has passed at an instant."""
        rows = self._run(
            "SELECT key FROM term WHERE expires_at <= %s AND key = ANY(%s)",
            (at, [uuid.UUID(bytes=key.tobytes()) for key in keys]),
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

    def change_balances(self, pots: SetPots, change: Whole) -> None:
        """Add the changes to the pots that change."""
        moved = change.any(axis=1)
        self._run(
            _CHANGE,
            (pots.number[moved], *(np.ascontiguousarray(change[moved, at]) for at in range(3))),
        )

    def write_batch(self, act: Act, batch: int, entries: int) -> BatchHead:
        """Append the head of a batch."""
        head = BatchHead(batch, act.division, act.year, act.actor, act.at, act.reason, entries)
        self._run(
            "INSERT INTO batch VALUES (%s, %s, %s, %s, %s, %s, %s)",
            (batch, act.division, act.year, act.actor, act.at, act.reason, entries),
        )
        return head

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

    def finish(self, head: BatchHead, entries: PackedEntries, *, seal: bool) -> None:
        """Seal the batch now, or queue it for the sealer, which works in its own transaction."""
        if seal:
            self.seal(head, entries.packed())
        else:
            self._run(
                "INSERT INTO unsealed VALUES (%s, %s, %s)", (head.id, head.division, head.year)
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


def _wholes(cursor: psycopg.Cursor[Any], column: int) -> Whole:
    raw = cursor.pgresult.get_value(0, column) if cursor.pgresult else None
    if raw is None:
        return np.zeros(0, dtype=np.int64)
    return np.frombuffer(raw, dtype=_ELEMENT, offset=20)["value"].astype(np.int64)
