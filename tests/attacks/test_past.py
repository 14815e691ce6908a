"""The tables of the product at random pairs of times; ``python -m tools.soak past`` asks 1,000."""

from __future__ import annotations

import pytest

from tests.attacks import past

pytestmark = pytest.mark.writes


def test_every_table_at_any_pair_of_times_is_that_of_the_entries(book):
    result = past.attack(book, entries=6_300, pairs=12, seed=4, days=70)

    assert not result.wrong, "\n".join(result.wrong[:5])
    assert result.entries > 6_300
    assert result.late > 200
    assert {len(taken) for taken in result.taken.values()} == {12}


def test_an_entry_that_is_not_counted_is_found(sqlite_book, monkeypatch):
    real = past.Journal.sums

    def without_the_first(journal, day, known):
        sums = dict(real(journal, day, known))
        sums.pop(next(iter(sums), None), None)
        return sums

    monkeypatch.setattr(past.Journal, "sums", without_the_first)
    assert past.attack(sqlite_book, entries=300, pairs=8, seed=4, days=5).wrong
