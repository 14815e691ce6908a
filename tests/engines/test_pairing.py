"""Lines of an entry become moves without changing what any account gains."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from fisc.engines.ledger.pairing import Unbalanced, pair

ACCOUNTS = st.sampled_from("ABCDEFGH")
LINES = st.lists(st.tuples(ACCOUNTS, st.integers(-(10**14), 10**14)), max_size=12)


def balanced(lines):
    return [*lines, ("Z", -sum(fen for _, fen in lines))]


def net(lines):
    sums = Counter()
    for account, fen in lines:
        sums[account] += fen
    return {account: fen for account, fen in sums.items() if fen}


def net_of_pairs(pairs):
    lines = [line for debit, credit, fen in pairs for line in ((debit, fen), (credit, -fen))]
    return net(lines)


@given(LINES)
def test_every_account_changes_as_its_lines_say(lines):
    lines = balanced(lines)

    assert net_of_pairs(pair(lines)) == net(lines)


@given(LINES)
def test_there_are_fewer_pairs_than_accounts_and_none_is_empty(lines):
    lines = balanced(lines)
    pairs = pair(lines)

    assert len(pairs) <= max(0, len(net(lines)) - 1)
    assert all(found.fen > 0 and found.debit != found.credit for found in pairs)


@given(LINES, st.randoms(use_true_random=False))
def test_the_order_of_the_lines_does_not_matter(lines, chance):
    lines = balanced(lines)
    other = list(lines)
    chance.shuffle(other)

    assert pair(other) == pair(lines)


def test_an_amount_that_does_not_exist_in_floating_point_stays_whole():
    assert pair([("A", 10**17 + 1), ("B", -(10**17)), ("C", -1)]) == [
        ("A", "B", 10**17),
        ("A", "C", 1),
    ]


@pytest.mark.parametrize("difference", [1, -1, 10**16])
def test_an_entry_that_is_off_by_any_amount_is_refused(difference):
    with pytest.raises(Unbalanced, match="not to zero"):
        pair([("A", 100 + difference), ("B", -100)])
