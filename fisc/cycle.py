"""The year on one page: which stage reads and writes which facts.

Stages never import each other. They meet in the record, and this table says how: a stage reads
facts that an earlier stage wrote this year, or that any stage wrote last year, and writes facts
of which it is the only author. The circle closes only at New Year. The navigation of the doors
and the drawing in ``ARCHITECTURE.md`` are made from this table.

``supervise`` and ``evaluate`` accompany the year rather than follow payment; the order here is
the order in which data flows. A month that is closed is kept shut by the record itself, so
``pay`` does not have to read it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final


@dataclass(frozen=True, slots=True)
class Stage:
    """One stage of the year and the facts that pass through it.

    ``reads`` names facts of this year, ``reads_last_year`` facts of the year before, ``writes``
    the facts of which this stage is the author. Those in ``private`` are written too, for the
    eyes of the stage itself and of the doors; no other stage acts on them.
    """

    name: str
    title: str
    reads: tuple[str, ...]
    reads_last_year: tuple[str, ...]
    writes: tuple[str, ...]
    private: tuple[str, ...] = ()

    @property
    def authored(self) -> tuple[str, ...]:
        """Every fact of which this stage is the author, private ones last."""
        return self.writes + self.private


CYCLE: Final[tuple[Stage, ...]] = (
    Stage(
        "steer",
        "The pilot working team sets tasks, accepts milestones and settles issues.",
        reads=(),
        reads_last_year=("FindingClosed", "ResultApplied", "YearClosed"),
        writes=("TaskSet", "IssueDecided"),
        private=("MilestoneAccepted", "IssueRaised"),
    ),
    Stage(
        "prepare",
        "Requests become a draft: policies, reviews, ranking, two rounds.",
        reads=("TaskSet", "IssueDecided"),
        reads_last_year=(
            "FindingConfirmed",
            "ResultApplied",
            "RepaymentScheduled",
            "BalanceLapsed",
            "YearClosed",
        ),
        writes=("PackageFunded", "TransferPlanDrafted", "DebtPlanDrafted", "DraftSubmitted"),
        private=("PolicyReviewed", "ControlTotalGiven", "ProposalSubmitted", "ProposalReviewed"),
    ),
    Stage(
        "approve",
        "The congress adopts and adjusts the budget; ceilings are set.",
        reads=("DraftSubmitted", "TransferPlanDrafted", "DebtPlanDrafted"),
        reads_last_year=("YearClosed",),
        writes=("BudgetAdopted", "BudgetAdjusted", "CeilingSet"),
        private=("StepRecorded",),
    ),
    Stage(
        "allot",
        "Adopted money becomes indicators held by units and lower governments.",
        reads=("BudgetAdopted", "BudgetAdjusted", "CeilingSet"),
        reads_last_year=("CarriedOver", "TransferIssued"),
        writes=(
            "IndicatorIssued",
            "IndicatorFrozen",
            "IndicatorUnfrozen",
            "IndicatorRecalled",
            "IndicatorCancelled",
            "IndicatorVired",
            "ReserveUsed",
            "TransferIssued",
        ),
        private=(
            "IdleMoneyRecovered",
            "RemittanceSettled",
            "SweepReversed",
            "TransferOutExecuted",
            "TransferReceived",
        ),
    ),
    Stage(
        "borrow",
        "The life of a debt: draw, on-lend, use, manage, repay.",
        reads=("DebtPlanDrafted", "BudgetAdopted", "BudgetAdjusted", "CeilingSet"),
        reads_last_year=("DebtDrawn", "DebtRepaid", "RepaymentScheduled"),
        writes=(
            "DebtDrawn",
            "ProceedsAssigned",
            "RepaymentScheduled",
            "DebtRepaid",
            "HiddenDebtRecognised",
        ),
        private=("DebtOnLent", "PlatformExited"),
    ),
    Stage(
        "pay",
        "Indicators become payments, or refusals with reasons.",
        reads=(
            "BudgetAdopted",
            "CeilingSet",
            "IndicatorIssued",
            "IndicatorFrozen",
            "IndicatorUnfrozen",
            "IndicatorRecalled",
            "IndicatorVired",
            "ProceedsAssigned",
            "RepaymentScheduled",
        ),
        reads_last_year=("PaymentConfirmed", "CarriedOver"),
        writes=(
            "PaymentRequested",
            "PaymentReleased",
            "PaymentRefused",
            "PaymentConfirmed",
            "PaymentReturned",
            "PaymentRefunded",
            "DayReconciled",
        ),
    ),
    Stage(
        "supervise",
        "Rules are put to the facts; findings, orders and their closure.",
        reads=(
            "IndicatorIssued",
            "IndicatorRecalled",
            "IndicatorCancelled",
            "IndicatorVired",
            "ReserveUsed",
            "TransferIssued",
            "DebtDrawn",
            "HiddenDebtRecognised",
            "PaymentRequested",
            "PaymentReleased",
            "PaymentRefused",
            "PaymentConfirmed",
            "PaymentReturned",
            "PaymentRefunded",
        ),
        reads_last_year=("FindingConfirmed", "PaymentConfirmed"),
        writes=("FindingConfirmed", "FindingClosed"),
        private=("FindingRaised", "RectificationOrdered"),
    ),
    Stage(
        "evaluate",
        "Targets are monitored and scored, and the score has a consequence.",
        reads=("PackageFunded", "IndicatorIssued", "PaymentConfirmed", "FindingConfirmed"),
        reads_last_year=("ResultApplied",),
        writes=("ResultApplied",),
        private=("TargetMonitored", "UnitSelfEvaluated", "ScoreConfirmed"),
    ),
    Stage(
        "close",
        "The month and the year are closed: carry-over, lapse, final accounts.",
        reads=(
            "BudgetAdopted",
            "BudgetAdjusted",
            "IndicatorIssued",
            "IndicatorCancelled",
            "TransferIssued",
            "DebtDrawn",
            "DebtRepaid",
            "PaymentConfirmed",
            "PaymentReturned",
            "PaymentRefunded",
            "DayReconciled",
        ),
        reads_last_year=("CarriedOver", "YearClosed"),
        writes=("CarriedOver", "BalanceLapsed", "YearClosed"),
        private=(
            "MonthClosed",
            "MonthReopened",
            "RevenueCollected",
            "InsuranceReported",
            "StabilisationReplenished",
        ),
    ),
)


def author_of(cycle: tuple[Stage, ...] = CYCLE) -> Mapping[str, str]:
    """Return the author stage of every fact, in the order of the year.

    Raises:
        ValueError: two stages claim the same fact.

    Example:
        >>> author_of()["PaymentRefused"]
        'pay'
    """
    authors: dict[str, str] = {}
    for stage in cycle:
        for fact in stage.authored:
            if fact in authors:
                raise ValueError(f"{stage.name} and {authors[fact]} both write {fact}; keep one.")
            authors[fact] = stage.name
    return MappingProxyType(authors)


def faults(cycle: tuple[Stage, ...] = CYCLE) -> Iterator[str]:
    """Yield one sentence for each way in which a cycle breaks its own rules.

    Always: a fact read this year was written by an earlier stage; a fact read from last year is
    written by some stage; every fact that is not private has a reader in another stage, or the
    year after.

    Raises:
        ValueError: two stages claim the same fact.

    Example:
        >>> late = (Stage("a", "", ("Spoken",), (), ()), Stage("b", "", (), (), ("Spoken",)))
        >>> list(faults(late))
        ['a reads Spoken before b writes it; move the stage, or read it from last year.']
    """
    authors = author_of(cycle)
    places = {stage.name: place for place, stage in enumerate(cycle)}
    secret = {fact for stage in cycle for fact in stage.private}
    read: set[str] = set()
    for stage in cycle:
        for fact in stage.reads + stage.reads_last_year:
            author = authors.get(fact)
            if author is None:
                yield f"{stage.name} reads {fact}, which no stage writes; name its author."
            elif fact in secret and author != stage.name:
                yield f"{stage.name} reads {fact}, which is private to {author}; publish it."
            elif fact in stage.reads and places[author] >= places[stage.name]:
                yield (
                    f"{stage.name} reads {fact} before {author} writes it; "
                    f"move the stage, or read it from last year."
                )
            read.add(fact)
    for stage in cycle:
        for fact in stage.writes:
            if fact not in read:
                yield f"No stage reads {fact}, which {stage.name} writes; make it private."
