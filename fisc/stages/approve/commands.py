"""Acts on budgets: draft, change, adopt; adjust by an approved plan; set ceilings.

A draft covers all books of a division and year. Adopting it posts every line, book by book, as one
set each, and leaves one fact; or, where a check bars it, changes nothing and says why.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime

from fisc.engines.budgets.balance import Judgement, judge
from fisc.engines.budgets.coordinating.between import check_flows
from fisc.law.limits import limits_on
from fisc.law.names import working
from fisc.record import facts
from fisc.record.book import Book
from fisc.record.ways import begin, sign
from fisc.stages.approve.acts import Receipt, Refused, acting, attempt, demand, duty, refuse
from fisc.stages.approve.adjustments import adjust_budget, approve_plan
from fisc.stages.approve.approvals import approve, check_approval
from fisc.stages.approve.ceilings import BadCeiling, draft_ceiling, set_ceiling
from fisc.stages.approve.changing import replaced
from fisc.stages.approve.coordinating import take_over
from fisc.stages.approve.drafts import (
    UnknownDraft,
    WrongDraft,
    held,
    lines_of,
    rows_of,
    write,
)
from fisc.stages.approve.models import APPROVED, DRAFTED, INITIAL, BudgetDraft
from fisc.stages.approve.postings import BadLine, DraftLine, body, brings_forward, post
from fisc.stages.approve.ways import document_of, go, paper_of
from fisc.values import Verdict, Words

__all__ = [
    "BadCeiling",
    "BadLine",
    "DraftLine",
    "Receipt",
    "Refused",
    "UnknownDraft",
    "WrongDraft",
    "adjust_budget",
    "adopt_budget",
    "approve_plan",
    "change_draft",
    "draft_budget",
    "draft_ceiling",
    "go",
    "judged",
    "set_ceiling",
    "take_over",
]


def draft_budget(
    *,
    number: str,
    division: str,
    year: int,
    lines: Sequence[DraftLine],
    maker: str,
    at: datetime,
    kind: str = INITIAL,
    title_zh: str = "",
    title_en: str = "",
) -> Receipt:
    """Write the draft of a budget, or of the plan of an adjustment (``kind="adjustment"``).

    Drafting the same once more changes nothing.

    Raises:
        BadLine: a line has no amount, a wrong sign, or a code that no line of its book gathers.
        WrongDraft: the number is taken by another draft.
    """
    rows = rows_of(lines, kind)
    whole = tuple(replace(line, line=line.number) for line in lines)

    def act(book: Book) -> Receipt:
        who = acting(maker, at)
        demand(duty(who, division, "approve.draft", number))
        earlier = BudgetDraft.objects.filter(number=number).first()
        if earlier is not None:
            same = (earlier.kind, earlier.division, earlier.year, earlier.maker)
            if same != (kind, division, year, maker) or lines_of(earlier) != whole:
                raise WrongDraft(f"{number} is another draft already; give this one its own.")
            return Receipt(number, earlier.state)
        draft = BudgetDraft.objects.create(
            number=number,
            kind=kind,
            division=division,
            year=year,
            title_zh=title_zh or f"{year}年预算草案",
            title_en=title_en or f"Draft budget of {year}",
            maker=maker,
        )
        write(draft, rows)
        begin(book, [document_of(draft)], who, at)
        return Receipt(number, DRAFTED)

    return attempt(number, "", act)


def change_draft(*, number: str, lines: Sequence[DraftLine], maker: str, at: datetime) -> Receipt:
    """Replace the lines of a draft that is not adopted yet; only who made it may do so.

    And they only while they may draft. One that was returned stays so until it is sent back.

    Raises:
        UnknownDraft: there is no such draft.
        BadLine: as for ``draft_budget``.
        WrongDraft: it has been adopted.
    """

    def act(book: Book) -> Receipt:
        draft = held(number)
        replaced(book, draft, lines, maker, at)
        return Receipt(number, draft.state)

    return attempt(number, DRAFTED, act)


def adopt_budget(
    *, number: str, resolution: str, resolved_on: date | None, checker: str, day: date, at: datetime
) -> Receipt:
    """Enter the congress's adoption of a budget: the first posting of the year.

    Each book's balance identity is checked, fund by fund in the fund book; then every line is
    posted, one set for each book. What a line brings forward is posted only where this ledger has
    no year before; otherwise the opening of the year has brought it, and the year before must be
    closed. Adopting twice gives the first receipt again.

    Raises:
        UnknownDraft: there is no such draft.
        WrongDraft: it is the plan of an adjustment.

    Source: law/budgets/balance_lines.csv, law/budgets/line_events.csv
    """

    def act(book: Book) -> Receipt:
        draft = held(number, INITIAL)
        if draft.state == APPROVED:
            earlier = facts.find(book, f"adopted/{number}")
            return Receipt(number, APPROVED, earlier.number if earlier else None)
        who = acting(checker, at)
        document, paper = document_of(draft), paper_of(book, draft)
        check_approval(document, paper, who, resolution, resolved_on, day)
        _first_of_the_year(draft)
        lines = lines_of(draft)
        judgement = judged(lines, day, draft.division)
        demand(judgement.refusal)
        amounts = dict(enumerate((line.amount for line in lines), 1))
        opened = _opened(book, draft) if brings_forward(lines) else False
        post(
            book,
            draft,
            lines,
            amounts,
            number=number,
            actor=checker,
            day=day,
            at=at,
            opened=opened,
        )
        approve(draft, checker, resolution, resolved_on)
        sign(book, [(document, paper, APPROVED)], "adopt", who, at)
        alerts = tuple(judgement.alerts)
        fact = facts.append(
            book,
            division=draft.division,
            kind="BudgetAdopted",
            key=f"adopted/{number}",
            day=day,
            actor=checker,
            at=at,
            subject=number,
            body=body(draft, lines, amounts) | {"alerts": [_kept(alert) for alert in alerts]},
        )
        return Receipt(number, APPROVED, fact.number, alerts=alerts)

    return attempt(number, DRAFTED, act)


def judged(lines: Sequence[DraftLine], day: date, division: str = "") -> Judgement:
    """Put every check to the lines of a draft with the figures of the law on a day."""
    limits, own = limits_on(day), [line.balance_line for line in lines]
    found = judge(
        own,
        reserve_min=limits.reserve_min,
        reserve_max=limits.reserve_max,
        hand_over_min=limits.hand_over_min,
    )
    flows = check_flows(division, own, limits)
    return Judgement((*found.verdicts, *flows.verdicts), (*found.alerts, *flows.alerts))


def _opened(book: Book, draft: BudgetDraft) -> bool:
    """Say whether the opening of the year brings forward what was left of the year before."""
    before = draft.year - 1
    if facts.of_kind(book, "YearClosed", draft.division, before):
        return True
    if facts.of_kind(book, "BudgetAdopted", draft.division, before):
        refuse(
            Words("year closed", "上年未结账"),
            f"{before} is not closed, so nobody knows what it leaves; close and open first.",
            f"{before} 年度尚未结账，无法确定上年结转，请先结账并开账。",
        )
    return False


def _first_of_the_year(draft: BudgetDraft) -> None:
    others = BudgetDraft.objects.filter(
        division=draft.division, year=draft.year, kind=INITIAL, state=APPROVED
    )
    if others.exists():
        refuse(
            Words("one budget a year", "一年一预算"),
            f"{draft.division} has an adopted budget for {draft.year}; plan an adjustment.",
            f"{draft.division} 已有 {draft.year} 年批准的预算，请编制调整方案。",
        )


def _kept(alert: Verdict) -> dict[str, str]:
    """Return an alert as the fact keeps it, in both languages."""
    said = working(alert)
    return {"rule_en": alert.rule.en, "rule_zh": alert.rule.zh, "en": said.en, "zh": said.zh}
