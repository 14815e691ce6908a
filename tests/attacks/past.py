"""Any table at any pair of a valid day and a known instant, against all entries added up anew.

A year of postings in several places, one in twenty entered late and some corrected, is gathered on
the way and never up to its end. Then the tables of the product are asked at random pairs of times,
and each is held against the entries of the journal, which numpy adds up for that pair. Amounts are
whole fen below 2**53, so that its sums are exact.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

import numpy as np

from fisc.datacentre import execution, indicators
from fisc.datacentre.execution import Execution
from fisc.datacentre.moments import Moment
from fisc.datacentre.trials import trials
from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.law.chart import chart
from fisc.record import movements, summing
from fisc.record.balances import Selection
from fisc.record.book import Book, instant
from fisc.record.postings import Act, PostingSet
from fisc.registers.classification import UnknownCode, path
from fisc.registers.names import Name, UnitPlace
from fisc.values import Book as Budget
from fisc.values import FunctionCode, Money

YEAR: Final = 2026
FIRST: Final = datetime(2026, 1, 5, 2, tzinfo=UTC)
DAYS: Final = 250
PLACES: Final = tuple(f"2399{n:02}" for n in range(1, 11))
BOOKS: Final = (Budget.GENERAL, Budget.FUNDS, Budget.CAPITAL)
FUNCTIONS: Final = ("2050202", "2130153", "2010301", "2080501", "2101101", "2210201")
UNITS: Final = 12
POTS: Final = 60  # of each place
PLENTY: Final = 10**12
LATE: Final = 0.05
SLOW: Final = 1.0  # seconds, at the 95th percentile


@dataclass(slots=True)
class Result:
    """What was asked: how long each table took, and where it differed."""

    entries: int = 0
    late: int = 0
    taken: dict[str, list[float]] = field(default_factory=dict)
    wrong: list[str] = field(default_factory=list)

    def high(self, table: str) -> float:
        """Return the 95th percentile of a table, in seconds."""
        ordered = sorted(self.taken[table])
        return ordered[int(0.95 * (len(ordered) - 1))]

    def __str__(self) -> str:
        lines = [f"{self.entries:,} entries, {self.late:,} of them known after their day."]
        for table, taken in sorted(self.taken.items()):
            middle = sorted(taken)[len(taken) // 2]
            lines.append(
                f"  {table:<24} n={len(taken):,}, median {middle * 1000:.0f} ms,"
                f" 95th {self.high(table) * 1000:.0f} ms, most {max(taken) * 1000:.0f} ms"
            )
        return "\n".join([*lines, f"  tables that differ: {len(self.wrong)}"])


def attack(
    book: Book,
    *,
    entries: int,
    pairs: int,
    seed: int,
    days: int = DAYS,
    tell: Callable[[str], object] = lambda _: None,
) -> Result:
    """Post a year, ask every table at so many pairs of times, and return what was found."""
    rng = random.Random(seed)
    pots = _open(book)
    _post_year(book, pots, entries, seed, days)
    journal = Journal.read(book)
    result = Result(journal.amount.size, int((journal.day < journal.recorded_day).sum()))
    tables = tuple(_tables(book, journal))
    tell(f"{result.entries:,} entries are posted.")
    for number in range(1, pairs + 1):
        if number % 100 == 0:
            tell(f"  {number:,} pairs, {len(result.wrong)} tables that differ so far")
        day = FIRST.date() + timedelta(days=rng.randint(-20, days + 5))
        known = FIRST + timedelta(seconds=rng.randint(-86_400, (days + 2) * 86_400))
        sums = journal.sums(day, known)
        for name, ask, expect in tables:
            start = time.perf_counter()
            told = ask(Moment(known, day))
            result.taken.setdefault(name, []).append(time.perf_counter() - start)
            if told != expect(sums):
                result.wrong.append(f"{name} at {day}, as known at {known.isoformat()}")
    return result


def _open(book: Book) -> list[Pot]:
    """Fund the indicators of every place."""
    rng, found = random.Random(1), []
    for place in PLACES:
        vouchers = []
        for number in range(POTS):
            budget = rng.choice(BOOKS)
            pot = Pot(
                place,
                YEAR,
                budget,
                "indicator",
                unit=f"{place}{number % UNITS:03}",
                function=rng.choice(FUNCTIONS),
                indicator=f"IND-{place}-{number}",
            )
            found.append(pot)
            vouchers += _funding(pot)
        book.post_all(vouchers, actor="soak", at=FIRST - timedelta(days=1))
    return found


def _funding(pot: Pot) -> Iterator[Voucher]:
    place = pot.division, pot.year, pot.book
    revenue = Pot(*place, "resources").account("revenue_budget")
    spending = Pot(*place, "expenditure").account("expenditure_budget")
    source = Pot(*place, "source_own").account("source_own")
    for event, debit, credit in (
        ("approve_revenue", revenue, source),
        ("arrange_expenditure", spending, revenue),
        ("issue_directly", pot.account("executable"), spending),
    ):
        key = posting_key(f"{event}/{pot.indicator}")
        yield Voucher(key, FIRST.date(), [Move(event, debit, credit, Money(PLENTY))])


def _post_year(book: Book, pots: list[Pot], entries: int, seed: int, days: int) -> None:
    """Post applications, payments and corrections of each day, one place after the other."""
    rng = np.random.default_rng(seed)
    per_set = max(entries // (days * len(PLACES)), 3)
    numbers = {place: _numbers(pots, place) for place in PLACES}
    serial = 0
    for number in range(days):
        at = FIRST + timedelta(days=number)
        for place in PLACES:
            columns = _day(numbers[place], per_set, at.date().toordinal(), serial, rng)
            serial += per_set
            book.post_columns(Act(place, YEAR, "soak", instant(at), "a day"), columns)
        if rng.random() < 0.06 and number < days - 5:
            movements.gather(book, until=at + timedelta(days=1))
        elif rng.random() < 0.1:
            summing.refresh(book)


def _numbers(pots: list[Pot], place: str) -> Any:
    return np.array([pot.number for pot in pots if pot.division == place], dtype=np.int64)


def _day(pots: Any, count: int, day: int, serial: int, rng: Any) -> PostingSet:
    """Return a day of one place: of three entries one applies, one pays and one gives back."""
    events = chart().events
    kind = np.arange(count) % 3  # 0 apply, 1 confirm, 2 cancel, each of the application before it
    group = np.arange(count) // 3
    pot = pots[rng.integers(0, pots.size, group[-1] + 1)][group]
    asked = rng.integers(10, 10**6, group[-1] + 1)[group]
    paid = asked * rng.integers(1, 9, group[-1] + 1)[group] // 10 + 1
    amount = np.select([kind == 0, kind == 1], [asked, paid], asked - paid)
    late = rng.random(group[-1] + 1)[group] < LATE
    days = np.where(late, day - rng.integers(1, 70, count), day).astype(np.int32)
    serials = np.arange(serial + 1, serial + count + 1, dtype=np.uint64)
    keys = np.zeros((count, 16), dtype=np.uint8)
    keys[:, 0] = 9
    keys[:, 8:] = (serials << np.uint64(8)).astype(">u8").view(np.uint8).reshape(-1, 8)
    return PostingSet.simple(
        key=np.frombuffer(keys.tobytes(), dtype="V16"),
        day=days,
        event=np.array([events[e].number for e in ("apply", "confirm", "cancel")], np.int16)[kind],
        debit=pot * 4 + np.array([1, 2, 0])[kind],
        credit=pot * 4 + np.array([0, 1, 1])[kind],
        amount=amount,
    )


Sums = Mapping[int, tuple[int, int, int]]


@dataclass(frozen=True, slots=True)
class Journal:
    """All entries of the journal as columns, and the pots with the side on which each stands."""

    pots: Mapping[int, Mapping[str, Any]]
    numbers: Any
    side: Any
    debit: Any
    credit: Any
    amount: Any
    day: Any
    recorded: Any

    @property
    def recorded_day(self) -> Any:
        """The day on which each entry became known."""
        return self.recorded // 86_400_000_000 + date(1970, 1, 1).toordinal()

    @classmethod
    def read(cls, book: Book) -> Journal:
        """Read everything."""
        names = ("division", "book", "family", "unit", "function")
        with book.connection.cursor() as cursor:
            cursor.execute(
                f"SELECT p.id, n.side, {', '.join('p.' + one for one in names)} FROM pot AS p"
                " JOIN balance AS n ON n.pot = p.id ORDER BY p.id"
            )
            rows = cursor.fetchall()
            cursor.execute(
                "SELECT e.debit, e.credit, e.amount_fen, e.day, t.recorded_at FROM entry AS e"
                " JOIN batch AS t ON t.id = e.batch"
            )
            columns = np.array(cursor.fetchall(), dtype=np.int64).T
        pots = {row[0]: dict(zip(names, row[2:], strict=True)) for row in rows}
        numbers = np.array([row[0] for row in rows], dtype=np.int64)
        return cls(pots, numbers, np.array([row[1] for row in rows]), *columns)

    def sums(self, day: date, known: datetime) -> Sums:
        """Add up the entries valid until a day that were known at an instant, by pot."""
        chosen = (self.day <= day.toordinal()) & (self.recorded <= instant(known))
        held = np.zeros(3 * self.numbers.size)
        for account, sign in ((self.debit[chosen], 1), (self.credit[chosen], -1)):
            cell = np.searchsorted(self.numbers, account >> 2) * 3 + (account & 3)
            held += sign * np.bincount(cell, self.amount[chosen], minlength=held.size)
        rows = (held.reshape(-1, 3) * self.side[:, None]).astype(np.int64)
        return {
            int(number): tuple(row)
            for number, row in zip(self.numbers.tolist(), rows.tolist(), strict=True)
            if any(row)
        }

    def added(self, sums: Sums, key: Callable[[Mapping[str, Any]], Any]) -> dict[Any, Execution]:
        """Add up the execution of pots by a key; a key of None leaves a pot out."""
        found: dict[Any, Execution] = {}
        for number, held in sums.items():
            name = key(self.pots[number])
            if name is not None:
                own = _execution(self.pots[number]["family"], held)
                found[name] = found.get(name, Execution()) + own
        return {name: own for name, own in found.items() if own != Execution()}


def _execution(family: str, held: tuple[int, int, int]) -> Execution:
    """Say what a pot is to the execution, from the classes of its accounts alone."""
    classes = {
        place: chart().role_at[family, place].number_class
        for place in range(3)
        if (family, place) in chart().role_at
    }
    of_class = {
        name: sum(held[at] for at, own in classes.items() if own in name)
        for name in ("2678", "7", "8")
    }
    issued = family in {"indicator", "transfer_indicator", "frozen"}
    return Execution(
        budget=Money(of_class["2678"]),
        issued=Money(of_class["2678"] if issued else 0),
        frozen=Money(of_class["2678"] if family == "frozen" else 0),
        applied=Money(of_class["7"]),
        paid=Money(of_class["8"]),
    )


Table = tuple[str, Callable[[Moment], Any], Callable[[Sums], Any]]


def _tables(book: Book, journal: Journal) -> Iterator[Table]:
    """Yield the tables: a name, how it is asked, and how it is made from the entries."""
    every = Selection(division=PLACES, year=(YEAR,))
    one = Selection(division=PLACES[:1], year=(YEAR,))
    register = {
        f"{PLACES[0]}{n:03}": UnitPlace(Name(str(n), "", ""), None, PLACES[0]) for n in range(UNITS)
    }
    issued = {"indicator", "transfer_indicator", "frozen"}

    def of_units(pot: Mapping[str, Any]) -> Any:
        return pot["unit"] if pot["division"] == PLACES[0] and pot["family"] in issued else None

    def parts(found: Any) -> dict[str, Execution]:
        return {part.key: part.execution for part in found}

    def told(when: Moment) -> Any:
        found = execution.overview(book, every, when)
        return parts(found.divisions), parts(found.books), parts(found.functions), found.whole

    def made(sums: Sums) -> Any:
        divisions = journal.added(sums, lambda pot: pot["division"])
        return (
            divisions,
            journal.added(sums, lambda pot: pot["book"]),
            journal.added(sums, lambda pot: _way(pot["function"])[0]),
            sum(divisions.values(), Execution()),
        )

    def nodes(tree: indicators.Tree) -> dict[str, Execution]:
        return {
            node.name.code: node.execution for node in tree.nodes if node.execution != Execution()
        }

    yield "execution", told, made
    yield (
        "tree by division",
        lambda when: nodes(indicators.tree_by_division(book, every, when, {})),
        lambda sums: journal.added(
            sums, lambda pot: pot["division"] if pot["family"] in issued else None
        ),
    )
    yield (
        "tree by unit",
        lambda when: _by_code(indicators.tree_by_unit(book, one, when, register), register),
        lambda sums: journal.added(sums, of_units),
    )
    yield (
        "tree by function",
        lambda when: nodes(indicators.tree_by_function(book, every, when)),
        lambda sums: _under(journal, sums, issued),
    )
    yield "trial balance", lambda when: _lines(book, every, when), lambda s: _roles(journal, s)


def _by_code(tree: indicators.Tree, register: Mapping[str, UnitPlace]) -> dict[str, Execution]:
    codes = {place.name.code: code for code, place in register.items()}
    return {
        codes[node.name.code]: node.execution
        for node in tree.nodes
        if node.execution != Execution()
    }


def _way(function: str) -> tuple[str, ...]:
    try:
        return tuple(map(str, path(FunctionCode(function))))
    except (UnknownCode, ValueError):
        return (function,)


def _under(journal: Journal, sums: Sums, issued: set[str]) -> dict[str, Execution]:
    """Give every function what stands at it and under it."""
    found: dict[str, Execution] = {}
    own = journal.added(sums, lambda pot: pot["function"] if pot["family"] in issued else None)
    for function, held in own.items():
        for step in _way(function):
            found[step] = found.get(step, Execution()) + held
    return {step: held for step, held in found.items() if held != Execution()}


def _lines(book: Book, selection: Selection, when: Moment) -> dict[tuple[str, str], int]:
    found = {}
    for trial in trials(book, selection, when):
        found |= {(str(trial.book), line.code): line.balance.fen for line in trial.balance.lines}
    return found


def _roles(journal: Journal, sums: Sums) -> dict[tuple[str, str], int]:
    found: dict[tuple[str, str], int] = {}
    for number, held in sums.items():
        pot = journal.pots[number]
        for place, fen in enumerate(held):
            role = chart().role_at.get((pot["family"], place))
            if role is not None:
                key = pot["book"], chart().accounts[Budget(pot["book"]), role.name]
                found[key] = found.get(key, 0) + fen
    return {key: fen for key, fen in found.items() if fen}
