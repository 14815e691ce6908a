"""Verify a journal without trusting the program that wrote it.

Usage: python verify_journal.py JOURNAL [--witness CHECKPOINT.json]
JOURNAL is an embedded database file (``.sqlite3``) or a folder written by ``fisc ledger export``.
Standard library only; nothing of the project is imported. Exit status: 0 sound, 1 changed, 2 usage.

What it repeats: a batch's digest is SHA-256 over "fisc batch 1", the length and text of its head
and 60 bytes per entry; a seal's hash is SHA-256 over "fisc seal 1", the hash before it, its number
and the digest; a checkpoint's root is the RFC 6962 tree over the heads of all chains.
"""

from __future__ import annotations

import csv
import hashlib
import json
import sqlite3
import struct
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

TABLES = {
    "batch": "id division year actor recorded_at reason entries",
    "entry": "batch line key leg event debit credit amount_fen day",
    "seal": "division year number batch digest hash",
    "pot": "id division year book family unit project function item department_item fund_type"
    " indicator counterpart origin",
    "checkpoint": "number taken_at heads root",
    "balance": "pot side open_fen held_fen done_fen",
}
ORDERS = {"entry": "batch, line", "seal": "division, year, number", "checkpoint": "number"}
BYTES = {"key", "digest", "hash", "root"}
WORDS = {"division", "actor", "reason", "book", "family", "heads", *TABLES["pot"].split()[5:13]}


def rows(journal: Path, table: str) -> Iterator[tuple[Any, ...]]:
    """Return the rows of a table as tuples, in the order in which they are sealed."""
    names = TABLES[table].split()
    if journal.is_dir():
        path = journal / f"{table}.csv"
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                yield tuple(read(name, row[name]) for name in names)
        return
    connection = sqlite3.connect(f"file:{journal}?mode=ro", uri=True)
    order = f" ORDER BY {ORDERS[table]}" if table in ORDERS else ""
    yield from connection.execute(f"SELECT {', '.join(names)} FROM {table}{order}")
    connection.close()


def read(name: str, text: str) -> Any:
    """Turn a cell of an exported table into its value."""
    if name in BYTES:
        return bytes.fromhex(text)
    return text if name in WORDS else int(text)


def sha(*parts: bytes) -> bytes:
    """Return SHA-256 over the parts, one after the other."""
    return hashlib.sha256(b"".join(parts)).digest()


def digest_of(head: tuple[Any, ...], entries: Sequence[tuple[Any, ...]]) -> bytes:
    """Return the digest that a batch must have."""
    text = "\x1f".join(map(str, head)).encode()
    pack = struct.Struct(">qi16shhqqqi").pack
    return sha(
        b"fisc batch 1", struct.pack(">i", len(text)), text, *(pack(*entry) for entry in entries)
    )


def root_of(heads: Sequence[Sequence[Any]]) -> str:
    """Return the root over the heads of all chains, in hex."""
    leaves = []
    for division, year, number, hash_ in heads:
        name = f"{division}\x1f{year}\x1f{number}".encode()
        leaves.append(sha(b"\x00fisc chain 1", name, bytes.fromhex(hash_)))

    def tree(part: list[bytes]) -> bytes:
        if len(part) <= 1:
            return part[0] if part else sha()
        middle = 1 << ((len(part) - 1).bit_length() - 1)
        return sha(b"\x01", tree(part[:middle]), tree(part[middle:]))

    return tree(leaves).hex()


