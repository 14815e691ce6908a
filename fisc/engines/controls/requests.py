"""All controls of one payment request, as it is typed.

The facts are handed in; nothing is fetched. What has not been typed, or is not known yet, leaves
the controls that need it undecided instead of guessed, so the same call serves a half-typed draft
and the moment of submission.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from fisc.engines.controls.caps import CapBase, Ceiling, cap_control
from fisc.engines.controls.codes import CodeStanding, PairStanding, codes_control, pair_control
from fisc.engines.controls.indicators import (
    Balance,
    age_control,
    balance_control,
    period_control,
    purity_control,
)
from fisc.engines.controls.monthly import (
    PayrollStanding,
    PlanStanding,
    payroll_control,
    plan_control,
)
from fisc.engines.controls.outcomes import Control, Outcome
from fisc.engines.controls.payees import PayeeStanding, account_control, payee_control
from fisc.engines.controls.purposes import BondStanding, bond_control, purchase_control
from fisc.engines.controls.repeats import Twin, duplicate_control, invoice_control
from fisc.engines.controls.timing import ApprovalStanding, approval_control, progress_control
from fisc.values import Book, Cited, FiscalYear, Money, Words


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """What somebody has typed; None is not yet typed, an empty text was left empty on purpose.

    Units: amounts in fen. ``origin`` is the year from which carried authority came, 0 for none.
    """

    day: date
    amount: Money | None = None
    year: FiscalYear | None = None
    book: Book | None = None
    fund_type: str | None = None
    project: str | None = None
    origin: int | None = None
    invoice: str | None = None
    invoice_amount: Money | None = None
    procurement: bool | None = None
    purchase_plan: str = ""
    contract: str = ""
    purpose: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the record and the registers say about the draft; None is not known yet.

    ``capped_item`` names the public item of the department code where it is one; ``persons_paid``
    says whether the item pays persons; ``open_from`` is the first day that is not closed.
    """

    balance: Balance | None = None
    fund_book: Book | None = None
    codes: tuple[CodeStanding, ...] | None = None
    pair: PairStanding | None = None
    payee: PayeeStanding | None = None
    persons_paid: bool | None = None
    twins: tuple[Twin, ...] | None = None
    invoice_uses: tuple[str, ...] | None = None
    ceilings: tuple[Ceiling, ...] | None = None
    capped_item: Words | None = None
    cap_base: CapBase | None = None
    bond: BondStanding | None = None
    approval: ApprovalStanding | None = None
    payroll: PayrollStanding | None = None
    plan: PlanStanding | None = None
    open_from: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """The figures of the law that hold on the day, each with its source."""

    duplicate_days: Cited[int]
    progress_gap_max: Cited[Fraction]
    carry_years_max: Cited[int]
    cash_plan_in_use: Cited[int]


def check_request(draft: Draft, standing: Standing, limits: Limits) -> tuple[Control, ...]:
    """Put every control to a payment request, complete or half typed.

    Shape: always the same controls in the same order, one answer each.
    Always: the same facts give the same answers; a control never passes on what it does not know.

    Source: law/payments/checks.yaml, law/budgets/carry.yaml, law/controls/cash_plan.yaml
    """
    return (
        balance_control(draft.amount, standing.balance),
        codes_control(standing.codes),
        pair_control(standing.pair),
        purity_control(draft.book, draft.fund_type, standing.fund_book),
        payee_control(standing.payee),
        account_control(standing.payee, persons_paid=standing.persons_paid),
        duplicate_control(
            standing.twins,
            day=draft.day,
            invoice=draft.invoice or "",
            purpose=draft.purpose,
            days=limits.duplicate_days,
        ),
        invoice_control(
            invoice=draft.invoice,
            amount=draft.amount,
            invoice_amount=draft.invoice_amount,
            uses=standing.invoice_uses,
        ),
        cap_control(
            ask=draft.amount,
            item=standing.capped_item,
            ceilings=standing.ceilings,
            base=standing.cap_base,
        ),
        purchase_control(
            procurement=draft.procurement,
            purchase_plan=draft.purchase_plan,
            contract=draft.contract,
        ),
        payroll_control(draft.amount, standing.payroll),
        bond_control(project=draft.project, bond=standing.bond),
        age_control(draft.origin, draft.year, limits.carry_years_max),
        period_control(draft.day, standing.open_from, draft.year),
        progress_control(
            day=draft.day,
            amount=draft.amount,
            balance=standing.balance,
            gap_max=limits.progress_gap_max,
        ),
        approval_control(
            amount=draft.amount,
            carried=None if draft.origin is None else draft.origin > 0,
            approval=standing.approval,
        ),
        plan_control(draft.amount, standing.plan, limits.cash_plan_in_use),
    )


def stopping(controls: tuple[Control, ...]) -> tuple[Control, ...]:
    """Return the controls that stop a request: those that refuse, and those still unknown."""
    return tuple(control for control in controls if not control.allows)


def warning(controls: tuple[Control, ...]) -> tuple[Control, ...]:
    """Return the controls for which somebody must give a reason."""
    return tuple(control for control in controls if control.outcome is Outcome.WARN)
