"""Book and model give the same answers to whatever is drawn, and a planted fault is found."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from django.db import DatabaseError

from fisc.engines.ledger.sets import Shortfall
from fisc.record import book as book_module
from fisc.record import on_sqlite, parts, postings, sets
from fisc.record.book import Book
from fisc.record.on_sqlite import OnSqlite
from fisc.record.postings import Fate, Outcome, PostingSet
from tests.attacks.machine import journal, play, replay
from tests.attacks.naive import take_the_guard_away
from tests.databases import fresh

SEED = 20260302
EXAMPLES = 500
TRACES = 25
ROUNDS = 6
ROLES = {
    "revenue_budget",
    "expenditure_budget",
    "reserve_budget",
    "transfer_budget",
    "pending_allocation",
    "pending_issue",
    "executable",
    "frozen",
    "paid",
    "transfer_indicator",
    "ceiling_free",
}


@pytest.mark.slow
def test_the_book_answers_as_the_model_does(sqlite_book, tell):
    playing = play(sqlite_book, examples=EXAMPLES, number=SEED)
    tell(f"{len(playing.traces)} traces: {dict(playing.tally)}")
    tell(
        f"  repeat: python -m tools.soak model --engine sqlite --attempts {EXAMPLES} --seed {SEED}"
    )

    # What happens never has not been tried.
    tally = playing.tally
    assert len(playing.traces) >= EXAMPLES
    for fate in ("accepted", "repeated", "reused", "refused", "closed"):
        assert tally[fate] >= 100, fate
    assert {word for word in tally if tally[word] >= 10} >= {f"short of {role}" for role in ROLES}


@pytest.fixture(scope="module")
def traces():
    return play(None, examples=TRACES, number=SEED).traces[:TRACES]


@pytest.mark.slow
def test_the_same_traces_give_the_same_journal_on_both_engines(
    traces, tmp_path, postgres_cluster, django_db_blocker
):
    with django_db_blocker.unblock():
        books = [
            Book(fresh(vendor, tmp_path, postgres_cluster, alias=f"{vendor}_twin"))
            for vendor in ("sqlite", "postgresql")
        ]
        written = 0
        for division, trace in traces:
            for book in books:
                replay(book, division, trace)
            first, second = (journal(book, division) for book in books)
            assert first == second
            written += len(first)
        for book in books:
            book.connection.close()
    assert len(traces) == TRACES
    assert written > 20 * TRACES


def spend_without_guard(monkeypatch):
    monkeypatch.setattr(OnSqlite, "_shortfall", lambda self, legs: None)


def spend_by_statement_without_guard(monkeypatch):
    _rewrite(monkeypatch, ">= ?1)", ">= ?1 OR 1)")


def keep_the_last_fen(monkeypatch):
    """Refuse what takes the last fen: one sign too few in the guard."""
    _rewrite(monkeypatch, ">= ?1)", "> ?1)")
    careful = OnSqlite._shortfall

    def shortfall(self, legs):
        lowered = [(n, (event, d, c, fen + 1)) for n, (event, d, c, fen) in legs]
        return careful(self, lowered if len(legs) == 1 else legs)

    monkeypatch.setattr(OnSqlite, "_shortfall", shortfall)


def judge_without_guard(monkeypatch):
    _rejudge(monkeypatch, lambda pots: replace(pots, guarded=np.zeros_like(pots.guarded)))


def judge_all_but_the_last_fen(monkeypatch):
    _rejudge(monkeypatch, lambda pots: replace(pots, balance=pots.balance - 1))


def know_no_key(monkeypatch):
    _rewrite(monkeypatch, "WHERE key = ? AND leg < 1000", "WHERE key = ? AND leg < 0")


def take_any_content_for_the_same(monkeypatch):
    careful = OnSqlite.post

    def post(self, act, posting):
        outcome = careful(self, act, posting)
        return replace(outcome, fate=Fate.REPEATED) if outcome.fate is Fate.REUSED else outcome

    monkeypatch.setattr(OnSqlite, "post", post)


def forget_the_ceilings(monkeypatch):
    monkeypatch.setattr(OnSqlite, "_memo", lambda self, legs: [])


def forget_the_ceilings_of_sets(monkeypatch):
    monkeypatch.setattr(PostingSet, "with_ceilings", lambda self, ceilings: self)


def reclassify_past_the_ceilings(monkeypatch):
    careful = postings.mirror

    def mirror(leg, ceilings):
        return careful(leg, ceilings) if leg[1] >> 2 == leg[2] >> 2 else []

    monkeypatch.setattr(postings, "mirror", mirror)
    monkeypatch.setattr(on_sqlite, "mirror", mirror)


def resolve_anything(monkeypatch):
    for module in (book_module, parts):
        monkeypatch.setattr(module, "check_turns", lambda store, postings, at: {})


def forget_the_terms(monkeypatch):
    monkeypatch.setattr(OnSqlite, "terms_ended", lambda self, keys, at: set())


def post_into_closed_periods(monkeypatch):
    monkeypatch.setattr(OnSqlite, "_first_open", lambda self, act: 0)


def blame_another_amount(monkeypatch):
    careful = OnSqlite.post

    def post(self, act, posting):
        outcome = careful(self, act, posting)
        if outcome.shortfall is None:
            return outcome
        pot, place, available, asked = (
            getattr(outcome.shortfall, name)
            for name in ("pot", "place", "available_fen", "asked_fen")
        )
        return Outcome(outcome.fate, shortfall=Shortfall(pot, place, available + 1, asked))

    monkeypatch.setattr(OnSqlite, "post", post)


def write_the_first_leg_only(monkeypatch):
    careful = OnSqlite._write
    monkeypatch.setattr(
        OnSqlite, "_write", lambda self, act, posting, legs: careful(self, act, posting, legs[:1])
    )


def _rewrite(monkeypatch, old, new):
    """Change a statement on its way to the database."""
    careful = OnSqlite._run
    monkeypatch.setattr(
        OnSqlite,
        "_run",
        lambda self, statement, values: careful(self, statement.replace(old, new), values),
    )


def _rejudge(monkeypatch, change):
    """Change what the judge of sets sees of the pots."""
    careful = sets.judge
    monkeypatch.setattr(
        sets, "judge", lambda moves, pots, vouchers: careful(moves, change(pots), vouchers)
    )


FAULTS = [
    spend_without_guard,
    spend_by_statement_without_guard,
    keep_the_last_fen,
    judge_without_guard,
    judge_all_but_the_last_fen,
    know_no_key,
    take_any_content_for_the_same,
    forget_the_ceilings,
    forget_the_ceilings_of_sets,
    reclassify_past_the_ceilings,
    resolve_anything,
    forget_the_terms,
    post_into_closed_periods,
    blame_another_amount,
    write_the_first_leg_only,
]


def test_without_a_fault_nothing_is_found(sqlite_book):
    take_the_guard_away(sqlite_book)

    assert play(sqlite_book, examples=20, number=SEED).tally["accepted"] > 200


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: fault.__name__)
def test_a_planted_fault_is_found(fault, sqlite_book, monkeypatch):
    take_the_guard_away(sqlite_book)  # so that the model must find it, not the database
    fault(monkeypatch)

    with pytest.raises((AssertionError, DatabaseError)):
        _play_some_rounds(sqlite_book)


def _play_some_rounds(book):
    # What is drawn depends on chance beyond the seed, so the rarest faults get a few rounds.
    for number in range(SEED, SEED + ROUNDS):
        play(book, examples=200, number=number, shrink=False)