def verify(journal: Path, witness: Path | None = None) -> list[str]:
    """Return what is wrong, as sentences; an empty list means that nothing was found."""
    faults: list[str] = []
    heads = {row[0]: row for row in rows(journal, "batch")}
    entries: dict[int, list[tuple[Any, ...]]] = {}
    sums: dict[int, int] = {}
    for row in rows(journal, "entry"):
        batch, _, key, _, _, debit, credit, amount, _ = row
        entries.setdefault(batch, []).append((*row[:2], bytes(key), *row[3:]))
        sums[debit] = sums.get(debit, 0) + amount
        sums[credit] = sums.get(credit, 0) - amount
    chains: dict[tuple[str, int], list[bytes]] = {}
    sealed: set[int] = set()
    for division, year, number, batch, digest, hash_ in rows(journal, "seal"):
        name = f"seal {division} {year} {number} (batch {batch})"
        chain = chains.setdefault((division, year), [])
        if number != len(chain) + 1:
            faults.append(f"{name}: seal {len(chain) + 1} is missing")
        previous = chain[-1] if chain else bytes(32)
        if sha(b"fisc seal 1", previous, struct.pack(">q", number), bytes(digest)) != bytes(hash_):
            faults.append(f"{name}: does not follow the seal before it")
        chain.append(bytes(hash_))
        sealed.add(batch)
        head = heads.get(batch)
        if head is None or digest_of(head, entries.get(batch, ())) != bytes(digest):
            faults.append(f"{name}: the batch is not as it was sealed")
        elif (head[1], head[2]) != (division, year) or head[6] != len(entries.get(batch, ())):
            faults.append(f"{name}: the batch has another place or another number of entries")
    unsealed = sorted((heads.keys() | entries.keys()) - sealed)
    faults += [f"batch {batch}: has no seal" for batch in unsealed]
    faults += pot_faults(journal, sums)
    expected = 0
    for number, _, told, root in rows(journal, "checkpoint"):
        expected += 1
        if number != expected:
            faults.append(f"checkpoint {number}: checkpoint {expected} is missing")
            expected = number
        faults += compare(f"checkpoint {number}", json.loads(told), bytes(root).hex(), chains)
    if witness is not None:
        body = json.loads(witness.read_text(encoding="utf-8"))
        faults += compare("witness", body["heads"], body["root"], chains)
    return faults


def pot_faults(journal: Path, sums: dict[int, int]) -> list[str]:
    """Return pots whose elements do not give their number, or whose balance is not their sum."""
    faults: list[str] = []
    numbers: set[int] = set()
    for number, division, year, book, family, *elements, origin in rows(journal, "pot"):
        text = "\x1f".join([division, str(year), book, family, str(origin), *elements])
        numbers.add(number)
        if int.from_bytes(sha(text.encode())[:8], "big") >> 3 != number:
            faults.append(f"pot {number}: its elements were changed")
    for pot, side, *chambers in rows(journal, "balance"):
        if [side * sums.get(pot * 4 + place, 0) for place in range(3)] != chambers:
            faults.append(f"pot {pot}: its balance is not the sum of its entries")
    strangers = {account >> 2 for account in sums} - numbers
    return faults + [f"pot {pot}: has entries but is in no register" for pot in sorted(strangers)]


def compare(
    name: str, heads: Sequence[Any], root: str, chains: dict[tuple[str, int], list[bytes]]
) -> list[str]:
    """Return where the chains differ from what a checkpoint says they were."""
    faults = [] if root_of(heads) == root else [f"{name}: its root is not that of its heads"]
    for division, year, number, hash_ in heads:
        chain = chains.get((division, year), [])
        if len(chain) < number:
            faults.append(f"{name}: {division} {year} had {number} seals, has {len(chain)}")
        elif chain[number - 1].hex() != hash_:
            faults.append(f"{name}: {division} {year} was rewritten up to seal {number}")
    return faults


def main(words: list[str]) -> int:
    """Verify what the command line names; return the exit status."""
    witness = None
    if "--witness" in words:
        at = words.index("--witness")
        witness = Path(words[at + 1])
        words = words[:at] + words[at + 2 :]
    if len(words) != 1:
        print(__doc__)
        return 2
    faults = verify(Path(words[0]), witness)
    for fault in faults:
        print(fault)
    kept = "" if witness else " No witness was asked: a full rewrite would not be seen."
    print((f"CHANGED: {len(faults)} faults." if faults else "Sound.") + kept)
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
