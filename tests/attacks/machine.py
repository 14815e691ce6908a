"""A machine that draws the steps of a fiscal year by chance and compares book and model.

``LedgerMachine`` runs on the book that it is given; without a book it only writes traces, which
``replay`` then carries out on any engine.
"""

from __future__ import annotations

from collections import Counter
from itertools import count
from typing import Any, ClassVar

from hypothesis import HealthCheck, Phase, seed, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from fisc.record.book import Book
from tests.attacks.clerk import Step, differences, on_book, on_model
from tests.attacks.desk import DAYS, ORDERS, Desk, Places
from tests.attacks.model import Answer, Ledger

NUMBERS = st.integers(0, 7)
FEN = st.one_of(st.integers(1, 150), st.sampled_from(["all", "half", "all and one more"]))
ORDER = st.tuples(st.sampled_from(ORDERS), NUMBERS, NUMBERS, FEN)


class LedgerMachine(RuleBasedStateMachine):
    """The rules of the game. Each example plays in a division of its own."""

    book: ClassVar[Book | None] = None
    traces: ClassVar[list[tuple[str, list[Step]]]]
    tally: ClassVar[Counter[str]]
    divisions: ClassVar[count[int]] = count(100_001)

    def __init__(self) -> None:
        super().__init__()
        self.places = Places(str(next(self.divisions)))
        self.model = Ledger()
        self.desk = Desk(self.places, self.model)
        self.trace: list[Step] = []
        self.homes: dict[bytes, int] = {}
        self.minute = 0

    def step(self, kind: str, what: Any) -> list[Any]:
        """Carry out one step on the model and, where there is one, on the book."""
        self.minute += 1
        step = Step(kind, self.minute, what)
        self.trace.append(step)
        expected = on_model(self.model, self.places.division, step)
        self._count(expected)
        if self.book is not None:
            found = on_book(self.book, self.places.division, step)
            assert not (wrong := differences(expected, found, self.homes)), wrong
        return expected

    def _count(self, answers: list[Any]) -> None:
        for answer in answers:
            if isinstance(answer, Answer):
                self.tally[answer.fate] += 1
                if answer.shortage:
                    self.tally[f"short of {answer.shortage.account.role}"] += 1

    def order(self, name: str, first: int, second: int, fen: int | str) -> None:
        """Write one voucher and post it."""
        if voucher := getattr(self.desk, name)(first, second, fen):
            self.step("post", voucher)

    @initialize(fen=st.integers(50, 400), capped=st.lists(st.tuples(NUMBERS, NUMBERS), max_size=4))
    def open_the_year(self, fen, capped):
        for line, ceiling in capped:
            self.step("ceiling", (self.desk.line(line), self.desk.ceiling(ceiling)))
        orders = [("approve", 0, 0, 20 * fen), ("arrange", 0, 0, 8 * fen)]
        orders += [("arrange", 1, 0, 2 * fen), ("arrange_transfers", 0, 0, 2 * fen)]
        orders += [("set_reserve", 0, 0, fen), ("issue_transfer", 0, 0, fen)]
        orders += [("issue_directly", line, 0, fen) for line in range(4)]
        orders += [("grant_ceiling", number, 0, fen) for number in range(2)]
        self.step("set", [getattr(self.desk, name)(*rest) for name, *rest in orders])

    @rule(orders=st.lists(ORDER, min_size=2, max_size=8))
    def post_a_set(self, orders):
        vouchers = [getattr(self.desk, name)(*rest) for name, *rest in orders]
        if any(vouchers):
            self.step("set", [voucher for voucher in vouchers if voucher])

    @rule(first=NUMBERS, second=NUMBERS)
    def set_ceiling(self, first, second):
        self.step("ceiling", (self.desk.line(first), self.desk.ceiling(second)))

    @rule(line=NUMBERS, fen=FEN, minutes=st.integers(1, 12))
    def apply_for_a_time(self, line, fen, minutes):
        voucher = self.desk.apply(line, 0, fen)
        self.step("reserve", (voucher, minutes))

    @precondition(lambda self: self.model.terms)
    @rule(minutes=st.integers(0, 12))
    def expire(self, minutes):
        self.minute += minutes
        self.step("expire", self.desk.day)

    @rule(day=st.sampled_from(DAYS))
    def write_on(self, day):
        self.desk.day = day

    @rule(day=st.sampled_from(DAYS[1:]))
    def close_the_period(self, day):
        self.step("close", max(day, self.model.closed_before))

    @precondition(lambda self: self.model.closed_before > DAYS[0])
    @rule()
    def reopen_the_period(self):
        self.step("close", DAYS[0])

    @invariant()
    def books_are_equal(self):
        assert min(self.guarded(), default=0) >= 0
        if self.book is not None:
            compare(self.book, self.places.division, self.model)

    def guarded(self) -> list[int]:
        return [fen for account, fen in self.model.balances.items() if account.rule.guarded]

    def teardown(self) -> None:
        self.traces.append((self.places.division, self.trace))


