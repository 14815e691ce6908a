"""A file is tried without doing anything, and applied whole or not at all."""

from __future__ import annotations

import csv
from dataclasses import dataclass, field
from datetime import date

import pytest

from fisc.exchange.acts import Applied, Change, Judgement, Progress
from fisc.exchange.dryruns import Counts, apply, dry_run, entries_of
from fisc.exchange.reading import fingerprint_of
from fisc.exchange.tables import TEMPLATES
from fisc.exchange.templates import Complaint
from fisc.values import Money, Verdict, Words
from tests.exchange.samples import rules, tried

JOURNAL = TEMPLATES["journal"]
HEADS = ["日期", "凭证号", "科目", "金额(元)"]


@dataclass
class Shelf:
    """A small act over a dictionary: what is there already, and what was put there."""

    kept: dict[str, Money] = field(default_factory=dict)
    fingerprints: list[str] = field(default_factory=list)
    breaks_at: int | None = None

    def judge(self, entry):
        if entry["account"] == "9999":
            words = (
                Words("The account is closed.", "科目已停用。"),
                Words("Use another.", "换一个。"),
            )
            return Judgement(complaints=(Complaint("account", *words, rule="account-closed"),))
        before = self.kept.get(entry["entry"])
        if before is None:
            return Judgement(Change.NEW)
        return Judgement(Change.UNCHANGED if before == entry["amount"] else Change.CHANGED)

    def carry_out(self, entries, *, fingerprint):
        fresh = dict(self.kept)
        for number, entry in enumerate(entries):
            if number == self.breaks_at:
                raise ConnectionError("the power went off")
            fresh[entry["entry"]] = entry["amount"]
        self.kept = fresh
        self.fingerprints.append(fingerprint)
        return len(fresh)


def _file(path, *rows):
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        csv.writer(file).writerows([HEADS, *rows])
    return path


def _row(entry, amount, *, account="1001", day="2026-10-31"):
    return [day, entry, account, amount]


@pytest.fixture
def order(tmp_path):
    path = _file(tmp_path / "x.csv", _row("一", 5), _row("二", 6), _row("三", 7))
    return tried(path, JOURNAL).order


def test_a_dry_run_counts_what_would_be_new_changed_and_the_same(order):
    shelf = Shelf({"一": Money(500), "二": Money(1)})
    before = dict(shelf.kept)

    run = dry_run(order, shelf)

    assert run.counts == Counts(new=1, changed=1, unchanged=1)
    assert run.counts.rows == 3
    assert run.ready
    assert shelf.kept == before


def test_a_dry_run_names_the_file_by_its_fingerprint(order):
    assert dry_run(order).fingerprint == fingerprint_of(order.path)
    assert len(fingerprint_of(order.path)) == 64


def test_the_preview_shows_the_first_rows_as_they_stand_and_as_they_were_understood(tmp_path):
    path = _file(tmp_path / "x.csv", *[_row(str(n), "1,000") for n in range(30)])
    run = tried(path, JOURNAL)

    assert len(run.preview) == 20
    assert run.preview[0].cells == ("2026-10-31", "0", "1001", "1,000")
    assert run.preview[0].entry["amount"] == Money(100_000)
    assert [preview.row for preview in run.preview] == list(range(2, 22))


def test_what_the_act_has_against_a_row_is_a_problem_at_its_cell(tmp_path):
    path = _file(tmp_path / "x.csv", _row("一", 5), _row("二", 6, account="9999"))
    run = dry_run(tried(path, JOURNAL).order, Shelf())

    assert [(p.address, p.rule, p.value, p.column_name) for p in run.problems] == [
        ("x!C3", "account-closed", "9999", "科目")
    ]
    assert run.counts == Counts(new=1, problem=1)


def test_a_sound_file_is_applied_whole_and_once_read(order):
    shelf = Shelf()
    run = dry_run(order, shelf)

    done = apply(run, shelf)

    assert done == Applied(receipt=3, entries=3)
    assert shelf.kept == {"一": Money(500), "二": Money(600), "三": Money(700)}
    assert shelf.fingerprints == [run.fingerprint]


