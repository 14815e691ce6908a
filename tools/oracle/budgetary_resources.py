"""Set ``ledger-budgetary-resources``: sources of authority and what became of them.

An appropriation account is a budget line. Its source lines (1000 to 1899) are resources that come
in, each from a source of its own, or go out where they are below zero; what remains is issued, and
obligations (2190) are applied for against it. Totals are read back from the ledger; the published
totals (1910, 2500) are not looked at.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final

from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Move, Pot, Voucher
from fisc.exchange.amounts import Unit, written
from fisc.exchange.templates import Column, Kind, Template
from fisc.record.balances import Selection, Total, standing, totals
from fisc.record.book import Book
from fisc.values import ZERO, Money, Words
from tools.oracle import Tell
from tools.oracle.lines import applied, line
from tools.oracle.tables import entries, write

DIVISION: Final = "239901"
YEAR: Final = 2016
DAY: Final = date(YEAR, 3, 31)
ACTOR: Final = "oracle"
OBLIGATIONS: Final = 2190
TOTALS: Final = frozenset((1910, 2500))
# Which source of the ledger a range of source lines comes from; the last named one that begins
# at or below a line is meant.
SOURCES: Final = (
    (1000, "open_carried_resources", "source_carried"),
    (1010, "approve_transfer_in", "source_transfer_in"),
    (1020, "open_carried_resources", "source_carried"),
    (1100, "approve_revenue", "source_own"),
    (1400, "approve_debt", "source_debt"),
    (1500, "approve_revenue", "source_own"),
    (1700, "approve_remittance_from_below", "source_below"),
)
END: Final = 1900
FAMILIES: Final = tuple(sorted({role for _, _, role in SOURCES}))
HEAD: Final = (
    "account",
    "total_resources",
    "total_status",
    "obligations",
    "unobligated_balance",
)
LINES: Final = Template(
    key="budgetary_resources",
    version=1,
    name=Words("Budgetary resources", "预算资源"),
    purpose=Words("The lines of each appropriation account.", "每个拨款账户的各行金额。"),
    columns=(
        Column(key="account", name=Words("Account", "账户"), required=True),
        Column(key="line", name=Words("Line", "行次"), kind=Kind.WHOLE, required=True),
        Column(key="amount", name=Words("Amount", "金额"), kind=Kind.MONEY, required=True),
    ),
)


def play(folder: Path, out: Path, tell: Tell) -> None:
    """Take the lines of every account to the ledger and read its totals back."""
    book, at = Book(), datetime.now(UTC)
    accounts: dict[str, dict[int, Money]] = defaultdict(lambda: defaultdict(lambda: ZERO))
    other: set[int] = set()
    for entry in entries(folder / "lines.csv", LINES, tell):
        number, amount = entry["line"], entry["amount"]
        assert isinstance(number, int)  # noqa: S101 - the column is required
        assert isinstance(amount, Money)  # noqa: S101 - the column is required
        accounts[str(entry["account"])][number] += amount
        if not (SOURCES[0][0] <= number < END) and number not in {OBLIGATIONS, *TOTALS}:
            other.add(number)
    if other:
        tell(f"left out: lines {sorted(other)} are no sources and no obligations.")
    answers = []
    for account, lines in accounts.items():
        pot = line(DIVISION, YEAR, account)
        if _post(book, pot, lines, at, tell):
            answers.append(_answer(book, account, pot))
    write(out, HEAD, answers)


def _post(book: Book, pot: Pot, lines: Mapping[int, Money], at: datetime, tell: Tell) -> bool:
    """Post the sources and obligations of one account, all or none."""
    sources = {n: fen for n, fen in lines.items() if SOURCES[0][0] <= n < END and fen}
    # What comes in is posted before what goes out of it.
    numbers = sorted(sources, key=lambda number: (sources[number] < ZERO, number))
    vouchers = [_source(pot, number, sources[number]) for number in numbers]
    left = Money.total(sources.values())
    if left > ZERO:
        moves = (
            _move(pot, "arrange_expenditure", "expenditure_budget", "revenue_budget", left),
            _move(pot, "issue_directly", "executable", "expenditure_budget", left),
        )
        vouchers.append(Voucher(posting_key(f"{pot.indicator}/issue"), DAY, moves))
    obligations = lines.get(OBLIGATIONS, ZERO)
    if obligations:
        vouchers.append(applied(pot, obligations, key=f"{pot.indicator}/oblige", day=DAY))
    for voucher in vouchers:
        receipt = book.post(voucher, actor=ACTOR, at=at)
        if receipt.refusal is not None:
            tell(f"left out: {pot.indicator}: {receipt.refusal.why}")
            return False
    return True


def _source(pot: Pot, number: int, amount: Money) -> Voucher:
    key = posting_key(f"{pot.indicator}/{number}")
    if amount > ZERO:
        _, event, role = max(found for found in SOURCES if found[0] <= number)
        return Voucher(key, DAY, (_move(pot, event, "revenue_budget", role, amount),))
    moves = (
        _move(pot, "arrange_transfer_out", "transfer_out_budget", "revenue_budget", -amount),
        _move(pot, "make_transfer_out", "transfer_out_done", "transfer_out_budget", -amount),
    )
    return Voucher(key, DAY, moves)


def _move(pot: Pot, event: str, filled: str, emptied: str, amount: Money) -> Move:
    return Move(event, pot.account(filled), pot.account(emptied), amount)


def _answer(book: Book, account: str, pot: Pot) -> dict[str, str]:
    """Read resources from the sources of the account, and status from the line itself."""
    families = {total.key[0]: total for total in _families(book, account)}
    came = Money.total(families[name].open for name in FAMILIES if name in families)
    went = families["transfer_out"].done if "transfer_out" in families else ZERO
    now = standing(book, pot)
    return {
        "account": account,
        "total_resources": written(came - went, Unit.YUAN),
        "total_status": written(now.open + now.held + now.done, Unit.YUAN),
        "obligations": written(now.held + now.done, Unit.YUAN),
        "unobligated_balance": written(now.open, Unit.YUAN),
    }


def _families(book: Book, account: str) -> list[Total]:
    return totals(book, Selection(division=(DIVISION,), indicator=(account,)), by=("family",))
