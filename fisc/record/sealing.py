"""Seal what waits, take checkpoints for a witness, and verify the whole record."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from pathlib import Path
from typing import Any, Final

from fisc.engines.ledger.seals import (
    GENESIS,
    BatchHead,
    batch_digest,
    chain_leaf,
    merkle_root,
    next_hash,
    packed,
)
from fisc.record import facts, movements, summing
from fisc.record.book import Book, instant, pot_of
from fisc.record.on_postgresql import OnPostgresql

BATCH_COLUMNS: Final = "id, division, year, actor, recorded_at, reason, entries"
ENTRY_COLUMNS: Final = "batch, line, key, leg, event, debit, credit, amount_fen, day"
AT_ONCE: Final = 1000  # batches sealed in one transaction
Progress = Callable[[int, int], None]


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The heads of all chains at one instant, and the root over them: one figure to keep."""

    number: int
    taken_at: int
    heads: tuple[tuple[str, int, int, str], ...]  # division, year, seals, hash in hex
    root: str

    def text(self) -> str:
        """Return the checkpoint as the file that is given to the witness."""
        body = {"number": self.number, "taken_at": self.taken_at, "root": self.root}
        return json.dumps(body | {"heads": self.heads}, indent=1) + "\n"


@dataclass(frozen=True, slots=True)
class Fault:
    """Something in the record that is not as it was written."""

    where: str
    what: str

    def __str__(self) -> str:
        return f"{self.where}: {self.what}"


@dataclass(frozen=True, slots=True)
class Report:
    """What a verification read and what it found wrong."""

    batches: int
    entries: int
    facts: int
    waiting: int
    witnessed: bool
    faults: tuple[Fault, ...]

    @property
    def sound(self) -> bool:
        """Whether nothing was found wrong."""
        return not self.faults


def seal_waiting(book: Book) -> int:
    """Seal the batches that wait for it, oldest first, and return how many.

    On SQLite every batch is sealed as it is written, so nothing ever waits.
    """
    sealed = 0
    while book.connection.vendor == "postgresql" and (some := _seal_some(book)):
        sealed += some
    return sealed


def _seal_some(book: Book) -> int:
    with book.act(), book.connection.cursor() as cursor:
        # Rows that another sealer holds are left to it; their chains are then held in order.
        cursor.execute(
            "DELETE FROM unsealed WHERE batch IN (SELECT batch FROM unsealed ORDER BY batch"
            f" LIMIT {AT_ONCE} FOR UPDATE SKIP LOCKED) RETURNING division, year, batch"
        )
        waiting = sorted(cursor.fetchall())
        store = book.store()
        assert isinstance(store, OnPostgresql)  # noqa: S101 - the caller saw the vendor
        for (division, year), rows in groupby(waiting, key=lambda row: row[:2]):
            number, previous = store.chain_head(division, year)
            seals = []
            for head, entries in batches(book, [row[2] for row in rows]):
                number += 1
                digest = batch_digest(head, packed(entries))
                previous = next_hash(previous, number, digest)
                seals.append((division, year, number, head.id, digest, previous))
            cursor.executemany("INSERT INTO seal VALUES (%s, %s, %s, %s, %s, %s)", seals)
    return len(waiting)


def batches(book: Book, ids: list[int]) -> Iterator[tuple[BatchHead, list[Any]]]:
    """Return the heads and entries of batches, in order of their number."""
    marks = ", ".join(["%s"] * len(ids))
    with book.connection.cursor() as cursor:
        cursor.execute(f"SELECT {BATCH_COLUMNS} FROM batch WHERE id IN ({marks}) ORDER BY id", ids)
        heads = [BatchHead(*row) for row in cursor.fetchall()]
        cursor.execute(
            f"SELECT {ENTRY_COLUMNS} FROM entry WHERE batch IN ({marks}) ORDER BY batch, line", ids
        )
        entries: dict[int, list[Any]] = {}
        for batch, line, key, *rest in cursor.fetchall():
            raw = key.bytes if hasattr(key, "bytes") else bytes(key)
            entries.setdefault(batch, []).append((batch, line, raw, *rest))
    for head in heads:
        yield head, entries.get(head.id, [])


