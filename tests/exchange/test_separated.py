"""CSV is read as it was meant, whatever its size."""

from __future__ import annotations

import json
import subprocess
import sys
import tracemalloc
from pathlib import Path

import pytest

from fisc.exchange.limits import Limits
from fisc.exchange.reading import open_file
from fisc.exchange.tables import TEMPLATES
from tests.exchange.samples import OUTSIDE, measured, rules, tried

SPECTRUM = OUTSIDE / "exchange-csv-spectrum"
CASES = sorted(SPECTRUM.glob("*.csv"))
HEAD = "日期,凭证号,会计科目代码,金额(元)\r\n"

outside = pytest.mark.skipif(not SPECTRUM.exists(), reason="exchange-csv-spectrum is not here")


@outside
@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_known_edge_cases_of_csv_are_read_as_expected(path):
    expected = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))

    assert list(open_file(path).sheets[0].records()) == expected


@outside
def test_the_checker_of_the_edge_cases_agrees(tmp_path):
    for path in CASES:
        records = list(open_file(path).sheets[0].records())
        (tmp_path / f"{path.stem}.json").write_text(json.dumps(records), encoding="utf-8")
    said = subprocess.run(
        [sys.executable, str(SPECTRUM / "check_csv.py"), str(tmp_path)],
        capture_output=True,
        text=True,
        check=False,
    )

    assert said.returncode == 0, said.stdout
    assert f"{len(CASES)} files, problems 0" in said.stdout


def _rows(path, text, **options):
    path.write_bytes(text.encode())
    return [(row.number, row.cells) for row in open_file(path, **options).sheets[0].lines]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends_inside_cells_are_kept_and_rows_are_counted_as_a_spreadsheet_does(tmp_path, end):
    text = f'文,b{end}"x{end}y",1{end}z,2{end}'

    assert _rows(tmp_path / "x.csv", text) == [
        (1, ("文", "b")),
        (2, (f"x{end}y", "1")),
        (3, ("z", "2")),
    ]


@pytest.mark.parametrize("separator", [",", "\t", ";"])
def test_the_separator_is_taken_from_the_head(tmp_path, separator):
    text = f"单位{separator}金额\n甲{separator}5\n"

    assert _rows(tmp_path / "x.csv", text)[1] == (2, ("甲", "5"))


def test_rows_that_do_not_fit_the_head_are_reported_by_their_number(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(
        HEAD + '2026-01-01,"一,1",1001,5\n\n2026-01-01,一,1,1001,5\n2026-01-01,1001\n',
        encoding="utf-8",
        newline="",
    )

    run = tried(path, TEMPLATES["journal"])

    assert rules(run) == [("x!4", "row-wide"), ("x!5", "row-narrow")]
    assert run.counts.new == 1


def test_a_quotation_mark_that_is_never_closed_is_reported_where_it_begins(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(HEAD + '2026-01-01,"一,1001,5\n' + "2026-01-01,二,1001,5\n" * 3, "utf-8")

    assert rules(tried(path, TEMPLATES["journal"])) == [("x!2", "csv-broken")]


def test_rows_and_columns_above_the_limit_are_reported(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(HEAD + "2026-01-01,一,1001,5\n" * 30, "utf-8")
    limits = Limits(rows_max=10, heading_lines_max=10)

    assert rules(tried(path, TEMPLATES["journal"], limits=limits)) == [("x!21", "too-many-rows")]
    assert _rows(path, "文" + ",a" * 60) == [(1, ())]
    assert open_file(path).sheets[0].lines.__iter__().__next__().problem.rule == "too-many-columns"


def test_a_cell_of_unreasonable_length_is_not_gathered_in_memory(tmp_path):
    path = tmp_path / "x.csv"
    path.write_text(HEAD + '2026-01-01,"' + "长" * 3_000_000 + '",1001,5\n', "utf-8")
    (problem,) = tried(path, TEMPLATES["journal"]).problems

    assert (problem.address, problem.rule) == ("x!2", "csv-broken")


def _million(path: Path, rows: int) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        file.write(HEAD)
        for number in range(rows // 2):
            day = f"2026-{number % 12 + 1:02d}-{number % 28 + 1:02d}"
            file.write(f"{day},记-{number},10{number % 90 + 10},{number}.{number % 100:02d}\r\n")
            file.write(f"{day},记-{number},20{number % 90 + 10},-{number}.{number % 100:02d}\r\n")
    return path


MEASURE = """
import json, sys, time
from pathlib import Path
from fisc.exchange.dryruns import Order, dry_run
from fisc.exchange.limits import Limits
from fisc.exchange.tables import TEMPLATES

path = Path(sys.argv[1])
limits = Limits.at_the_command_line()
run = dry_run(Order(path=path, name=path.name, template=TEMPLATES["journal"], limits=limits))
print(json.dumps([run.counts.new, len(run.problems), peak_mib(), int(time.process_time())]))
"""


@pytest.mark.slow
def test_a_million_rows_of_csv_are_tried_in_little_memory(tmp_path):
    path = _million(tmp_path / "x.csv", 1_000_000)

    rows, problems, peak_mib, cpu_seconds = measured(MEASURE, path)

    assert (rows, problems) == (1_000_000, 0)
    assert peak_mib < 100
    assert cpu_seconds < 120


def test_memory_does_not_grow_with_the_rows_of_a_csv(tmp_path):
    def peak(rows):
        path = _million(tmp_path / f"{rows}.csv", rows)
        tracemalloc.start()
        run = tried(path, TEMPLATES["journal"], limits=Limits.at_the_command_line())
        _, found = tracemalloc.get_traced_memory()
        tracemalloc.stop()
        assert run.counts.new == rows
        return found

    peak(2_000)
    small, large = peak(10_000), peak(40_000)

    assert large < small + 4 * 1024 * 1024
