"""A journal kept elsewhere is taken over whole, once, and can be undone as one batch."""

from __future__ import annotations

import csv
import io
import random
from collections import Counter
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from fisc.exchange.amounts import Unit
from fisc.exchange.dryruns import Order, apply
from fisc.exchange.exports import About
from fisc.exchange.intake import imports, statements
from fisc.exchange.intake.imports import Signature, undo_import
from fisc.exchange.intake.journal import JOURNAL, JournalAct, key_of, try_journal
from fisc.exchange.text_exports import CsvExporter
from fisc.law.names import control
from fisc.record import movements
from fisc.record.balances import totals
from fisc.record.sealing import verify
from fisc.values import Money

DIVISION = "239901"
AT = datetime(2026, 5, 4, 1, 30, tzinfo=UTC)
TODAY = date(2026, 5, 4)
SIGNATURE = Signature(division=DIVISION, actor="importer", day=TODAY, at=AT)
HEAD = ["date", "entry", "account", "amount"]
SMALL = [
    ("2002-05-18", "6", "A002", "481.25"),
    ("2002-05-18", "6", "A079", "-481.25"),
    ("2002-06-01", "7", "A079", "900"),
    ("2002-06-01", "7", "A004", "-850.5"),
    ("2002-06-01", "7", "A002", "-49.5"),
    ("2003-01-02", "记-0001", "现金", "10"),
    ("2003-01-02", "记-0001", "A002", "-10"),
]


def written(path, rows):
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEAD)
        writer.writerows(rows)
    return path


def order(path):
    return Order(path=path, name=path.name, template=JOURNAL, unit=Unit.YUAN)


def take(book, path):
    act = JournalAct(book, SIGNATURE, file=path.name)
    tried = try_journal(order(path), act)
    assert tried.ready, [problem.said("en") for problem in tried.problems]
    return apply(tried, act).receipt


def tried(book, path):
    return try_journal(order(path), JournalAct(book, SIGNATURE, file=path.name))


def balances(book):
    return {row["account"]: row["balance"].fen for row in statements.trial_balance(book, DIVISION)}


def monthly(book):
    return {
        (row["month"], row["account"]): row["change"].fen
        for row in statements.movements(book, DIVISION)
    }


def sums(rows, key):
    found = Counter()
    for row in rows:
        found[key(row)] += int(Decimal(row[3]) * 100)
    return {name: fen for name, fen in found.items() if fen}


def test_balances_and_months_are_those_of_the_lines(book, tmp_path):
    receipt = take(book, written(tmp_path / "j.csv", SMALL))

    assert (receipt.written, receipt.unchanged, receipt.done) == (3, 0, True)
    assert balances(book) == sums(SMALL, lambda row: row[2])
    assert monthly(book) == sums(SMALL, lambda row: (row[0][:7], row[2]))
    assert verify(book).sound


def test_the_same_file_twice_changes_nothing(book, tmp_path):
    path = written(tmp_path / "j.csv", SMALL)
    first = take(book, path)
    before = balances(book)
    again = tried(book, path)
    second = take(book, path)

    assert again.counts.unchanged == len(SMALL)
    assert second.repeated
    assert second.batches == first.batches
    assert balances(book) == before


def test_a_file_that_overlaps_another_adds_only_what_is_new(book, tmp_path):
    take(book, written(tmp_path / "a.csv", SMALL[:5]))
    rows = [*reversed(SMALL)]
    receipt = take(book, written(tmp_path / "b.csv", rows))

    assert (receipt.written, receipt.unchanged) == (1, 2)
    assert balances(book) == sums(SMALL, lambda row: row[2])


def test_an_entry_with_other_lines_is_refused_at_its_first_line(book, tmp_path):
    take(book, written(tmp_path / "a.csv", SMALL))
    other = [*SMALL[:2], ("2002-06-01", "7", "A079", "5"), ("2002-06-01", "7", "A004", "-5")]
    found = tried(book, written(tmp_path / "b.csv", other))

    assert [(p.rule, p.row, p.column) for p in found.problems] == [("entry-used", 4, "B")]


def test_an_entry_that_is_off_is_named_with_the_difference(book, tmp_path):
    rows = [*SMALL, ("2003-01-03", "8", "A002", "0.01")]
    found = tried(book, written(tmp_path / "j.csv", rows))

    assert [(p.rule, p.row, p.column) for p in found.problems] == [("entry-not-balanced", 9, "D")]
    assert "¥0.01" in found.problems[0].said("en")
    assert "¥0.01" in found.problems[0].said("zh")


def test_one_number_on_two_days_is_two_entries(book, tmp_path):
    rows = [
        (day, "1", name, amount)
        for day in ("2002-01-31", "2002-02-28")
        for name, amount in (("A", "3"), ("B", "-3"))
    ]
    receipt = take(book, written(tmp_path / "j.csv", rows))

    assert receipt.written == 2
    assert balances(book) == {"A": 600, "B": -600}


def test_an_undone_import_leaves_balances_of_zero_and_stays_in_the_journal(
    book,
    tmp_path,
):
    path = written(tmp_path / "j.csv", SMALL)
    receipt = take(book, path)
    undone = undo_import(book, "journal", SIGNATURE, receipt.batches[-1])

    assert undone.done
    assert undone.written == 3
    assert set(balances(book).values()) == {0}
    assert {month for month, _ in monthly(book)} == {"2002-05", "2002-06", "2003-01", "2026-05"}
    assert list(statements.journal(book, DIVISION)) == []
    assert verify(book).sound
    assert movements.compare(book) == []


