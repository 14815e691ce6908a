"""The record on SQLite: the same statements through a raw cursor, one writer at a time.

A posting opens its transaction with ``BEGIN IMMEDIATE``, so nobody else writes between the guard
and the entries; every batch is sealed in the transaction that writes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

from fisc.engines.ledger.seals import GENESIS, BatchHead, Packed, batch_digest, next_hash, packed
from fisc.engines.ledger.sets import SetPots, Shortfall, Whole
from fisc.record.postings import MEMO_LEGS, Act, Fate, Leg, Outcome, Posting, mirror
from fisc.record.sets import PACKED, DuplicateKeys, Written, refuse_behind
from fisc.record.turn_columns import FirstLegs

_COLUMNS: Final = ("open_fen", "held_fen", "done_fen")
_ENTRY: Final = "INSERT INTO entry VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)"
_HEAD: Final = "INSERT INTO batch VALUES (?, ?, ?, ?, ?, ?, ?)"
# The number of the next batch, and the last seal of a chain; a row also where there is no seal.
_ENDS: Final = (
    "SELECT n.next, s.number, s.hash"
    " FROM (SELECT coalesce(max(id), 0) + 1 AS next FROM batch) AS n LEFT JOIN"
    " (SELECT number, hash FROM seal WHERE division = ? AND year = ?"
    "  ORDER BY number DESC LIMIT 1) AS s"
)
_OPEN: Final = (
    "SELECT coalesce((SELECT known FROM moved_until WHERE grain = 'shut'), 0),"
    " coalesce((SELECT closed_before FROM period WHERE division = ? AND year = ?), 0)"
)
_UNDO_POSTING: Final = ("ROLLBACK TO posting", "RELEASE posting")
_SOME: Final = 500  # variables in one statement


class OnSqlite:
    """Posting on one SQLite connection; transactions are the caller's, except for ``post``."""

    vendor = "sqlite"

    def __init__(self, connection: Any) -> None:
        self.connection = connection

    def post(self, act: Act, posting: Posting) -> Outcome:
        """Post one voucher; outside a transaction it is durable on return."""
        with self._writing():
            known = self._run(
                "SELECT event, debit, credit, amount_fen, batch FROM entry"
                " WHERE key = ? AND leg < 1000 ORDER BY leg",
                (posting.key,),
            ).fetchall()
            if known:
                same = [row[:4] for row in known] == [tuple(leg) for leg in posting.legs]
                return Outcome(Fate.REPEATED if same else Fate.REUSED, known[0][4])
            if posting.day < self._first_open(act):
                return Outcome(Fate.CLOSED)
            return self._spend(act, posting)

    def _spend(self, act: Act, posting: Posting) -> Outcome:
        legs = list(enumerate(posting.legs))
        _, debit, credit, amount = posting.legs[0]
        if len(legs) == 1 and debit >> 2 == credit >> 2:
            # The common case: one move inside one pot without a ceiling, one guarded statement.
            gives, takes = _COLUMNS[credit & 3], _COLUMNS[debit & 3]
            done = self._run(
                f"UPDATE balance SET {gives} = {gives} - ?1, {takes} = {takes} + ?1"
                f" WHERE pot = ?2 AND side = 1 AND NOT capped AND (NOT guarded OR {gives} >= ?1)",
                (amount, debit >> 2),
            )
            if done.rowcount == 1:
                return self._write(act, posting, legs)
        touched = {account >> 2 for leg in posting.legs for account in leg[1:3]}
        opened = self._run(
            f"SELECT count(*) FROM balance WHERE pot IN ({_marks(list(touched))})", list(touched)
        ).fetchone()
        if opened[0] < len(touched):
            return Outcome(Fate.UNOPENED)
        legs += self._memo(posting.legs)
        if short := self._shortfall(legs):
            return Outcome(Fate.REFUSED, shortfall=short)
        for (pot, place), effect in _effects(legs).items():
            column = _COLUMNS[place]
            self._run(
                f"UPDATE balance SET {column} = {column} + side * ? WHERE pot = ?", (effect, pot)
            )
        return self._write(act, posting, legs)

    def _memo(self, legs: Sequence[Leg]) -> list[tuple[int, Leg]]:
        pots = sorted({account >> 2 for leg in legs for account in leg[1:3]})
        ceilings = self.ceilings_of(np.array(pots, dtype=np.int64))
        mirrored = (leg for move in legs for leg in mirror(move, ceilings))
        return [(MEMO_LEGS + at, leg) for at, leg in enumerate(mirrored)]

    def _shortfall(self, legs: Sequence[tuple[int, Leg]]) -> Shortfall | None:
        ceilings = {leg[1] >> 2 for number, leg in legs if number >= MEMO_LEGS}
        cells = sorted(_effects(legs).items(), key=lambda cell: (cell[0][0] in ceilings, cell[0]))
        for (pot, place), effect in cells:
            row = self._run(
                f"SELECT side, guarded, {_COLUMNS[place]} FROM balance WHERE pot = ?", (pot,)
            ).fetchone()
            side, guarded, has = row
            if guarded and effect * side < 0 and has + effect * side < 0:
                return Shortfall(pot, place, has, abs(effect))
        return None

    def _write(self, act: Act, posting: Posting, legs: Sequence[tuple[int, Leg]]) -> Outcome:
        batch, number, previous = self._run(_ENDS, (act.division, act.year)).fetchone()
        rows = [
            (batch, line, posting.key, at, *leg, posting.day) for line, (at, leg) in enumerate(legs)
        ]
        for row in rows:
            self._run(_ENTRY, row)
        head = BatchHead(batch, act.division, act.year, act.actor, act.at, act.reason, len(rows))
        self._run(_HEAD, _row(head))
        self._seal(head, packed(rows), number or 0, previous or GENESIS)
        return Outcome(Fate.ACCEPTED, batch)

    def begin_set(self, act: Act, numbers: Whole) -> tuple[int, SetPots, Whole]:
        """Return the first day still open, the pots, and the numbers of the capped ones."""
        return self._first_open(act), *self.locked_pots(numbers)

    def _first_open(self, act: Act) -> int:
        shut, first_open = self._run(_OPEN, (act.division, act.year)).fetchone()
        refuse_behind(act, shut)
        return int(first_open)

    def locked_pots(self, numbers: Whole) -> tuple[SetPots, Whole]:
        """Return pots in order of their number, and the numbers of the capped ones."""
        rows: list[tuple[int, ...]] = []
        for some in _slices(numbers.tolist()):
            rows += self._run(
                "SELECT pot, side, guarded, capped, open_fen, held_fen, done_fen FROM balance"
                f" WHERE pot IN ({_marks(some)}) ORDER BY pot",
                some,
            ).fetchall()
        table = np.array(rows, dtype=np.int64).reshape(-1, 7)
        pots = SetPots(
            number=table[:, 0],
            rank=np.zeros(len(rows), dtype=np.int64),
            side=table[:, 1],
            guarded=table[:, 2] > 0,
            balance=np.ascontiguousarray(table[:, 4:]),
        )
        return pots, table[table[:, 3] > 0, 0]

    def ceilings_of(self, pots: Whole) -> dict[int, list[int]]:
        """Return the ceilings over each of these pots, in ascending order."""
        found: dict[int, list[int]] = {}
        for some in _slices(pots.tolist()):
            for pot, ceiling in self._run(
                f"SELECT pot, ceiling FROM ceiling WHERE pot IN ({_marks(some)})"
                " ORDER BY pot, ceiling",
                some,
            ).fetchall():
                found.setdefault(pot, []).append(ceiling)
        return found

    def write_set(self, written: Written, *, seal: bool) -> list[int]:  # noqa: ARG002
        """Append entries and heads, change the pots, and seal: there is one writer at a time.

        Raises:
            DuplicateKeys: a key was used before; the transaction must be rolled back.
        """
        last = int(self._run("SELECT coalesce(max(id), 0) FROM batch", ()).fetchone()[0])
        numbers = list(range(last + 1, last + 1 + len(written.acts)))
        rows = written.rows(numbers)
        columns = [rows[name].tolist() for name in PACKED.names or ()]
        try:
            self.connection.executemany(_ENTRY, zip(*columns, strict=True))
        except self.connection.IntegrityError as wrong:
            raise DuplicateKeys(str(wrong)) from wrong
        moved = written.change.any(axis=1)
        self.connection.executemany(
            "UPDATE balance SET open_fen = open_fen + ?, held_fen = held_fen + ?,"
            " done_fen = done_fen + ? WHERE pot = ?",
            np.column_stack((written.change[moved], written.pots.number[moved])).tolist(),
        )
        self.connection.executemany(_HEAD, [_row(head) for head in written.heads(numbers)])
        written.seal(self, numbers)
        return numbers

    def earlier(self, keys: NDArray[np.void]) -> list[tuple[bytes, int, int, int, int, int, int]]:
        """Return the main legs already posted under these keys."""
        rows: list[Any] = []
        for some in _slices([key.tobytes() for key in keys]):
            rows += self._run(
                "SELECT key, leg, event, debit, credit, amount_fen, batch FROM entry"
                f" WHERE key IN ({_marks(some)}) AND leg < 1000 ORDER BY key, leg",
                some,
            ).fetchall()
        return rows

    def first_legs(self, keys: NDArray[np.void]) -> FirstLegs:
        """Return the first leg of each voucher posted under these keys, as columns."""
        rows: list[Any] = []
        for some in _slices([key.tobytes() for key in keys]):
            rows += self._run(
                "SELECT key, event, debit, amount_fen FROM entry"
                f" WHERE key IN ({_marks(some)}) AND leg = 0",
                some,
            ).fetchall()
        table = np.array([row[1:] for row in rows], dtype=np.int64).reshape(-1, 3)
        keys = np.frombuffer(b"".join(row[0] for row in rows), dtype="V16")
        return FirstLegs(keys, *np.ascontiguousarray(table.T))

    def terms_ended(self, keys: NDArray[np.void], at: int) -> set[bytes]:
        """Return those of these keys whose time limit has passed at an instant."""
        ended: set[bytes] = set()
        for some in _slices([key.tobytes() for key in keys]):
            ended.update(
                row[0]
                for row in self._run(
                    f"SELECT key FROM term WHERE expires_at <= ? AND key IN ({_marks(some)})",
                    [at, *some],
                ).fetchall()
            )
        return ended

    def set_term(self, key: bytes, expires_at: int) -> None:
        """Give a reservation a time limit."""
        self._run("INSERT INTO term VALUES (?, ?) ON CONFLICT DO NOTHING", (key, expires_at))

    def terms_due(self, at: int) -> list[bytes]:
        """Return the keys of reservations whose limit has passed and that nobody resolved."""
        return [
            row[0]
            for row in self._run(
                "SELECT t.key FROM term AS t WHERE t.expires_at <= ? AND NOT EXISTS"
                " (SELECT 1 FROM entry AS e WHERE e.leg = 0"
                "  AND e.key = CAST(substr(t.key, 1, 15) || x'01' AS BLOB))",
                (at,),
            ).fetchall()
        ]

    def seal(self, head: BatchHead, packed_entries: Packed) -> None:
        """Add the batch to its chain."""
        _, number, previous = self._run(_ENDS, (head.division, head.year)).fetchone()
        self._seal(head, packed_entries, number or 0, previous or GENESIS)

    def _seal(self, head: BatchHead, packed_entries: Packed, number: int, previous: bytes) -> None:
        digest = batch_digest(head, packed_entries)
        hash_ = next_hash(previous, number + 1, digest)
        self._run(
            "INSERT INTO seal VALUES (?, ?, ?, ?, ?, ?)",
            (head.division, head.year, number + 1, head.id, digest, hash_),
        )

    @contextmanager
    def _writing(self) -> Iterator[None]:
        inside = self.connection.in_transaction
        self._run("SAVEPOINT posting" if inside else "BEGIN IMMEDIATE", ())
        try:
            yield
            self._run("RELEASE posting" if inside else "COMMIT", ())
        except BaseException:
            # A commit may fail and leave its transaction open: a reader is in the way, or the
            # disk is full. Left so, the next posting would take it for an act and not commit.
            if self.connection.in_transaction:
                for statement in _UNDO_POSTING if inside else ("ROLLBACK",):
                    self._run(statement, ())
            raise

    def _run(self, statement: str, values: Sequence[Any]) -> Any:
        return self.connection.execute(statement, values)


def _row(head: BatchHead) -> tuple[Any, ...]:
    # ``astuple`` copies deeply, which costs as much as two statements.
    return (
        head.id,
        head.division,
        head.year,
        head.actor,
        head.recorded_at,
        head.reason,
        head.entries,
    )


def _effects(legs: Sequence[tuple[int, Leg]]) -> dict[tuple[int, int], int]:
    """Return what the legs add to each cell on the debit side."""
    sums: dict[tuple[int, int], int] = {}
    for _, (_, debit, credit, amount) in legs:
        for account, signed in ((debit, amount), (credit, -amount)):
            cell = (account >> 2, account & 3)
            sums[cell] = sums.get(cell, 0) + signed
    return sums


def _slices(values: list[Any]) -> Iterator[list[Any]]:
    return (values[at : at + _SOME] for at in range(0, len(values), _SOME))


def _marks(values: Sequence[Any]) -> str:
    return ",".join("?" * len(values))
