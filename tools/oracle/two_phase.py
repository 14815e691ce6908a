"""Set ``ledger-two-phase``: reservations, commitments and releases with hard limits.

OUT is one file, a row for each row of ``cases.csv`` that asks something. Rows whose concepts the
ledger does not have, or that depend on such a row, are left out and named; which concepts those
are stands in ``out_of_scope.md``.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from itertools import groupby
from pathlib import Path
from typing import Final

from fisc.record.book import Book
from tools.oracle import Tell
from tools.oracle.tables import write
from tools.oracle.two_phase_desk import Desk, Refused, Unknown
from tools.oracle.two_phase_ledger import OutOfScope
from tools.oracle.two_phase_rows import BALANCES, EXPECTATIONS, Row, read

HEAD: Final = ("case", "step", "status", *BALANCES, "amount", "exists")
REQUESTS: Final = frozenset(("open_account", "transfer"))
NANOSECONDS: Final = {
    "seconds": 10**9,
    "milliseconds": 10**6,
    "microseconds": 10**3,
    "nanoseconds": 1,
}
CHAIN_OPEN: Final = "linked_event_chain_open"
# A number that cannot be read, or that no move can carry, is a ValueError.
LEFT_OUT: Final = (OutOfScope, Unknown, ValueError)
BEGIN: Final = datetime(2026, 1, 1, tzinfo=UTC)
Answer = dict[str, object]


def play(folder: Path, out: Path, tell: Tell) -> None:
    """Play every case of a folder on accounts of its own."""
    book = Book()
    answers: list[Answer] = []
    for case, rows in groupby(read(folder / "cases.csv"), key=lambda row: row.case):
        answers += Case(book, case, tell).play(list(rows))
    write(out, HEAD, answers)


class Case:
    """One case: its rows in order, its clock, and what it asked that could not be answered."""

    def __init__(self, book: Book, case: str, tell: Tell) -> None:
        self._book = book
        self._desk = Desk(book, case)
        self._tell = tell
        self._passed = 0  # nanoseconds since the beginning
        self._stopped = ""  # why the time is not known any more

    @property
    def _at(self) -> datetime:
        return BEGIN + timedelta(microseconds=self._passed // 1000)

    def play(self, rows: Sequence[Row]) -> Iterator[Answer]:
        """Yield the answers to the rows of the case."""
        for op, some in groupby(rows, key=lambda row: row.op):
            batch = list(some)
            if self._stopped:
                self._leave_out(batch, OutOfScope(f"follows {self._stopped}"))
                continue
            if op in REQUESTS:
                yield from self._requests(batch)
                continue
            for row in batch:
                yield from self._answered(row)

    def _requests(self, batch: Sequence[Row]) -> Iterator[Answer]:
        """Hand in the requests of a batch; those that are linked stand or fall together."""
        with self._book.act():
            for chain in _chains(batch):
                statuses = self._chain(chain)
                for row, status in zip(chain, statuses, strict=True):
                    if status:
                        yield _answer(row, status=status)

    def _chain(self, chain: Sequence[Row]) -> Sequence[str]:
        """Return the status of each row of a chain, empty where they are left out."""
        created: list[Row] = []
        try:
            with self._book.act():
                for row in chain:
                    self._hand_in(row, last=row is chain[-1])
                    created.append(row)
        except Refused as refused:
            statuses = ["linked_event_failed"] * len(chain)
            statuses[len(created)] = refused.status
            if chain[-1].linked:
                statuses[-1] = CHAIN_OPEN
            self._desk.remember_refusal(chain[len(created)], refused, self._at)
            return statuses
        except LEFT_OUT as why:
            self._leave_out(chain, why)
            return [""] * len(chain)
        return ["created"] * len(chain)

    def _hand_in(self, row: Row, *, last: bool) -> None:
        if last and row.linked:
            raise Refused(CHAIN_OPEN)
        self._desk.hand_in(row, self._at)

    def _answered(self, row: Row) -> Iterator[Answer]:
        try:
            with self._book.act():
                answer = self._act(row)
        except (*LEFT_OUT, Refused) as why:
            self._leave_out([row], why)
        else:
            if answer is not None:
                yield answer

    def _act(self, row: Row) -> Answer | None:
        """Do what a row says that is no request, and return its answer if it has one."""
        if row.op in EXPECTATIONS:
            return _answer(row, **self._expected(row))
        if row.op == "advance_clock":
            self._advance(row)
        elif row.op == "set_balance":
            self._desk.set_balance(row, {name: row.whole(name) for name in BALANCES}, self._at)
        elif row.op != "commit":
            raise OutOfScope(f"the operation {row.op}")
        return None

    def _expected(self, row: Row) -> Mapping[str, object]:
        desk = self._desk
        if row.op == "expect_balance":
            return desk.balances(row.id)
        if row.op == "expect_transfer_amount":
            return {"amount": desk.amount(row.id)}
        exists = desk.transfer_exists if row.op == "expect_transfer_exists" else desk.account_exists
        return {"exists": str(exists(row.id)).lower()}

    def _advance(self, row: Row) -> None:
        unit = row.values["flags"]
        if unit not in NANOSECONDS:
            self._stopped = f"a clock that counts {unit or 'nothing'}"
            raise OutOfScope(self._stopped)
        self._passed += row.whole("amount") * NANOSECONDS[unit]
        self._desk.expire(self._at)

    def _leave_out(self, rows: Sequence[Row], why: Exception) -> None:
        for row in rows:
            self._desk.forget(row)
            self._tell(f"left out: {row.case} | {row.step} | {row.op} {row.id}: {why}")


def _chains(batch: Sequence[Row]) -> Iterator[list[Row]]:
    """Yield the chains of a batch: linked rows up to the first that is not."""
    chain: list[Row] = []
    for row in batch:
        chain.append(row)
        if not row.linked or row is batch[-1]:
            yield chain
            chain = []


def _answer(row: Row, **values: object) -> Answer:
    return {"case": row.case, "step": row.step, **values}
