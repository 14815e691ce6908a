"""The budget page offers its budget as a Fiscal Data Package that says what the page says."""

from __future__ import annotations

from fractions import Fraction

from fisc.exchange.limits import Limits
from fisc.exchange.packages.reading import open_package
from fisc.exchange.packages.totals import totals
from fisc.stages.approve import queries
from tests.doors.web import street

YEAR = street.LAST_YEAR


def test_the_package_of_the_page_adds_up_to_the_adopted_budget(come, tmp_path):
    browser = come("auditor", "en")
    page = browser.get(f"/budgets?year={YEAR}").content.decode()
    answer = browser.get(f"/budgets?year={YEAR}&as=zip")
    (tmp_path / "p.zip").write_bytes(answer.getvalue())
    (tmp_path / "in").mkdir()
    found = totals(open_package(tmp_path / "p.zip", tmp_path / "in", Limits()), Limits())
    sums = {(t.table, t.by, t.group, t.measure): t.amount for t in found.totals}

    assert "Fiscal Data Package (.zip)" in page
    assert f"budget-{street.TOWN}-{YEAR}.zip" in answer.headers["Content-Disposition"]
    assert found.problems == ()
    adopted = queries.budget(street.TOWN, YEAR)
    for side in ("revenue", "expenditure"):
        whole = sum(Fraction(one.total(side)[1].fen, 100) for one in adopted)
        assert sums["budget", "side", side, "adjusted"] == whole > 0


def test_a_year_without_a_budget_has_no_package(come):
    assert come("auditor").get("/budgets?year=2031&as=zip").status_code == 404
