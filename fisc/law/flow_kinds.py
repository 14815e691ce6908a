"""What a row of the table of flows is made of.

A file of its own because the other tables fill theirs.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from fisc.values import Confidence

ActKind = Literal["begin", "change", "resubmit", "step", "return", "recall", "end", "outside"]
ReasonRule = Literal["never", "with_warnings", "always"]


@dataclass(frozen=True, slots=True, kw_only=True)
class FlowAct:
    """An act on a kind of document: from which states, to which, by whom, under what conditions.

    A ``step`` leads on; several of ``to_states`` are told apart by the amount or by warnings.
    ``apart`` names earlier acts whose persons may not do this one. ``signatures`` persons must
    agree before it counts; with a ``quorum`` so many must have spoken, and most of them for it.
    ``above`` names the limit only beyond which the step is needed, ``term`` the working days it may
    wait before whoever has the right ``escalates_to`` hears of it. ``outside`` acts are those of
    the bank, the treasury and the clock. ``checks`` are the controls of the handbook that run when
    it is done. A return without a right asks for that of the step for which the document waits.
    """

    flow: str
    act: str
    kind: ActKind
    title_zh: str
    title_en: str
    first_day: date
    conf: Confidence
    from_states: tuple[str, ...] = ()
    to_states: tuple[str, ...] = ()
    right: str = ""
    apart: tuple[str, ...] = ()
    signatures: int = 1
    quorum: int = 0
    reason: ReasonRule = "never"
    above: str = ""
    term: str = ""
    escalates_to: str = ""
    checks: tuple[str, ...] = ()
    last_day: date | None = None
    note: str = ""
