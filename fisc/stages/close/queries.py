"""Questions about closing: periods, open items, trial balance, final accounts, carry-over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from fisc.engines.budgets.final_accounts import (
    OWN_EVENTS,
    FinalAccount,
    budget_code,
    check_cover,
)
from fisc.engines.budgets.lines import UnknownLine, event_of, line_for, names_of
from fisc.engines.ledger.closing import came_from
from fisc.engines.ledger.statements import TrialBalance, trial_balance
from fisc.law.chart import chart
from fisc.law.parameters import parameter
from fisc.record import balances, facts
from fisc.record.book import Book
from fisc.record.facts import Fact
from fisc.stages.close import periods
from fisc.stages.close.models import MonthReopening, RevenueStatement, StabilisationOrder
from fisc.stages.close.periods import OpenItem
from fisc.stages.close.readings import (
    carried_pots,
    collected_by,
    final_said,
    finals,
    spent_by_function,
    year_key,
)
from fisc.values import Book as Budget
from fisc.values import Money, Verdict, Words

_MONTHS = range(1, 13)
_FINAL_FACTS = ("BudgetAdopted", "BudgetAdjusted", "RevenueCollected", "YearClosed")


@dataclass(frozen=True, slots=True)
class Month:
    """A month of a year, closed or open, and who closed it last."""

    month: int
    closed: bool
    closed_by: str
    reopened: int


@dataclass(frozen=True, slots=True)
class Reopening:
    """A request to reopen a month and what came of it."""

    number: str
    year: int
    month: int
    reason: str
    state: str
    maker: str
    checker: str


@dataclass(frozen=True, slots=True)
class FinalRow:
    """One line and code of the final accounts: budget, adjusted budget, and what became of it.

    ``final`` is what was spent or, of own revenue, collected. It is None for other revenue, whose
    authority the ledger keeps and whose cash it does not, and where no collection was entered.
    """

    book: Budget
    side: str
    line: str
    code: str
    name_zh: str
    name_en: str
    budget: Money
    adjusted: Money
    final: Money | None


@dataclass(frozen=True, slots=True)
class CarriedRow:
    """Carried authority: where it stood, what it was for, and the year it came from.

    ``due`` says that it is too old to be restored in the year after.
    """

    book: Budget
    origin: int
    role: str
    role_zh: str
    role_en: str
    unit: str
    project: str
    function: str
    indicator: str
    amount: Money
    due: bool

    @property
    def role_name(self) -> Words:
        """What the stage is called in which it stood."""
        return Words(self.role_en, self.role_zh)


@dataclass(frozen=True, slots=True)
class FinalStatement:
    """The final account of a book, and whether its sources cover its uses."""

    account: FinalAccount
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Statement:
    """A revenue statement: its day, its sum, and who entered and confirmed it."""

    number: str
    day: date
    state: str
    maker: str
    checker: str
    amount: Money


@dataclass(frozen=True, slots=True)
class Order:
    """An order to the stabilisation fund and who carried it out."""

    number: str
    kind: str
    amount: Money
    reason: str
    state: str
    maker: str
    checker: str


def months(division: str, year: int) -> tuple[Month, ...]:
    """Return the twelve months of a year."""
    book = Book()
    first_open = periods.closed_before(book, division, year)
    told = facts.of_kinds(book, ("MonthClosed", "MonthReopened", "YearClosed"), division, year)
    closings = {fact.subject: fact for fact in told if fact.kind == "MonthClosed"}
    reopened = Counter(fact.subject for fact in told if fact.kind == "MonthReopened")
    year_end = next((fact for fact in told if fact.kind == "YearClosed"), None)
    made = []
    for month in _MONTHS:
        subject = f"{division}/{year}-{month:02d}"
        closed = periods.month_end(year, month) <= first_open
        last = year_end if month == _MONTHS[-1] else None
        closer = last or closings.get(subject)
        by = closer.actor if closed and closer else ""
        made.append(Month(month, closed, by, reopened[subject]))
    return tuple(made)


def reopenings(division: str, year: int) -> tuple[Reopening, ...]:
    """Return the requests to reopen months of a year, in the order of their numbers."""
    return tuple(
        Reopening(row.number, row.year, row.month, row.reason, row.state, row.maker, row.checker)
        for row in MonthReopening.objects.filter(division=division, year=year)
    )


def open_items(division: str, year: int, *, end: date) -> tuple[OpenItem, ...]:
    """Return what must be settled before the days before ``end`` can be closed."""
    return periods.open_items(Book(), division, year, end=end)


def trial_balances(division: str, year: int) -> tuple[TrialBalance, ...]:
    """Return the trial balance of each book as it stands now, with the chain identity (K07).

    Shape: books in their order, only those that hold something.
    """
    chosen = balances.Selection(division=(division,), year=(year,))
    lines = balances.trial_balance(balances.totals(Book(), chosen, by=("book", "family")))
    shown = []
    for budget in Budget:
        own = {line.role: line.balance for line in lines if line.book == budget}
        if own:
            shown.append(trial_balance(budget, own))
    return tuple(shown)


def final_accounts(division: str, year: int) -> tuple[FinalRow, ...]:
    """Return the final accounts: budget, adjusted budget and final, by line and code.

    What was spent and collected is read from the close of the year, or from the record while it is
    open. A line that was given money by the reserve or a virement has no budget of its own, only a
    final. Collections count for the code of the revenue budget above them.

    Shape: by book, revenue before expenditure, line and code.
    """
    book = Book()
    told = facts.of_kinds(book, _FINAL_FACTS, division, year)
    adopted, adjusted = (_amounts(told, kind) for kind in ("BudgetAdopted", "BudgetAdjusted"))
    closed = next((fact for fact in told if fact.kind == "YearClosed"), None)
    spent = _collections(told, adopted.keys() | adjusted.keys())
    known = {key[0] for key in spent}
    for row in closed.body["spent"] if closed else spent_by_function(book, division, year):
        key = (row["book"], "expenditure", _line(row["book"], row["function"]), row["function"])
        spent[key] = spent.get(key, 0) + row["fen"]
    rows = []
    for key in sorted(
        adopted.keys() | adjusted.keys() | spent.keys(),
        key=lambda key: (list(Budget).index(Budget(key[0])), key[1] != "revenue", key),
    ):
        first = adopted.get(key, 0)
        unknown = key[1] == "revenue" and (key[0] not in known or not _is_own(key))
        final = None if unknown else Money(spent.get(key, 0))
        rows.append(_row(key, Money(first), Money(first + adjusted.get(key, 0)), final))
    return tuple(rows)


def is_closed(division: str, year: int) -> bool:
    """Say whether a year of a division is closed."""
    return facts.find(Book(), year_key(division, year)) is not None


def final_statements(
    division: str, year: int, *, is_open: bool = False
) -> tuple[FinalStatement, ...]:
    """Return how each book stands: own revenue collected, and whether sources cover uses.

    As it was before the close, once the year is closed; who knows that it ``is_open`` says so.

    Shape: books in their order, only those that hold something or collected something.
    """
    book = Book()
    closed = None if is_open else facts.find(book, f"closed/{division}/{year}")
    if closed is None:
        whole = finals(book, division, year)
    else:
        whole = [final_said(body) for body in closed.body.get("finals", ())]
    return tuple(FinalStatement(account, check_cover(account)) for account in whole)


def statements(division: str, year: int) -> tuple[Statement, ...]:
    """Return the revenue statements of a year, in the order of their numbers."""
    return tuple(
        Statement(
            row.number,
            row.day,
            row.state,
            row.maker,
            row.checker,
            Money(sum(line["amount_fen"] for line in row.lines)),
        )
        for row in RevenueStatement.objects.filter(division=division, year=year)
    )


def orders(division: str, year: int) -> tuple[Order, ...]:
    """Return the orders to the stabilisation fund, in the order of their numbers."""
    return tuple(
        Order(
            row.number,
            row.kind,
            Money(row.amount_fen),
            row.reason,
            row.state,
            row.maker,
            row.checker,
        )
        for row in StabilisationOrder.objects.filter(division=division, year=year)
    )


def carry_over(division: str, year: int) -> tuple[CarriedRow, ...]:
    """Return what the close of a year carried over, with the year each amount came from.

    Shape: the oldest first, then by book, role, function and indicator.

    Source: law/budgets/carry.yaml
    """
    years_max = parameter("budgets/carry:years_max").on(date(year + 1, 1, 1)).value
    rows = []
    for pot, amount in carried_pots(Book(), division, year).items():
        name, _ = came_from(pot)
        role = chart().roles[name]
        rows.append(
            CarriedRow(
                pot.book,
                pot.origin,
                name,
                role.name_zh,
                role.name_en,
                pot.unit,
                pot.project,
                pot.function,
                pot.indicator,
                amount,
                pot.origin <= year + 1 - years_max,
            )
        )
    return tuple(
        sorted(rows, key=lambda r: (r.origin, r.book, r.role, r.function, r.indicator, r.unit))
    )


def _amounts(told: Iterable[Fact], kind: str) -> dict[tuple[str, str, str, str], int]:
    sums: dict[tuple[str, str, str, str], int] = {}
    for fact in told:
        for row in fact.body["lines"] if fact.kind == kind else ():
            if row["side"] != "balance":
                key = (row["book"], row["side"], row["line"], row["code"])
                sums[key] = sums.get(key, 0) + row["amount_fen"]
    return sums


def _collections(
    told: Iterable[Fact], keys: Iterable[tuple[str, str, str, str]]
) -> dict[tuple[str, str, str, str], int]:
    """Return own revenue collected, by book, side, line and the code of the revenue budget."""
    budgeted: dict[str, list[str]] = {}
    for budget, side, _, code in keys:
        if side == "revenue":
            budgeted.setdefault(budget, []).append(code)
    sums: dict[tuple[str, str, str, str], int] = {}
    for (budget, code, _), fen in collected_by(told).items():
        named = budget_code(code, sorted(budgeted.get(budget, ())))
        key = (budget, "revenue", line_for(Budget(budget), "revenue", named), named)
        sums[key] = sums.get(key, 0) + fen
    return sums


def _is_own(key: tuple[str, str, str, str]) -> bool:
    event = event_of(Budget(key[0]), "revenue", key[2], key[3])
    return event is not None and event.name in OWN_EVENTS


def _line(book: str, function: str) -> str:
    try:
        return line_for(Budget(book), "expenditure", function) if function else ""
    except UnknownLine:
        return ""


def _row(
    key: tuple[str, str, str, str], budget: Money, adjusted: Money, final: Money | None
) -> FinalRow:
    book, side, line, code = key
    name = (
        names_of(Budget(book), side, line)  # type: ignore[arg-type]  # from facts of approve
        if line
        else Words("Not in the budget", "未列预算")
    )
    return FinalRow(Budget(book), side, line, code, name.zh, name.en, budget, adjusted, final)


def totals(rows: Sequence[FinalRow], book: Budget, side: str) -> tuple[Money, Money, Money | None]:
    """Return budget, adjusted and final of one side of a book.

    The final is None for revenue of which nothing is known, and else of what is known.
    """
    own = [row for row in rows if (row.book, row.side) == (book, side)]
    finals = [row.final for row in own if row.final is not None]
    return (
        Money.total(row.budget for row in own),
        Money.total(row.adjusted for row in own),
        Money.total(finals) if finals or side != "revenue" else None,
    )
