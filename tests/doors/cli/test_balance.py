"""``fisc balance``: the four budgets of a place and year, and whether they tie, by one command."""

from __future__ import annotations

import pytest

from fisc.doors.cli import clock
from fisc.doors.cli.exits import Exit
from tests.stages.approve import budgets
from tests.stages.close.test_final_accounts import collect, vat
from tests.stages.close.years import YEAR_END
from tests.stages.conftest import town  # noqa: F401 - a fixture

WHERE = ("--division", "239900", "--year", "2026")


@pytest.fixture
def adopted(town):  # noqa: F811
    budgets.draft()
    assert budgets.adopt().done


def test_the_budget_stands_in_the_table_and_ties(adopted, fisc):
    done = fisc("balance", *WHERE, "--json")

    assert done.code == Exit.DONE, done.err
    rows = {row["row"]: row for row in done.document["rows"]}
    assert rows["available"]["general"] == rows["used"]["general"] > 0
    assert (done.document["even"], done.document["checks"]) == (1, 1)
    said = fisc("balance", *WHERE, "--unit", "yuan", "--extent", "area", lang="zh")
    assert said.code == Exit.DONE
    assert "可用资金合计" in said.out
    assert "勾稽 1 项，相符 1 项。" in said.out


def test_a_book_that_has_used_more_than_it_has_is_named(adopted, fisc, monkeypatch):
    monkeypatch.setattr(clock, "now", lambda: YEAR_END)
    collect(vat("-90000000"))  # more was given back than came in
    done = fisc("balance", *WHERE, "--figures", "execution", "--json")

    assert done.code == Exit.REFUSED
    assert [one["check"] for one in done.document["broken"]] == ["book-general"]
    assert "difference" in done.document["broken"][0]["why"][0]
