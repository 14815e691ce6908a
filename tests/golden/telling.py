"""Tell a played year as an auditor reads it: every voucher, and every total after it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from fisc.engines.ledger.moves import ELEMENTS, Pot
from fisc.law.chart import Event, Role, chart
from fisc.record.book import Book
from fisc.stages.allot import queries as allot
from fisc.stages.close import queries as close
from fisc.values import Book as Budget
from fisc.values import Money

PEOPLE_WORDS: Final = (
    "maker",
    "by",
    "reviewer",
    "registrar",
    "allocator",
    "checker",
    "issuer",
    "payer",
    "officer",
)
ACT_NAMES: Final[Mapping[str, tuple[str, str]]] = {
    "adopt_budget": ("批准预算", "Budget adopted"),
    "issue_directly": ("批复即下达", "Indicator replied and released"),
    "register_indicator": ("登记待分配指标", "Indicator registered"),
    "allocate": ("分配指标", "Indicator allocated"),
    "issue": ("下达指标", "Indicator issued"),
    "submit_payment": ("提交支付申请", "Payment submitted"),
    "pay_payment": ("支付并对账", "Payment released, paid and reconciled"),
    "return_payment": ("资金退回并对账", "Money returned and reconciled"),
    "use_reserve": ("动支预备费", "Reserve used"),
    "recall": ("收回指标", "Indicator recalled"),
    "vire": ("预算调剂", "Virement"),
    "issue_transfer": ("下达转移支付", "Transfer issued"),
    "apply_transfer": ("申请拨付", "Remittance applied for"),
    "pay_transfer": ("拨付转移支付", "Transfer remitted"),
    "close_month": ("月结", "Month closed"),
    "close_year": ("年终结账", "Year closed"),
    "open_year": ("新年度开账", "Year opened"),
}


@dataclass(frozen=True)
class Leg:
    """One move of the journal, by role."""

    key: bytes
    day: date
    event: Event
    debit: Role
    credit: Role
    amount: Money
    into: Pot
    out: Pot


@dataclass(frozen=True)
class Told:
    """A voucher as the handbook counts them: the moves of one event under one key."""

    serial: int
    year: int
    legs: Sequence[Leg]

    @property
    def event(self) -> Event:
        return self.legs[0].event

    @property
    def day(self) -> date:
        return self.legs[0].day

    def sides(self) -> dict[tuple[str, str], int]:
        """Return what is debited and credited, by side and role, in fen."""
        sums: dict[tuple[str, str], int] = {}
        for leg in self.legs:
            for side, role in (("debit", leg.debit), ("credit", leg.credit)):
                sums[side, role.name] = sums.get((side, role.name), 0) + leg.amount.fen
        return sums


@dataclass
class Journal:
    """Reads what is new in the journal, counts it as vouchers and adds it up by role."""

    book: Book
    seen: int = 0
    serials: dict[int, int] = field(default_factory=dict)
    totals: dict[str, int] = field(default_factory=dict)

    def new(self) -> list[Told]:
        """Return the vouchers that were posted since the last call."""
        grouped: dict[tuple[bytes, str], list[Leg]] = {}
        for leg in self._legs():
            grouped.setdefault((leg.key, leg.event.name), []).append(leg)
        vouchers = []
        for legs in grouped.values():
            year = legs[0].into.year
            self.serials[year] = self.serials.get(year, 0) + 1
            vouchers.append(Told(self.serials[year], year, legs))
        return vouchers

    def _legs(self) -> Iterator[Leg]:
        with self.book.connection.cursor() as cursor:
            cursor.execute(
                "SELECT batch, key, day, event, debit, credit, amount_fen FROM entry"
                " WHERE batch > %s AND leg < 1000 ORDER BY batch, line",
                (self.seen,),
            )
            rows = cursor.fetchall()
        for batch, key, day, event, debit, credit, fen in rows:
            self.seen = batch
            into, out = self.book.pot(debit >> 2), self.book.pot(credit >> 2)
            yield Leg(
                key.bytes if hasattr(key, "bytes") else bytes(key),
                date.fromordinal(day),
                chart().event_by_number[abs(event)],
                chart().role_at[into.family, debit & 3],
                chart().role_at[out.family, credit & 3],
                Money(fen),
                into,
                out,
            )

    def add(self, voucher: Told) -> None:
        """Add a voucher to the totals by role."""
        for (side, name), fen in voucher.sides().items():
            role = chart().roles[name]
            sign = role.side if side == "debit" else -role.side
            self.totals[name] = self.totals.get(name, 0) + sign * fen


def entry_line(entry: Mapping[str, Any]) -> str:
    """Tell what was done on a day, by whom, under which number."""
    chinese, english = ACT_NAMES[entry["act"]]
    number = entry.get("number") or entry.get("payment") or ""
    if "indicator" in entry and isinstance(entry["indicator"], dict):
        number = entry["indicator"]["number"]
    people = [str(entry[word]) for word in PEOPLE_WORDS if word in entry]
    month = f" {entry['month']:02d}" if "month" in entry else ""
    return f"{entry['day']}  {chinese} {english}{month}  {number}  ({', '.join(people)})"


def voucher_lines(voucher: Told) -> Iterator[str]:
    """Tell one voucher: its event in both languages, debits, credits, and what they are for."""
    event = voucher.event
    whole = Money.total(leg.amount for leg in voucher.legs)
    yield (
        f"V{voucher.serial:04d}  {voucher.day}  {event.handbook or '---'} {event.name_zh} "
        f"{event.name_en}  {whole}"
    )
    for (side, name), fen in voucher.sides().items():
        word = "借 Dr" if side == "debit" else "贷 Cr"
        yield f"       {word} {_role(name)}  {Money(fen)}"
        for leg in voucher.legs:
            role, pot = (leg.debit, leg.into) if side == "debit" else (leg.credit, leg.out)
            what = " ".join(filter(None, (getattr(pot, element) for element in ELEMENTS)))
            if role.name == name and what:
                yield f"             {what}: {leg.amount}"


def totals_lines(totals: Mapping[str, int]) -> Iterator[str]:
    """Tell every role that holds something, and the chain identity."""
    stages = sources = 0
    for role in chart().roles.values():
        fen = totals.get(role.name, 0)
        if fen:
            stages += fen if role.side > 0 else 0
            sources += fen if role.side < 0 else 0
            yield f"         = {_role(role.name)}  {Money(fen)}"
    yield f"         = 阶段 stages {Money(stages)}, 来源 sources {Money(sources)}"


def statements(division: str, year: int) -> Iterator[str]:
    """Tell what the queries of the stages say of a closed year."""
    yield "决算 Final accounts (预算 budget, 调整预算 adjusted, 决算数 final)"
    rows = close.final_accounts(division, year)
    for row in rows:
        final = "-" if row.final is None else str(row.final)
        yield (
            f"  {row.side} {row.line or '--'} {row.code} {row.name_zh} {row.name_en}: "
            f"{row.budget}, {row.adjusted}, {final}"
        )
    for side in ("revenue", "expenditure"):
        sums = close.totals(rows, Budget.GENERAL, side)
        yield f"  {side} 合计 total: " + ", ".join("-" if m is None else str(m) for m in sums)
    yield "结转 Carried over (来源年度 origin year, 原科目 where it stood)"
    for carried in close.carry_over(division, year):
        what = carried.indicator or carried.function or "-"
        yield (f"  {carried.origin} {carried.role_zh} {carried.role_en} {what}: {carried.amount}")


def indicator_lines(division: str, year: int) -> Iterator[str]:
    """Tell every indicator with all its stages, before the year is closed."""
    yield "指标 Indicators (下达 granted, 待 pending, 可执行 executable, 支付 paid, 状态 state)"
    for own in allot.indicators(division, year):
        assert own.conserved.allowed, own.conserved.why
        yield (
            f"  {own.number} {own.unit or '-'} {own.function}: {own.granted}, {own.pending}, "
            f"{own.executable}, {own.paid}, {own.state}"
        )


def trial_lines(division: str, year: int) -> Iterator[str]:
    """Tell the trial balance of a year."""
    for trial in close.trial_balances(division, year):
        yield f"试算平衡 Trial balance {year} ({trial.book})"
        for line in trial.lines:
            side = "借 Dr" if line.side > 0 else "贷 Cr"
            yield f"  {side} {line.code} {line.name_zh} {line.name_en}: {line.balance}"
        yield f"  {trial.verdict.said('zh')}"
        yield f"  {trial.verdict.said('en')}"


def joined(lines: Iterable[str]) -> str:
    """Return lines as one text."""
    return "\n".join(lines) + "\n"


def _role(name: str) -> str:
    role = chart().roles[name]
    code = chart().accounts[Budget.GENERAL, name]
    return f"{code} {role.name_zh} {role.name_en}"
