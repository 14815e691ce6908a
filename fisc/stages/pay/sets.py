"""Many requests, or many answers of the bank, in one writing and with the answers of one by one.

What is plain goes through the ledger as one set; whatever is not (a tight pot is still plain, a
contradiction is not) goes its single way.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from django.db import IntegrityError

from fisc.engines.controls.indicators import BALANCE
from fisc.engines.controls.outcomes import Control
from fisc.engines.controls.requests import Standing, check_request, stopping, warning
from fisc.record.book import Book
from fisc.stages.pay import standing
from fisc.stages.pay.bank import Message, Taken, append_confirmed, receive_bank_receipt
from fisc.stages.pay.models import (
    BankDifference,
    BankInstruction,
    BankReceipt,
    PaymentRequest,
)
from fisc.stages.pay.persons import misplaced, own_work
from fisc.stages.pay.receipts import Receipt
from fisc.stages.pay.requests import (
    append_refused,
    append_requested,
    hold_unit,
    put_submitted,
    submit_request,
)
from fisc.stages.pay.signing import Deed, Done, UnknownRequest, digest, once, sign
from fisc.stages.pay.states import (
    SENT,
    DifferenceKind,
    InstructionState,
    ReceiptFate,
    ReceiptKind,
    State,
)
from fisc.stages.pay.vouchers import application, ledger_refusal, resolution
from fisc.values import Money


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
        deeds = {r.number: Deed("submit", officer, day, at, f"{key}/{r.number}") for r in requests}
        receipts: dict[str, Receipt] = {}
        fine: list[tuple[PaymentRequest, tuple[Control, ...]]] = []
        for request in requests:
            asked = digest("submit", request.number, {})
            if earlier := once(deeds[request.number].key, asked):
                receipts[request.number] = earlier
            elif request.state == State.REVIEWED:
                refusals, warnings = _judge(book, request, officer, day, [r for r, _ in fine])
                if refusals:
                    if not refusals[0].id.startswith(("SOD", "ROLE")):
                        append_refused(book, request, deeds[request.number], refusals)
                    receipts[request.number] = sign(
                        deeds[request.number], request.number, request.state, Done(refusals), asked
                    )
                else:
                    fine.append((request, warnings))
        receipts |= _reserve(book, fine, deeds, day)
    return receipts


def _judge(
    book: Book,
    request: PaymentRequest,
    officer: str,
    day: date,
    before: Sequence[PaymentRequest],
) -> tuple[tuple[Control, ...], tuple[Control, ...]]:
    """Return the refusals and the warnings of a request that follows others of its set."""
    people = misplaced("submit", officer, division=request.division, unit=request.unit)
    people = people or own_work("submit", officer, request)
    if people:
        return people, ()
    limits = standing.limits_on(day)
    known = standing.gather(book, request, day, limits)
    enough = known.balance is not None and Money(request.amount_fen or 0) <= known.balance.available
    for other in before:
        known = _after(known, other, request, day)
    controls = check_request(standing.draft_of(request, day), known, limits)
    # Whether those before it in the set do fit is the ledger's to say, not the guess made here.
    stops = tuple(c for c in stopping(controls) if c.id != BALANCE.id or not enough)
    return stops, warning(controls)


def _after(known: Standing, other: PaymentRequest, request: PaymentRequest, day: date) -> Standing:
    """Return what is known of a request once another one of its set is submitted."""
    if known.balance is not None and other.pot == request.pot:
        fen = Money(other.amount_fen or 0)
        balance = replace(
            known.balance,
            available=known.balance.available - fen,
            reserved=known.balance.reserved + fen,
            reserved_count=known.balance.reserved_count + 1,
        )
        known = replace(known, balance=balance)
    same = (other.account, other.amount_fen) == (request.account, request.amount_fen)
    if same and known.twins is not None:
        twin = replace(standing.twin_of(other), day=day)
        known = replace(known, twins=(*known.twins, twin))
    invoice = (request.invoice, request.invoice_seller)
    if known.invoice_uses is not None and (other.invoice, other.invoice_seller) == invoice:
        known = replace(known, invoice_uses=(*known.invoice_uses, other.number))
    return known


def _reserve(
    book: Book,
    fine: Sequence[tuple[PaymentRequest, tuple[Control, ...]]],
    deeds: dict[str, Deed],
    day: date,
) -> dict[str, Receipt]:
    """Post the reservations as a set; write the state of those that fit, refuse the others."""
    if not fine:
        return {}
    deed = deeds[fine[0][0].number]
    posted = book.post_all(
        [application(request, day) for request, _ in fine], actor=deed.officer, at=deed.at
    )
    receipts: dict[str, Receipt] = {}
    for (request, warnings), answer in zip(fine, posted, strict=True):
        asked = digest("submit", request.number, {})
        done = Done(warnings=warnings)
        if answer.done:
            put_submitted(request, deed.officer, day, warnings)
            request.save()
            append_requested(book, request, deeds[request.number], warnings)
        else:
            done = Done(ledger_refusal(book, request, answer))
            append_refused(book, request, deeds[request.number], done.refusals)
        receipts[request.number] = sign(
            deeds[request.number], request.number, request.state, done, asked
        )
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
        taken = _confirm_set(book, division, plain, Deed("answer", officer, day, at, "set"))
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
        ).update(settled_at=deed.at, settled_by=deed.officer, settlement="answered: paid")
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