def test_a_file_with_one_problem_is_refused_whole(tmp_path):
    path = _file(tmp_path / "x.csv", _row("一", 5), _row("二", "五元"), _row("三", 7))
    shelf = Shelf()

    refused = apply(dry_run(tried(path, JOURNAL).order, shelf), shelf)

    assert isinstance(refused, Verdict)
    assert not refused
    assert "x!D3" in refused.why
    assert (shelf.kept, shelf.fingerprints) == ({}, [])


def test_a_file_that_changed_after_the_dry_run_is_refused(order):
    shelf = Shelf()
    run = dry_run(order, shelf)
    _file(order.path, _row("一", 500000))

    refused = apply(run, shelf)

    assert isinstance(refused, Verdict)
    assert refused.rule.en == "file changed"
    assert shelf.kept == {}


def test_a_check_that_changed_its_mind_stops_the_act_in_the_middle(tmp_path):
    path = _file(tmp_path / "x.csv", _row("一", 5), _row("二", 6, account="2001"))
    known = {"1001", "2001"}
    no = Words("No.", "没有。")
    run = tried(path, JOURNAL, checks={"account": lambda code: None if code in known else no})
    shelf = Shelf()
    known.remove("2001")

    with pytest.raises(RuntimeError, match=r"x\.csv was sound when it was tried; now: x!C3"):
        apply(run, shelf)

    assert shelf.kept == {}


@pytest.mark.parametrize("at", [0, 1, 2])
def test_an_act_that_breaks_leaves_nothing(order, at):
    shelf = Shelf({"零": Money(1)}, breaks_at=at)

    with pytest.raises(ConnectionError):
        apply(dry_run(order, shelf), shelf)

    assert shelf.kept == {"零": Money(1)}
    assert shelf.fingerprints == []


def test_applying_the_same_file_again_changes_nothing(order):
    shelf = Shelf()
    apply(dry_run(order, shelf), shelf)
    kept = dict(shelf.kept)

    again = dry_run(order, shelf)
    apply(again, shelf)

    assert again.counts == Counts(unchanged=3)
    assert shelf.kept == kept


def test_progress_is_reported_with_a_rate_from_the_clock_that_was_given(tmp_path):
    path = _file(tmp_path / "x.csv", *[_row(str(n), n) for n in range(12_000)])
    seconds = iter(range(100))
    heard = []

    dry_run(tried(path, JOURNAL).order, progress=heard.append, clock=lambda: next(seconds))

    assert heard == [Progress(5_000, 5_000, 12_001), Progress(10_000, 5_000, 12_001)]


def test_progress_without_a_clock_has_no_rate(tmp_path):
    path = _file(tmp_path / "x.csv", *[_row(str(n), n) for n in range(5_000)])
    heard = []

    run = dry_run(tried(path, JOURNAL).order)
    apply(run, Shelf(), progress=heard.append)

    assert heard == [Progress(5_000, None)]


def test_a_check_for_a_column_that_is_not_there_is_a_mistake_of_the_caller(order):
    with pytest.raises(KeyError, match="'journal' has no column 'unit'"):
        tried(order.path, JOURNAL, checks={"unit": lambda _: None})


def test_a_marked_none_is_told_apart_from_a_blank(tmp_path):
    path = tmp_path / "b.csv"
    path.write_text(
        "收支,预算类别,预算科目代码,单位代码,功能分类,资金性质,金额(万元),说明\n"
        "支出,一般公共预算,2050201,239901,2050201,111,1.5,—\n"
        "收入,General public budget,1010101,239901,,111,2万,\n",
        encoding="utf-8",
    )
    run = tried(path, TEMPLATES["budgets"])
    first, second = entries_of(run)

    assert rules(run) == []
    assert (first["amount"], first["note"], first.cleared) == (Money(1_500_000), None, {"note"})
    assert (second["amount"], second["note"], second.cleared) == (Money(2_000_000), None, set())
    assert (first["side"], second["book"]) == ("expenditure", "general")


def test_expenditure_without_a_function_is_refused_by_the_template(tmp_path):
    path = tmp_path / "b.csv"
    path.write_text(
        "收支,预算类别,预算科目代码,单位代码,功能分类,资金性质,金额(元)\n"
        "支出,一般公共预算,2050201,239901,,111,1\n",
        encoding="utf-8",
    )

    assert rules(tried(path, TEMPLATES["budgets"])) == [("b!E2", "function-missing")]


def test_dates_of_entries_are_days(order):
    assert {entry["date"] for entry in entries_of(dry_run(order))} == {date(2026, 10, 31)}
