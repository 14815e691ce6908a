"""Documents of the budget on desks: indicators, changes, transfers, ceilings and budgets."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date
from types import MappingProxyType
from typing import Any, Final

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from fisc.doors.web.desk_shapes import RETURN, STALE, TAKEN_MAX, Desk, Wish
from fisc.doors.web.pages import Page
from fisc.doors.web.templatetags.figures import called
from fisc.engines.organisation import paper_acts
from fisc.engines.organisation.flows import flow, title
from fisc.engines.organisation.tasks import Task
from fisc.record import desks
from fisc.record.acting import acting
from fisc.record.trails import KeyOfAnotherAct
from fisc.record.ways import Kind
from fisc.stages.allot import commands as allot
from fisc.stages.allot.ways import CHANGES, INDICATORS, TRANSFERS
from fisc.stages.allot.ways import KINDS as OF_ALLOT
from fisc.stages.approve import commands as approve
from fisc.stages.approve import queries
from fisc.stages.approve.ways import BUDGETS, CEILINGS
from fisc.stages.approve.ways import KINDS as OF_APPROVE
from fisc.values import Verdict

STATES: Final = {
    "DRAFT": _("Draft"),
    "RETURNED": _("Returned"),
    "REVIEWED": _("Reviewed"),
    "PENDING_ALLOC": _("Waiting for allocation"),
    "PENDING_ISSUE": _("Waiting for issue"),
    "EXECUTABLE": _("Executable"),
    "FROZEN": _("Frozen"),
    "RECOVERED": _("Recovered"),
    "CARRIED": _("Carried over"),
    "PROPOSED": _("Proposed"),
    "DONE": _("Carried out"),
    "ISSUED": _("Issued"),
    "SET": _("Set"),
    "FIN_FINAL": _("Draft"),
    "NPC_APPROVED": _("Adopted"),
    "DISCARDED": _("Discarded"),
}
TITLES: Final[Mapping[str, Any]] = {
    INDICATORS: _("Indicator"),
    CHANGES: _("Change of authority"),
    TRANSFERS: _("Transfer to below"),
    CEILINGS: _("Ceiling"),
    BUDGETS: _("Budget or plan"),
}
KINDS: Final[Mapping[str, Kind]] = MappingProxyType({**OF_ALLOT, **OF_APPROVE})
# What a stage says of a form that is about a document as it no longer is.
_STALE: Final = (
    LookupError,
    KeyOfAnotherAct,
    allot.WrongChange,
    allot.WrongTransfer,
    approve.BadCeiling,
    approve.WrongDraft,
)
# Acts that move a document and nothing else; the table of flows says what each is called.
_MOVES: Final = frozenset({"return", "resubmit", "recall", "end"})


@dataclass(frozen=True, slots=True)
class Deed:
    """An act on one document, with what was typed for it; ``once`` lets it happen once."""

    flow: str
    number: str
    year: int
    act: str
    once: str
    reason: str = ""
    to: str = ""
    version: int | None = None
    resolution: str = ""
    resolved_on: date | None = None
    priority: bool = False


def carry_out(page: Page, deed: Deed) -> Verdict | None:
    """Do an act on a document; return what is against it, or None where it was done.

    The stage judges, the ledger answers.
    """
    row = flow(deed.flow).named(deed.act)
    try:
        if row is not None and row.kind in _MOVES:
            stage = allot if deed.flow in OF_ALLOT else approve
            receipt: Any = stage.go(
                kind=deed.flow,
                number=deed.number,
                year=deed.year,
                act=deed.act,
                officer=page.person.username,
                at=page.now,
                reason=deed.reason,
                to=deed.to,
                version=deed.version,
                key=f"web/{page.person.username}/{deed.once}/{deed.number}",
            )
            refusal: Verdict | None = receipt.refusal
            return refusal
        return _step(page, deed)
    except _STALE:
        return STALE


def _step(page: Page, deed: Deed) -> Verdict | None:
    """Take the step of a document that posts or sets something."""
    number, year = deed.number, deed.year
    moment: dict[str, Any] = {"day": page.today, "at": page.now}
    checked: dict[str, Any] = {"checker": page.person.username, **moment}
    if deed.flow == CHANGES:
        receipt = getattr(allot, deed.act)(number=number, **checked)
    elif deed.flow == TRANSFERS:
        issuer = page.person.username
        receipt = allot.issue_transfer(number=number, year=year, issuer=issuer, **moment)
    elif deed.flow == CEILINGS:
        receipt = approve.set_ceiling(number=number, **checked)
    elif deed.flow == BUDGETS:
        plan = queries.draft(number).kind == "adjustment"
        adopt = approve.approve_plan if plan else approve.adopt_budget
        resolved: dict[str, Any] = {"resolution": deed.resolution, "resolved_on": deed.resolved_on}
        resolved |= {"priority": deed.priority} if plan else {}
        receipt = adopt(number=number, **resolved, **checked)
    else:
        receipt = _step_of_indicator(page, deed)
    refusal: Verdict | None = receipt.refusal
    return refusal


def _step_of_indicator(page: Page, deed: Deed) -> allot.Receipt:
    who = page.person.username
    moment: dict[str, Any] = {"day": page.today, "at": page.now}
    numbers, year = deed.number, deed.year
    if deed.act == "review":
        return allot.review_indicator(numbers=numbers, year=year, reviewer=who, at=page.now)
    if deed.act == "issue":
        return allot.issue(numbers=numbers, year=year, issuer=who, **moment)
    return allot.register_indicator(numbers=numbers, year=year, registrar=who, **moment)


def lists(page: Page, name: str, kinds: Collection[str]) -> tuple[Task, ...]:
    """Return one list of whoever asks, over some of these kinds."""
    wanted = [KINDS[kind] for kind in kinds]
    who, grants = page.person.username, page.person.grants
    return desks.one_list(page.book, name, wanted, who, grants, today=page.today, limit=TAKEN_MAX)


def _foresee(page: Page, wish: Wish) -> tuple[Verdict, ...]:
    who = acting(page.person.username, page.now)
    act = RETURN if wish.way == RETURN else ""
    asked = paper_acts.Wish(act, who.name, wish.reason, wish.version)
    kind = KINDS[wish.flow]
    verdict = desks.foreseen(page.book, kind, wish.number, wish.year, asked, who)
    return () if verdict else (verdict,)


def _take(page: Page, wish: Wish) -> tuple[Verdict, ...]:
    """Do what a batch wants with one document: return it, or take its next step."""
    if against := _foresee(page, wish):
        return against
    act = RETURN
    if wish.way != RETURN:
        act = desks.waiting_act(KINDS[wish.flow], wish.number, wish.year)
    deed = Deed(
        wish.flow, wish.number, wish.year, act, wish.once, wish.reason, version=wish.version
    )
    refusal = carry_out(page, deed)
    return () if refusal is None else (refusal,)


def act_said(kind: str) -> Callable[[str], Any]:
    """Return how the acts on a kind of document are called."""

    def _said(act: str) -> str:
        row = flow(kind).named(act)
        return called(title(row)) if row else act

    return _said


def _href(task: Task) -> str:
    return reverse("document", args=[task.flow, task.year, task.number])


def _desk(kind: str) -> Desk:
    return Desk(TITLES[kind], lists, _href, STATES.__getitem__, act_said(kind), _foresee, _take)


DESKS: Final[Mapping[str, Desk]] = MappingProxyType({kind: _desk(kind) for kind in KINDS})
