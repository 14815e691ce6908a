"""Who may act on a document of the budget: somebody else than before, at the place, in the role.

The acts that change a document's state stand in ``law/organisation/state_machines.csv``, the
roles that may do them in ``law/organisation/rights.csv``. A door may hide a button; what is said
here is said in the command.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from fisc.engines.organisation import rights
from fisc.engines.organisation.rights import Grant, Place, carrying, judge
from fisc.law.kinds import Transition
from fisc.law.tables import STATE_MACHINES, read
from fisc.values import Citation, Step, Verdict, Words

_SOURCE: Final = Citation("Separation of duties", "SOD01")
_FOUR_EYES: Final = Words("four eyes", "四眼原则")


class WrongState(LookupError):
    """A document is not in a state from which this can be done."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who acts: user name, and the grants that they hold on the day of the act."""

    name: str
    grants: tuple[Grant, ...]


def transition(kind: str, from_state: str, action: str) -> Transition:
    """Return the step that an action takes a document through.

    Raises:
        WrongState: the document cannot do this from where it is; the message says what it can.

    Source: law/organisation/state_machines.csv

    Example:
        >>> transition("INDICATOR", "PENDING_ISSUE", "issue").to_state
        'EXECUTABLE'
    """
    here = [
        row for row in read(STATE_MACHINES) if (row.object, row.from_state) == (kind, from_state)
    ]
    for row in here:
        if row.action_en == action:
            return row
    possible = ", ".join(row.action_en for row in here) or "nothing"
    raise WrongState(f"{kind} in state {from_state} cannot {action}; possible: {possible}.")


def check_duty(
    officer: Officer,
    *,
    division: str,
    right: str,
    document: str | Words,
    others: Collection[str] = (),
) -> Verdict:
    """Judge whether somebody may take a step on a document.

    They have the right of the step where the document belongs, and are not one of the people who
    took the step before it (four eyes). Nor do they stand in for one of those: a role that is
    held in somebody's place does not check what that person prepared.

    Source: law/organisation/rights.csv, law/organisation/separation_of_duties.csv
    """
    about = document if isinstance(document, Words) else Words(document, document)
    wanted, place = rights.right(right), Place(division)
    judged = judge(wanted, officer.name, officer.grants, place, about)
    if officer.name in others:
        step = Step(
            f"{officer.name} prepared {about.en}; another person must decide.",
            f"{officer.name} 已办理 {about.zh}，须由他人审批。",
            _SOURCE,
        )
        return Verdict(False, _FOUR_EYES, (step, *(() if judged else judged.steps)))
    if not judged:
        return judged
    held = carrying(wanted, officer.name, officer.grants, place)
    if held and all(one.behalf in others for one in held):
        step = Step(
            f"{officer.name} stands in for {held[0].behalf}, who prepared {about.en}.",
            f"{officer.name} 代 {held[0].behalf} 履职，而 {about.zh} 由其办理。",
            _SOURCE,
        )
        return Verdict(False, _FOUR_EYES, (step,))
    return Verdict(True, _FOUR_EYES, judged.steps)
