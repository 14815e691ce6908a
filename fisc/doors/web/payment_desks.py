"""Payment requests on desks, and the forms of them that are not saved yet."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from django.urls import reverse
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from fisc.doors.web.desk_shapes import RETURN, STALE, TAKEN_MAX, Desk, Wish
from fisc.doors.web.pages import Page
from fisc.doors.web.steps import ACTS, STATES
from fisc.engines.organisation.tasks import Task
from fisc.stages.pay import commands, desk, keeping, queries, work
from fisc.stages.pay.flow import FLOW as PAYMENT
from fisc.stages.pay.states import State
from fisc.values import Verdict

FORM: Final = "payment_form"


def _payments(page: Page, name: str, _kinds: Collection[str]) -> tuple[Task, ...]:
    who = page.person.username
    if name == "todo":
        return desk.to_do(who, page.person.grants, day=page.today, limit=TAKEN_MAX)
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
        return (STALE,)
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
        return (STALE,)
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
        return (STALE,)
    return tuple(control.verdict for control in receipt.refusals)


def _forms(page: Page, name: str, _kinds: Collection[str]) -> tuple[Task, ...]:
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
    return (STALE,)


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
