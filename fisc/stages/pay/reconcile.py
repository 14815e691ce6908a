"""The end of a bank's day: vouchers, statement and ledger must be one sum.

The statement decides what a lost answer left open. What it does not explain becomes a difference
in a queue, with what the books have more than the bank; only what no difference explains is
"unexplained", and that must be nothing.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from django.db.models import Q, Sum

from fisc.record import facts
from fisc.record.book import Book
from fisc.stages.pay.bank import Message, apply_message
from fisc.stages.pay.day_reports import DayReport, Line, body_of, report_of
from fisc.stages.pay.day_sums import (
    SLICE,
    booked_by_number,
    ledger_of_day,
    net_by_number,
    payers_of_day,
    total,
)
from fisc.stages.pay.differences import open_difference, settled
from fisc.stages.pay.models import (
    BankDifference,
    BankInstruction,
    PaymentRequest,
    Refund,
    StatementLine,
)
from fisc.stages.pay.persons import misplaced, paid_it
from fisc.stages.pay.receipts import Receipt
from fisc.stages.pay.signing import Deed, digest, once, signature
from fisc.stages.pay.states import (
    DifferenceKind,
    InstructionState,
    ReceiptFate,
    ReceiptKind,
    State,
)
from fisc.values import ZERO, Money, Words


class OtherStatement(ValueError):
    """The bank's day was reconciled with another statement before."""


def reconcile_day(
    *,
    division: str,
    bank_day: date,
    statement: Sequence[Line],
    officer: str,
    day: date,
    at: datetime,
    key: str,
) -> DayReport:
    """Put the bank's statement of a day beside the vouchers and the ledger, and settle or ask.

    A payment on the statement whose answer was lost is confirmed by it. A sent payment that is
    neither answered nor on a statement is from now on unknown: it is repeated under its own
    number, or a person decides. The reconciled payments are cleared. Whoever audited or released
    a payment of the day may not reconcile it.

    Always: run again with the same key, it answers the same and changes nothing.

    Raises:
        OtherStatement: the day was reconciled with other lines before.
        KeyReused: the key was used before for something else.
        UnknownPerson: nobody is registered under that name.
    """
    book = Book()
    deed = Deed("reconcile", officer, day, at, key)
    listed = [[line.end_to_end, str(line.kind), line.amount.fen] for line in statement]
    asked = digest(deed.act, f"{division} {bank_day}", {"lines": listed})
    if earlier := _earlier(book, deed, division, bank_day, asked):
        return earlier
    who = deed.who()
    refusals = misplaced(deed.act, who, division=division) or paid_it(
        deed.act, who, division, payers_of_day(division, bank_day, statement)
    )
    if refusals:
        return DayReport(division=division, bank_day=bank_day, lines=len(listed), refusals=refusals)
    with book.act():
        _keep(division, bank_day, statement)
    found = sum(
        _settle_line(division, bank_day, number, deed) for number in _open(bank_day, statement)
    )
    with book.act():
        if earlier := _earlier(book, deed, division, bank_day, asked):
            return earlier
        return _finish(book, division, bank_day, deed, asked, found)


def _finish(
    book: Book, division: str, bank_day: date, deed: Deed, asked: str, found: int
) -> DayReport:
    _hold_day(division, bank_day)
    _doubt(division, bank_day, deed)
    matched = _compare(division, bank_day, deed)
    report = _sum_up(book, division, bank_day, deed, matched, found)
    facts.append(
        book,
        division=division,
        kind="DayReconciled",
        key=_fact_key(deed, division, bank_day),
        day=deed.day,
        actor=deed.officer,
        at=deed.at,
        subject=f"{division}/{bank_day}",
        body=body_of(report),
    )
    receipt = Receipt(f"{division}/{bank_day}", deed.act, "reconciled", done=True)
    signature(deed, receipt, asked).save(force_insert=True)
    return report


def _keep(division: str, bank_day: date, statement: Sequence[Line]) -> None:
    """Keep the lines of a statement as they came; a day has one statement."""
    lines = [
        (number, line.end_to_end, str(line.kind), line.amount.fen)
        for number, line in enumerate(statement, 1)
    ]
    kept = list(
        StatementLine.objects.filter(division=division, bank_day=bank_day)
        .order_by("line")
        .values_list("line", "end_to_end", "kind", "amount_fen")
    )
    if kept and kept != lines:
        raise OtherStatement(
            f"{division} has another statement of {bank_day} with {len(kept)} lines; "
            "ask the bank which one holds."
        )
    if not kept:
        StatementLine.objects.bulk_create(
            [
                StatementLine(
                    division=division,
                    bank_day=bank_day,
                    line=number,
                    end_to_end=end_to_end,
                    kind=kind,
                    amount_fen=fen,
                )
                for number, end_to_end, kind, fen in lines
            ],
            batch_size=SLICE,
        )


