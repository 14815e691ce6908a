"""The steps of a payment request as the page shows them: what is next, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from django.http import Http404
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from fisc.doors.web.pages import Page
from fisc.engines.organisation.flows import AUTHOR
from fisc.engines.organisation.rights import roles_of
from fisc.record.ahead import Ahead, OpenAct
from fisc.stages.pay import commands, queries
from fisc.stages.pay.queries import RequestView, TrailStep
from fisc.stages.pay.states import State

VERSION_LENGTH: Final = 9
MINUTE: Final = 60
HOUR: Final = 3_600
DAY: Final = 86_400
STATES: Final[Mapping[State, Any]] = MappingProxyType(
    {
        State.DRAFT: _("Draft"),
        State.REVIEWED: _("Reviewed"),
        State.SUBMITTED: _("Submitted"),
        State.WARNED: _("Submitted with warnings"),
        State.AUDITED: _("Waiting for the countersignature"),
        State.APPROVED: _("Approved"),
        State.RELEASED: _("Released"),
        State.UNKNOWN: _("Sent, answer unknown"),
        State.PAID: _("Paid"),
        State.CLEARED: _("Cleared"),
        State.REFUNDED: _("Refunded"),
        State.FAILED: _("Not paid by the bank"),
        State.RETURNED: _("Returned"),
        State.EXPIRED: _("Expired"),
        State.WITHDRAWN: _("Withdrawn"),
    }
)


@dataclass(frozen=True, slots=True)
class Act:
    """One step that a page offers; ``asks_why`` says that it needs a reason.

    ``targets`` are whither a return can go.
    """

    name: str
    label: Any
    said: Any
    take: Callable[..., commands.Receipt]
    asks_why: bool = False
    primary: bool = False
    targets: tuple[tuple[str, Any], ...] = ()


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop on the way of a request: taken, next, or still to come."""

    label: Any
    standing: str
    who: Any
    at: datetime | None


def _without_reason(take: Callable[..., commands.Receipt]) -> Callable[..., commands.Receipt]:
    def _take(*, reason: str, **more: Any) -> commands.Receipt:  # noqa: ARG001 - none is asked
        return take(**more)

    return _take


def _passed(**more: Any) -> commands.Receipt:
    return commands.audit_request(passed=True, **more)


_OFFERED: Final = (
    Act(
        "review",
        _("Review"),
        _("Reviewed. The head of the unit can submit it now."),
        commands.review_request,
        primary=True,
    ),
    Act(
        "submit",
        _("Submit and reserve"),
        _("Submitted: the amount is reserved."),
        _without_reason(commands.submit_request),
        primary=True,
    ),
    Act(
        "audit",
        _("Approve"),
        _("Approved. A second person of the pay centre can release it now."),
        _passed,
        asks_why=True,
        primary=True,
    ),
    Act(
        "resubmit",
        _("Send straight back"),
        _("Sent straight back to who returned it."),
        commands.resubmit_request,
        primary=True,
    ),
    Act(
        "countersign",
        _("Countersign"),
        _("Countersigned. A second person of the pay centre can release it now."),
        commands.countersign_request,
        primary=True,
    ),
    Act(
        "release",
        _("Release to the bank"),
        _("Released: the bank is told to pay. It is paid when the bank says so."),
        _without_reason(commands.release_request),
        primary=True,
    ),
    Act(
        "return",
        _("Return"),
        _("Returned; what was reserved is given back when it leaves the pay centre."),
        commands.return_request,
        asks_why=True,
    ),
    Act(
        "recall",
        _("Recall"),
        _("Recalled: your last step is taken back."),
        commands.recall_request,
    ),
    Act(
        "withdraw",
        _("Withdraw"),
        _("Withdrawn; what was reserved is given back."),
        commands.withdraw,
        asks_why=True,
    ),
)
ACTS: Final[Mapping[str, Act]] = MappingProxyType({act.name: act for act in _OFFERED})
TOLD: Final[Mapping[str, Any]] = MappingProxyType(
    {
        **{act.name: act.label for act in _OFFERED},
        "draft": _("Entered"),
        "change": _("Changed"),
        "answer": _("Answer of the bank"),
        "refund": _("Refund"),
        "resolve": _("Resolved with the bank"),
        "expire": _("Expired"),
        "reconcile": _("Day reconciled"),
    }
)
_STOPS: Final = (
    ("draft", _("Entered"), {State.DRAFT}),
    ("review", _("Reviewed"), {State.REVIEWED}),
    ("submit", _("Submitted"), {State.SUBMITTED, State.WARNED, State.AUDITED}),
    ("audit", _("Approved"), {State.APPROVED}),
    ("release", _("Released"), {State.RELEASED, State.UNKNOWN}),
    ("answer", _("Bank receipt"), {State.PAID, State.CLEARED, State.REFUNDED}),
)


