"""The ledger as a whole: its trial balance, its seals and the fingerprint under every page."""

from __future__ import annotations

import pytest

from tests.doors.web import street
from tests.doors.web.test_reading import words


def test_the_trial_balance_has_equal_sides_in_every_book(come):
    said = words(come("auditor", "en").get("/trial-balance?unit=yuan"))

    assert said.count("both sides are equal") == 2
    assert "Total 22,695,678.90 22,695,678.90" in said
    assert "Total 30,000,000.00 30,000,000.00" in said


def test_a_trial_balance_whose_sides_differ_says_so(book, come):
    with book.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE balance SET open_fen = open_fen + 1 WHERE pot = %s", [street.PAPER.number]
        )

    assert "the sides differ by 0.01" in words(come("auditor", "en").get("/trial-balance"))


@pytest.mark.writes
def test_the_record_is_verified_by_those_whose_office_it_is(come):
    auditor = come("auditor", "en")
    assert "Verify the whole record now" in words(auditor.get("/sealing"))
    assert "Sound: everything is as it was written." in words(auditor.post("/verify"))

    assert "Verify the whole record now" not in words(come("budget.head", "en").get("/sealing"))
    assert come("budget.head").post("/verify").status_code == 403
    assert auditor.get("/verify").status_code == 405


def test_a_verification_names_what_was_changed(book, come):
    with book.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE balance SET open_fen = open_fen + 1 WHERE pot = %s", [street.PAPER.number]
        )
    said = words(come("auditor", "en").post("/verify"))

    assert "Faults: 1" in said
    assert f"pot {street.PAPER.number}" in said


def test_the_foot_of_a_page_carries_the_head_of_the_chain(book, come):
    page = come("auditor").get("/").content.decode()
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT hash FROM seal WHERE division = '239900' ORDER BY number DESC LIMIT 1"
        )
        head = bytes(cursor.fetchone()[0]).hex()

    assert f'title="{head}"' in page
