"""An adopted budget leaves as a Fiscal Data Package and comes back as a draft of the same."""

from __future__ import annotations

import csv
import json
import zipfile
from fractions import Fraction

import pytest

from fisc.datacentre.execution import overview
from fisc.datacentre.moments import Moment
from fisc.exchange.amounts import Unit
from fisc.exchange.dryruns import Order, apply
from fisc.exchange.intake.budget_packages import PackageAct
from fisc.exchange.intake.imports import Signature, undo_import
from fisc.exchange.limits import Limits
from fisc.exchange.packages.budgets import about_budget, budget_package
from fisc.exchange.packages.intake import try_package
from fisc.exchange.packages.reading import open_package
from fisc.exchange.packages.totals import totals
from fisc.exchange.packages.writing import write_package
from fisc.exchange.tables.budget_packages import BUDGET_PACKAGE
from fisc.record.balances import Selection
from fisc.registers.names import Name
from fisc.stages.approve import commands, queries
from fisc.values import Money
from tests.stages.approve.budgets import LINES, adjust, adopt, draft, line, plan
from tests.stages.conftest import default_book, town  # noqa: F401 - the fixtures
from tests.stages.town import CHECKER, COUNTY, DAY, FARM, MAKER, NOON, TOWN, YEAR

pytestmark = pytest.mark.writes
PLACE = Name(TOWN, "示例镇", "Demo Town")
AGAIN = "BUD-2027-239900-1"


def exported(book, path, year=YEAR):
    selection = Selection(division=[TOWN], year=(year,))
    tables = budget_package(book, PLACE, year, selection, Moment(NOON))
    with path.open("wb") as file:
        write_package(file, tables, about_budget(PLACE, year, NOON, demo=True))
    return {table.name: table for table in tables}


def sums(path, into):
    into.mkdir()
    found = totals(open_package(path, into, Limits()), Limits())
    assert found.problems == ()
    return {(t.table, t.by, t.group, t.measure): t.amount for t in found.totals}


def yuan(money):
    return Fraction(money.fen, 100)


def tried(path, into, *, year=YEAR + 1, number=AGAIN, division=TOWN, **more):
    into.mkdir(exist_ok=True)
    signature = Signature(division=division, actor=MAKER, day=DAY, at=NOON)
    act = PackageAct(signature, number=number, year=year, file=path.name)
    order = Order(path=path, name=path.name, template=BUDGET_PACKAGE, unit=Unit.YUAN)
    return try_package(order, act, into=into, **more), act


def rewritten(source, target, change):
    """Copy a package with other rows; fingerprints are left out."""
    with zipfile.ZipFile(source) as archive, zipfile.ZipFile(target, "w") as made:
        for name in archive.namelist():
            text = archive.read(name).decode()
            if name == "datapackage.json":
                whole = json.loads(text)
                for resource in whole["resources"]:
                    del resource["hash"]
                text = json.dumps(whole)
            elif name == "data/budget.csv":
                rows = list(csv.reader(text.splitlines()))
                change(rows, {head: at for at, head in enumerate(rows[0])})
                text = "\n".join(",".join(f'"{cell}"' for cell in row) for row in rows)
            made.writestr(name, text)
    return target


def test_the_package_adds_up_to_the_budget_and_to_its_execution(town, tmp_path):  # noqa: F811
    draft()
    assert adopt().done
    raised = [line("2130153", "1000000", unit=FARM, project=LINES[2].project, item="50302",
                   department_item="31005", fund_type="111"),
              line("10101", "1000000", "revenue")]  # fmt: skip
    assert plan(raised).done
    assert adjust().done
    exported(town, tmp_path / "p.zip")
    found = sums(tmp_path / "p.zip", tmp_path / "in")
    whole = overview(town, Selection(division=[TOWN], year=(YEAR,)), Moment(NOON)).whole

    (general,) = queries.budget(TOWN, YEAR)
    for side in ("revenue", "expenditure"):
        adopted, adjusted = general.total(side)
        assert found["budget", "side", side, "approved"] == yuan(adopted)
        assert found["budget", "side", side, "adjusted"] == yuan(adjusted)
    assert found["budget", "function", "2130153", "approved"] == 50_000_000
    assert found["execution", "(all)", "", "budget"] == yuan(whole.budget)
    assert found["execution", "(all)", "", "paid"] == 0


def test_an_exported_budget_comes_back_as_the_same_budget(town, tmp_path):  # noqa: F811
    draft()
    assert adopt().done
    exported(town, tmp_path / "p.zip")
    rewritten(tmp_path / "p.zip", tmp_path / "q.zip", _next_year)
    found, act = tried(tmp_path / "q.zip", tmp_path / "in")
    assert found.ready, [problem.said("en") for problem in found.problems]
    receipt = apply(found, act).receipt
    done = commands.adopt_budget(
        number=AGAIN, resolution="R", resolved_on=DAY, checker=CHECKER, day=DAY, at=NOON
    )

    assert (receipt.batches, receipt.written) == ((1,), 1)
    assert done.done, done.refusal
    assert queries.budget(TOWN, YEAR + 1) == queries.budget(TOWN, YEAR)
    assert queries.details(TOWN, YEAR + 1) == queries.details(TOWN, YEAR)


