"""Whoever changes what was written is found, by the office and by the offline verifier."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from fisc.record import facts, journal, sealing
from tests.record.people import DAY, NOON, apply, funding, line
from tools import verify_journal

LATER = datetime(2026, 12, 31, tzinfo=UTC)


def fill(book, payments=30, size=1):
    pot = line()
    for part in funding(pot, 10**9):
        book.post(part, actor="o", at=NOON)
    vouchers = [apply(pot, 1 + n, f"PAY-2026-3-{n}") for n in range(payments)]
    for at in range(0, payments, size):
        book.post_all(vouchers[at : at + size], actor="o", at=NOON)
    return pot


def loosen(book):
    """Take the triggers away, as somebody with the owner's rights could."""
    with book.connection.cursor() as cursor:
        for table in ("entry", "batch", "seal", "pot", "fact"):
            if book.connection.vendor == "postgresql":
                cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER ALL")
            else:
                cursor.execute(f"DROP TRIGGER {table}_append_only_update")
                cursor.execute(f"DROP TRIGGER {table}_append_only_delete")


def test_a_true_record_is_sound_and_says_when_no_witness_was_asked(book, tmp_path):
    fill(book)
    taken = sealing.take_checkpoint(book, at=LATER, folder=tmp_path)

    report = sealing.verify(book)
    seen = sealing.verify(book, witness=tmp_path / "checkpoint-000001.json")

    assert report.sound
    assert report.entries == 33
    assert not report.witnessed
    assert seen.sound
    assert seen.witnessed
    assert json.loads((tmp_path / "checkpoint-000001.json").read_text())["root"] == taken.root


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("UPDATE entry SET amount_fen = amount_fen + 1 WHERE batch = 5", "not as it was sealed"),
        ("UPDATE entry SET day = day - 1 WHERE batch = 7", "not as it was sealed"),
        ("UPDATE batch SET actor = 'somebody else' WHERE id = 6", "not as it was sealed"),
        ("DELETE FROM entry WHERE batch = 9", "not as it was sealed"),
        ("DELETE FROM batch WHERE id = 9", "batch is gone"),
        ("DELETE FROM seal WHERE number = 12", "seal 12 is missing"),
        ("UPDATE pot SET unit = '203005' WHERE family = 'indicator'", "elements were changed"),
        ("UPDATE fact SET body = '{}' WHERE number = 1", "was changed"),
        ("UPDATE balance SET open_fen = open_fen + 1", "its entries"),
    ],
)
def test_each_change_behind_the_ledger_is_named(book, statement, told):
    fill(book)
    with book.act():
        facts.append(
            book,
            division="239901",
            kind="IndicatorIssued",
            key="k",
            day=DAY,
            actor="o",
            at=NOON,
            subject="IND-1",
            body={"amount_fen": 1},
        )
    sealing.seal_waiting(book)
    loosen(book)
    with book.connection.cursor() as cursor:
        cursor.execute(statement)

    report = sealing.verify(book)

    assert not report.sound
    assert any(told in str(fault) for fault in report.faults)


def rewrite(book):
    """Change an entry and seal everything anew, as a patient forger would."""
    loosen(book)
    with book.connection.cursor() as cursor:
        cursor.execute("UPDATE entry SET amount_fen = amount_fen + 1 WHERE batch = 5 AND line = 0")
        cursor.execute("SELECT debit, credit FROM entry WHERE batch = 5")
        debit, credit = cursor.fetchone()
        for account, sign in ((debit, 1), (credit, -1)):
            name = ("open_fen", "held_fen", "done_fen")[account & 3]
            cursor.execute(
                f"UPDATE balance SET {name} = {name} + side * %s WHERE pot = %s",
                [sign, account >> 2],
            )
        cursor.execute("SELECT batch FROM seal ORDER BY number")
        ids = [row[0] for row in cursor.fetchall()]
        cursor.execute("DELETE FROM seal")
        previous = sealing.GENESIS
        for number, (head, rows) in enumerate(sealing.batches(book, ids), start=1):
            digest = sealing.batch_digest(head, sealing.packed(rows))
            previous = sealing.next_hash(previous, number, digest)
            cursor.execute(
                "INSERT INTO seal VALUES (%s, %s, %s, %s, %s, %s)",
                [head.division, head.year, number, head.id, digest, previous],
            )


