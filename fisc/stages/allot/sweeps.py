"""Sweeps (盘活存量): idle money is taken back together, for one reason and on one evidence.

A file of its own because a sweep is many recalls that are proposed, carried out and undone as one.
Each recall is a change of authority with its own trail; the sweep keeps who lost what and why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from fisc.engines.ledger.closing import fund_of, pool
from fisc.engines.ledger.keys import posting_key
from fisc.engines.ledger.moves import Move, Voucher
from fisc.law.names import budget_rule
from fisc.record import facts
from fisc.record.book import Book
from fisc.stages.allot.acts import (
    Receipt,
    Refused,
    acting,
    all_or_nothing,
    attempt,
    demand_duty,
    refuse,
)
from fisc.stages.allot.changes import STAGE_ROLES, recall
from fisc.stages.allot.documents import account_of, held, pot_of
from fisc.stages.allot.models import DONE, PROPOSED, Change, Indicator, Sweep, SweepLine
from fisc.stages.allot.proposals import propose_change
from fisc.values import ZERO, Money, Verdict
from fisc.values import Book as Budget

LINES_MAX: Final = 200
REVERSED: Final = "REVERSED"
CARRIED_OUT: Final = "IdleMoneyRecovered"
GIVEN_BACK: Final = "SweepReversed"
RULE: Final = budget_rule("IB22")


class UnknownSweep(LookupError):
    """There is no sweep with that number."""


class WrongSweep(ValueError):
    """A sweep cannot be proposed so; the message says what is missing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineDraft:
    """What is to be taken back from one indicator, and what speaks for it.

    ``verdict`` is the judgement that it is idle (``fisc.engines.budgets.resources.sweeping``); a
    refusing one stops the whole sweep. ``interest`` is what it lost while it lay.

    Units: fen, positive.
    """

    indicator: str
    amount: Money
    verdict: Verdict
    interest: Money = ZERO
    idle_since: date | None = None


def propose_sweep(
    *,
    number: str,
    division: str,
    year: int,
    reason: str,
    evidence: str,
    lines: Sequence[LineDraft],
    maker: str,
    day: date,
    at: datetime,
) -> Receipt:
    """Propose to take idle money back from some indicators, all or none.

    ``reason`` is a code of law/budgets/idle.csv. Each line becomes a proposal to recall, numbered
    after the sweep; another person carries all of them out.

    Raises:
        WrongSweep: it has no lines, too many, one indicator twice, or its number is taken.
        UnknownIndicator: one of the indicators does not exist.
    """
    names = [line.indicator for line in lines]
    if not 0 < len(lines) <= LINES_MAX or len(set(names)) != len(names):
        raise WrongSweep(
            f"{number}: a sweep has 1 to {LINES_MAX} indicators, each once; not {len(lines)}."
        )

    def act(_: Book) -> Receipt:
        who = acting(maker, at)
        demand_duty(who, division, "allot.propose", number)
        before = repeated(number, division, year, reason, evidence, names, maker)
        if before is not None:
            return before
        for line in lines:
            if not line.verdict.allowed:
                raise Refused(line.verdict)
        sweep = Sweep.objects.create(
            number=number,
            division=division,
            year=year,
            reason_code=reason,
            evidence=evidence,
            proposed_on=day,
            maker=who.name,
        )
        rows = held(names, year)
        for position, (line, row) in enumerate(zip(lines, rows, strict=True), start=1):
            _propose_line(sweep, position, line, row, at)
        return Receipt((number,), PROPOSED)

    return attempt([number], act)


def repeated(
    number: str,
    division: str,
    year: int,
    reason: str,
    evidence: str,
    indicators: Sequence[str],
    maker: str,
) -> Receipt | None:
    """Return what became of the same proposal made before, or None where its number is free.

    Raises:
        WrongSweep: another sweep has the number.
    """
    found = Sweep.objects.filter(number=number).first()
    if found is None:
        return None
    said = (found.division, found.year, found.reason_code, found.evidence, found.maker)
    taken = {line.indicator for line in found.lines.all()}
    if said != (division, year, reason, evidence, maker) or taken != set(indicators):
        raise WrongSweep(f"{number} is another sweep already; give this one its own number.")
    return Receipt((number,), PROPOSED)


def carry_out_sweep(*, number: str, checker: str, day: date, at: datetime) -> Receipt:
    """Take back everything that a sweep proposes, or nothing of it.

    What somebody has carried out line by line already counts as taken.

    Always: the pool of a book gains what its indicators lose.

    Raises:
        UnknownSweep: there is no such sweep.
    """

    def act(book: Book) -> Receipt:
        sweep = _held(number)
        if sweep.state == DONE:
            numbers = [f"done/{line.change}" for line in sweep.lines.all()]
            return Receipt((number,), DONE, _told(book, [*numbers, _key(sweep, CARRIED_OUT)]))
        _demand_state(sweep, PROPOSED)
        who = acting(checker, at)
        demand_duty(who, sweep.division, "allot.recall", number, (sweep.maker,))
        told: list[int] = []
        for line in sweep.lines.all():
            receipt = recall(number=line.change, checker=checker, day=day, at=at)
            if receipt.refusal is not None:
                raise Refused(receipt.refusal)
            told += receipt.facts
        sweep.state, sweep.checker, sweep.done_on = DONE, who.name, day
        sweep.save()
        told.append(_tell(book, sweep, CARRIED_OUT, sweep.evidence, who.name, day, at))
        return Receipt((number,), DONE, tuple(told))

    return attempt([number], act, PROPOSED)


