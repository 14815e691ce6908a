"""The year keeps its own rules: facts flow one way, and the circle closes only at New Year."""

from __future__ import annotations

from pathlib import Path

import pytest

from fisc.cycle import CYCLE, Stage, author_of, faults

STAGES = Path(__file__).resolve().parents[2] / "fisc" / "stages"


def test_the_year_has_no_fault():
    assert list(faults()) == []


def test_the_nine_stages_stand_in_the_order_of_the_year():
    assert [stage.name for stage in CYCLE] == [
        "steer",
        "prepare",
        "approve",
        "allot",
        "borrow",
        "pay",
        "supervise",
        "evaluate",
        "close",
    ]


def test_every_folder_of_a_stage_has_an_entry_and_every_entry_a_folder():
    folders = {door.parent.name for door in STAGES.glob("*/__init__.py")}

    assert folders == {stage.name for stage in CYCLE}


PARTICIPLES = ("ed", "CarriedOver", "Drawn", "Frozen", "frozen", "Given", "Lent", "Repaid", "Set")


def test_every_fact_is_named_by_something_that_happened():
    presents = [fact for fact in author_of() if not fact.endswith(PARTICIPLES)]

    assert not presents, f"Name these by what happened: {presents}"
    assert all(fact.isalpha() and fact[0].isupper() for fact in author_of())


ONE = Stage("one", "", (), (), ("Spoken",))
TWO = Stage("two", "", ("Spoken",), (), ())

BROKEN = {
    "a fact is read before it is written": ((TWO, ONE), "two reads Spoken before one writes it"),
    "a stage reads its own fact of this year": (
        (Stage("one", "", ("Spoken",), (), ("Spoken",)),),
        "one reads Spoken before one writes it",
    ),
    "a fact is read that nobody writes": ((TWO,), "two reads Spoken, which no stage writes"),
    "a fact of last year is read that nobody writes": (
        (ONE, TWO, Stage("three", "", (), ("Sung",), ())),
        "three reads Sung, which no stage writes",
    ),
    "a fact has no reader": ((ONE,), "No stage reads Spoken, which one writes"),
    "a private fact is read by another stage": (
        (Stage("one", "", (), (), (), private=("Spoken",)), TWO),
        "two reads Spoken, which is private to one",
    ),
}


@pytest.mark.parametrize(("cycle", "fault"), BROKEN.values(), ids=BROKEN)
def test_a_broken_cycle_is_found(cycle, fault):
    assert any(fault in found for found in faults(cycle))


def test_a_fact_with_two_authors_is_refused():
    with pytest.raises(ValueError, match="two and one both write Spoken"):
        author_of((ONE, Stage("two", "", (), (), ("Spoken",))))


def test_last_year_may_be_read_by_an_earlier_stage():
    first = Stage("first", "", (), ("Spoken",), ())

    assert list(faults((first, ONE, TWO))) == []


def test_a_private_fact_needs_no_reader():
    assert list(faults((Stage("one", "", (), (), (), private=("Thought",)),))) == []
