"""Who may act on a document of the budget: somebody else than before, at the place, in the role.

The acts that change a document's state stand in ``law/organisation/state_machines.csv`` with the
roles that may do them. A door may hide a button; what is said here is said in the command.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from fisc.law.kinds import Transition
from fisc.law.names import role
from fisc.law.tables import STATE_MACHINES, read
from fisc.values import Citation, Step, Verdict, Words

_SOURCE: Final = Citation("Separation of duties", "SOD01")
_FOUR_EYES: Final = Words("four eyes", "四眼原则")


class WrongState(LookupError):
    """A document is not in a state from which this can be done."""


@dataclass(frozen=True, slots=True)
class Officer:
    """Somebody who acts: user name, role and division, as the register of people has them."""

    name: str
    role: str
    division: str


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
    roles: Collection[str],
    document: str | Words,
    others: Collection[str] = (),
) -> Verdict:
    """Judge whether somebody may take a step on a document.

    They act in their own division only, hold one of the roles of the step, and are not one of
    the people who took the step before it (four eyes).

    Source: law/organisation/separation_of_duties.csv
    """
    about = document if isinstance(document, Words) else Words(document, document)
    against: list[tuple[Words, Step]] = []
    if officer.name in others:
        step = Step(
            f"{officer.name} prepared {about.en}; another person must decide.",
            f"{officer.name} 已办理 {about.zh}，须由他人审批。",
            _SOURCE,
        )
        against.append((_FOUR_EYES, step))
    if officer.division != division:
        step = Step(
            f"{officer.name} belongs to division {officer.division}, not to {division}.",
            f"{officer.name} 属于 {officer.division}，不属于 {division}。",
        )
        against.append((Words("own division", "本级范围"), step))
    if officer.role not in roles:
        wanted = ", ".join(role(code).en for code in sorted(roles))
        wanted_zh = "、".join(role(code).zh for code in sorted(roles))
        step = Step(
            f"{officer.name} is {officer.role}; {about.en} is for: {wanted}.",
            f"{officer.name} 的岗位是{role(officer.role).zh}；{about.zh} 须由{wanted_zh}办理。",
        )
        against.append((Words("role of the step", "岗位职责"), step))
    if against:
        return Verdict(False, against[0][0], tuple(step for _, step in against))
    step = Step(f"{officer.name} may act on {about.en}.", f"{officer.name} 可办理 {about.zh}。")
    return Verdict(True, _FOUR_EYES, (step,))
