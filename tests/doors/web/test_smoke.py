"""x"""

import pytest


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "/indicators",
        "/indicators?by=function",
        "/indicators/IND-2026-239900-1",
        "/trial-balance",
        "/sealing",
        "/?day=2026-03-01",
        "/indicators?day=2026-03-02",
    ],
)
def test_x(come, path):
    c = come("finance.director")
    r = c.get(path)
    assert r.status_code == 200, r.content.decode()[:3000]
