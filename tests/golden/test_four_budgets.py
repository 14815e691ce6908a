"""The handbook's balance of a year, played through the stages, comes out in every cell."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from fisc.datacentre.four_books import FourBudgets, Measure, four_budgets
from fisc.datacentre.moments import Moment, places
from fisc.engines.budgets.four_books import FOUR, matrix, parts
from fisc.engines.budgets.lines import names_of
from fisc.engines.budgets.ties import held
from fisc.record import facts
from fisc.values import ZERO, Book, Money
from tests.golden.province import PROVINCE, YEAR, Year, rows, yi
from tests.golden.test_handbook_year import OUTSIDE

pytestmark = pytest.mark.writes
LATER = datetime(2027, 1, 2, tzinfo=UTC)
SCENARIO = OUTSIDE / "scenario_balance.csv"
BOOKS = {"GPB": "general", "GF": "funds", "SC": "capital", "SI": "insurance"}
SIDES = {"R": "revenue", "E": "expenditure", "B": "balance"}
EXCESS_FUND = "1030156"
Cells = Mapping[tuple[str, str, str], Money]


def view(book, measure: Measure, day: date | None = None) -> FourBudgets:
    closed = {
        (one.division, one.year): one.closed_at for one in places(book) if one.closed_at is not None
    }
    return four_budgets(book, [PROVINCE], YEAR, measure, Moment(LATER, day, closed))


def cells(found: FourBudgets) -> Cells:
    """Every line of the handbook's table as the view has it."""
    lines = found.matrix.whole.lines
    places_ = [(row["book"], row["side"], row["line"]) for row in rows("handbook.csv")]
    return {place: lines.get((Book(place[0]), *place[1:]), ZERO) for place in places_}


def expected(column: str) -> Cells:
    return {
        (row["book"], row["side"], row["line"]): yi(row[column]) for row in rows("handbook.csv")
    }


def told(title: str, found: FourBudgets, handbook: Cells | None = None) -> Iterator[str]:
    """Tell a view as an officer reads it: the lines, the table, the checks."""
    yield f"{title} (亿元 100 million yuan)"
    for (book, side, line), amount in cells(found).items() if handbook else ():
        name = names_of(Book(book), side, line)
        same = (
            "=" if amount == handbook[book, side, line] else f"≠ {_yi(handbook[book, side, line])}"
        )
        yield f"  {book} {side} {line} {name.zh} {name.en}: {_yi(amount)} {same}"
    for row in found.matrix.rows:
        shown = [_yi(row.amounts[book]) if book in row.amounts else "—" for book in FOUR]
        yield (
            f"  {row.name.zh} {row.name.en}: {' | '.join(shown)}"
            f" | 抵销 eliminated {_yi(row.eliminated)} | 合计 total {_yi(row.total)}"
        )
    even, every = held(found.ties)
    yield f"  勾稽 ties {even}/{every}"
    for tie in found.ties:
        yield f"    {tie.state} {tie.name.zh} {tie.name.en} ({tie.looked_at})"
    yield ""


def _yi(amount: Money | None) -> str:
    return "—" if amount is None else format((Decimal(amount.fen) / 10**10).normalize(), "f")


@pytest.fixture
def played(default_book) -> Iterator[dict[str, FourBudgets]]:
    """The views of the year, each taken when it was true."""
    found = {}
    for step in Year(default_book).play():
        if step == "budget":
            found["budget"] = view(default_book, Measure.BUDGET)
        else:
            found[step] = view(default_book, Measure.FINAL)
    for measure in (Measure.ADJUSTED, Measure.EXECUTION):
        found[str(measure)] = view(default_book, measure)
    found["budget at the end"] = view(default_book, Measure.BUDGET)
    found["adopted in June"] = view(default_book, Measure.ADJUSTED, date(YEAR, 6, 30))
    found["adopted in August"] = view(default_book, Measure.ADJUSTED, date(YEAR, 8, 31))
    return found


def test_every_cell_of_the_handbook_comes_out(played, golden, default_book):
    budget, final = expected("budget"), expected("final")

    assert cells(played["budget"]) == budget
    assert cells(played["spent"]) == final
    # The close empties the ledger into carried authority; the view looks before it.
    assert cells(played["final"]) == final
    assert cells(played["budget at the end"]) == budget
    for name in ("budget", "adjusted", "final"):
        assert held(played[name].ties) == (8, 8), name
    assert held(played["spent"].ties) == (7, 7)  # before the close funds need not be even
    golden(
        "four_budgets/expected.txt",
        "\n".join(
            line
            for title, name, handbook in (
                ("预算 Budget", "budget", budget),
                ("调整预算 Adjusted budget", "adjusted", None),
                ("决算 Final accounts", "final", final),
            )
            for line in told(title, played[name], handbook)
        ),
    )

    # Nothing is counted twice in the total.
    found = played["final"].matrix
    available, used, balance = (found.row(name) for name in ("available", "used", "balance"))
    assert found.row("books_in").total == found.row("books_out").total == ZERO
    assert available.eliminated == used.eliminated == yi("19.2") + yi("700")
    assert available.total - used.total == balance.total

    # The excess of one fund moves over, and the stabilisation fund is drawn on for 3 more.
    changes = {
        place: played["adjusted"].matrix.whole.lines[Book(place[0]), *place[1:]] - budget[place]
        for place in (("general", "revenue", "07"), ("general", "revenue", "04"))
    }
    assert list(changes.values()) == [yi("3"), yi("1.2")]
    fund = matrix(parts(played["final"].entries, Book.FUNDS)[EXCESS_FUND])
    assert fund.row("own").amounts[Book.FUNDS] == yi("10")
    assert fund.row("books_out").amounts[Book.FUNDS] == yi("1.2")
    assert fund.row("balance").amounts[Book.FUNDS] == yi("3")  # 30 % of 10.0, no more
    given = facts.of_kind(default_book, "TransferOutExecuted", PROVINCE, YEAR)
    assert sum(fact.body["amount_fen"] for fact in given) == yi("13.2").fen + yi("6").fen

    # The past is what it was.
    general = (Book.GENERAL, "revenue", "09")
    assert played["adopted in June"].matrix.whole.lines[general] == yi("420")
    assert played["adopted in August"].matrix.whole.lines[general] == yi("430")


@pytest.mark.skipif(not SCENARIO.exists(), reason="the handbook is not here")
def test_the_expectation_is_the_handbooks():
    outside = {
        (BOOKS[row["budget"]], SIDES[row["side"]], row["line_no"]): (
            yi(row["budget_yi"]),
            yi(row["final_yi"]),
        )
        for row in rows(SCENARIO.name, SCENARIO.parent)
    }

    budget, final = expected("budget"), expected("final")
    assert {place: (budget[place], final[place]) for place in budget} == outside
