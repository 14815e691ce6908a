"""Keys come back as they were written, keep the order of documents, and happen in three turns."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.ledger.keys import (
    KEY_BYTES,
    KINDS,
    SERIAL_MAX,
    UNIT_MAX,
    Turn,
    document_key,
    document_number,
    posting_key,
    turn_of,
    turned,
)

DOCUMENTS = st.tuples(
    st.sampled_from(sorted(KINDS)),
    st.integers(2000, 2099),
    st.integers(0, UNIT_MAX - 1),
    st.integers(0, SERIAL_MAX - 1),
)


@given(DOCUMENTS)
def test_a_document_number_comes_back_as_it_was_written(document):
    number = "{}-{}-{}-{}".format(*document)

    key = posting_key(number)

    assert len(key) == KEY_BYTES
    assert key == document_key(*document)
    assert document_number(key) == number
    assert turn_of(key) is Turn.ORIGINAL


@given(DOCUMENTS, DOCUMENTS)
def test_keys_sort_as_their_documents_do(first, second):
    def order(document):
        return KINDS[document[0]], *document[1:]

    assert (document_key(*first) < document_key(*second)) == (order(first) < order(second))
    assert (document_key(*first) == document_key(*second)) == (first == second)


@given(st.text(min_size=1), st.text(min_size=1))
def test_different_texts_give_different_keys(first, second):
    assert len(posting_key(first)) == KEY_BYTES
    assert (posting_key(first) == posting_key(second)) == (first == second)


@pytest.mark.parametrize(
    "text",
    [
        "PAY-2026-239901-017",
        "PAY-2026-0239901-17",
        "PAY-26-239901-17",
        "XYZ-2026-239901-17",
        "pay-2026-239901-17",
        "PAY-2026-1234567890123-17",
        "PAY-2026-239901-12345678901234567",
        " PAY-2026-239901-17",
        "PAY-2026-239901-17\n",
        "支付-2026-1-1",
    ],
)
def test_what_would_not_come_back_is_free_text(text):
    assert document_number(posting_key(text)) is None


def test_an_empty_text_cannot_be_a_key():
    with pytest.raises(ValueError, match="empty text"):
        posting_key("")


@pytest.mark.parametrize(("unit", "serial"), [(UNIT_MAX, 0), (0, SERIAL_MAX), (-1, 0), (0, -1)])
def test_a_number_beyond_its_bytes_is_refused(unit, serial):
    with pytest.raises(ValueError, match="too large"):
        document_key("PAY", 2026, unit, serial)


@given(DOCUMENTS | st.text(min_size=1))
def test_the_turns_of_a_key_differ_and_lead_back_to_it(document):
    key = posting_key(document) if isinstance(document, str) else document_key(*document)

    keys = {turn: turned(key, turn) for turn in Turn}

    assert keys[Turn.ORIGINAL] == key
    assert len(set(keys.values())) == len(Turn)
    assert all(turn_of(made) is turn for turn, made in keys.items())
    assert {turned(made, Turn.ORIGINAL) for made in keys.values()} == {key}


def test_no_document_of_one_kind_and_unit_has_the_key_of_another():
    keys = {
        document_key(kind, year, unit, serial)
        for kind in KINDS
        for year in (2025, 2026)
        for unit in (0, 1, 256, UNIT_MAX - 1)
        for serial in (0, 1, 256, SERIAL_MAX - 1)
    }

    assert len(keys) == len(KINDS) * 2 * 4 * 4
