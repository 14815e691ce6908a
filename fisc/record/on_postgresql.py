"""The record on PostgreSQL: one function call for a voucher, binary copies for a set."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from dataclasses import astuple
from typing import Any, Final

import numpy as np
import psycopg
from numpy.typing import NDArray

from fisc.engines.ledger.seals import BatchHead, Packed, batch_digest, next_hash
from fisc.engines.ledger.sets import SetPots, Shortfall, Whole
from fisc.record import binary
from fisc.record.binary import (
    COPY,
    COPY_END,
    COPY_HEAD,
    COPY_ROW,
    COPY_SIZES,
    KeyArray,
    KeyArrayDumper,
    WholeArrayDumper,
    whole,
    wholes,
)
from fisc.record.postings import Act, Fate, Outcome, Posting, PostingSet
from fisc.record.sets import (
    DAY,
    EPOCH,
    NEVER,
    DuplicateKeys,
    Written,
    lines_of,
    refuse_behind,
)
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
_WRITE_SMALL: Final = (
    "SELECT write_set(%s, %s, %s, %s, %s::text[], %s::smallint[], %s::text[], %s::bigint[],"
    " %s::text[], %s::integer[], %s, %s, %s, %s, %s, %s, %s, %s, %s)"
)
_POST_WHOLE: Final = (
    "SELECT post_whole(%s, %s::smallint, %s, %s::integer, %s, %s, %s, %s, %s, %s, %s, %s::text[],"
    " %s::smallint[], %s::text[], %s::bigint[], %s::text[], %s::integer[], %s, %s, %s, %s, %s,"
    " %s, %s, %s, %s)"
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
        refuse_behind(act, whole(cursor, 1))
        return whole(cursor, 0), *_pots(cursor, 2)

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

    def post_whole(self, acts: Sequence[Act], postings: PostingSet) -> Sequence[int] | None:
        """Post a small set in one call if all of it plainly fits; else nothing is posted.

        The call is a transaction of its own, durable on return. Returns the batches, one for each
        act that the set uses, or None where the set must be judged with care.

        Raises:
            DuplicateKeys: a key was used before; nothing is posted.
        """
        used, of_voucher = postings.acts_used()
        of_move = of_voucher[postings.moves.voucher]
        chosen = [acts[at] for at in used]
        pots, flows = postings.flows()
        first = acts[0]
        values = (
            first.division,
            first.year,
            int(postings.day.min()),
            min(act.at for act in chosen) // DAY + EPOCH,
            pots,
            *flows,
            *self._appended(chosen, postings, of_move, lines_of(of_move)),
        )
        try:
            row = self._run(_POST_WHOLE, values).fetchone()
        except psycopg.errors.UniqueViolation as wrong:
            raise DuplicateKeys(str(wrong)) from wrong
        return row[0] if row else None

    def _write_small(self, written: Written) -> Sequence[int]:
        moved = written.change.any(axis=1)
        values = (
            written.pots.number[moved],
            *written.change[moved].T,
            *self._appended(written.acts, written.postings, written.of_move, written.line),
        )
        row = self._run(_WRITE_SMALL, values).fetchone()
        return list(row[0]) if row else []

    @staticmethod
    def _appended(
        acts: Sequence[Act], postings: PostingSet, of_move: Whole, line: Whole
    ) -> Iterator[Any]:
        sizes = np.bincount(of_move, minlength=len(acts)).tolist()
        yield from map(list, zip(*map(astuple, acts), strict=True))
        yield sizes
        moves = postings.moves
        yield of_move + 1
        yield line
        yield KeyArray(postings.key[moves.voucher])
        yield postings.leg
        yield postings.event
        yield from (moves.debit, moves.credit, moves.amount)
        yield postings.day[moves.voucher]

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
        event, debit, amount = (wholes(cursor, at) for at in range(1, 4))
        return FirstLegs(binary.keys(cursor, 0), event, debit, amount)

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

    def seal(self, head: BatchHead, packed: Packed) -> None:
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
    pot, flags, *money = (wholes(cursor, first + at) for at in range(5))
    pots = SetPots(
        number=pot,
        rank=np.zeros(pot.size, dtype=np.int64),
        side=(flags & 1) * 2 - 1,
        guarded=(flags & 2) > 0,
        balance=np.stack(money, axis=1),
    )
    return pots, pot[(flags & 4) > 0]
