"""Tamper evidence: digests of batches, chains of seals, one root over all chains.

Each batch of entries is reduced to a digest; the seals of one division and year form a chain; a
checkpoint reduces the heads of all chains to one Merkle root, which is given to a witness. Nothing
here reads a database: the offline verifier repeats these few lines on its own.
"""

from __future__ import annotations

import hashlib
import struct
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

ENTRY: Final = struct.Struct(">qi16shhqqqi")  # batch line key leg event debit credit amount day
GENESIS: Final = bytes(32)
Packed = bytes | memoryview  # entries in the one form in which they are digested
EntryRow = tuple[int, int, bytes, int, int, int, int, int, int]


@dataclass(frozen=True, slots=True)
class BatchHead:
    """Who posted a batch, when and why: the part of it that is not entries."""

    id: int
    division: str
    year: int
    actor: str
    recorded_at: int
    reason: str
    entries: int

    @property
    def text(self) -> bytes:
        """The head in the one form in which it is digested."""
        words = (self.id, self.division, self.year, self.actor, self.recorded_at, self.reason)
        return "\x1f".join([*map(str, words), str(self.entries)]).encode()


def packed(entries: Iterable[EntryRow]) -> bytes:
    """Return entries in the one form in which they are digested: 60 bytes each, in line order."""
    return b"".join(ENTRY.pack(*entry) for entry in entries)


def batch_digest(head: BatchHead, packed_entries: Packed) -> bytes:
    """Return the digest of a batch.

    Example:
        >>> head = BatchHead(1, "239901", 2026, "person", 0, "a payment", 1)
        >>> entry = packed([(1, 0, bytes(16), 0, 29, 4, 5, 100, 739000)])
        >>> changed = packed([(1, 0, bytes(16), 0, 29, 4, 5, 101, 739000)])
        >>> batch_digest(head, entry) == batch_digest(head, changed)
        False
    """
    text = head.text
    digest = hashlib.sha256(b"fisc batch 1" + struct.pack(">i", len(text)) + text)
    digest.update(packed_entries)
    return digest.digest()


def next_hash(previous: bytes, number: int, digest: bytes) -> bytes:
    """Return the hash of the seal that follows ``previous`` in a chain."""
    return hashlib.sha256(b"fisc seal 1" + previous + struct.pack(">q", number) + digest).digest()


def chain_leaf(division: str, year: int, number: int, hash_: bytes) -> bytes:
    """Return the leaf that stands for the head of one chain in the Merkle tree."""
    text = f"{division}\x1f{year}\x1f{number}".encode()
    return hashlib.sha256(b"\x00fisc chain 1" + text + hash_).digest()


def merkle_root(leaves: Sequence[bytes]) -> bytes:
    """Return the root over leaves, in the manner of Certificate Transparency (RFC 6962).

    Always: leaves and inner nodes are digested differently, so one cannot pass for the other.

    Example:
        >>> merkle_root([b"a" * 32, b"b" * 32]) == merkle_root([b"b" * 32, b"a" * 32])
        False
    """
    if not leaves:
        return hashlib.sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    middle = _split(len(leaves))
    left, right = merkle_root(leaves[:middle]), merkle_root(leaves[middle:])
    return hashlib.sha256(b"\x01" + left + right).digest()


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """Return the sister nodes that lead from one leaf to the root, lowest first."""
    if len(leaves) <= 1:
        return ()
    middle = _split(len(leaves))
    if index < middle:
        return (*inclusion_proof(leaves[:middle], index), merkle_root(leaves[middle:]))
    return (*inclusion_proof(leaves[middle:], index - middle), merkle_root(leaves[:middle]))


def root_from_proof(leaf: bytes, index: int, size: int, proof: Sequence[bytes]) -> bytes:
    """Return the root to which a proof leads; it proves inclusion when it is the published one.

    Raises:
        ValueError: the proof has the wrong length for a tree of that size.
    """
    if size <= 1:
        if proof:
            raise ValueError("A tree of one leaf needs no proof.")
        return leaf
    if not proof:
        raise ValueError("The proof is too short for a tree of this size.")
    middle = _split(size)
    if index < middle:
        left, right = root_from_proof(leaf, index, middle, proof[:-1]), proof[-1]
    else:
        left = proof[-1]
        right = root_from_proof(leaf, index - middle, size - middle, proof[:-1])
    return hashlib.sha256(b"\x01" + left + right).digest()


def _split(size: int) -> int:
    # The largest power of two below the number of leaves.
    return 1 << ((size - 1).bit_length() - 1)
