"""Indicators, changes of authority and transfers on desks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from fisc.doors.web.desk_shapes import RETURN, STALE, TAKEN_MAX, Desk, Wish
from fisc.doors.web.pages import Page
from fisc.doors.web.templatetags.figures import called
from fisc.engines.budgets.flows import flow, title
from fisc.engines.budgets.rights import roles_of
from fisc.engines.budgets.tasks import Task
from fisc.record.acting import acting
from fisc.stages.allot import commands, desk
from fisc.stages.allot.desk import TRANSFERS
from fisc.stages.allot.proposals import FLOW as CHANGES
from fisc.stages.allot.steps import FLOW as INDICATORS
from fisc.values import Step, Verdict, Words

STATES: Final = {
    "DRAFT": _("Draft"),
    "REVIEWED": _("Reviewed"),
    "PENDING_ALLOC": _("Waiting for allocation"),
    "PENDING_ISSUE": _("Waiting for issue"),
    "EXECUTABLE": _("Executable"),
    "PROPOSED": _("Proposed"),
    "DONE": _("Carried out"),
    "ISSUED": _("Issued"),
}
_TO_DO: Final = {
    INDICATORS: desk.indicators_to_do,
    CHANGES: desk.changes_to_do,
    TRANSFERS: desk.transfers_to_do,
}
_NO_RETURN: Final = Verdict(
    False,
    Words("flow", "流转"),
    (Step("This kind of document is not returned.", "该类单据不设退回。"),),
)


def _lists(kind: str) -> Callable[[Page, str], tuple[Task, ...]]:
    rights = {row.right for row in flow(kind).acts} | {
        row.escalates_to for row in flow(kind).acts if row.escalates_to
    }

    def _list(page: Page, name: str) -> tuple[Task, ...]:
        grants = page.person.grants
        if not any(grant.role in roles_of(*rights) for grant in grants):
            return ()  # who has nothing to do with them is not asked about
        who = page.person.username
        if name == "todo":
            return _TO_DO[kind](who, grants, limit=TAKEN_MAX)
        return desk.handled(who, kind, name, limit=TAKEN_MAX)

    return _list


def _foresee(page: Page, wish: Wish) -> tuple[Verdict, ...]:
    if wish.way == RETURN:
        return (_NO_RETURN,)
    who = acting(page.person.username, page.now)
    verdict = desk.foreseen(who, wish.flow, wish.number, wish.year)
    return () if verdict else (verdict,)


def _take(page: Page, wish: Wish) -> tuple[Verdict, ...]:
    """Take the next step of a document; the stage judges, the ledger answers."""
    if against := _foresee(page, wish):
        return against
    who = page.person.username
    moment: dict[str, Any] = {"day": page.today, "at": page.now}
    act = desk.waiting_act(wish.flow, wish.number, wish.year)
    try:
        if wish.flow == CHANGES:
            receipt = getattr(commands, act)(number=wish.number, checker=who, **moment)
        elif wish.flow == TRANSFERS:
            receipt = commands.issue_transfer(
                number=wish.number, year=wish.year, issuer=who, **moment
            )
        elif act == "review":
            receipt = commands.review_indicator(
                numbers=wish.number, year=wish.year, reviewer=who, at=page.now
            )
        elif act == "issue":
            receipt = commands.issue(numbers=wish.number, year=wish.year, issuer=who, **moment)
        else:
            receipt = commands.register_indicator(
                numbers=wish.number, year=wish.year, registrar=who, **moment
            )
    except (LookupError, commands.WrongChange):
        return (STALE,)
    return () if receipt.refusal is None else (receipt.refusal,)


def _href(task: Task) -> str:
    """Return where a document is shown: an issued indicator on its page, others on the desk."""
    if task.flow == INDICATORS and task.state == "EXECUTABLE":
        return reverse("indicator", args=[task.number])
    return f"{reverse('work')}?{urlencode({'q': task.number})}"


def _act_said(kind: str) -> Callable[[str], Any]:
    def _said(act: str) -> str:
        row = flow(kind).named(act)
        return called(title(row)) if row else ""

    return _said


def _desk(kind: str, label: Any) -> Desk:
    return Desk(label, _lists(kind), _href, STATES.__getitem__, _act_said(kind), _foresee, _take)


DESKS: Final[Mapping[str, Desk]] = MappingProxyType(
    {
        INDICATORS: _desk(INDICATORS, _("Indicator")),
        CHANGES: _desk(CHANGES, _("Change of authority")),
        TRANSFERS: _desk(TRANSFERS, _("Transfer to below")),
    }
)
