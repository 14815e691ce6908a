"""An adopted budget to allot from."""

from __future__ import annotations

import pytest

from tests.stages.allot.indicators import issued, school
from tests.stages.approve.budgets import adopt, draft


@pytest.fixture
def adopted(town):
    draft()
    assert adopt().done
    return town


@pytest.fixture
def running(adopted):
    """A school with 30 million to pay from."""
    issued(school())
    return adopted