def acts_open(ready: Iterable[OpenAct], held: Collection[str]) -> tuple[Act, ...]:
    """Return the acts to offer to somebody of these roles; whether they may, the act says."""
    rights = {one.name: one for one in ready if roles_of(one.right).intersection(held)}
    return tuple(
        replace(act, targets=rights[act.name].targets) for act in _OFFERED if act.name in rights
    )


def request_seen(page: Page, number: str) -> RequestView:
    """Return a request that the person may see; one that they may not is not there.

    Raises:
        Http404: there is none with that number, or none for them.
    """
    try:
        found = queries.request(number)
    except commands.UnknownRequest as unknown:
        raise Http404(number) from unknown
    if not page.sees(found.division, found.unit):
        raise Http404(number)
    return found


def moved_on() -> str:
    """Say that a form was about a request as it no longer is."""
    return gettext("This form is no longer new: the request has moved on. Nothing was changed.")


def seen_version(data: Mapping[str, str]) -> int | None:
    """Return the version of a document that its form was about, None where it does not say."""
    text = data.get("version", "")
    return int(text) if text.isdecimal() and len(text) <= VERSION_LENGTH else None


def whither(act: Act, data: Mapping[str, str]) -> dict[str, str]:
    """Return whither a return goes, as an argument of the act; nothing for other acts."""
    return {"to": data.get("to") or AUTHOR} if act.name == "return" else {}


@dataclass(frozen=True, slots=True)
class Coming:
    """A step to come as a page shows it: what, who could take it, how long it usually takes."""

    label: Any
    hands: tuple[Any, ...]
    more: int
    usual: str
    samples: int


def steps_said(ahead: Iterable[Ahead]) -> tuple[Coming, ...]:
    """Return the steps to come in words."""
    return tuple(
        Coming(TOLD[one.act], one.hands, one.more, duration(one.usual), one.samples)
        for one in ahead
    )


def duration(seconds: int | None) -> str:
    """Return a length of time in the largest unit that fits it; empty for none known."""
    if seconds is None:
        return ""
    if seconds < HOUR:
        return gettext("%(count)s minutes") % {"count": max(seconds // MINUTE, 1)}
    if seconds < 2 * DAY:
        return gettext("%(count)s hours") % {"count": seconds // HOUR}
    return gettext("%(count)s days") % {"count": seconds // DAY}


def way_of(state: State) -> tuple[Stop, ...]:
    """Return the way of a request that is being written: where it is, and what is to come."""
    reached = next((at for at, (_, _, states) in enumerate(_STOPS) if state in states), 0)
    return tuple(
        Stop(label, "past" if at < reached else "here" if at == reached else "ahead", None, None)
        for at, (_, label, _) in enumerate(_STOPS)
    )


def way(
    found: RequestView, trail: Iterable[TrailStep], people: Mapping[str, Any]
) -> tuple[Stop, ...]:
    """Return the way of a request: what lies behind it, where it is, what is to come."""
    taken = {step.act: step for step in trail if step.done}
    reached = next((at for at, (_, _, states) in enumerate(_STOPS) if found.state in states), -1)
    return tuple(
        Stop(
            label,
            "past" if at < reached else "here" if at == reached else "ahead",
            people.get(taken[name].actor) if at <= reached and name in taken else None,
            taken[name].at if at <= reached and name in taken else None,
        )
        for at, (name, label, _) in enumerate(_STOPS)
    )
