"""``fisc standards``: what holds, and whether an amount is above it."""

from __future__ import annotations

import pytest

from tests.stages.town import TOWN

pytestmark = pytest.mark.writes


def test_the_standards_of_a_day_are_listed(fisc, town):
    rows = fisc(
        "standards",
        "list",
        "--division",
        TOWN,
        "--on",
        "2026-03-02",
        "--domain",
        "travel",
        "--json",
    ).document["rows"]

    assert {"code": "ST001", "item": "travel_meal", "value": "¥100.00"} in rows
    assert fisc("standards", "list", "--division", TOWN, "--on", "x").code == 2


def test_an_amount_is_checked_with_its_working(fisc, town):
    asked = ("standards", "check", "car_running", "--division", TOWN, "--quantity", 3)

    assert fisc(*asked, "--amount", "90000", "--on", "2026-03-02").code == 0
    above = fisc(*asked, "--amount", "95000", "--on", "2026-03-02")
    assert (above.code, "¥5,000.00 above the standard" in above.out) == (1, True)
    assert fisc(*asked, "--amount", "95000", "--on", "2026-03-02", "--exception", "EX-1").code == 0
    words = ("standards", "check", "travel_air", "--division", TOWN, "--quantity", 1)
    assert fisc(*words, "--amount", "1").code == 2
