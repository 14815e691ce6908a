"""``fisc ledger``: the record is verified, sealed and read from the command line."""

from __future__ import annotations

import pytest

from tests.record.people import DAY, NOON, apply, confirm, funding, line

pytestmark = pytest.mark.writes


@pytest.fixture
def posted(default_book):
    default_book.post_all(funding(line(), 50_000), actor="officer", at=NOON)
    default_book.post(apply(line(), 20_000, "a"), actor="officer", at=NOON)
    default_book.post(confirm(line(), 15_000, 5_000, "a"), actor="officer", at=NOON)
    return default_book


def test_a_sound_record_is_called_sound(fisc, posted):
    fisc("ledger", "seal")
    call = fisc("ledger", "verify", "--json")

    assert call.code == 0
    assert call.document["sound"] is True
    assert call.document["entries"] == 6


def test_a_record_that_was_changed_ends_with_one_and_names_the_place(fisc, posted):
    with posted.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE balance SET open_fen = open_fen + 1 WHERE pot = %s", (line().number,)
        )
    call = fisc("ledger", "verify")

    assert call.code == 1
    assert f"pot {line().number}" in call.out


def test_rebuild_repairs_and_says_so_and_then_there_is_nothing_left(fisc, posted):
    with posted.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE balance SET open_fen = open_fen + 7 WHERE pot = %s", (line().number,)
        )
    looked = fisc("ledger", "rebuild", "--check", "--json")
    first = fisc("ledger", "rebuild", "--json")
    second = fisc("ledger", "rebuild", "--json")

    assert (looked.code, looked.document["repaired"]) == (1, False)
    assert (first.code, first.document["repaired"]) == (1, True)
    assert [
        drift["row_fen"][0] - drift["entries_fen"][0] for drift in first.document["drifts"]
    ] == [7]
    assert (second.code, second.document["drifts"]) == (0, [])


def test_a_checkpoint_is_handed_out_and_asked_as_a_witness(fisc, posted, tmp_path):
    taken = fisc("ledger", "checkpoint", "--folder", tmp_path / "witness", "--json")
    kept = tmp_path / "witness" / "checkpoint-000001.json"
    call = fisc("ledger", "verify", "--witness", kept, "--json")

    assert taken.document["number"] == 1
    assert len(taken.document["root"]) == 64
    assert (call.code, call.document["witnessed"]) == (0, True)


def test_a_balance_is_summed_by_the_elements_asked_for(fisc, posted):
    call = fisc(
        "ledger", "balance", "--division", "239901", "--family", "indicator",
        "--by", "indicator,book", "--json",
    )  # fmt: skip

    assert call.document["balances"] == [
        {
            "indicator": "IND-1",
            "book": "general",
            "open_fen": 35_000,
            "held_fen": 0,
            "done_fen": 15_000,
        }
    ]


def test_a_balance_of_the_day_before_is_empty(fisc, posted):
    call = fisc("ledger", "balance", "--family", "indicator", "--day", "2026-03-01", "--json")

    assert [row["open_fen"] for row in call.document["balances"]] in ([], [0])


def test_an_element_that_does_not_exist_ends_with_two(fisc, posted):
    call = fisc("ledger", "balance", "--by", "colour")

    assert call.code == 2
    assert "'colour'" in call.err


def test_the_trial_balance_stands_on_its_sources(fisc, posted):
    call = fisc("ledger", "trial-balance", "--division", "239901", "--year", DAY.year, "--json")
    (book,) = call.document["books"]
    balances = {row["role"]: row["balance"] for row in book["lines"]}

    assert call.code == 0
    assert balances == {"executable": 35_000, "paid": 15_000, "source_own": 50_000}
    assert book["debit_fen"] == book["credit_fen"] == 50_000


def test_a_book_that_does_not_balance_ends_with_one(fisc, posted):
    with posted.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE balance SET open_fen = open_fen + 1 WHERE pot = %s", (line().number,)
        )
    call = fisc("ledger", "trial-balance", "--division", "239901", "--year", DAY.year)

    assert call.code == 1
    assert "¥0.01" in call.err


def test_the_trial_balance_speaks_chinese(fisc, posted):
    words = ("ledger", "trial-balance", "--division", "239901", "--year", DAY.year)

    assert "可执行指标" in fisc(*words, lang="zh").out
    assert "Executable indicator" in fisc(*words).out


def test_the_journal_is_exported_once_and_never_overwritten(fisc, posted, tmp_path):
    folder = tmp_path / "journal"
    first = fisc("ledger", "export", folder, "--json")
    second = fisc("ledger", "export", folder)

    assert "entry.csv" in first.document["files"]
    assert (first.code, second.code) == (0, 2)


def test_sealing_and_gathering_answer_with_numbers(fisc, posted):
    assert fisc("ledger", "seal", "--json").document["sealed"] >= 0
    assert fisc("ledger", "gather", "--json").document["rows"] > 0
    assert fisc("ledger", "gather", "--json").document["rows"] == 0
