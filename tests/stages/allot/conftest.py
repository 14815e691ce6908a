"""An adopted budget to allot from."""

from __future__ import annotations

import pytest

from tests.stages.approve.budgets import adopt, draft


@pytest.fixture
def adopted(town):
    draft()
    assert adopt().done
    return town