def _open(bank_day: date, statement: Sequence[Line]) -> list[str]:
    """Return the numbers on a statement that the books do not agree with yet."""
    numbers = sorted({line.end_to_end for line in statement})
    said: dict[str, Counter[tuple[str, int]]] = {number: Counter() for number in numbers}
    for line in statement:
        said[line.end_to_end][line.kind, line.amount.fen] += 1
    plain: set[str] = set()
    for start in range(0, len(numbers), SLICE):
        some = numbers[start : start + SLICE]
        rows = PaymentRequest.objects.filter(number__in=some, paid_day=bank_day)
        for number, fen in rows.values_list("number", "paid_fen"):
            if said[number] == Counter({(str(ReceiptKind.PAID), fen): 1}):
                plain.add(number)
    return [number for number in numbers if number not in plain]


def _settle_line(division: str, bank_day: date, number: str, deed: Deed) -> int:
    """Let the statement's lines about one payment decide what its lost answers left open."""
    book, found = Book(), 0
    with book.act():
        request = (
            PaymentRequest.objects.select_for_update()
            .filter(number=number, division=division)
            .first()
        )
        lines = StatementLine.objects.filter(
            division=division, bank_day=bank_day, end_to_end=number
        )
        booked: Counter[int] = Counter(
            Refund.objects.filter(number=number, bank_day=bank_day).values_list(
                "amount_fen", flat=True
            )
        )
        for line in lines.order_by("kind", "line"):  # what was paid comes before what came back
            kind, amount = ReceiptKind(line.kind), Money(line.amount_fen)
            if kind is ReceiptKind.RETURNED and booked[amount.fen] > 0:
                booked[amount.fen] -= 1
                continue
            if kind is ReceiptKind.PAID and _stands(request, amount, bank_day):
                continue
            message = Message(f"statement/{bank_day}/{line.line}", number, kind, amount, bank_day)
            fate = apply_message(book, request, message, deed, division)
            found += fate is ReceiptFate.APPLIED
    return found


def _stands(request: PaymentRequest | None, amount: Money, bank_day: date) -> bool:
    return request is not None and (request.paid_fen, request.paid_day) == (amount.fen, bank_day)


def _hold_day(division: str, bank_day: date) -> None:
    """Hold the payments of the day and those without an answer, before anything is written."""
    silent = BankInstruction.objects.filter(
        division=division, state=InstructionState.SENT, sent_day__lte=bank_day
    ).values("end_to_end")
    concerned = PaymentRequest.objects.filter(
        Q(number__in=silent) | Q(division=division, paid_day=bank_day)
    )
    list(concerned.select_for_update().order_by("number").values_list("number"))


def _doubt(division: str, bank_day: date, deed: Deed) -> None:
    """Mark what was sent and never answered as unknown."""
    silent = BankInstruction.objects.filter(
        division=division, state=InstructionState.SENT, sent_day__lte=bank_day
    )
    numbers = list(silent.order_by("end_to_end").values_list("end_to_end", "amount_fen"))
    for start in range(0, len(numbers), SLICE):
        some = [number for number, _ in numbers[start : start + SLICE]]
        silent.filter(end_to_end__in=some).update(state=InstructionState.UNKNOWN)
        PaymentRequest.objects.filter(number__in=some, state=State.RELEASED).update(
            state=State.UNKNOWN
        )
    for number, fen in numbers:
        open_difference(
            division=division,
            kind=DifferenceKind.UNANSWERED,
            end_to_end=number,
            bank_day=bank_day,
            gap=ZERO,
            said=Words(
                f"{number} over {Money(fen)} was sent and neither answered nor on the statement.",
                f"{number}（{Money(fen)}）已发送，无回单且不在对账单上，待核实。",
            ),
            at=deed.at,
        )