def take_checkpoint(book: Book, *, at: datetime, folder: Path | None = None) -> Checkpoint:
    """Seal what waits, write down the heads of all chains, and hand out the file for a witness.

    The file is named after the checkpoint's number and is never overwritten.
    """
    seal_waiting(book)
    with book.act(), book.connection.cursor() as cursor:
        cursor.execute("SELECT coalesce(max(number), 0) + 1 FROM checkpoint")
        number = cursor.fetchone()[0]
        heads = chain_heads(book)
        root = root_of(heads)
        taken = Checkpoint(number, instant(at), heads, root.hex())
        cursor.execute(
            "INSERT INTO checkpoint VALUES (%s, %s, %s, %s)",
            (number, taken.taken_at, json.dumps(heads), root),
        )
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        with (folder / f"checkpoint-{number:06d}.json").open("x", encoding="utf-8") as file:
            file.write(taken.text())
    return taken


def last_root(book: Book) -> bytes | None:
    """Return the root of the last checkpoint, or None when there is none yet."""
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT root FROM checkpoint ORDER BY number DESC LIMIT 1")
        row = cursor.fetchone()
    return bytes(row[0]) if row else None


def chain_heads(book: Book) -> tuple[tuple[str, int, int, str], ...]:
    """Return division, year, number of seals and last hash of every chain, in order."""
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT s.division, s.year, s.number, s.hash FROM seal AS s JOIN (SELECT division,"
            " year, max(number) AS number FROM seal GROUP BY division, year) AS m"
            " ON m.division = s.division AND m.year = s.year AND m.number = s.number"
            " ORDER BY s.division, s.year"
        )
        return tuple((d, y, n, bytes(h).hex()) for d, y, n, h in cursor.fetchall())


def root_of(heads: tuple[tuple[str, int, int, str], ...]) -> bytes:
    """Return the Merkle root over the heads of the chains."""
    return merkle_root([chain_leaf(d, y, n, bytes.fromhex(h)) for d, y, n, h in heads])


def verify(book: Book, *, witness: Path | None = None, progress: Progress | None = None) -> Report:
    """Read the whole record and say what in it is not as it was written.

    ``witness`` is a checkpoint file kept by somebody else; without one a record that was
    rewritten from its first entry, or cut at its end, cannot be told from a true one, and the
    report says that no witness was asked.
    """
    faults: list[Fault] = []
    hashes, entries, count = _verify_seals(book, faults, progress)
    _verify_numbers(book, faults)
    _verify_checkpoints(book, hashes, faults)
    if witness is not None:
        _compare_heads(json.loads(witness.read_text(encoding="utf-8")), hashes, faults, "witness")
    faults += [
        Fault(f"pot {drift.pot}", f"balance {drift.row_fen}, its entries {drift.entries_fen}")
        for drift in movements.compare(book)
    ]
    faults += [
        Fault(
            f"{drift.table} {' '.join(map(str, drift.key)).strip()}", f"off by {drift.gap_fen} fen"
        )
        for drift in summing.compare(book)
    ]
    fact_count = _verify_facts(book, faults)
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM unsealed")
        waiting = cursor.fetchone()[0]
    return Report(count, entries, fact_count, waiting, witness is not None, tuple(faults))


