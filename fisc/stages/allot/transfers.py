"""Transfers to lower governments: drafted, issued, remitted in parts, recalled.

A file of its own because a transfer is no indicator: it has a receiver instead of a unit, and is
remitted by the treasury instead of paid for by a unit.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from fisc.engines.budgets.deadlines import K23, Waiting, late_issue
from fisc.engines.budgets.gates import check_matching
from fisc.engines.ledger.keys import Turn, posting_key, turned
from fisc.engines.ledger.moves import Account, Move, Pot, Voucher
from fisc.law.chart import chart
from fisc.law.names import control
from fisc.record import facts
from fisc.record.book import Book
from fisc.record.ways import begin, corrected, demand_step, sign
from fisc.registers import divisions
from fisc.stages.allot.acts import (
    Receipt,
    acting,
    all_or_nothing,
    attempt,
    demand_duty,
    refuse,
)
from fisc.stages.allot.deadlines import terms_on
from fisc.stages.allot.models import Remittance, Transfer
from fisc.stages.allot.proposals import Doing, carried_out
from fisc.stages.allot.sources import BudgetLines
from fisc.stages.allot.ways import KINDS, TRANSFERS, document_of, papers
from fisc.values import ZERO, DivisionCode, Money, Verdict, Words
from fisc.values import Book as Budget


class UnknownTransfer(LookupError):
    """There is no transfer, or no remittance, with that number."""


class WrongTransfer(ValueError):
    """A transfer cannot be drafted or applied for so; the message says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TransferDraft:
    """A transfer as somebody drafts it. ``function`` is the transfer item of the budget.

    ``matching`` is what the receiver is asked to add of their own, ``shared`` says that the subject
    is a shared responsibility, without which an earmarked transfer may ask for nothing (K28).

    Units: ``amount`` in fen, positive; ``matching`` in fen, not negative.
    """

    number: str
    receiver: str
    function: str
    amount: Money
    book: Budget = Budget.GENERAL
    document: str = ""
    project: str = ""
    fund_type: str = ""
    direct_fund: bool = False
    origin: int = 0
    matching: Money = ZERO
    shared: bool = False


def draft_transfer(
    *, draft: TransferDraft, division: str, year: int, maker: str, at: datetime
) -> Receipt:
    """Draft a transfer to a division directly below in the line of money.

    Drafted anew under its number by the same person while it is returned, it is corrected.

    Raises:
        WrongTransfer: the amount is not positive, or the number is another transfer's.
    """
    if draft.amount <= ZERO or draft.matching < ZERO:
        raise WrongTransfer(
            f"{draft.number}: an amount of {draft.amount} must be positive, and what is asked "
            f"beside it not negative, as {draft.matching} would be."
        )
    columns = {
        "division": division,
        "receiver": draft.receiver,
        "book": str(draft.book),
        "document": draft.document,
        "function": draft.function,
        "project": draft.project,
        "fund_type": draft.fund_type,
        "direct_fund": draft.direct_fund,
        "origin": draft.origin,
        "amount_fen": draft.amount.fen,
        "matching_fen": draft.matching.fen,
        "shared": draft.shared,
        "maker": maker,
    }

    def act(book: Book) -> Receipt:
        who = acting(maker, at)
        demand_duty(who, division, "allot.draft_transfer", draft.number)
        below = divisions.children(DivisionCode(division), by="fiscal_parent")
        if draft.receiver not in {one.code for one in below}:
            refuse(
                Words("fiscal line", "财政隶属"),
                f"{draft.receiver} does not receive its money from {division}.",
                f"{draft.receiver} 不属于 {division} 的财政直接下级。",
            )
        found, new = Transfer.objects.get_or_create(
            number=draft.number, year=year, defaults=columns
        )
        if new:
            begin(book, [document_of(found)], who, at)
        elif not corrected(book, KINDS[TRANSFERS], found, columns, who, at):
            raise WrongTransfer(f"{draft.number} is another transfer already.")
        return Receipt((draft.number,), found.state, alerts=_asks(found))

    return attempt([draft.number], act)