def _rule_for(name: str) -> Any:
    def post(self, first, second, fen):
        self.order(name, first, second, fen)

    post.__name__ = f"post_{name}"
    return rule(first=NUMBERS, second=NUMBERS, fen=FEN)(post)


for _name in ORDERS:
    setattr(LedgerMachine, f"post_{_name}", _rule_for(_name))


def play(
    book: Book | None, *, examples: int, steps: int = 50, number: int, shrink: bool = True
) -> type[LedgerMachine]:
    """Let a machine of its own play on a book, and return it with its tallies and traces.

    ``number`` is the seed: the same one draws the same steps.
    """
    words = {"book": book, "traces": [], "tally": Counter(), "divisions": count(100_001)}
    playing = type("Playing", (LedgerMachine,), words)
    run_state_machine_as_test(
        seed(number)(playing),
        settings=settings(
            max_examples=examples,
            stateful_step_count=steps,
            deadline=None,
            database=None,
            phases=[Phase.generate, Phase.shrink] if shrink else [Phase.generate],
            report_multiple_bugs=False,
            suppress_health_check=list(HealthCheck),
        ),
    )
    return playing


def journal(book: Book, division: str) -> list[tuple]:
    """Return the entries of a division in the order in which they were posted, unnumbered."""
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT e.key, e.leg, e.event, e.debit, e.credit, e.amount_fen, e.day FROM batch AS b"
            " JOIN entry AS e ON e.batch = b.id WHERE b.division = %s AND b.year = 2026"
            " ORDER BY e.batch, e.line",
            (division,),
        )
        return [
            (key.bytes if hasattr(key, "bytes") else bytes(key), *rest)
            for key, *rest in cursor.fetchall()
        ]


def compare(book: Book, division: str, model: Ledger) -> None:
    """Assert that a book and the model hold the same balances and the same journal.

    Always: so the balances of the book are the sums of its entries, because the model's are.
    """
    with book.connection.cursor() as cursor:
        cursor.execute(
            "SELECT b.pot, b.guarded, b.open_fen, b.held_fen, b.done_fen FROM pot AS p"
            " JOIN balance AS b ON b.pot = p.id WHERE p.division = %s",
            (division,),
        )
        rows = cursor.fetchall()
    standing = {
        pot * 4 + place: fen for pot, _, *money in rows for place, fen in enumerate(money) if fen
    }
    assert standing == {account.number: fen for account, fen in model.balances.items() if fen}
    assert all(min(money) >= 0 for _, guarded, *money in rows if guarded)
    entries = journal(book, division)
    assert entries == model.journal
    sums: dict[int, int] = {}
    for _, _, _, debit, credit, fen, _ in entries:
        sums[debit] = sums.get(debit, 0) + fen
        sums[credit] = sums.get(credit, 0) - fen
    sides = {account.number: account.rule.side for account in model.balances}
    assert standing == {number: fen * sides[number] for number, fen in sums.items() if fen}


def replay(book: Book, division: str, trace: list[Step]) -> Ledger:
    """Carry out a trace on a book, comparing every answer; return the model at its end."""
    model, homes = Ledger(), {}
    for step in trace:
        expected = on_model(model, division, step)
        found = on_book(book, division, step)
        assert not (wrong := differences(expected, found, homes)), (step, wrong)
    compare(book, division, model)
    return model