def _compare(division: str, bank_day: date, deed: Deed) -> int:
    """Open a difference for every payment of the day on which bank and books disagree.

    Returns how many payments agree; those are cleared.
    """
    bank = net_by_number(StatementLine.objects.filter(division=division, bank_day=bank_day))
    books = booked_by_number(division, bank_day)
    agreed: list[str] = []
    for number in sorted(bank.keys() | books.keys()):
        gap = Money(books.get(number, 0) - bank.get(number, 0))
        if not gap:
            agreed.append(number)
            continue
        kind = (
            DifferenceKind.NOT_ON_STATEMENT
            if number not in bank
            else DifferenceKind.AMOUNT_DIFFERS
            if number in books
            else DifferenceKind.UNKNOWN_NUMBER
        )
        said = Words(
            f"{number} on {bank_day}: the books have {Money(books.get(number, 0))}, the bank has "
            f"{Money(bank.get(number, 0))}.",
            f"{bank_day} {number}：账面 {Money(books.get(number, 0))}，"
            f"银行 {Money(bank.get(number, 0))}。",
        )
        open_difference(
            division=division,
            kind=kind,
            end_to_end=number,
            bank_day=bank_day,
            gap=gap,
            said=said,
            at=deed.at,
        )
    _settle_agreed(division, bank_day, set(agreed), deed)
    for start in range(0, len(agreed), SLICE):
        PaymentRequest.objects.filter(
            number__in=agreed[start : start + SLICE], state=State.PAID
        ).update(state=State.CLEARED)
    return len(agreed)


def _settle_agreed(division: str, bank_day: date, agreed: set[str], deed: Deed) -> None:
    """Settle what was open about payments on which bank and books now agree."""
    still = BankDifference.objects.filter(division=division, bank_day=bank_day, settled_at=None)
    for difference in still:
        if difference.end_to_end in agreed:
            difference.gap_fen = 0
            said = Words(f"the statement of {bank_day} agrees", f"与 {bank_day} 对账单一致")
            for name, value in settled(deed, said).items():
                setattr(difference, name, value)
            difference.save()


def _sum_up(
    book: Book, division: str, bank_day: date, deed: Deed, matched: int, found: int
) -> DayReport:
    """Compare the three sums, each taken from its own source."""
    lines = StatementLine.objects.filter(division=division, bank_day=bank_day)
    paid_out = PaymentRequest.objects.filter(division=division, paid_day=bank_day)
    back = Refund.objects.filter(division=division, bank_day=bank_day)
    prior_year = total(back.filter(same_year=False).aggregate(fen=Sum("amount_fen")))
    vouchers = total(paid_out.aggregate(fen=Sum("paid_fen"))) - total(
        back.aggregate(fen=Sum("amount_fen"))
    )
    bank = total(lines.filter(kind=ReceiptKind.PAID).aggregate(fen=Sum("amount_fen"))) - total(
        lines.filter(kind=ReceiptKind.RETURNED).aggregate(fen=Sum("amount_fen"))
    )
    ledger = ledger_of_day(book, division, bank_day, deed.at)
    astray = vouchers + prior_year - ledger
    if astray:
        open_difference(
            division=division,
            kind=DifferenceKind.LEDGER_DIFFERS,
            end_to_end=f"{division}/{bank_day}",
            bank_day=bank_day,
            gap=ZERO,
            said=Words(
                f"The vouchers of {bank_day} say {vouchers + prior_year}, the ledger {ledger}.",
                f"{bank_day} 凭证 {vouchers + prior_year}，账本 {ledger}，不一致。",
            ),
            at=deed.at,
        )
    still = BankDifference.objects.filter(division=division, bank_day=bank_day)
    explained = total(still.aggregate(fen=Sum("gap_fen")))
    return DayReport(
        division=division,
        bank_day=bank_day,
        lines=lines.count(),
        matched=matched,
        found=found,
        vouchers=vouchers,
        bank=bank,
        ledger=ledger,
        prior_year=prior_year,
        differences=still.filter(settled_at=None).count(),
        unexplained=vouchers - bank - explained + astray,
    )


def _earlier(book: Book, deed: Deed, division: str, bank_day: date, asked: str) -> DayReport | None:
    """Return the report that was given under this key."""
    if once(deed.key, asked) is None:
        return None
    fact = facts.find(book, _fact_key(deed, division, bank_day))
    if fact is None:
        raise LookupError(f"The day {division}/{bank_day} was signed for, but is not on record.")
    return report_of(fact.body)


def _fact_key(deed: Deed, division: str, bank_day: date) -> str:
    return f"reconciled/{division}/{bank_day}/{deed.key}"