def issue_transfer(*, number: str, year: int, issuer: str, day: date, at: datetime) -> Receipt:
    """Issue a drafted transfer out of the budget of transfers to below.

    A transfer issued after its term (K23) is issued all the same, with an alert.

    Raises:
        UnknownTransfer: there is no such transfer.
        WrongTransfer: it is neither a draft nor issued.

    Source: law/budgets/deadlines.yaml
    """

    def act(book: Book) -> Receipt:
        row = _held(number, year)
        if earlier := facts.find(book, f"transfer/{number}/{year}"):
            told = _alerts(book, row, earlier.day)
            return Receipt((number,), "ISSUED", (earlier.number,), alerts=told)
        who = acting(issuer, at)
        document = document_of(row)
        (paper,) = papers(book, [row])
        step = document.flow.act("issue", row.state)
        if step is None:
            raise WrongTransfer(f"{number} is {row.state}; it cannot be issued from there.")
        demand_step(document, paper, step, who)
        lines = BudgetLines(book, row.division, year, Budget(row.book), "transfers")
        pot = pot_of(row)
        line = lines.draw(pot, row.amount_fen)
        _post(
            book,
            "issue_transfer",
            pot.account("transfer_indicator"),
            line.account("transfer_budget"),
            row.amount_fen,
            key=posting_key(number if not row.origin else f"issue/{number}/{year}"),
            day=day,
            actor=who.name,
            at=at,
        )
        row.state, row.checker, row.granted_fen = "ISSUED", who.name, row.amount_fen
        row.save()
        sign(book, [(document, paper, row.state)], "issue", who, at)
        alerts = _alerts(book, row, day)
        fact = facts.append(
            book,
            division=row.division,
            kind="TransferIssued",
            key=f"transfer/{number}/{year}",
            day=day,
            actor=who.name,
            at=at,
            subject=number,
            body=said(row) | {"late": any(alert.rule == K23 for alert in alerts)},
        )
        return Receipt((number,), row.state, (fact.number,), alerts=alerts)

    return attempt([number], act, "DRAFT")


def apply_transfer(
    *,
    number: str,
    transfer: str,
    year: int,
    amount: Money,
    maker: str,
    day: date,
    at: datetime,
) -> Receipt:
    """Apply for the remittance of a part of a transfer; it is reserved until it is paid.

    Raises:
        UnknownTransfer: there is no such transfer.
        WrongTransfer: the amount is not positive, or the number is another remittance's.
    """
    if amount <= ZERO:
        raise WrongTransfer(f"{number}: an amount of {amount} must be positive.")

    def act(book: Book) -> Receipt:
        row = _held(transfer, year)
        earlier = Remittance.objects.filter(number=number).first()
        if earlier is not None:
            if (earlier.transfer_id, earlier.amount_fen) != (row.pk, amount.fen):
                raise WrongTransfer(f"{number} is another remittance already.")
            return Receipt((number,), earlier.state)
        who = acting(maker, at)
        demand_duty(who, row.division, "allot.settle_transfer", number)
        pot = pot_of(row)
        _post(
            book,
            "apply_transfer",
            pot.account("transfer_applied"),
            pot.account("transfer_indicator"),
            amount.fen,
            key=posting_key(number),
            day=day,
            actor=who.name,
            at=at,
        )
        Remittance.objects.create(
            number=number, transfer=row, amount_fen=amount.fen, maker=who.name
        )
        return Receipt((number,), "APPLIED")

    return attempt([number], act)


def pay_transfer(
    *,
    number: str,
    payer: str,
    day: date,
    at: datetime,
    paid: Money | None = None,
) -> Receipt:
    """Remit what was applied for, or a part of it; the rest goes back to the transfer.

    ``paid`` of nothing cancels the application.

    Raises:
        UnknownTransfer: there is no such remittance.
        WrongTransfer: ``paid`` is negative.
    """
    if paid is not None and paid < ZERO:
        raise WrongTransfer(f"{number}: {paid} cannot be remitted.")

    def act(book: Book) -> Receipt:
        row = Remittance.objects.select_for_update().filter(number=number).first()
        if row is None:
            raise UnknownTransfer(f"There is no remittance {number}.")
        if row.state != "APPLIED":
            return Receipt((number,), row.state)
        who = acting(payer, at)
        demand_duty(who, row.transfer.division, "allot.settle_transfer", number, (row.maker,))
        out = Money(row.amount_fen) if paid is None else paid
        pot = pot_of(row.transfer)
        applied = pot.account("transfer_applied")
        moves = [Move("pay_transfer", pot.account("transfer_paid"), applied, out)] if out else []
        if back := Money(row.amount_fen) - out:
            if back < ZERO:
                refuse(
                    control("K04"),
                    f"{number} applied for {Money(row.amount_fen)}, {out} is too much.",
                    f"{number} 申请 {Money(row.amount_fen)}，拨付 {out} 超出申请。",
                )
            moves.append(Move("cancel_transfer", pot.account("transfer_indicator"), applied, back))
        voucher = Voucher(turned(posting_key(number), Turn.RESOLUTION), day, tuple(moves), number)
        all_or_nothing([book.post(voucher, actor=who.name, at=at)])
        row.paid_fen, row.checker = out.fen, who.name
        row.state = "PAID" if out else "CANCELLED"
        row.save()
        return Receipt((number,), row.state)

    return attempt([number], act, "APPLIED")


