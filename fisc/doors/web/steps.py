"""The steps of a payment request as the page shows them: what is next, and for whom."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType
from typing import Any, Final

from django.utils.translation import gettext_lazy as _

from fisc.engines.budgets.rights import roles_of
from fisc.registers.names import Name
from fisc.stages.pay import commands
from fisc.stages.pay.persons import right_of
from fisc.stages.pay.queries import RequestView, TrailStep
from fisc.stages.pay.signing import FROM
from fisc.stages.pay.states import State

STATES: Final[Mapping[State, Any]] = MappingProxyType(
    {
        State.DRAFT: _("Draft"),
        State.REVIEWED: _("Reviewed"),
        State.SUBMITTED: _("Submitted"),
        State.WARNED: _("Submitted with warnings"),
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
    """One step that a page offers; ``asks_why`` says that it needs a reason."""

    name: str
    label: Any
    said: Any
    take: Callable[..., commands.Receipt]
    asks_why: bool = False
    primary: bool = False


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop on the way of a request: taken, next, or still to come."""

    label: Any
    standing: str
    who: Name | None
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
        "release",
        _("Release to the bank"),
        _("Released: the bank is told to pay. It is paid when the bank says so."),
        _without_reason(commands.release_request),
        primary=True,
    ),
    Act(
        "return",
        _("Return"),
        _("Returned to the unit; what was reserved is given back."),
        commands.return_request,
        asks_why=True,
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
    ("submit", _("Submitted"), {State.SUBMITTED, State.WARNED}),
    ("audit", _("Approved"), {State.APPROVED}),
    ("release", _("Released"), {State.RELEASED, State.UNKNOWN}),
    ("answer", _("Bank receipt"), {State.PAID, State.CLEARED, State.REFUNDED}),
)


def acts_open(found: RequestView, roles: Collection[str]) -> tuple[Act, ...]:
    """Return the steps that these roles take from here; whether this person may, the act says."""
    return tuple(
        act
        for act in _OFFERED
        if roles_of(right_of(act.name)).intersection(roles) and found.state in FROM[act.name]
    )


def way(
    found: RequestView, trail: Iterable[TrailStep], people: Mapping[str, Name]
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