def _next_year(rows, at):
    for row in rows[1:]:
        row[at["fiscal_year"]] = str(YEAR + 1)


def test_the_same_package_is_taken_over_once_and_undone_as_one(town, tmp_path):  # noqa: F811
    draft()
    assert adopt().done
    exported(town, tmp_path / "p.zip")
    rewritten(tmp_path / "p.zip", tmp_path / "q.zip", _next_year)
    found, act = tried(tmp_path / "q.zip", tmp_path / "in")
    first = apply(found, act).receipt
    again, second_act = tried(tmp_path / "q.zip", tmp_path / "in")
    second = apply(again, second_act).receipt
    undone = undo_import(
        act.book, BUDGET_PACKAGE.key, act.signature, first.batches[0], take_back=act.take_back
    )

    assert second.repeated
    assert undone.done
    with pytest.raises(queries.UnknownDraft):
        queries.draft(AGAIN)


def test_what_is_wrong_is_named_at_its_row_and_nothing_is_taken_over(town, tmp_path):  # noqa: F811
    draft()
    assert adopt().done
    exported(town, tmp_path / "p.zip")

    def spoil(rows, at):
        _next_year(rows, at)
        rows[1][at["approved"]] = "plenty"
        rows[2][at["approved"]] = "0.001"
        rows[3][at["unit"]] = "999999"
        rows[4][at["function"]] = "2999999"
        rows[4][at["line"]] = ""
        rows[5][at["fiscal_year"]] = "1999"
        rows[6][at["division"]] = COUNTY
        rows[7][at["book"]] = "household"

    found, act = tried(rewritten(tmp_path / "p.zip", tmp_path / "q.zip", spoil), tmp_path / "in")
    rules = {problem.row: problem.rule for problem in found.problems}

    assert rules == {2: "not-an-amount", 3: "too-many-decimals", 4: "unit-unknown",
                     5: "line-unknown", 6: "package-other-year", 7: "package-other-place",
                     8: "choice-unknown"}  # fmt: skip
    assert not apply(found, act).allowed


def test_a_file_that_was_changed_after_it_was_packed_is_not_read(town, tmp_path):  # noqa: F811
    draft()
    assert adopt().done
    exported(town, tmp_path / "p.zip")
    with zipfile.ZipFile(tmp_path / "p.zip") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(tmp_path / "q.zip", "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content.replace(b"30000000.00", b"30000000.01"))
    found, _ = tried(tmp_path / "q.zip", tmp_path / "in")

    assert "package-hash-differs" in {problem.rule for problem in found.problems}
    assert not found.ready


def test_other_money_and_tables_that_are_no_budget_are_refused(town, tmp_path):  # noqa: F811
    folder = tmp_path / "p"
    folder.mkdir()
    (folder / "t.csv").write_text("A,B\nx,5\n", encoding="utf-8")
    fields = [{"name": "A", "columnType": "budget-book:code"},
              {"name": "B", "type": "number", "columnType": "value"}]  # fmt: skip
    extra = [{"name": "C", "columnType": "value-currency:code", "constant": "EUR"},
             {"name": "D", "columnType": "direction", "constant": "spending"}]  # fmt: skip
    for more, rule in (([], "package-not-a-budget"), (extra, "package-currency")):
        whole = {
            "resources": [{"path": "t.csv", "schema": {"fields": fields, "extraFields": more}}]
        }
        (folder / "datapackage.json").write_text(json.dumps(whole), encoding="utf-8")
        found, _ = tried(folder, tmp_path / "in")
        assert rule in {problem.rule for problem in found.problems}


def test_a_package_of_the_draft_of_2016_becomes_a_draft_too(town, tmp_path):  # noqa: F811
    folder = tmp_path / "p"
    folder.mkdir()
    rows = [["Kind", "Code", "Unit", "Thousands"],
            ["expenditure", "2050202", "203005", "12.5"],
            ["expenditure", "2130153", "216001", "0"]]  # fmt: skip
    with (folder / "t.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    attribute = {"primaryKey": "code"}
    whole = {
        "resources": [{"name": "t", "path": "data/t.csv", "schema": {"fields": [
            {"name": name, "type": "number" if name == "Thousands" else "string"}
            for name in rows[0]]}}],
        "mapping": {
            "measures": {"m": {"source": "Thousands", "currency": "CNY", "factor": 1000,
                               "direction": "expenditure", "phase": "approved"}},
            "dimensions": {
                "f": attribute | {"dimensionType": "classification",
                                  "classificationType": "functional",
                                  "attributes": {"code": {"source": "Code"}}},
                "u": attribute | {"dimensionType": "classification",
                                  "classificationType": "administrative",
                                  "attributes": {"code": {"source": "Unit"}}},
            },
        },
    }  # fmt: skip
    (folder / "datapackage.json").write_text(json.dumps(whole), encoding="utf-8")
    told, _ = tried(folder, tmp_path / "in")
    assert [problem.rule for problem in told.problems] == ["package-not-a-budget"]
    found, act = tried(folder, tmp_path / "in", given={"book": "general"})

    assert found.ready, [problem.said("en") for problem in found.problems]
    assert apply(found, act).receipt.done
    (one,) = queries.draft(AGAIN).lines
    assert (one.line.code, one.line.unit, one.line.amount) == (
        "2050202", "203005", Money.yuan("12500"))  # fmt: skip
