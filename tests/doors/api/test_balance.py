"""The four budgets by programs: the table and the checks of the page, a cell, and a file."""

from __future__ import annotations

import io

import openpyxl

from tests.stages.approve import budgets

ASKED = {"division": "239900", "year": 2026}


def _adopted() -> None:
    budgets.draft("BUD-2026-239900-5")
    receipt = budgets.adopt("BUD-2026-239900-5")
    assert receipt.done, receipt.refusal


def test_the_table_the_checks_and_a_cell_come_as_data(program):
    _adopted()
    officer = program("budget.head")
    told = officer.get("/balance", **ASKED, figures="adjusted", extent="area").body
    rows = {row["row"]: row for row in told["rows"]}

    assert told["even"] == told["checks"] > 0
    assert rows["available"]["books"]["general"] == rows["used"]["books"]["general"]
    assert all(tie["state"] == "even" and not tie["faults"] for tie in told["ties"])
    cell = officer.get("/balance/cell", **ASKED, row="spent", book="general").body
    assert cell["amount"] == rows["spent"]["books"]["general"]
    assert cell["count"] == len(cell["lines"])
    assert {line["document"] for line in cell["lines"]} == {"BUD-2026-239900-5"}
    assert officer.get("/balance/cell", **ASKED, row="nothing", book="general").status == 404


def test_the_file_holds_the_same_figures(program):
    _adopted()
    answer = program("budget.head").get("/balance/file", **ASKED, unit="yuan")
    told = program("budget.head").get("/balance", **ASKED).body

    assert answer.status == 200
    workbook = openpyxl.load_workbook(io.BytesIO(answer.raw))
    cells = [cell.value for row in workbook.worksheets[0].iter_rows() for cell in row]
    for row in told["rows"]:
        assert float(row["total"]) in [cell for cell in cells if isinstance(cell, (int, float))]