def test_a_full_rewrite_is_seen_only_with_a_witness(book, tmp_path):
    fill(book)
    witness = tmp_path / "checkpoint-000001.json"
    taken = sealing.take_checkpoint(book, at=LATER, folder=tmp_path)
    with book.connection.cursor() as cursor:
        if book.connection.vendor == "postgresql":
            cursor.execute("ALTER TABLE checkpoint DISABLE TRIGGER ALL")
        else:
            cursor.execute("DROP TRIGGER checkpoint_append_only_delete")
        cursor.execute("DELETE FROM checkpoint")
    rewrite(book)

    assert sealing.verify(book).sound
    told = sealing.verify(book, witness=witness)
    assert any("was rewritten" in str(fault) for fault in told.faults)
    assert taken.number == 1


def test_postings_wait_for_their_seal_on_postgresql_only_and_in_order(book):
    fill(book, payments=25)
    waiting = sealing.verify(book).waiting
    sealed = sealing.seal_waiting(book)

    assert sealed == waiting == (3 if book.connection.vendor == "postgresql" else 0)
    assert sealing.seal_waiting(book) == 0
    assert sealing.verify(book).sound


def test_the_offline_verifier_reads_an_export_of_either_engine(book, tmp_path):
    fill(book, payments=40, size=7)
    sealing.take_checkpoint(book, at=LATER, folder=tmp_path / "witness")
    journal.export(book, tmp_path / "journal")
    program = Path(verify_journal.__file__)
    witness = tmp_path / "witness" / "checkpoint-000001.json"

    done = subprocess.run(
        [sys.executable, "-I", str(program), str(tmp_path / "journal"), "--witness", str(witness)],
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stdout) == (0, "Sound.\n")

    path = tmp_path / "journal" / "entry.csv"
    lines = path.read_text().splitlines(keepends=True)
    del lines[20]
    path.write_text("".join(lines))
    done = subprocess.run(
        [sys.executable, "-I", str(program), str(tmp_path / "journal")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "not as it was sealed" in done.stdout
    assert "No witness was asked" in done.stdout


def test_the_offline_verifier_is_short_and_imports_nothing_of_the_project():
    text = Path(verify_journal.__file__).read_text(encoding="utf-8")

    assert len(text.splitlines()) < 200
    assert "fisc." not in text.split('"""', 2)[2]


KINDS = ("change", "delete", "insert", "swap", "cut")


def tampered(entries, kind, at, rng):
    """Return the journal's entries with one attack at one position, and the batches touched."""
    row = list(entries[at])
    if kind == "change":
        field = rng.choice([2, 3, 4, 5, 6, 7, 8])
        row[field] = rng.randbytes(16) if field == 2 else row[field] + rng.choice([-4, 4, 8])
        return [*entries[:at], tuple(row), *entries[at + 1 :]], {row[0]}
    if kind == "delete":
        return entries[:at] + entries[at + 1 :], {row[0]}
    if kind == "insert":
        row[1] += 100_000
        row[2] = rng.randbytes(16)
        return [*entries[: at + 1], tuple(row), *entries[at + 1 :]], {row[0]}
    if kind == "swap":
        other = (at + 1) % len(entries)
        first, second = list(entries[at]), list(entries[other])
        first[2:], second[2:] = second[2:], first[2:]
        out = list(entries)
        out[at], out[other] = tuple(first), tuple(second)
        return out, {row[0], entries[other][0]}
    return entries[:at], {entry[0] for entry in entries[at:]}


@pytest.mark.slow
def test_an_attack_on_any_position_of_a_journal_of_ten_thousand_entries_is_found(
    tmp_path, django_db_blocker, monkeypatch
):
    from fisc.record.book import Book
    from tests.databases import fresh

    with django_db_blocker.unblock():
        book = Book(fresh("sqlite", tmp_path))
        fill(book, payments=9_997, size=10)
        name = Path(book.connection.settings_dict["NAME"])
        book.connection.close()
    tables = {table: list(verify_journal.rows(name, table)) for table in verify_journal.TABLES}
    entries = tables["entry"]
    assert len(entries) == 10_000
    assert verify_journal.verify(name) == []

    touched: set[int] = set()
    true_digest = verify_journal.digest_of
    known = {row[3]: bytes(row[4]) for row in tables["seal"]}
    monkeypatch.setattr(verify_journal, "rows", lambda _, table: iter(tables[table]))
    # The digest of a batch that the attack leaves alone is what it was: only others are redone.
    monkeypatch.setattr(
        verify_journal,
        "digest_of",
        lambda head, rows: true_digest(head, rows) if head[0] in touched else known[head[0]],
    )
    rng = random.Random(7)
    missed = []
    # Every position in the soak, every seventh in the ordinary run, each kind in turn.
    step = 1 if os.environ.get("FISC_SOAK") else 7
    for at in range(rng.randrange(step), len(entries), step):
        kind = KINDS[at % 5]
        tables["entry"], touched = tampered(entries, kind, at, rng)
        if not verify_journal.verify(name):
            missed.append((kind, at))
    assert missed == []
