"""The handbook's year, all 33 vouchers of it, as an auditor reads it."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from fisc.law.chart import chart
from fisc.record.book import Book
from fisc.values import Money
from tests.conftest import EXAMPLES
from tests.golden import telling
from tests.golden.places import settle
from tests.golden.player import Player
from tests.stages.ledgers import chain_holds, roles

pytestmark = pytest.mark.writes
OUTSIDE = Path(__file__).resolve().parents[3] / "shared" / "domain" / "data"
SCENARIO = OUTSIDE / "scenario_ledger.csv"


@pytest.fixture
def year() -> dict[str, Any]:
    path = EXAMPLES / "handbook_year" / "year.yaml"
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def tell(book: Book, year: dict[str, Any], told: list[telling.Told]) -> Iterator[str]:
    """Play a year and tell it; ``told`` gathers the vouchers of the year itself."""
    division, number = year["division"], year["year"]
    settle(year)
    player, journal = Player(division, number), telling.Journal(book)
    yield f"{year['title_zh']} {year['title_en']}, {division}, {number}"
    for entry in year["days"]:
        if entry["act"] == "close_year":
            yield ""
            yield from telling.indicator_lines(division, number)
        said = player.play(entry)
        yield ""
        yield telling.entry_line(entry)
        yield from (f"       {line}" for line in said)
        for voucher in journal.new():
            yield from telling.voucher_lines(voucher)
            if voucher.year == number:
                told.append(voucher)
                journal.add(voucher)
                yield from telling.totals_lines(journal.totals)
        # What was added up here is what the ledger holds.
        assert {role: fen for role, fen in journal.totals.items() if fen} == roles(
            book, year=number, division=division
        )
    yield ""
    yield from telling.statements(division, number)
    yield ""
    yield from telling.trial_lines(division, number)
    yield from telling.trial_lines(division, number + 1)


@pytest.fixture
def played(default_book, year) -> tuple[str, list[telling.Told]]:
    """The text of the year, and its vouchers."""
    told: list[telling.Told] = []
    return telling.joined(tell(default_book, year, told)), told


def test_handbook_year(played, golden):
    text, _ = played

    golden("handbook_year/expected.txt", text)


def test_the_year_has_the_handbooks_figures(default_book, played):
    _, told = played
    totals: dict[str, int] = {}
    journal = telling.Journal(default_book)
    for voucher in told[:26]:
        journal.add(voucher)
    totals = journal.totals
    yuan = {role: Money(fen) for role, fen in totals.items()}

    assert len(told) == 33
    assert yuan["paid"] == Money.yuan("40100000")
    assert yuan["transfer_paid"] == Money.yuan("35000000")
    sources = yuan["source_own"] + yuan["source_above"]
    assert sources - yuan["paid"] - yuan["transfer_paid"] == Money.yuan("44900000")
    after = roles(default_book, year=2026, division="239900")
    assert Money(after["carried_authority"]) == Money.yuan("44900000")
    assert after["source_own"] + after["source_above"] == after["carried_authority"]
    assert set(after) == {"carried_authority", "source_own", "source_above"}
    assert chain_holds(default_book, year=2027)
    assert roles(default_book, year=2027)["source_carried"] == after["carried_authority"]


@pytest.mark.skipif(not SCENARIO.exists(), reason="the handbook is not here")
def test_every_voucher_is_the_handbooks(played):
    _, told = played

    ours = [
        (f"V{voucher.serial:04d}", voucher.event.handbook, _by_handbook(voucher))
        for voucher in told
    ]

    assert ours == _scenario()


def _by_handbook(voucher: telling.Told) -> dict[tuple[str, str], int]:
    return {
        (side, chart().roles[role].handbook): fen for (side, role), fen in voucher.sides().items()
    }


def _scenario() -> list[tuple[str, str, dict[tuple[str, str], int]]]:
    vouchers: dict[str, tuple[str, dict[tuple[str, str], int]]] = {}
    with SCENARIO.open(encoding="utf-8-sig", newline="") as file:
        for row in csv.DictReader(file):
            _, sides = vouchers.setdefault(row["voucher"], (row["event"], {}))
            for side in ("debit", "credit"):
                # The handbook writes some whole yuan with a point and a nought.
                fen = Money.yuan(row[f"{side}_yuan"]).fen
                if fen:
                    key = (side, row["role"])
                    sides[key] = sides.get(key, 0) + fen
    return [(number, event, sides) for number, (event, sides) in sorted(vouchers.items())]
