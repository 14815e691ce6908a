"""Whether somebody may do an act on a document now, and what becomes of it.

The right and its reach are judged in ``rights``; here are the rules of the way itself: whose turn
it is, that nobody signs twice, that a reason is given, that what was seen is what is decided on.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from fisc.engines.organisation.flows import Flow, title
from fisc.engines.organisation.papers import Entry, Paper, Standing
from fisc.law.flow_kinds import FlowAct
from fisc.values import Citation, Step, Verdict, Words

TURN: Final = Words("turn of the step", "流转次序")
FOUR_EYES: Final = Words("SOD01 four eyes", "SOD01 四眼原则")
REASON: Final = Words("reason given", "须填写理由")
VERSION: Final = Words("version seen", "所见版本")
RECALL: Final = Words("recall of one's own act", "撤回本人操作")
TARGET: Final = Words("whither it is returned", "退回对象")
VOICE: Final = Words("voice in a quorum", "表决")
ALLOWED: Final = Words("flow", "流转")
_SOURCE: Final = Citation("Separation of duties", "SOD01")


@dataclass(frozen=True, slots=True)
class Wish:
    """What somebody wants to do: the act and what they give with it.

    ``version`` is the one they saw, None where the door cannot know; ``to`` whither it is returned.
    """

    act: str
    who: str
    reason: str = ""
    version: int | None = None
    to: str = ""
    against: bool = False
    at: datetime | None = None


def open_acts(paper: Paper) -> tuple[FlowAct, ...]:
    """Return the acts for which a document is ready, whoever does them.

    A return that waits for its answer leaves the document open to be corrected and sent back; a
    recall is open while the last act can be taken back.
    """
    return tuple(row for row in paper.flow.acts_from(paper.state) if _ready(paper, row))


def right_needed(paper: Paper, act: str) -> str:
    """Return the right that an act asks for now; a recall asks for that of what is recalled.

    A return for which the table names no right asks for that of the step that waits. Empty where
    no person does it, or where it cannot be done from here.
    """
    row = paper.flow.act(act, paper.state)
    if row is not None and row.kind == "recall":
        row = paper.recallable
    elif row is not None and row.kind == "return" and not row.right:
        row = paper.flow.step_at(paper.state)
    return row.right if row else ""


def barred(flow: Flow, row: FlowAct, who: str, signed: Mapping[str, Sequence[str]]) -> str:
    """Return the act by which somebody has signed already and so may not do this one, or nothing.

    What must be apart is apart in either order: after a return an earlier step is signed anew
    while later ones stand.

    Example:
        >>> from datetime import date
        >>> from fisc.engines.organisation.flows import flow
        >>> pay = flow("payment_request", date(2026, 3, 2))
        >>> review = pay.steps[0]
        >>> [barred(pay, review, who, {"draft": ["li"], "submit": ["wu"]}) for who in ("li", "wu")]
        ['draft', 'submit']
    """
    return next((act for act in _apart(flow, row) if who in signed.get(act, ())), "")


def kept_apart(paper: Paper, row: FlowAct) -> frozenset[str]:
    """Return the persons who have signed a document and so may not do an act on it.

    Always: ``barred`` names an act for exactly these.
    """
    signed = paper.standing.signed
    return frozenset(who for act in _apart(paper.flow, row) for who in signed.get(act, ()))


def _apart(flow: Flow, row: FlowAct) -> tuple[str, ...]:
    """Return the acts whose persons may not do this one; what is apart is so in either order."""
    if row.kind != "step":
        return row.apart
    return (*row.apart, row.act, *(step.act for step in flow.steps if row.act in step.apart))


def judge(paper: Paper, wish: Wish) -> Verdict:
    """Judge whether the way of a document lets somebody do an act now.

    Shape: a refusal names the first rule that is against it.

    Source: law/organisation/flows.csv, law/organisation/separation_of_duties.csv
    """
    row = paper.flow.act(wish.act, paper.state)
    if row is None or not _ready(paper, row):
        return _no(TURN, *_out_of_turn(paper, wish.act))
    if wish.version is not None and wish.version != paper.version:
        return _no(VERSION, *_other_version(paper, wish))
    against = _person(paper, row, wish)
    if against is None:
        against = _given(paper, row, wish)
    return _yes(row, wish) if against is None else against


def taken(paper: Paper, wish: Wish) -> Paper:
    """Return a document after an act that is allowed; ``warned`` says what its controls said.

    Raises:
        KeyError: the act cannot be done from here.
    """
    state = paper.destination(wish.act, to=wish.to, warned=paper.warned, against=wish.against)
    entry = Entry(
        wish.act, wish.who, state, wish.at, wish.reason, paper.version, against=wish.against
    )
    return paper.then(entry)


def begun(flow: Flow, who: str) -> Paper:
    """Return a new document of its author."""
    act = next(row.act for row in flow.acts if row.kind == "begin")
    empty = Paper(flow, Standing(""))
    return empty.then(Entry(act, who, flow.first_state))


def target_name(flow: Flow, name: str) -> Words:
    """Return what a target of a return is called: the author, or a step.

    Example:
        >>> from datetime import date
        >>> from fisc.engines.organisation.flows import flow
        >>> target_name(flow("payment_request", date(2026, 3, 2)), "author").zh
        '录入人'
    """
    row = flow.named(name)
    return title(row) if row else Words("who entered it", "录入人")


def _ready(paper: Paper, row: FlowAct) -> bool:
    if row.kind == "resubmit":
        return paper.returned is not None
    if row.kind == "recall":
        return paper.recallable is not None
    return row.kind != "outside"


def _person(paper: Paper, row: FlowAct, wish: Wish) -> Verdict | None:
    """Return what is against the person, or None."""
    if row.kind == "recall":
        last = paper.last
        if last is not None and last.who != wish.who:
            return _no(
                RECALL,
                f"{last.who} acted last; only they take it back.",
                f"最后由 {last.who} 办理，只能由其本人撤回。",
            )
        return None
    signed = dict(paper.standing.signed)
    if paper.standing.against:
        signed[row.act] = (*signed.get(row.act, ()), *paper.standing.against)
    act = barred(paper.flow, row, wish.who, signed)
    if not act:
        return None
    earlier = paper.flow.named(act) or row
    said, wanted = title(earlier), title(row)
    step = Step(
        f"{wish.who} did “{said.en}” and cannot do “{wanted.en}”; another person must.",
        f"{wish.who} 已办理“{said.zh}”，不得再办理“{wanted.zh}”，须由他人办理。",
        _SOURCE,
    )
    return Verdict(False, FOUR_EYES, (step,))


def _given(paper: Paper, row: FlowAct, wish: Wish) -> Verdict | None:
    """Return what is against what was given with the act, or None."""
    due = row.reason == "always" or (row.reason == "with_warnings" and paper.warned)
    said = title(row)
    if due and not wish.reason.strip():
        return _no(REASON, f"“{said.en}” needs a reason.", f"“{said.zh}”须填写理由。")
    if row.kind == "return" and paper.target(wish.to) is None:
        names = [target_name(paper.flow, target.name) for target in paper.targets]
        return _no(
            TARGET,
            f"It cannot be returned to {wish.to!r}; possible: {', '.join(n.en for n in names)}.",
            f"不能退回至“{wish.to}”；可选：{'、'.join(n.zh for n in names)}。",
        )
    if wish.against and not row.quorum:
        return _no(
            VOICE,
            f"“{said.en}” is not voted on; return it instead.",
            f"“{said.zh}”不实行表决，请改用退回。",
        )
    return None


def _yes(row: FlowAct, wish: Wish) -> Verdict:
    said = title(row)
    step = Step(f"{wish.who} may do “{said.en}”.", f"{wish.who} 可办理“{said.zh}”。")
    return Verdict(True, ALLOWED, (step,))


def _no(rule: Words, en: str, zh: str) -> Verdict:
    return Verdict(False, rule, (Step(en, zh),))


def _out_of_turn(paper: Paper, act: str) -> tuple[str, str]:
    possible = open_acts(paper)
    row = paper.flow.named(act)
    said = title(row) if row else Words(act, act)
    english = ", ".join(dict.fromkeys(one.title_en for one in possible)) or "nothing"
    chinese = "、".join(dict.fromkeys(one.title_zh for one in possible)) or "无"
    return (
        f"“{said.en}” is not next; possible now: {english}.",
        f"当前不能办理“{said.zh}”；可办理：{chinese}。",
    )


def _other_version(paper: Paper, wish: Wish) -> tuple[str, str]:
    return (
        f"Version {wish.version} was seen, and it is version {paper.version} now; look again.",
        f"所见为第 {wish.version} 版，现为第 {paper.version} 版，请重新查看。",
    )
