"""Fixtures for every test.

The database is chosen by ``tools/pytest_database.py``, which is loaded before Django's settings;
it also brings ``postgres_address`` and ``postgres_cluster`` for tests that compare both engines.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import settings

# A machine that is busy with other work is slow; what is drawn is judged by what it shows.
settings.register_profile("calm", deadline=None)
settings.load_profile("calm")

EXAMPLES = Path(__file__).resolve().parents[1] / "examples"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--bless", action="store_true", help="write what golden tests expect anew")


def compare_or_bless(path: Path, text: str, *, bless: bool) -> None:
    """Hold a text against the file that expects it, or make it the expectation."""
    if bless:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        return
    expected = path.read_text(encoding="utf-8") if path.exists() else ""
    assert text.splitlines() == expected.splitlines(), (
        f"{path.name} comes out differently. If that is right, run 'make golden' and read the "
        f"difference as the person whose money it is."
    )


@pytest.fixture
def golden(request: pytest.FixtureRequest) -> Callable[[str, str], None]:
    """Return ``golden("year/expected.txt", text)``, which looks under ``examples/``."""
    bless = request.config.getoption("--bless")
    return lambda name, text: compare_or_bless(EXAMPLES / name, text, bless=bless)
