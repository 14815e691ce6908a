"""Whatever is changed in a batch, a chain or a tree of chains changes its digest."""

from __future__ import annotations

import hashlib
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.ledger.seals import (
    ENTRY,
    GENESIS,
    BatchHead,
    batch_digest,
    chain_leaf,
    inclusion_proof,
    merkle_root,
    next_hash,
    packed,
    root_from_proof,
)

SIZES = range(1, 71)
HEAD = BatchHead(7, "239901", 2026, "张三", 1_767_225_600_000_000, "year-end", 2)
ENTRIES = [
    (7, 0, bytes(range(16)), 0, 29, 4 * 11, 4 * 11 + 1, 100, 739_000),
    (7, 1, bytes(range(16)), 1000, -29, 4 * 12, 4 * 12 + 1, 100, 739_000),
]


def leaves(size):
    return [hashlib.sha256(bytes([number])).digest() for number in range(size)]


def root_by_the_standard(nodes):
    """Return the Merkle tree hash as RFC 6962 writes it, level by level instead of by halves."""
    while len(nodes) > 1:
        pairs = [nodes[at : at + 2] for at in range(0, len(nodes), 2)]
        nodes = [
            hashlib.sha256(b"\x01" + b"".join(pair)).digest() if len(pair) == 2 else pair[0]
            for pair in pairs
        ]
    return nodes[0]


@pytest.mark.parametrize("size", SIZES)
def test_the_root_is_that_of_certificate_transparency(size):
    assert merkle_root(leaves(size)) == root_by_the_standard(leaves(size))


@pytest.mark.parametrize("size", SIZES)
def test_any_changed_missing_or_swapped_leaf_changes_the_root(size):
    whole = leaves(size)
    root = merkle_root(whole)

    for at in range(size):
        changed = [*whole[:at], bytes(32), *whole[at + 1 :]]
        assert merkle_root(changed) != root
        assert merkle_root(whole[:at] + whole[at + 1 :]) != root
        assert merkle_root([*whole[:at], whole[at], *whole[at:]]) != root
        if at:
            swapped = [*whole[: at - 1], whole[at], whole[at - 1], *whole[at + 1 :]]
            assert merkle_root(swapped) != root


@pytest.mark.parametrize("size", SIZES)
def test_every_leaf_proves_that_it_is_in_the_tree_and_nothing_else_does(size):
    whole = leaves(size)
    root = merkle_root(whole)

    for at in range(size):
        proof = inclusion_proof(whole, at)
        assert root_from_proof(whole[at], at, size, proof) == root
        assert root_from_proof(bytes(32), at, size, proof) != root
        for step in range(len(proof)):
            bent = (*proof[:step], bytes(32), *proof[step + 1 :])
            assert root_from_proof(whole[at], at, size, bent) != root
        elsewhere = (at + 1) % size
        if len(inclusion_proof(whole, elsewhere)) == len(proof) and elsewhere != at:
            assert root_from_proof(whole[at], elsewhere, size, proof) != root


@pytest.mark.parametrize(("size", "given_", "fault"), [(1, 1, "needs no proof"), (5, 1, "short")])
def test_a_proof_of_the_wrong_length_is_refused(size, given_, fault):
    with pytest.raises(ValueError, match=fault):
        root_from_proof(bytes(32), 0, size, (bytes(32),) * given_)


def test_an_empty_tree_has_the_root_of_nothing():
    assert merkle_root([]) == hashlib.sha256(b"").digest()
    assert inclusion_proof([], 0) == ()


@pytest.mark.parametrize("number", range(len(ENTRIES)))
@pytest.mark.parametrize("field", range(9))
def test_any_field_of_any_entry_changes_the_digest_of_its_batch(number, field):
    entry = list(ENTRIES[number])
    entry[field] = bytes(16) if field == 2 else entry[field] + 1
    changed = [*ENTRIES[:number], tuple(entry), *ENTRIES[number + 1 :]]

    assert batch_digest(HEAD, packed(changed)) != batch_digest(HEAD, packed(ENTRIES))


@pytest.mark.parametrize(
    "change",
    [
        {"id": 8},
        {"division": "239902"},
        {"year": 2027},
        {"actor": "李四"},
        {"recorded_at": 1},
        {"reason": "year end"},
        {"entries": 3},
    ],
    ids=lambda change: next(iter(change)),
)
def test_any_field_of_the_head_changes_the_digest_of_its_batch(change):
    digest = batch_digest(HEAD, packed(ENTRIES))

    assert batch_digest(replace(HEAD, **change), packed(ENTRIES)) != digest


@given(st.integers(0, 2**31 - 1), st.integers(1, 2**62), st.integers(-(2**15), 2**15 - 1))
def test_entries_come_back_from_their_packed_form(line, amount, event):
    entry = (1, line, b"0123456789abcdef", 0, event, 2**63 - 1, 4, amount, 739_000)

    assert len(packed([entry])) == ENTRY.size == 60
    assert ENTRY.unpack(packed([entry])) == entry


def test_a_chain_depends_on_all_that_went_before():
    digests = leaves(4)

    def head(chain):
        hash_ = GENESIS
        for number, digest in enumerate(chain, start=1):
            hash_ = next_hash(hash_, number, digest)
        return hash_

    heads = {head(digests), head(digests[:-1]), head(digests[1:]), head(digests[::-1])}
    heads |= {head([*digests[:at], bytes(32), *digests[at + 1 :]]) for at in range(4)}

    assert len(heads) == 8
    assert next_hash(GENESIS, 1, digests[0]) != next_hash(GENESIS, 2, digests[0])


def test_a_leaf_names_its_chain():
    made = {
        chain_leaf("239901", 2026, 5, bytes(32)),
        chain_leaf("239902", 2026, 5, bytes(32)),
        chain_leaf("239901", 2027, 5, bytes(32)),
        chain_leaf("239901", 2026, 6, bytes(32)),
        chain_leaf("239901", 2026, 5, bytes(31) + b"\x01"),
    }

    assert len(made) == 5
