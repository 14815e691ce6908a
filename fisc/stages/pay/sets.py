"""Many requests, or many answers of the bank, in one writing and with the answers of one by one.

What is plain goes through the ledger as one set; whatever is not (a tight pot is still plain, a
contradiction is not) goes its single way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime

from django.db import IntegrityError

from fisc.engines.controls.indicators import BALANCE
from fisc.engines.controls.outcomes import Control
from fisc.engines.controls.repeats import Twin
from fisc.engines.controls.requests import Standing, check_request, stopping, warning
from fisc.record.book import Book
from fisc.stages.pay import standing
from fisc.stages.pay.bank import ANSWER, Message, Taken, append_confirmed, receive_bank_receipt
from fisc.stages.pay.differences import answered, settled
from fisc.stages.pay.flow import paper_of
from fisc.stages.pay.models import (
    BankDifference,
    BankInstruction,
    BankReceipt,
    PaymentRequest,
)
from fisc.stages.pay.monthly import is_payroll
from fisc.stages.pay.onward import put_submitted, submit_request
from fisc.stages.pay.persons import misplaced, own_work
from fisc.stages.pay.receipts import Receipt
from fisc.stages.pay.requests import append_refused, append_requested, hold_unit
from fisc.stages.pay.signing import Deed, Done, UnknownRequest, digest, once, sign
from fisc.stages.pay.states import (
    SENT,
    DifferenceKind,
    InstructionState,
    ReceiptFate,
    ReceiptKind,
    State,
)
from fisc.stages.pay.vouchers import amount_of, application, ledger_refusal, resolution
from fisc.values import ZERO, Money


def submit_many(
    *, numbers: Sequence[str], officer: str, day: date, at: datetime, key: str
) -> tuple[Receipt, ...]:
    """Submit reviewed requests of one unit and year as a set; each gets its own answer.

    Every request meets the same controls as alone, and sees those before it in the set; the
    reservations are posted as one set. Each is signed under ``key/number``.

    Shape: one receipt for each number, in the order given.

    Raises:
        UnknownRequest: a number is not that of a request of the first one's unit and year.
        OutOfTurn, KeyReused: see ``signing``.
    """
    try:
        receipts = _submit_set(numbers, officer, day, at, key)
    except IntegrityError:  # an invoice was used elsewhere at this moment; one by one finds which
        receipts = {}
    for number in numbers:
        if number not in receipts:
            receipts[number] = submit_request(
                number=number, officer=officer, day=day, at=at, key=f"{key}/{number}"
            )
    return tuple(receipts[number] for number in numbers)


def _held(numbers: Sequence[str]) -> list[PaymentRequest]:
    """Return requests in the order given, all held.

    Raises:
        UnknownRequest: a number is not that of a request.
    """
    found: dict[str, PaymentRequest] = {}
    ordered = sorted(set(numbers))
    for start in range(0, len(ordered), 500):
        rows = PaymentRequest.objects.select_for_update().filter(
            number__in=ordered[start : start + 500]
        )
        found.update((row.number, row) for row in rows.order_by("number"))
    missing = [number for number in ordered if number not in found]
    if missing or not ordered:
        raise UnknownRequest(f"There is no payment request {missing[0] if missing else ''}.")
    return [found[number] for number in dict.fromkeys(numbers)]


@dataclass(slots=True)
class _Before:
    """What the requests of a set that come before another one mean for it."""

    pots: dict[tuple[int, str], Standing] = field(default_factory=dict)
    reserved: dict[int, tuple[int, int]] = field(default_factory=dict)
    twins: dict[tuple[str, int], tuple[Twin, ...]] = field(default_factory=dict)
    invoices: dict[tuple[str, str], tuple[str, ...]] = field(default_factory=dict)
    wages: Money = ZERO
    whole: Money = ZERO

    def add(self, request: PaymentRequest, day: date) -> None:
        """Remember a request that will be submitted."""
        self.whole += amount_of(request)
        if is_payroll(request):
            self.wages += amount_of(request)
        fen, count = self.reserved.get(request.pot, (0, 0))
        self.reserved[request.pot] = (fen + amount_of(request).fen, count + 1)
        pair = (request.account, amount_of(request).fen)
        twin = replace(standing.twin_of(request), day=day)
        self.twins[pair] = (*self.twins.get(pair, ()), twin)
        invoice = (request.invoice or "", request.invoice_seller)
        self.invoices[invoice] = (*self.invoices.get(invoice, ()), request.number)

    def then(self, known: Standing, request: PaymentRequest) -> Standing:
        """Return what is known of a request once those before it are submitted."""
        fen, count = self.reserved.get(request.pot, (0, 0))
        balance = known.balance and replace(
            known.balance,
            available=known.balance.available - Money(fen),
            reserved=known.balance.reserved + Money(fen),
            reserved_count=known.balance.reserved_count + count,
        )
        twins, uses = known.twins, known.invoice_uses
        if twins is not None:
            twins += self.twins.get((request.account, request.amount_fen or 0), ())
        if uses is not None:
            uses += self.invoices.get((request.invoice or "", request.invoice_seller), ())
        payroll = known.payroll and replace(known.payroll, used=known.payroll.used + self.wages)
        plan = known.plan and replace(known.plan, used=known.plan.used + self.whole)
        return replace(
            known, balance=balance, twins=twins, invoice_uses=uses, payroll=payroll, plan=plan
        )


def _submit_set(
    numbers: Sequence[str], officer: str, day: date, at: datetime, key: str
) -> dict[str, Receipt]:
    book = Book()
    with book.act():
        requests = _held(numbers)
        first = requests[0]
        if {(r.unit, r.year) for r in requests} != {(first.unit, first.year)}:
            raise UnknownRequest(f"A set is of one unit and year; {first.number} has others by it.")
        hold_unit(first.unit, first.year)
        deed = Deed("submit", officer, day, at, key)
        who = deed.who()
        place = misplaced(deed.act, who, division=first.division, unit=first.unit)
        before = _Before()
        receipts: dict[str, Receipt] = {}
        fine: list[tuple[PaymentRequest, tuple[Control, ...]]] = []
        for request in requests:
            own = replace(deed, key=f"{key}/{request.number}")
            asked = digest(deed.act, request.number, {})
            if earlier := once(own.key, asked):
                receipts[request.number] = earlier
            elif request.state == State.REVIEWED and request.turn == 1:
                # What came back once goes its single way: perhaps straight back to somebody.
                paper = paper_of(request, day, trail=())
                persons = place or own_work(deed.act, who, request, paper)
                refusals, warnings = (
                    (persons, ()) if persons else _judge(book, request, day, before)
                )
                if refusals:
                    if not persons:
                        append_refused(book, request, own, refusals)
                    done = Done(refusals)
                    receipts[request.number] = sign(own, request.number, request.state, done, asked)
                else:
                    fine.append((request, warnings))
                    before.add(request, day)
        receipts |= _reserve(book, fine, deed)
    return receipts


def _judge(
    book: Book, request: PaymentRequest, day: date, before: _Before
) -> tuple[tuple[Control, ...], tuple[Control, ...]]:
    """Return the refusals and the warnings of a request that follows others of its set."""
    limits = standing.limits_on(day)
    shared = (request.pot, request.bond_project)
    if shared not in before.pots:
        before.pots[shared] = standing.about_indicator(book, request, day)
    known = standing.gather(book, request, day, limits, before.pots[shared])
    balance = known.balance
    enough = balance is not None and amount_of(request) <= balance.available
    draft = standing.draft_of(request, day)
    controls = check_request(draft, before.then(known, request), limits)
    # Whether those before it in the set do fit is the ledger's to say, not the guess made here.
    stops = tuple(c for c in stopping(controls) if c.id != BALANCE.id or not enough)
    return stops, warning(controls)


def _reserve(
    book: Book,
    fine: Sequence[tuple[PaymentRequest, tuple[Control, ...]]],
    deed: Deed,
) -> dict[str, Receipt]:
    """Post the reservations as a set; write the state of those that fit, refuse the others."""
    if not fine:
        return {}
    vouchers = [application(request, deed.day) for request, _ in fine]
    posted = book.post_all(vouchers, actor=deed.officer, at=deed.at)
    receipts: dict[str, Receipt] = {}
    for (request, warnings), answer in zip(fine, posted, strict=True):
        own = replace(deed, key=f"{deed.key}/{request.number}")
        asked = digest(deed.act, request.number, {})
        done = Done(warnings=warnings)
        if answer.done:
            put_submitted(request, deed.officer, deed.day, warnings)
            request.moved_at = deed.at
            request.save()
            append_requested(book, request, own, warnings)
        else:
            done = Done(ledger_refusal(book, request, answer))
            append_refused(book, request, own, done.refusals)
        receipts[request.number] = sign(own, request.number, request.state, done, asked)
    return receipts


def confirm_many(
    *, division: str, messages: Sequence[Message], officer: str, day: date, at: datetime
) -> tuple[Taken, ...]:
    """Take many messages of the bank; plain full payments are posted as a set.

    Shape: one answer for each message, in the order given.
    """
    book = Book()
    with book.act():
        plain = _plain(division, messages)
        taken = _confirm_set(book, division, plain, Deed(ANSWER, officer, day, at, "set"))
    answers = []
    for place, message in enumerate(messages):
        answer = taken.get(place) or receive_bank_receipt(
            division=division, message=message, officer=officer, day=day, at=at
        )
        answers.append(answer)
    return tuple(answers)


def _plain(division: str, messages: Sequence[Message]) -> list[tuple[int, Message, PaymentRequest]]:
    """Return the messages that pay a sent request in full and were not seen before."""
    wanted: dict[str, tuple[int, Message]] = {}
    names: set[str] = set()
    for place, message in enumerate(messages):
        full = message.kind is ReceiptKind.PAID and message.end_to_end not in wanted
        if full and message.message not in names:
            wanted[message.end_to_end] = (place, message)
            names.add(message.message)
    seen: set[str] = set()
    spoken_of: set[str] = set()
    sent: set[str] = set()
    requests: list[PaymentRequest] = []
    for start in range(0, len(wanted), 500):
        some = sorted(wanted)[start : start + 500]
        requests += (
            PaymentRequest.objects.select_for_update()
            .filter(number__in=some, division=division, state__in=SENT)
            .order_by("number")
        )
        sent.update(
            BankInstruction.objects.filter(end_to_end__in=some, attempts__gt=0).values_list(
                "end_to_end", flat=True
            )
        )
        spoken_of.update(
            BankReceipt.objects.filter(end_to_end__in=some).values_list("end_to_end", flat=True)
        )
    ordered = sorted(names)
    for start in range(0, len(ordered), 500):
        seen.update(
            BankReceipt.objects.filter(message__in=ordered[start : start + 500]).values_list(
                "message", flat=True
            )
        )
    return [
        (place, message, request)
        for request in requests
        for place, message in (wanted[request.number],)
        if message.amount == Money(request.amount_fen or 0)
        and message.message not in seen
        and request.number not in spoken_of
        and request.number in sent
    ]


def _confirm_set(
    book: Book, division: str, plain: Sequence[tuple[int, Message, PaymentRequest]], deed: Deed
) -> dict[int, Taken]:
    """Confirm full payments as sets, one for each year of authority."""
    taken: dict[int, Taken] = {}
    for year in sorted({request.year for _, _, request in plain}):
        chosen = [one for one in plain if one[2].year == year]
        posted = book.post_all(
            [resolution(request, m.bank_day, m.amount) for _, m, request in chosen],
            actor=deed.officer,
            at=deed.at,
        )
        done = [one for one, answer in zip(chosen, posted, strict=True) if answer.done]
        _write_paid(book, division, done, deed)
        for place, message, request in done:
            taken[place] = Taken(
                message.message, request.number, ReceiptFate.APPLIED, str(State.PAID)
            )
    return taken


def _write_paid(
    book: Book, division: str, done: Sequence[tuple[int, Message, PaymentRequest]], deed: Deed
) -> None:
    for _, message, request in done:
        request.state, request.paid_day = State.PAID, message.bank_day
        request.paid_fen = message.amount.fen
    requests = [request for _, _, request in done]
    PaymentRequest.objects.bulk_update(requests, ["state", "paid_day", "paid_fen"], batch_size=200)
    numbers = [request.number for request in requests]
    for start in range(0, len(numbers), 500):
        some = numbers[start : start + 500]
        BankInstruction.objects.filter(end_to_end__in=some).update(state=InstructionState.ANSWERED)
        BankDifference.objects.filter(
            division=division,
            end_to_end__in=some,
            kind=DifferenceKind.UNANSWERED,
            settled_at=None,
        ).update(**settled(deed, answered(str(State.PAID))))
    BankReceipt.objects.bulk_create(
        [
            BankReceipt(
                message=message.message,
                division=division,
                end_to_end=message.end_to_end,
                kind=message.kind,
                amount_fen=message.amount.fen,
                bank_day=message.bank_day,
                fate=ReceiptFate.APPLIED,
                at=deed.at,
            )
            for _, message, _ in done
        ],
        batch_size=500,
    )
    for _, message, request in done:
        own = replace(deed, key=f"bank/{message.message}")
        append_confirmed(book, request, own, message.amount, message.bank_day)
