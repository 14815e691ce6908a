"""Words for what the record and the registers hold as codes; the rest is said in templates."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fisc.engines.ledger.keys import Turn
from fisc.engines.ledger.moves import Pot
from fisc.law.kinds import Element as Row
from fisc.law.tables import ELEMENTS, UnknownRow, find
from fisc.registers import classification
from fisc.registers.names import Name
from fisc.stages.pay.queries import RequestView

TURNS: Final = {
    Turn.ORIGINAL: _("Original"),
    Turn.RESOLUTION: _("Resolution of the reservation"),
    Turn.REVERSAL: _("Reversal"),
}
FACTS: Final[Mapping[str, Any]] = {
    "TaskSet": _("Task set"),
    "IssueDecided": _("Issue decided"),
    "MilestoneAccepted": _("Milestone accepted"),
    "IssueRaised": _("Issue raised"),
    "PackageFunded": _("Package funded"),
    "TransferPlanDrafted": _("Transfer plan drafted"),
    "DebtPlanDrafted": _("Debt plan drafted"),
    "DraftSubmitted": _("Draft budget submitted"),
    "PolicyReviewed": _("Policy reviewed"),
    "ControlTotalGiven": _("Control total given"),
    "ProposalSubmitted": _("Proposal submitted"),
    "ProposalReviewed": _("Proposal reviewed"),
    "BudgetAdopted": _("Budget adopted"),
    "BudgetAdjusted": _("Budget adjusted"),
    "CeilingSet": _("Ceiling set"),
    "IndicatorIssued": _("Indicator issued"),
    "IndicatorFrozen": _("Indicator frozen"),
    "IndicatorUnfrozen": _("Indicator unfrozen"),
    "IndicatorRecalled": _("Indicator recalled"),
    "IndicatorVired": _("Indicator vired"),
    "IdleMoneyRecovered": _("Idle money swept"),
    "SweepReversed": _("Sweep reversed"),
    "ReserveUsed": _("Reserve used"),
    "IndicatorCancelled": _("Indicator cut and cancelled"),
    "RemittanceSettled": _("Remittance paid"),
    "TransferOutExecuted": _("Transfer to another budget"),
    "TransferReceived": _("Transfer received from above"),
    "TransferIssued": _("Transfer issued"),
    "DebtDrawn": _("Debt drawn"),
    "ProceedsAssigned": _("Bond proceeds assigned"),
    "RepaymentScheduled": _("Repayment scheduled"),
    "DebtRepaid": _("Debt repaid"),
    "HiddenDebtRecognised": _("Hidden debt recognised"),
    "DebtOnLent": _("Debt on-lent"),
    "PlatformExited": _("Financing platform exited"),
    "PaymentRequested": _("Payment requested"),
    "PaymentReleased": _("Payment released"),
    "PaymentRefused": _("Payment refused"),
    "PaymentConfirmed": _("Payment confirmed by the bank"),
    "PaymentReturned": _("Reservation given back"),
    "PaymentRefunded": _("Payment refunded"),
    "DayReconciled": _("Day reconciled"),
    "FindingConfirmed": _("Finding confirmed"),
    "FindingClosed": _("Finding closed"),
    "FindingRaised": _("Finding raised"),
    "RectificationOrdered": _("Rectification ordered"),
    "ResultApplied": _("Evaluation result applied"),
    "TargetMonitored": _("Target monitored"),
    "UnitSelfEvaluated": _("Unit evaluated itself"),
    "ScoreConfirmed": _("Score confirmed"),
    "CarriedOver": _("Carried over"),
    "BalanceLapsed": _("Balance lapsed"),
    "YearClosed": _("Year closed"),
    "MonthClosed": _("Month closed"),
    "MonthReopened": _("Month reopened"),
    "RevenueCollected": _("Revenue collected"),
    "StepRecorded": _("Step of the budget year recorded"),
    "InsuranceReported": _("Social insurance reported"),
    "StabilisationReplenished": _("Stabilisation fund topped up"),
}
_HEADINGS: Final[tuple[tuple[str, Any, Callable[[str], Any]], ...]] = (
    ("function", _("Function"), classification.function),
    ("item", _("Government item"), classification.government_item),
    ("department_item", _("Department item"), classification.department_item),
)


@dataclass(frozen=True, slots=True)
class Element:
    """One element of a pot: what it is, its code, and the name behind the code."""

    label: Any
    code: str
    name: Any


def elements_of(
    pot: Pot | RequestView, labels: Mapping[str, Name], place: Name | None
) -> tuple[Element, ...]:
    """Return what a pot or a request says of itself, each code with its name.

    ``place`` heads the list where it is given.
    """
    found = [] if place is None else [Element(_("Division"), place.code, place)]
    for name, label in (("unit", _("Unit")), ("project", _("Project"))):
        code = getattr(pot, name)
        if code:
            found.append(Element(label, code, labels.get(code)))
    for name, label, look_up in _HEADINGS:
        code = getattr(pot, name)
        if code:
            found.append(Element(label, code, _found(look_up, code)))
    if pot.fund_type:
        found.append(Element(_("Fund type"), pot.fund_type, _fund(pot.fund_type)))
    if not isinstance(pot, Pot):
        return tuple(found)
    if pot.counterpart:
        found.append(Element(_("Counterpart"), pot.counterpart, None))
    if pot.origin:
        found.append(Element(_("Carried from"), str(pot.origin), None))
    return tuple(found)


def heading(pot: Pot) -> Any:
    """Return the heading of a pot's function, None where the classification has none."""
    return _found(classification.function, pot.function)


def _found(look_up: Callable[[str], Any], code: str) -> Any:
    try:
        return look_up(code)
    except (classification.UnknownCode, ValueError):
        return None


def _fund(code: str) -> Row | None:
    try:
        return find(ELEMENTS, "FUND_TYPE", code)
    except UnknownRow:
        return None
