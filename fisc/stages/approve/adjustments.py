"""Adjusting an adopted budget: a plan that balances is approved, then posted as it is needed.

A file of its own because an adjustment has two steps and its own gate (K20).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date, datetime

from fisc.engines.budgets.balance import check_book, check_funds
from fisc.engines.budgets.changes import change_of_lines, ruling_of
from fisc.engines.budgets.coordinating.between import check_flows
from fisc.engines.budgets.gates import check_adjustment
from fisc.engines.budgets.lines import Line
from fisc.law.limits import limits_on
from fisc.law.names import control
from fisc.record import facts
from fisc.record.book import Book
from fisc.record.ways import sign
from fisc.stages.approve.acts import Receipt, acting, attempt, demand, duty, refuse
from fisc.stages.approve.approvals import approve, check_approval
from fisc.stages.approve.drafts import WrongDraft, held, lines_in_force, lines_of
from fisc.stages.approve.models import ADJUSTMENT, APPROVED, DRAFTED, BudgetDraft, BudgetLine
from fisc.stages.approve.postings import body, post
from fisc.stages.approve.received import taken_up
from fisc.stages.approve.ways import document_of, paper_of
from fisc.values import Book as Budget
from fisc.values import Money, Verdict


def approve_plan(
    *,
    number: str,
    resolution: str,
    resolved_on: date | None,
    checker: str,
    day: date,
    at: datetime,
    priority: bool = False,
) -> Receipt:
    """Enter the standing committee's approval of the plan of an adjustment; nothing is posted.

    What the plan takes and gives must balance in each book, and in each fund. A plan that only
    moves money inside the totals is a virement and not approved here, unless ``priority`` says
    that the resolution cuts priority spending.

    Raises:
        UnknownDraft: there is no such plan.
        WrongDraft: it is an initial budget.

    Source: law/budgets/change_rules.csv
    """

    def act(book: Book) -> Receipt:
        draft = held(number, ADJUSTMENT)
        if draft.state != APPROVED:
            who = acting(checker, at)
            document, paper = document_of(draft), paper_of(book, draft)
            check_approval(document, paper, who, resolution, resolved_on, day)
            lines = [line.balance_line for line in lines_of(draft)]
            _check_sums(lines)
            ruling = ruling_of(change_of_lines(lines, priority=priority))
            if ruling.outcome == "virement":
                demand(ruling.demands("adjustment"))
            alerts = _check_flows(book, draft, lines, day)
            approve(draft, checker, resolution, resolved_on)
            sign(book, [(document, paper, APPROVED)], "adopt", who, at)
            return Receipt(number, APPROVED, alerts=alerts)
        return Receipt(number, APPROVED)

    return attempt(number, DRAFTED, act)


def adjust_budget(
    *,
    plan: str,
    number: str,
    officer: str,
    day: date,
    at: datetime,
    amounts: Mapping[int, Money] | None = None,
) -> Receipt:
    """Post an adjustment, up and down, out of an approved plan with enough left (K20).

    ``amounts`` gives signed amounts by position of the plan's lines; without it all that the plan
    has left is posted. ``number`` is the document of this posting, such as ``ADJ-2026-239900-1``;
    posting it once more changes nothing.

    Units: fen; an amount has the sign of its line.

    Raises:
        UnknownDraft: there is no such plan.
        WrongDraft: it is an initial budget, or a position does not exist.
    """

    def act(book: Book) -> Receipt:
        draft = held(plan, ADJUSTMENT)
        if earlier := facts.find(book, f"adjusted/{number}"):
            return Receipt(number, APPROVED, earlier.number)
        demand(duty(acting(officer, at), draft.division, "approve.adjust", number, (draft.maker,)))
        chosen = _chosen(draft, amounts)
        lines = lines_of(draft)
        asked = [replace(lines[at_ - 1].balance_line, amount=m) for at_, m in chosen.items()]
        _check_sums(asked)
        alerts = _check_flows(book, draft, asked, day)
        post(book, draft, lines, chosen, number=number, actor=officer, day=day, at=at)
        _use(draft, chosen)
        fact = facts.append(
            book,
            division=draft.division,
            kind="BudgetAdjusted",
            key=f"adjusted/{number}",
            day=day,
            actor=officer,
            at=at,
            subject=number,
            body=body(draft, lines, chosen) | {"plan": plan},
        )
        return Receipt(number, APPROVED, fact.number, alerts=alerts)

    return attempt(number, "", act)


def _check_flows(
    book: Book, draft: BudgetDraft, asked: Sequence[Line], day: date
) -> tuple[Verdict, ...]:
    """Put the rules between the budgets to what the budget becomes; return what only warns.

    Raises:
        Refused: a rule bars it.
    """
    there = lines_in_force(draft.division, draft.year)
    entered = taken_up(book, draft.division, draft.year, there)
    becomes = [*there, *entered, *asked]
    found = check_flows(draft.division, becomes, limits_on(day), adjusted=True)
    for verdict in found.verdicts:
        demand(verdict)
    return tuple(found.alerts)


def _check_sums(lines: Sequence[Line]) -> None:
    books = [book for book in Budget if any(line.book is book for line in lines)]
    verdicts = [check_book(book, lines) for book in books if book is not Budget.INSURANCE]
    for verdict in (*verdicts, *check_funds(lines)):
        demand(verdict)


def _chosen(draft: BudgetDraft, amounts: Mapping[int, Money] | None) -> dict[int, Money]:
    left = {row.position: Money(row.amount_fen - row.used_fen) for row in draft.lines.all()}
    if amounts is None:
        amounts = {place: fen for place, fen in left.items() if fen}
    for place, asked in amounts.items():
        if place not in left:
            raise WrongDraft(f"{draft.number} has no line {place}.")
        verdict = check_adjustment(
            resolution=draft.resolution, remaining=left[place], asked=asked, line=str(place)
        )
        demand(verdict)
    if not amounts:
        refuse(
            control("K20"),
            f"{draft.number} has nothing left to post.",
            f"{draft.number} 方案额度已用完。",
        )
    return dict(sorted(amounts.items()))


def _use(draft: BudgetDraft, chosen: Mapping[int, Money]) -> None:
    rows = {row.position: row for row in draft.lines.all()}
    for place, amount in chosen.items():
        rows[place].used_fen += amount.fen
    BudgetLine.objects.bulk_update([rows[place] for place in chosen], ["used_fen"], 500)
