"""Acts of the pay centre: audit a request, release it to the bank, return it, let it expire."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from fisc.engines.controls.outcomes import Control, Title, refused
from fisc.engines.controls.payees import payee_control
from fisc.engines.organisation.flows import AUTHOR
from fisc.engines.organisation.paper_acts import Wish, judge
from fisc.engines.organisation.papers import Paper
from fisc.record import facts
from fisc.record.book import Book
from fisc.stages.pay import standing
from fisc.stages.pay.flow import COLUMNS
from fisc.stages.pay.models import BankInstruction, PaymentRequest
from fisc.stages.pay.receipts import Receipt
from fisc.stages.pay.signing import Deed, Done, digest, held, perform, sign
from fisc.stages.pay.states import IN_PROCESS, State
from fisc.stages.pay.vouchers import LedgerDisagrees, amount_of, resolution
from fisc.values import ZERO, Step, Words

REASON: Final = Title("REASON", "Reason for warnings", "预警说明")
RETURN: Final = Title("RETURN", "Whither it is returned", "退回对象")
_CHOOSE: Final = Words("Choose one of these.", "请选择其中之一。")
EXPIRED: Final = Title("EXPIRED", "Time limit of the application", "申请有效期")


def audit_request(
    *,
    number: str,
    officer: str,
    passed: bool,
    day: date,
    at: datetime,
    key: str,
    reason: str = "",
    version: int | None = None,
) -> Receipt:
    """Audit a submitted request in the pay centre: pass it, or return it to the unit.

    Above the limit of the law it then waits for a countersignature.

    A request with warnings passes only with a reason. What is returned gives its reservation
    back, with a reason as well.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.
    """
    if not passed:
        return return_request(
            number=number,
            officer=officer,
            reason=reason,
            day=day,
            at=at,
            key=key,
            version=version,
        )

    def _audit(_: Book, request: PaymentRequest, paper: Paper) -> Done:
        if stops := hindrances("audit", request, day):
            return Done(stops)
        if request.state == State.WARNED and not reason.strip():
            return Done((_without_reason(request),))
        request.state, request.auditor = paper.destination("audit"), officer
        request.save(update_fields=["state", "auditor"])
        return Done()

    deed = Deed("audit", officer, day, at, key, reason, version)
    return perform(deed, number, _audit, content={"passed": True, "reason": reason})


def countersign_request(
    *,
    number: str,
    officer: str,
    day: date,
    at: datetime,
    key: str,
    reason: str = "",
    version: int | None = None,
) -> Receipt:
    """Countersign an audited request whose amount is above the limit; then it can be released.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.

    Source: law/organisation/flows.csv, law/organisation/flow_terms.yaml
    """

    def _countersign(_: Book, request: PaymentRequest, paper: Paper) -> Done:
        if stops := hindrances("countersign", request, day):
            return Done(stops)
        request.state, request.countersigner = paper.destination("countersign"), officer
        request.save(update_fields=["state", "countersigner"])
        return Done()

    deed = Deed("countersign", officer, day, at, key, reason, version)
    return perform(deed, number, _countersign, content={"reason": reason})


def release_request(
    *,
    number: str,
    officer: str,
    day: date,
    at: datetime,
    key: str,
    version: int | None = None,
) -> Receipt:
    """Release an approved request: the voucher and the instruction to the bank are one writing.

    The instruction carries the request's own number from end to end, for ever. The payment is
    shown as paid only when the bank has said so.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.
    """

    def _release(book: Book, request: PaymentRequest, _: Paper) -> Done:
        if stops := hindrances("release", request, day):
            return Done(stops)
        request.state, request.releaser = State.RELEASED, officer
        request.save(update_fields=["state", "releaser"])
        BankInstruction.objects.create(
            end_to_end=request.number,
            division=request.division,
            amount_fen=amount_of(request).fen,
            account=request.account,
            payee=request.payee,
            purpose=request.purpose,
            released_day=day,
            auditor=request.auditor,
            releaser=officer,
        )
        facts.append(
            book,
            division=request.division,
            kind="PaymentReleased",
            key=f"released/{number}",
            day=day,
            actor=officer,
            at=at,
            subject=number,
            body={
                "request": number,
                "unit": request.unit,
                "indicator": request.indicator,
                "amount_fen": request.amount_fen,
                "account": request.account,
                "payee": request.payee,
                "auditor": request.auditor,
            },
        )
        return Done()

    deed = Deed("release", officer, day, at, key, version=version)
    return perform(deed, number, _release)


def return_request(
    *,
    number: str,
    officer: str,
    reason: str,
    day: date,
    at: datetime,
    key: str,
    to: str = AUTHOR,
    version: int | None = None,
) -> Receipt:
    """Return a request before it is released: to its author, the previous step or a chosen one.

    ``to`` is ``author``, ``previous`` or the name of a step that was taken. What it reserved is
    given back when it leaves the pay centre. Corrected, it goes straight back to who returned it.

    Raises:
        UnknownRequest, OutOfTurn, KeyReused: see ``signing``.
    """
    deed = Deed("return", officer, day, at, key, reason, version)

    def _return(book: Book, request: PaymentRequest, paper: Paper) -> Done:
        if not reason.strip():
            return Done((_without_reason(request),))
        target = paper.target(to)
        if target is None:
            verdict = judge(paper, Wish("return", officer, reason, to=to))
            return Done((refused(RETURN, _CHOOSE, *verdict.steps),))
        for act in {target.name, paper.waits_for.act if paper.waits_for else ""} & set(COLUMNS):
            setattr(request, COLUMNS[act], "")
        put_back(book, request, deed, State(target.state))
        return Done()

    content = {"reason": reason} if to == AUTHOR else {"reason": reason, "to": to}
    return perform(deed, number, _return, content=content)


def expire_requests(*, division: str, day: date, at: datetime, officer: str) -> Sequence[Receipt]:
    """Give back what requests hold that stayed open until ``day`` without being released.

    Sent payments never expire, because their money may be moving. Called again, it finds nothing.

    Shape: one receipt for each request that expired, by number.
    """
    return [
        receipt
        for number in expiring(day, division)
        if (receipt := expire_request(number, day=day, at=at, officer=officer))
    ]


def expiring(day: date, division: str = "") -> Sequence[str]:
    """Return the requests whose time is over on a day, of one division or of all, by number."""
    due = PaymentRequest.objects.filter(state__in=IN_PROCESS, expires_on__lte=day)
    due = due.filter(division=division) if division else due
    return list(due.order_by("number").values_list("number", flat=True))


def hindrances(act: str, request: PaymentRequest, day: date) -> tuple[Control, ...]:
    """Return what stops a step of the pay centre: the time is over, or the payee is set aside."""
    late = _expired(request, day) if act in {"audit", "countersign", "release"} else None
    found: tuple[Control, ...] = (late,) if late else ()
    if act == "release":
        payee = payee_control(standing.payee_of(request.account))
        found += () if payee.allows else (payee,)
    return found


def put_back(book: Book, request: PaymentRequest, deed: Deed, state: State) -> None:
    """Put a request back into an earlier state; what it reserved is given back outside the centre.

    Raises:
        LedgerDisagrees: the ledger does not know the reservation.
    """
    if request.state in IN_PROCESS and state not in IN_PROCESS:
        give_back(book, request, deed, state)
    request.state = state
    request.save()


def give_back(book: Book, request: PaymentRequest, deed: Deed, state: State) -> None:
    """End the reservation of a request that was not released, and put it into ``state``.

    Raises:
        LedgerDisagrees: the ledger does not know the reservation.
    """
    posted = book.post(resolution(request, deed.day, ZERO), actor=deed.officer, at=deed.at)
    if not posted.done:
        why = posted.refusal.why if posted.refusal is not None else posted.fate.name
        raise LedgerDisagrees(f"{request.number} holds nothing that could be given back: {why}")
    turn = request.turn
    request.state, request.turn, request.expires_on = state, turn + 1, None
    request.moved_at = deed.at
    request.save(update_fields=["state", "turn", "expires_on", "moved_at"])
    append_returned(book, request, deed, request.amount_fen or 0, turn, str(state))


def append_returned(
    book: Book, request: PaymentRequest, deed: Deed, fen: int, turn: int, why: str
) -> None:
    """Put on the record that reserved authority went back to its indicator, and why."""
    facts.append(
        book,
        division=request.division,
        kind="PaymentReturned",
        key=f"returned/{request.number}/{turn}",
        day=deed.day,
        actor=deed.officer,
        at=deed.at,
        subject=request.number,
        body={
            "request": request.number,
            "unit": request.unit,
            "indicator": request.indicator,
            "amount_fen": fen,
            "why": why,
            "reason": deed.reason,
        },
    )


def expire_request(number: str, *, day: date, at: datetime, officer: str) -> Receipt | None:
    """Give back what one request holds if its time is over; None where there is nothing to do.

    Raises:
        LedgerDisagrees: it cannot be given back, for instance because the day is closed.
    """
    book = Book()
    with book.act():
        request = held(number)
        if request.state not in IN_PROCESS or _expired(request, day) is None:
            return None
        key = f"expire/{number}/{request.turn}"
        deed = Deed("expire", officer, day, at, key)
        give_back(book, request, deed, State.EXPIRED)
        asked = digest(deed.act, number, {})
        return sign(deed, number, request.state, Done(), asked)


def _expired(request: PaymentRequest, day: date) -> Control | None:
    if request.expires_on is None or day < request.expires_on:
        return None
    line = Step(
        f"{request.number} was open until {request.expires_on}.",
        f"{request.number} 有效期至 {request.expires_on}。",
    )
    return refused(EXPIRED, Words("Have it returned and apply anew.", "请退回后重新申请。"), line)


def _without_reason(request: PaymentRequest) -> Control:
    line = Step(
        f"{request.number} needs a reason ({request.warnings or 'it goes back to the unit'}).",
        f"{request.number} 须说明理由（{request.warnings or '退回单位'}）。",
    )
    return refused(REASON, Words("Give a reason.", "请填写理由。"), line)
