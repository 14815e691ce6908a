"""Coordination on the law's rules: sound, nearest, or a conflict with nothing to spare."""

from __future__ import annotations

import os
import random
from collections import Counter

from tests.engines.budgets.coordinating.random_drafts import play

DRAFTS = int(os.environ.get("FISC_COORDINATIONS", "150"))


def test_random_drafts_of_governments_are_balanced_by_the_law_or_their_conflict_is_minimal():
    """Plans pass the checks of an adoption; nothing at random is better; conflicts are minimal."""
    tally: Counter[str] = Counter()
    for number in range(DRAFTS):
        tally += play(random.Random(f"coordination {number}"), number)
    assert tally["plans"] > DRAFTS // 4
    assert tally["conflicts"] > DRAFTS // 10
    assert tally["compared"] > tally["plans"]
    assert tally["freed"]