def reverse_sweep(*, number: str, reason: str, checker: str, day: date, at: datetime) -> Receipt:
    """Give everything back that a sweep took, or nothing of it, dated today (K24).

    The ledger refuses where the pool has given the money to others already.

    Always: afterwards each indicator has what it had before the sweep, less what was used since.

    Raises:
        UnknownSweep: there is no such sweep.
        WrongSweep: no reason is given.
    """
    if not reason.strip():
        raise WrongSweep(f"{number}: say why the sweep is reversed.")

    def act(book: Book) -> Receipt:
        sweep = _held(number)
        if sweep.state == REVERSED:
            return Receipt((number,), REVERSED, _told(book, [_key(sweep, GIVEN_BACK)]))
        _demand_state(sweep, DONE)
        who = acting(checker, at)
        demand_duty(who, sweep.division, "allot.recall", number, (sweep.maker,))
        lines = list(sweep.lines.all())
        vouchers = []
        for line, row in zip(
            lines, held([one.indicator for one in lines], sweep.year), strict=True
        ):
            taken = account_of(row, STAGE_ROLES[line.state_before])
            fund = fund_of(pot_of(row))
            home = pool(row.division, row.year, Budget(row.book), row.origin, fund=fund)
            given = home.account("expenditure_budget")
            moves = (Move("recall", given, taken, Money(line.amount_fen)),)
            done = Voucher(posting_key(line.change), sweep.done_on or day, moves)
            vouchers.append(done.reversal(day, reason))
            row.granted_fen += line.amount_fen
            row.state, row.last_actor = line.state_before, who.name
            row.save()
        all_or_nothing(book.post_all(vouchers, actor=who.name, at=at, reason=reason))
        sweep.state, sweep.reverser = REVERSED, who.name
        sweep.reversed_on, sweep.reversed_why = day, reason
        sweep.save()
        told = _tell(book, sweep, GIVEN_BACK, reason, who.name, day, at)
        return Receipt((number,), REVERSED, (told,))

    return attempt([number], act, DONE)


def _propose_line(
    sweep: Sweep, position: int, line: LineDraft, row: Indicator, at: datetime
) -> None:
    """Propose the recall of one line, and keep what was known of it.

    Raises:
        Refused: it may not be proposed.
        WrongSweep: the indicator belongs to another division.
    """
    if row.division != sweep.division:
        raise WrongSweep(f"{row.number} belongs to {row.division}, not to {sweep.division}.")
    change = f"{sweep.number}-{position}"
    receipt = propose_change(
        number=change,
        act="recall",
        division=sweep.division,
        year=sweep.year,
        amount=line.amount,
        reason=f"{sweep.reason_code} {sweep.evidence}",
        maker=sweep.maker,
        at=at,
        book=Budget(row.book),
        indicator=row.number,
    )
    if receipt.refusal is not None:
        raise Refused(receipt.refusal)
    last = line.verdict.steps[-1]
    SweepLine.objects.create(
        sweep=sweep,
        position=position,
        change=change,
        indicator=row.number,
        unit=row.unit,
        project=row.project,
        book=row.book,
        origin=row.origin or row.year,
        amount_fen=line.amount.fen,
        interest_fen=line.interest.fen,
        idle_since=line.idle_since,
        why_en=last.en,
        why_zh=last.zh,
        state_before=row.state,
    )


def _held(number: str) -> Sweep:
    found = Sweep.objects.select_for_update().filter(number=number).first()
    if found is None:
        raise UnknownSweep(f"There is no sweep {number}.")
    return found


def _demand_state(sweep: Sweep, wanted: str) -> None:
    gone = (
        wanted == PROPOSED
        and Change.objects.filter(number__in=[line.change for line in sweep.lines.all()]).count()
        != sweep.lines.count()
    )
    if sweep.state != wanted or gone:
        refuse(
            RULE,
            f"{sweep.number} is {sweep.state}"
            + (", and some of its lines were withdrawn." if gone else f", not {wanted}."),
            f"{sweep.number} 状态为 {sweep.state}" + ("，部分明细已撤回。" if gone else "。"),
        )


def _key(sweep: Sweep, kind: str) -> str:
    return f"{kind}/{sweep.number}"


def _told(book: Book, keys: Sequence[str]) -> tuple[int, ...]:
    found = facts.with_keys(book, keys)
    return tuple(found[key].number for key in keys if key in found)


def _tell(
    book: Book, sweep: Sweep, kind: str, reason: str, actor: str, day: date, at: datetime
) -> int:
    lines = [
        {
            "indicator": line.indicator,
            "unit": line.unit,
            "book": line.book,
            "origin": line.origin,
            "amount_fen": line.amount_fen,
            "interest_fen": line.interest_fen,
        }
        for line in sweep.lines.all()
    ]
    fact = facts.append(
        book,
        division=sweep.division,
        kind=kind,
        key=_key(sweep, kind),
        day=day,
        actor=actor,
        at=at,
        subject=sweep.number,
        body={
            "year": sweep.year,
            "reason_code": sweep.reason_code,
            "evidence": sweep.evidence,
            "reason": reason,
            "proposed_by": sweep.maker,
            "lines": lines,
        },
    )
    return fact.number
