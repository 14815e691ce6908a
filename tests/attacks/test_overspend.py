"""No indicator is overspent by any crowd, and the attack finds it where the control is naive."""

from __future__ import annotations

import pytest

from tests.attacks import crowd
from tests.attacks.naive import take_the_guard_away
from tests.attacks.overspend import attack

SEED = 20260302
ATTEMPTS = 50_000  # on each engine


@pytest.mark.slow
def test_no_indicator_is_ever_overspent(book, tell):
    vendor = book.connection.vendor
    result = attack(book, attempts=ATTEMPTS, seed=SEED)
    tell(f"{vendor}: {result}")
    tell(
        f"  repeat: python -m tools.soak overspend --engine {vendor}"
        f" --attempts {ATTEMPTS} --seed {SEED}"
    )

    assert result.sound, result.findings.faults[:10]
    assert result.attempts == ATTEMPTS
    assert result.fates["accepted"] >= 1000
    assert result.dry >= 200


@pytest.mark.slow
def test_the_attack_finds_overspending_where_the_control_is_naive(book, tell):
    crowd.open_the_year(book)
    take_the_guard_away(book)

    result = attack(book, attempts=4_000, seed=SEED, set_size=1, naive=True)
    tell(f"{book.connection.vendor}, naive, seed {SEED}: {result}")

    assert result.findings.overspent
    assert not result.findings.drift