def test_a_second_undoing_is_refused_and_says_who_did_the_first(book, tmp_path):
    receipt = take(book, written(tmp_path / "j.csv", SMALL))
    undo_import(book, "journal", SIGNATURE, receipt.batches[0])
    second = undo_import(book, "journal", SIGNATURE, receipt.batches[0])

    assert not second.done
    assert "undone on 2026-05-04 by importer" in second.refusal.why


def test_what_was_undone_may_be_imported_and_undone_once_more(book, tmp_path):
    path = written(tmp_path / "j.csv", SMALL)
    for _ in range(3):
        receipt = take(book, path)
        assert receipt.written == 3
        assert balances(book) == sums(SMALL, lambda row: row[2])
        exported = [(r["entry"], r["account"]) for r in statements.journal(book, DIVISION)]
        assert sorted(exported) == sorted((row[1], row[2]) for row in SMALL)
        assert undo_import(book, "journal", SIGNATURE, receipt.batches[0]).done
    assert set(balances(book).values()) == {0}


def test_undoing_a_batch_that_no_import_wrote_is_a_mistake(book, tmp_path):
    take(book, written(tmp_path / "j.csv", SMALL))

    with pytest.raises(imports.UnknownImport, match="Batch 99"):
        undo_import(book, "journal", SIGNATURE, 99)


def test_a_closed_day_refuses_the_whole_file(book, tmp_path):
    with book.connection.cursor() as cursor:
        closed = date(2003, 2, 1).toordinal()
        cursor.execute("INSERT INTO period VALUES (%s, %s, %s)", (DIVISION, 2003, closed))
    path = written(tmp_path / "j.csv", SMALL)
    receipt = take(book, path)

    assert not receipt.done
    assert receipt.refusal.rule == control("K22")
    assert balances(book) == {}
    assert imports.trail(book, "journal", DIVISION) == []


def test_a_failure_while_the_file_is_read_leaves_nothing(book, tmp_path):
    path = written(tmp_path / "j.csv", SMALL)
    found = try_journal(order(path), JournalAct(book, SIGNATURE))

    def broken():
        yield from ()
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="disk"):
        JournalAct(book, SIGNATURE).carry_out(broken(), fingerprint=found.fingerprint)
    assert balances(book) == {}


def test_what_is_exported_reads_back_as_the_same_journal(book, tmp_path):
    take(book, written(tmp_path / "j.csv", SMALL))
    target = io.BytesIO()
    CsvExporter().write(
        target, JOURNAL, statements.journal(book, DIVISION), About(exported_at=AT, language="en")
    )
    copy = tmp_path / "copy.csv"
    copy.write_bytes(target.getvalue())
    again = take(book, copy)

    assert again.repeated
    assert again.unchanged == 3
    assert balances(book) == sums(SMALL, lambda row: row[2])


def test_thousands_of_random_entries_add_up(book, tmp_path):
    chance = random.Random(7)
    rows = []
    for number in range(1500):
        day = date.fromordinal(date(1998, 1, 1).toordinal() + chance.randrange(2000))
        amounts = [chance.randrange(-(10**8), 10**8) for _ in range(chance.choice((1, 1, 2, 5)))]
        amounts.append(-sum(amounts))
        rows += [
            (
                day.isoformat(),
                f"{number}",
                f"account {chance.randrange(60)}",
                f"{Decimal(fen) / 100}",
            )
            for fen in amounts
        ]
    receipt = take(book, written(tmp_path / "j.csv", rows))

    wanted = sums(rows, lambda row: row[2])
    assert {name: fen for name, fen in balances(book).items() if fen} == wanted
    assert monthly(book) == sums(rows, lambda row: (row[0][:7], row[2]))
    assert len(receipt.batches) == len({row[0][:4] for row in rows})
    assert sum((t.open for t in totals(book, statements.outside(DIVISION))), Money(0)) == Money(0)


def test_entries_that_arrived_after_the_trial_refuse_the_file(book, tmp_path):
    path = written(tmp_path / "j.csv", SMALL)
    act = JournalAct(book, SIGNATURE)
    found = try_journal(order(path), act)
    take(book, written(tmp_path / "other.csv", SMALL[:2]))
    receipt = apply(found, act).receipt

    assert receipt.refusal.rule.en == "ledger changed"
    assert balances(book) == sums(SMALL[:2], lambda row: row[2])


def test_entries_handed_over_without_a_trial_are_posted_too(book, tmp_path):
    path = written(tmp_path / "j.csv", SMALL)
    found = try_journal(order(path), JournalAct(book, SIGNATURE))
    receipt = apply(found, JournalAct(book, SIGNATURE)).receipt

    assert receipt.written == 3
    assert balances(book) == sums(SMALL, lambda row: row[2])


@pytest.mark.parametrize("number", ["6", "0", "006", "六", "1" * 13, "-5"])
def test_the_key_of_an_entry_depends_on_division_day_and_number(number):
    day = date(2002, 5, 18)
    key = key_of(DIVISION, day, number)

    assert key == key_of(DIVISION, day, number)
    assert (
        len(
            {
                key,
                key_of("239902", day, number),
                key_of(DIVISION, date(2002, 5, 19), number),
                key_of(DIVISION, day, number + "1"),
                key_of(DIVISION, day, number, 1),
            }
        )
        == 5
    )
