"""The folders of outside data are played, and their own checkers judge the answers."""

from __future__ import annotations

import re

import pytest

from tests.oracle.playing import OUTSIDE, ROOT, answers, checked, played

pytestmark = pytest.mark.slow
OUT_OF_SCOPE = (ROOT / "tools" / "oracle" / "out_of_scope.md").read_text(encoding="utf-8")


def present(name):
    if not (OUTSIDE / name).is_dir():
        pytest.skip(f"outside data {name} is not here")
    return OUTSIDE / name


@pytest.mark.parametrize(
    ("name", "files"),
    [
        ("calendar-cn", ("days.csv", "next_business_day.csv")),
        ("exchange-csv-spectrum", ()),
        ("ledger-trial-balance", ("trial_balance.csv", "monthly_change.csv")),
    ],
)
def test_a_set_with_several_answers_agrees_with_its_checker(name, files, tmp_path):
    played(name, present(name), tmp_path / "out")
    code, said = checked(name, *([tmp_path / "out" / file for file in files] or [tmp_path / "out"]))

    assert code == 0, said


@pytest.mark.parametrize("name", ["ledger-budget-execution", "ledger-budgetary-resources"])
def test_a_set_with_one_answer_agrees_with_its_checker(name, tmp_path):
    played(name, present(name), tmp_path / "out.csv")
    code, said = checked(name, tmp_path / "out.csv")

    assert code == 0, said


def test_every_row_that_the_ledger_covers_agrees_and_the_others_are_listed(tmp_path):
    name = "ledger-two-phase"
    told = played(name, present(name), tmp_path / "out.csv")
    _, said = checked(name, tmp_path / "out.csv")
    missing = re.findall(r"^missing (.*) (\d+)$", said, re.MULTILINE)
    listed = re.findall(r"^\| ([^|]+) \| ([\d, ]+) \|", OUT_OF_SCOPE, re.MULTILINE)

    assert "differs" not in said
    assert set(missing) == {(case, step) for case, steps in listed for step in steps.split(", ")}
    assert all(f"left out: {case} | {step} |" in told for case, step in missing)


def test_the_totals_of_a_fiscal_data_package_are_those_that_are_expected(tmp_path):
    name = "exchange-fdp-eu-allocations"
    told = played(name, present(name), tmp_path / "out.csv")

    assert told == ""
    assert answers(tmp_path / "out.csv") == answers(
        present(name) / "expected_aggregates.csv", "utf-8-sig"
    )
