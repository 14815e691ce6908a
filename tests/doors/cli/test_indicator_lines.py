"""Indicator lines at the command line: out, edited, tried, in as one batch, undone to the fen."""

from __future__ import annotations

import openpyxl
import pytest

from fisc.exchange.tables.indicator_lines import INDICATOR_LINES
from fisc.stages.allot.models import Indicator
from tests.doors.web.test_round_trip import draft, everything
from tests.stages.town import MAKER

pytestmark = pytest.mark.writes
WHERE = ("--division", "239900", "--year", "2026")
WHO = (*WHERE, "--actor", MAKER)
PLACES = {column.key: at for at, column in enumerate(INDICATOR_LINES.columns, start=1)}
FIRST = "IND-2026-239900-1001"


@pytest.fixture
def two(town):
    return draft(1001, 100_00), draft(1002, 250_50)


def exported(fisc, tmp_path, name="lines.xlsx"):
    path = tmp_path / name
    call = fisc("export", "indicator-lines", path, *WHERE, "--json")
    assert call.code == 0
    return path, call.document


def edit(path, column: str, value: object) -> None:
    """Change a cell of the first line in the workbook."""
    book = openpyxl.load_workbook(path)
    sheet = book[INDICATOR_LINES.name.en]
    row = next(row for row in sheet.iter_rows() if row[PLACES["number"] - 1].value == FIRST)
    row[PLACES[column] - 1].value = value
    book.save(path)


def test_lines_go_out_and_come_in_unedited_without_a_change(fisc, two, tmp_path):
    path, said = exported(fisc, tmp_path)
    before = everything()
    call = fisc("import", "indicator-lines", path, *WHO, "--confirm", "--json")

    assert said["rows"] == 2
    assert call.code == 0
    assert call.document["counts"]["unchanged"] == 2
    assert call.document["written"] == 0
    assert everything() == before


def test_an_edit_is_tried_taken_over_as_one_batch_and_undone_to_the_fen(fisc, two, tmp_path):
    path, _ = exported(fisc, tmp_path)
    edit(path, "amount", 77.07)
    before = everything()
    for words in ((), ("--dry-run",)):
        tried = fisc("import", "indicator-lines", path, *WHO, *words, "--json")
        assert (tried.code, tried.document["counts"]["changed"]) == (0, 1)
        assert tried.document["taken_over"] is False
        assert everything() == before
    taken = fisc("import", "indicator-lines", path, *WHO, "--confirm", "--json").document
    assert Indicator.objects.get(number=FIRST).amount_fen == 77_07

    undone = fisc("import", "indicator-lines", *WHO, "--undo", taken["batches"][0], "--json")
    assert undone.code == 0
    assert everything() == before


def test_what_is_wrong_is_said_at_its_cell_and_nothing_is_taken_over(fisc, two, tmp_path):
    path, _ = exported(fisc, tmp_path)
    edit(path, "function", "9999999")
    before = everything()
    call = fisc("import", "indicator-lines", path, *WHO, "--confirm", "--json")

    assert call.code == 1
    assert [problem["column_name"] for problem in call.document["problems"]]
    assert everything() == before


def test_a_line_that_somebody_changed_meanwhile_is_a_conflict(fisc, two, tmp_path):
    path, _ = exported(fisc, tmp_path)
    edit(path, "amount", 77.07)
    Indicator.objects.filter(number=FIRST).update(amount_fen=99)
    call = fisc("import", "indicator-lines", path, *WHO, "--confirm", "--json")

    assert call.code == 1
    assert call.document["counts"]["conflict"] == 1
    assert Indicator.objects.get(number=FIRST).amount_fen == 99


def test_a_file_of_another_year_or_place_is_not_taken(fisc, two, tmp_path):
    path, _ = exported(fisc, tmp_path)
    edit(path, "amount", 77.07)
    before = everything()
    for where in (
        ("--division", "239900", "--year", "2025"),
        ("--division", "239901", "--year", "2026"),
    ):
        call = fisc("import", "indicator-lines", path, *where, "--actor", MAKER, "--confirm")
        assert call.code == 1, call.out
    assert everything() == before


@pytest.mark.parametrize("who", ["business.head", "school.clerk", "stranger.officer"])
def test_who_drafts_no_indicators_here_takes_nothing_over(fisc, two, tmp_path, who):
    path, _ = exported(fisc, tmp_path)
    edit(path, "amount", 77.07)
    before = everything()
    call = fisc("import", "indicator-lines", path, *WHERE, "--actor", who, "--confirm")

    assert call.code == 1
    assert everything() == before


def test_a_trial_that_is_confirmed_is_a_contradiction(fisc, two, tmp_path):
    path, _ = exported(fisc, tmp_path)
    call = fisc("import", "indicator-lines", path, *WHO, "--dry-run", "--confirm")

    assert call.code == 2
    assert "contradict" in call.err


def test_lines_leave_as_text_too_and_are_never_written_over(fisc, two, tmp_path):
    path, said = exported(fisc, tmp_path, "lines.csv")
    again = fisc("export", "indicator-lines", path, *WHERE)

    assert said["rows"] == 2
    assert path.read_text(encoding="utf-8-sig").count("IND-2026-239900-100") >= 2
    assert again.code == 2
