"""What lies on desks, whatever kind of document it is: one entry for each kind that has a flow.

A page asks each kind for its tasks and hands acts on; the stages decide.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from fisc.doors.web.pages import Page
from fisc.doors.web.steps import ACTS, STATES
from fisc.engines.budgets.tasks import Task, in_order
from fisc.stages.pay import commands, desk, keeping, queries, work
from fisc.stages.pay.flow import FLOW as PAYMENT
from fisc.stages.pay.persons import grants_of
from fisc.stages.pay.states import State
from fisc.values import Step, Verdict, Words

ROWS_MAX: Final = 100  # shown at once, and in one batch
TAKEN_MAX: Final = 300  # of one kind; a filter looks through these
APPROVE: Final = "approve"
RETURN: Final = "return"
FORM: Final = "payment_form"
LISTS: Final = MappingProxyType(
    {"todo": _("To do"), "sent": _("Sent"), "done": _("Done"), "drafts": _("Drafts")}
)
_STALE: Final = Verdict(
    False,
    Words("turn of the step", "流转次序"),
    (Step("It has moved on since you saw it.", "单据已流转，请重新查看。"),),
)


@dataclass(frozen=True, slots=True)
class Wish:
    """What is to be done with one document of a desk: approved or returned, in which version."""

    flow: str
    number: str
    year: int
    version: int
    way: str
    reason: str
    once: str


@dataclass(frozen=True, slots=True)
class Desk:
    """The desks of one kind of document.

    ``foresee`` says what is against an act without doing it, ``take`` does it and says what was;
    both answer with nothing where all is well.
    """

    title: Any
    lists: Callable[[Page, str], tuple[Task, ...]]
    href: Callable[[Task], str]
    state: Callable[[str], Any]
    act: Callable[[str], Any]
    foresee: Callable[[Page, Wish], tuple[Verdict, ...]]
    take: Callable[[Page, Wish], tuple[Verdict, ...]]


def tasks(page: Page, name: str, kind: str = "") -> tuple[Task, ...]:
    """Return what lies in one of the lists of whoever asks, over all kinds or of one."""
    found = [
        task for flow, one in DESKS.items() if kind in ("", flow) for task in one.lists(page, name)
    ]
    return tuple(found) if name == "done" else in_order(found)


def _payments(page: Page, name: str) -> tuple[Task, ...]:
    who = page.person.username
    if name == "todo":
        return desk.to_do(who, grants_of(page.person), day=page.today, limit=TAKEN_MAX)
    ask = {"sent": desk.sent, "done": desk.done, "drafts": desk.drafts}[name]
    return ask(who, day=page.today, limit=TAKEN_MAX)


def _payment_act(page: Page, wish: Wish) -> str:
    """Return the name of the act that a wish means for a payment.

    Empty where it waits for nothing any more, does not exist, or is not to be seen from here.
    """
    try:
        found = queries.request(wish.number)
    except commands.UnknownRequest:
        return ""
    if not page.sees(found.division, found.unit):
        return ""
    if wish.way == RETURN:
        return RETURN
    waits = work.waits_for(wish.number, page.today)
    return waits if waits in ACTS else ""


def _foresee_payment(page: Page, wish: Wish) -> tuple[Verdict, ...]:
    act = _payment_act(page, wish)
    if not act:
        return (_STALE,)
    against = work.foresee(
        number=wish.number,
        act=act,
        officer=page.person.username,
        reason=wish.reason,
        version=wish.version,
        day=page.today,
        at=page.now,
    )
    return tuple(control.verdict for control in against)


def _take_payment(page: Page, wish: Wish) -> tuple[Verdict, ...]:
    act = _payment_act(page, wish)
    if not act:
        return (_STALE,)
    try:
        receipt = ACTS[act].take(
            number=wish.number,
            officer=page.person.username,
            day=page.today,
            at=page.now,
            key=f"work/{wish.once}/{wish.number}",
            reason=wish.reason,
            version=wish.version,
        )
    except (commands.OutOfTurn, commands.KeyReused):
        return (_STALE,)
    return tuple(control.verdict for control in receipt.refusals)


def _forms(page: Page, name: str) -> tuple[Task, ...]:
    """Return the forms of payments that whoever asks has begun and not saved."""
    if name != "drafts":
        return ()
    return tuple(
        Task(
            flow=FORM,
            number=one.key,
            year=page.today.year,
            division=str(page.person.division),
            unit=str(page.person.unit or ""),
            state="",
            act="",
            about=" · ".join(filter(None, (one.number, one.fields.get("purpose", "")))),
            amount=None,
            since=one.at,
        )
        for one in keeping.kept_forms(page.person.username)
    )


def _form(task: Task) -> str:
    return f"{reverse('payment-new')}?{urlencode({'kept': task.number})}"


def _nothing(_page: Page, _wish: Wish) -> tuple[Verdict, ...]:
    return (_STALE,)


DESKS: Final[Mapping[str, Desk]] = MappingProxyType(
    {
        PAYMENT: Desk(
            _("Payment request"),
            _payments,
            lambda task: reverse("payment", args=[task.number]),
            lambda state: STATES[State(state)],
            lambda act: ACTS[act].label if act in ACTS else "",
            _foresee_payment,
            _take_payment,
        ),
        FORM: Desk(
            _("Form not saved yet"),
            _forms,
            _form,
            lambda _state: _("kept while it is typed"),
            lambda _act: "",
            _nothing,
            _nothing,
        ),
    }
)