def _verify_seals(
    book: Book, faults: list[Fault], progress: Progress | None
) -> tuple[dict[tuple[str, int], list[bytes]], int, int]:
    """Recompute every seal; return the hashes of each chain, and how much was read."""
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT division, year, number, batch, digest, hash FROM seal"
            " ORDER BY division, year, number"
        )
        seals = cursor.fetchall()
    hashes: dict[tuple[str, int], list[bytes]] = {}
    entries = 0
    for at in range(0, len(seals), AT_ONCE):
        some = seals[at : at + AT_ONCE]
        found = {head.id: (head, rows) for head, rows in batches(book, [s[3] for s in some])}
        for division, year, number, batch, digest, hash_ in some:
            chain = hashes.setdefault((division, year), [])
            where = f"seal {division} {year} {number} (batch {batch})"
            expected = next_hash(chain[-1] if chain else GENESIS, number, bytes(digest))
            if number != len(chain) + 1:
                faults.append(Fault(where, f"seal {len(chain) + 1} is missing"))
            elif bytes(hash_) != expected:
                faults.append(Fault(where, "does not follow the seal before it"))
            chain.append(bytes(hash_))
            head, rows = found.get(batch, (None, []))
            entries += len(rows)
            if head is None:
                faults.append(Fault(where, "its batch is gone"))
            elif batch_digest(head, packed(rows)) != bytes(digest):
                faults.append(Fault(where, "the batch is not as it was sealed"))
            elif (head.division, head.year) != (division, year):
                faults.append(Fault(where, "the batch belongs to another chain"))
        if progress:
            progress(at + len(some), len(seals))
    return hashes, entries, len(seals)


def _verify_numbers(book: Book, faults: list[Fault]) -> None:
    """Find what no seal covers, and pots whose elements no longer give their number."""
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.id FROM batch AS b WHERE NOT EXISTS (SELECT 1 FROM seal AS s"
            " WHERE s.batch = b.id) AND NOT EXISTS (SELECT 1 FROM unsealed AS u"
            " WHERE u.batch = b.id)"
        )
        faults += [Fault(f"batch {row[0]}", "has no seal") for row in cursor.fetchall()]
        cursor.execute(
            "SELECT e.batch, count(*) FROM entry AS e WHERE NOT EXISTS"
            " (SELECT 1 FROM batch AS b WHERE b.id = e.batch) GROUP BY e.batch"
        )
        faults += [
            Fault(f"batch {b}", f"{n} entries without a batch") for b, n in cursor.fetchall()
        ]
        cursor.execute(
            "SELECT id, division, year, book, family, unit, project, function, item,"
            " department_item, fund_type, indicator, counterpart, origin FROM pot"
        )
        for number, *row in cursor.fetchall():
            if pot_of(row).number != number:
                faults.append(Fault(f"pot {number}", "its elements were changed"))


def _verify_checkpoints(
    book: Book, hashes: dict[tuple[str, int], list[bytes]], faults: list[Fault]
) -> None:
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT number, heads, root FROM checkpoint ORDER BY number")
        rows = cursor.fetchall()
    for expected, (number, heads, root) in enumerate(rows, start=1):
        where = f"checkpoint {number}"
        if number != expected:
            faults.append(Fault(where, f"checkpoint {expected} is missing"))
        body = {"heads": json.loads(heads), "root": bytes(root).hex()}
        _compare_heads(body, hashes, faults, where)


def _compare_heads(
    body: dict[str, Any],
    hashes: dict[tuple[str, int], list[bytes]],
    faults: list[Fault],
    where: str,
) -> None:
    heads = tuple((d, y, n, h) for d, y, n, h in body["heads"])
    if root_of(heads).hex() != body["root"]:
        faults.append(Fault(where, "its root is not that of its heads"))
    for division, year, number, hash_ in heads:
        chain = hashes.get((division, year), [])
        if len(chain) < number:
            faults.append(Fault(where, f"{division} {year} had {number} seals, has {len(chain)}"))
        elif chain[number - 1].hex() != hash_:
            faults.append(Fault(where, f"{division} {year} was rewritten up to seal {number}"))


def _verify_facts(book: Book, faults: list[Fault]) -> int:
    with book.connection.cursor() as cursor:
        cursor.execute("SELECT DISTINCT division, year FROM fact ORDER BY division, year")
        chains = cursor.fetchall()
    count = 0
    for division, year in chains:
        previous = facts.GENESIS
        for number, fact in enumerate(facts.chain(book, division, year), start=1):
            count += 1
            if fact.number != number or facts.rehashed(previous, fact) != fact.hash:
                faults.append(Fault(f"fact {division} {year} {fact.number}", "was changed"))
            previous = fact.hash
    return count
