"""The congress tables of the handbook's year: every formula is run, and the final accounts tie."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
import yaml
from django.utils.translation import override

from fisc.exchange.official_tables.book import tables_of
from fisc.exchange.official_tables.congress import KINDS, congress_book
from fisc.exchange.official_tables.questions import Asker, question
from fisc.stages.approve import commands as approve
from fisc.stages.approve.commands import DraftLine
from fisc.stages.close import collections as close
from fisc.values import Book, Money
from tests.conftest import EXAMPLES
from tests.golden.places import noon, settle
from tests.golden.player import Player

pytestmark = pytest.mark.writes
PLACE, YEAR = "239900", 2026
COLLECTED = date(2026, 12, 30)
WAN = 10_000_00


@pytest.fixture
def played(default_book):
    """The handbook's year, closed, with its revenue collected; next year's budget is drafted."""
    year = yaml.safe_load((EXAMPLES / "handbook_year" / "year.yaml").read_text(encoding="utf-8"))
    settle(year)
    player = Player(PLACE, YEAR)
    for entry in year["days"]:
        if entry["act"] == "close_year":
            _collect()
        player.play(entry)
    lines = (
        ("revenue", "10101", 8_200 * WAN),
        ("revenue", "1100802", 4_490 * WAN),
        ("expenditure", "2050202", 12_490 * WAN),
        ("expenditure", "227", 200 * WAN),
    )
    for number, share in ((1, 2), (2, 1)):  # the first draft asked for half
        receipt = approve.draft_budget(
            number=f"BUD-2027-{PLACE}-{number}",
            division=PLACE,
            year=YEAR + 1,
            lines=[
                DraftLine(book=Book.GENERAL, side=side, code=code, amount=Money(fen // share))
                for side, code, fen in lines
            ],
            maker="budget.officer",
            at=noon(date(2027, 1, 5)),
        )
        assert receipt.done, receipt.refusal
    return default_book


def _collect():
    """Enter and confirm what came in: as much as the budget says."""
    line = close.Collected(book=Book.GENERAL, code="1010101", amount=Money(8_000 * WAN))
    receipts = (
        close.enter_collections(
            number="REV-2026-239900-1",
            division=PLACE,
            year=YEAR,
            day=COLLECTED,
            lines=[line],
            maker="treasury.officer",
            at=noon(COLLECTED),
        ),
        close.confirm_collections(
            number="REV-2026-239900-1", checker="treasury.second", at=noon(COLLECTED)
        ),
    )
    assert all(receipt.done for receipt in receipts), receipts


def tables(kind, year=YEAR):
    now = datetime(2027, 3, 1, 4, tzinfo=UTC)
    asker = Asker(now=now, today=now.date(), version="0", demo=True)
    with override("en"):
        made = tables_of(congress_book(question(PLACE, year, asker), kind))
        return {table.key: table for table in made}


def figures(table, column):
    at = next(at for at, one in enumerate(table.columns) if one.key == column)
    return {row.key: row.values[at] for row in table.rows}


def outcomes(made, *states):
    return {
        (key, row.values[0])
        for key, one in made.items()
        for row in one.checks.rows
        if row.state in states
    }


def test_every_formula_of_the_closed_year_holds(played):
    """The handbook's year has a general budget only; what has no figures says so."""
    for kind in KINDS:
        made = tables(kind)
        general = {key: one for key, one in made.items() if key.startswith("general")}

        assert len(made) == 24
        assert outcomes(made, "wrong") == set()
        # Debt has no limits, and there is no other book to compare with nor a year before.
        assert {code for _key, code in outcomes(general, "none")} <= {
            *("F37", "F38", "F09", "F10", "E07")
        }
    final = tables("final")["general-balance"]
    held = {row.values[0] for row in final.checks.rows if row.state == "even"}
    assert {"E01", "E10", "L01", "L02", "L03", "M01", "M04"} <= held
    uses = figures(final, "final")
    assert uses["expenditure-10"] == Money(4_490 * WAN)
    assert uses["expenditure-margin"] == Money(0)
    assert uses["revenue"] == uses["expenditure"] == Money(12_000 * WAN)
    received = figures(tables("final")["general-transfers-places"], "final")
    assert received["239901"] == received["total"] == Money(3_500 * WAN)


def test_a_draft_says_that_it_is_one_and_stands_beside_last_years_final_accounts(played):
    made = tables("budget", YEAR + 1)
    balance = made["general-balance"]

    assert ("Remark", "a draft that the congress has not adopted yet") in balance.notes
    assert "Last year, final" in [column.title for column in balance.columns]
    last, now = figures(balance, "last"), figures(balance, "budget")
    assert last["expenditure-10"] == now["revenue-08"] == Money(4_490 * WAN)
    assert now["revenue"] == Money(12_690 * WAN)
    assert outcomes(made, "wrong") == set()