def recall_transfer(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Take back what was issued and not remitted, to the budget of transfers.

    Carries out a proposal whose ``indicator`` is the transfer's number.

    Raises:
        UnknownChange: there is no such proposal.
        UnknownTransfer: there is no such transfer.
    """

    def act(doing: Doing) -> None:
        row = _held(doing.content["indicator"], doing.change.year)
        lines = BudgetLines(doing.book, row.division, row.year, Budget(row.book), "transfers")
        pot = pot_of(row)
        line = lines.draw(pot, 0)
        doing.post(
            "recall_transfer", line.account("transfer_budget"), pot.account("transfer_indicator")
        )
        row.granted_fen -= doing.amount.fen
        if not row.granted_fen:
            row.state = "RECOVERED"
        row.save()
        doing.tell("IndicatorRecalled", None, said(row) | {"amount_fen": doing.amount.fen})

    return carried_out(number, "recall_transfer", checker, day, at, act)


def pot_of(row: Transfer) -> Pot:
    """Return the pot of a transfer; its counterpart is the receiver."""
    return Pot(
        row.division,
        row.year,
        Budget(row.book),
        chart().roles["transfer_indicator"].family,
        project=row.project,
        function=row.function,
        fund_type=row.fund_type,
        indicator=row.number,
        counterpart=row.receiver,
        origin=row.origin,
    )


def said(row: Transfer) -> dict[str, object]:
    """Return what a fact says of a transfer."""
    names = ("year", "book", "receiver", "document", "function", "project", "fund_type")
    body: dict[str, object] = {name: getattr(row, name) for name in names}
    return body | {
        "transfer": row.number,
        "amount_fen": row.amount_fen,
        "direct_fund": row.direct_fund,
        "origin": row.origin,
        "matching_fen": row.matching_fen,
        "shared": row.shared,
    }


def _held(number: str, year: int) -> Transfer:
    row = Transfer.objects.select_for_update().filter(number=number, year=year).first()
    if row is None:
        raise UnknownTransfer(f"There is no transfer {number} in {year}.")
    return row


def _post(
    book: Book,
    event: str,
    debit: Account,
    credit: Account,
    fen: int,
    *,
    key: bytes,
    day: date,
    actor: str,
    at: datetime,
) -> None:
    voucher = Voucher(key, day, (Move(event, debit, credit, Money(fen)),))
    all_or_nothing([book.post(voucher, actor=actor, at=at)])


def _alerts(book: Book, row: Transfer, day: date) -> tuple[Verdict, ...]:
    """Return what whoever issues a transfer is told: that it is late (K23), that it asks (K28)."""
    adopted = facts.of_kind(book, "BudgetAdopted", row.division, row.year)
    late = None
    if adopted and not row.origin:
        waiting = Waiting(
            kind="issue",
            subject=row.number,
            since=adopted[0].day,
            amount=Money(row.amount_fen),
            function=row.function,
        )
        late = late_issue(waiting, day=day, terms=terms_on(day))
    return (*(() if late is None else (late,)), *_asks(row))


def _asks(row: Transfer) -> tuple[Verdict, ...]:
    verdict = check_matching(
        function=row.function, matching=Money(row.matching_fen), shared=row.shared
    )
    return () if verdict.allowed else (verdict,)


__all__ = [
    "TransferDraft",
    "UnknownTransfer",
    "WrongTransfer",
    "apply_transfer",
    "draft_transfer",
    "issue_transfer",
    "pay_transfer",
    "pot_of",
    "recall_transfer",
    "said",
]
