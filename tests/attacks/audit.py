"""Read a whole record with plain statements and say what is wrong in it.

Nothing here uses the project's own comparison: the entries are added up anew, in the order in
which they were posted, one voucher after the other.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from fisc.engines.ledger.seals import BatchHead, batch_digest, next_hash, packed
from fisc.record.book import Book

_HEADS = (
    "SELECT id, division, year, actor, recorded_at, reason, entries FROM batch"
    " WHERE id > %s ORDER BY id"
)
_ENTRIES = (
    "SELECT batch, line, key, leg, event, debit, credit, amount_fen, day FROM entry"
    " WHERE batch > %s ORDER BY batch, line"
)
_SEALS = "SELECT batch, division, year, number, digest, hash FROM seal WHERE batch > %s"


@dataclass
class Findings:
    """What an audit found. ``keys`` counts how often each key stands in the record."""

    entries: int = 0
    keys: dict[bytes, int] = field(default_factory=dict)
    overspent: list[str] = field(default_factory=list)
    drift: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)

    @property
    def faults(self) -> list[str]:
        return [*self.overspent, *self.drift, *self.broken]


class Auditor:
    """Adds up entries; an audit after the first one reads only what is new.

    The order of batch numbers is the order of postings for every pot, because a number is drawn
    after the pot is locked. Seals are read on SQLite, where every batch is sealed at once.
    """

    def __init__(self) -> None:
        self.sums: dict[int, int] = {}
        self.last_batch = 0
        self.chains: dict[tuple[str, int], tuple[int, bytes]] = {}
        self.findings = Findings()

    def audit(self, book: Book) -> Findings:
        """Read the batches that are new, and all balances."""
        self._read_batches(book)
        self._read_balances(book)
        return self.findings

    def _read_batches(self, book: Book) -> None:
        heads, entries = (_rows(book, text, self.last_batch) for text in (_HEADS, _ENTRIES))
        sqlite = book.connection.vendor == "sqlite"
        sealed = {row[0]: row for row in _rows(book, _SEALS, self.last_batch)} if sqlite else {}
        standing = {
            row[0]: (row[1], row[2])
            for row in _rows(book, "SELECT pot, side, guarded FROM balance")
        }
        of_batch = {
            batch: [(b, line, raw(key), *rest) for b, line, key, *rest in rows]
            for batch, rows in groupby(entries, key=lambda row: row[0])
        }
        for row in heads:
            head = BatchHead(*row)
            rows = of_batch.pop(head.id, [])
            if [entry[1] for entry in rows] != list(range(head.entries)):
                self.findings.broken.append(f"batch {head.id} has {len(rows)} of {head.entries}")
            self._add(rows, standing)
            if head.id in sealed:
                self._check_seal(head, rows, sealed.pop(head.id))
            elif sqlite:
                self.findings.broken.append(f"batch {head.id} has no seal")
            self.last_batch = head.id
        self.findings.broken += [f"entries of batch {batch} stand alone" for batch in of_batch]
        self.findings.broken += [f"a seal of batch {batch} stands alone" for batch in sealed]

    def _add(self, rows: list[Any], standing: dict[int, tuple[int, int]]) -> None:
        self.findings.entries += len(rows)
        for key, legs in groupby(rows, key=lambda row: row[2]):
            self.findings.keys[key] = self.findings.keys.get(key, 0) + 1
            touched = set()
            for _, _, _, _, _, debit, credit, fen, _ in legs:
                for account, gain in ((debit, fen), (credit, -fen)):
                    side = standing[account >> 2][0]
                    self.sums[account] = self.sums.get(account, 0) + gain * side
                    touched.add(account)
            self.findings.overspent += [
                f"account {account} stood at {self.sums[account]} after {key.hex()}"
                for account in touched
                if standing[account >> 2][1] and self.sums[account] < 0
            ]

    def _check_seal(self, head: BatchHead, rows: list[Any], seal: Any) -> None:
        _, division, year, number, digest, hash_ = seal
        last, previous = self.chains.get((division, year), (0, bytes(32)))
        right = batch_digest(head, packed(rows)) == bytes(digest)
        follows = number == last + 1 and next_hash(previous, number, bytes(digest)) == bytes(hash_)
        if not (right and follows):
            self.findings.broken.append(f"seal {number} of batch {head.id} does not fit")
        self.chains[division, year] = (number, bytes(hash_))

    def _read_balances(self, book: Book) -> None:
        for pot, guarded, *money in _rows(
            book, "SELECT pot, guarded, open_fen, held_fen, done_fen FROM balance"
        ):
            for place, fen in enumerate(money):
                if fen != self.sums.get(pot * 4 + place, 0):
                    self.findings.drift.append(
                        f"pot {pot}/{place} says {fen}, entries {self.sums.get(pot * 4 + place, 0)}"
                    )
                if guarded and fen < 0:
                    self.findings.overspent.append(f"pot {pot}/{place} stands at {fen}")


def audit(book: Book) -> Findings:
    """Audit a record from its first entry."""
    return Auditor().audit(book)


def raw(key: Any) -> bytes:
    """Return a key as bytes, however the engine hands it out."""
    return key.bytes if hasattr(key, "bytes") else bytes(key)


def _rows(book: Book, statement: str, *values: Any) -> list[Any]:
    with book.connection.cursor() as cursor:
        cursor.execute(statement, values)
        return list(cursor.fetchall())
