"""``fisc coordination``: the plan of a draft or of an area, taking it over, and what conflicts."""

from __future__ import annotations

import pytest

from fisc.stages.approve import commands as approve
from fisc.stages.approve import queries
from tests.stages.approve.budgets import LINES, draft, income, line
from tests.stages.town import COUNTY, MAKER, NOON, TOWN, YEAR

pytestmark = pytest.mark.writes
NUMBER = "BUD-2026-239900-1"
WISHES = (*LINES, line("2010101", "3000000"))


def test_a_plan_is_said_with_its_orders_and_taken_over_by_its_mark(fisc, town):
    draft(lines=WISHES)

    told = fisc("coordination", "plan", NUMBER, "--json")
    said = fisc("coordination", "plan", NUMBER, lang="zh")

    assert told.code == 0
    document = told.document
    assert [(one["draft"], one["plan"], one["order"]) for one in document["moved"]] == [
        (300_000_000, 0, 5)
    ]
    assert "已找到平衡方案，1 行有变动" in said.out
    assert f"方案标识 {document['mark']}" in said.out
    old = fisc("coordination", "take", NUMBER, "--officer", MAKER, "--mark", "0" * 16)
    assert (old.code, "look again" in old.out) == (1, True)
    done = fisc("coordination", "take", NUMBER, "--officer", MAKER, "--mark", document["mark"])
    assert done.code == 0, done.out
    assert "22902" not in {one.line.code for one in queries.draft(NUMBER).lines}


def test_a_conflict_ends_with_one_and_names_what_frees_it(fisc, town):
    draft(lines=(income("10101", "100"), line("23203", "150"), line("227", "2")))
    told = fisc("coordination", "plan", NUMBER)
    assert told.code == 1
    assert "These conflict:" in told.out
    assert "at least 1/100 of: Own-level general expenditure" in told.out or "floor" in told.out
    assert fisc("coordination", "plan", "BUD-0").code == 2
    assert fisc("coordination", "plan", NUMBER, "--stabilisation", "much").code == 2


def test_an_area_is_coordinated_together_so_that_what_is_given_is_received(fisc, town):
    """The county entered ten less than the town gives it; it has to follow."""
    draft(
        lines=(
            income("10101", "1000"),
            line("2010101", "880"),
            line("227", "20"),
            line("2300202", "100", counterpart=COUNTY),
        )
    )
    made = approve.draft_budget(
        number="BUD-2026-239901-1",
        division=COUNTY,
        year=YEAR,
        lines=[
            income("1100202", "90", counterpart=TOWN),
            line("2010101", "88"),
            line("227", "2"),
        ],
        maker="stranger.officer",
        at=NOON,
    )
    assert made.done, made.refusal

    told = fisc("coordination", "area", TOWN, YEAR, "--json").document

    assert told["done"]
    moved = {one["name"]["en"]: (one["draft"], one["plan"]) for one in told["moved"]}
    assert any("from above" in name and ends == (9_000, 10_000) for name, ends in moved.items())
    assert not any("to below" in name for name in moved)
    assert fisc("coordination", "area", TOWN, 2031).code == 2
