"""Which right opens which page. An address without a right does not exist.

Rights and the roles that have them stand in law/organisation/rights.csv. What a person sees on a
page is narrowed further to their own division and unit (``scope``); what an act allows is decided
by the act, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from fisc.engines.budgets import rights
from fisc.engines.budgets.rights import ANYBODY, roles_of
from fisc.stages.pay.persons import right_of

PUBLIC: Final = ANYBODY
# The acts that a page of a payment request offers; whoever has one of them may try.
_ACTS: Final = (
    "change",
    "review",
    "submit",
    "audit",
    "countersign",
    "release",
    "return",
    "withdraw",
)
_STEPS: Final = tuple(map(right_of, _ACTS))
RIGHTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "login": ("see.entrance",),
        "again": ("see.entrance",),
        "language": ("see.entrance",),
        "logout": ("see.self",),
        "work": ("see.self",),
        "work-batch": ("see.self",),
        "cockpit": ("see.cockpit",),
        "indicators": ("see.indicators",),
        "indicator": ("see.indicators",),
        "voucher": ("see.indicators",),
        "trial-balance": ("see.books",),
        "sealing": ("see.seals",),
        "verify": ("verify.record",),
        "closing": ("see.books",),
        "closing-act": ("close.close", "close.reopen"),
        "payments": ("see.payments",),
        "payment": ("see.payments",),
        "payment-new": (right_of("draft"),),
        "payment-edit": (right_of("change"),),
        "payment-keep": (right_of("draft"), right_of("change")),
        "payment-controls": _STEPS,
        "payment-act": _STEPS,
    }
)
RULES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {name: roles_of(*wanted) for name, wanted in RIGHTS.items()}
)


def admits(name: str, role: str | None) -> bool:
    """Say whether somebody of this role, or nobody in particular, may open a page.

    Raises:
        KeyError: the page has no right, so nobody may open it.

    Example:
        >>> admits("cockpit", "GOV_LEADER"), admits("cockpit", None), admits("login", None)
        (True, False, True)
    """
    return rights.admits(RULES[name], role)
