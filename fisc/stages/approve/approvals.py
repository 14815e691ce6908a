"""What every approval by a congress or its committee needs: another person, a number, a day.

A file of its own because both budgets and plans of adjustments are approved.
"""

from __future__ import annotations

from datetime import date

from fisc.engines.organisation.duties import Officer
from fisc.engines.organisation.papers import Paper
from fisc.record.ways import Document, demand_step
from fisc.stages.approve.acts import Refused
from fisc.stages.approve.drafts import WrongDraft
from fisc.stages.approve.models import APPROVED, BudgetDraft
from fisc.values import Citation, Step, Verdict, Words

# Congress decides; where it does not sit at the system itself, the head enters its resolution.


def check_approval(
    document: Document,
    paper: Paper,
    checker: Officer,
    resolution: str,
    resolved_on: date | None,
    day: date,
) -> None:
    """Stop the act unless another person enters a resolution with number and date.

    Raises:
        Refused: the maker checks, or number or date are missing, or the date is to come.
        WrongDraft: the draft is returned to its maker.
    """
    step = document.flow.act("adopt", document.state)
    if step is None:
        raise WrongDraft(f"{document.number} is {document.state}; it is not adopted from there.")
    demand_step(document, paper, step, checker)
    if not resolution or resolved_on is None or resolved_on > day:
        missing = Step(
            f"Resolution {resolution or '-'} of {resolved_on or '-'}: a budget needs the number "
            f"and a day not after {day}.",
            f"批准文号 {resolution or '-'}，日期 {resolved_on or '-'}：文号和日期须齐全。",
            Citation("Budget Law", "article 43"),
        )
        raise Refused(
            Verdict(False, Words("resolution number and date", "批准文号和日期"), (missing,))
        )


def approve(draft: BudgetDraft, checker: str, resolution: str, resolved_on: date | None) -> None:
    """Write the approval on the draft."""
    draft.state, draft.checker = APPROVED, checker
    draft.resolution, draft.resolved_on = resolution, resolved_on
    draft.save()
