"""Who may open which page. An address without a rule does not exist.

Roles are those of law/organisation/roles.csv. What a person sees on a page is narrowed further to
their own division and unit (``scope``); what an act allows is decided by the act, not here.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

UNIT: Final = frozenset({"UNIT_CLERK", "UNIT_REVIEWER", "UNIT_HEAD"})
DEPARTMENT: Final = frozenset({"DEPT_CLERK", "DEPT_REVIEWER"})
FINANCE: Final = frozenset(
    {
        "FIN_BUSINESS",
        "FIN_BUSINESS_HEAD",
        "FIN_BUDGET",
        "FIN_BUDGET_HEAD",
        "FIN_PERF",
        "FIN_TREASURY",
        "FIN_PAYCENTER",
        "FIN_DEBT",
        "FIN_SUPERVISOR",
        "FIN_SUPERVISOR_HEAD",
        "FIN_DIRECTOR",
    }
)
OVERSIGHT: Final = frozenset({"GOV_LEADER", "NPC_REVIEWER", "AUDITOR"})
READERS: Final = UNIT | DEPARTMENT | FINANCE | OVERSIGHT
# The whole ledger of a division: not for a unit, whose own part has no two sides.
BOOKKEEPERS: Final = FINANCE | OVERSIGHT
VERIFIERS: Final = frozenset({"AUDITOR", "AUDIT_ADMIN", "NPC_REVIEWER", "FIN_DIRECTOR"})
PAYERS: Final = frozenset({"UNIT_CLERK", "UNIT_REVIEWER", "UNIT_HEAD", "FIN_PAYCENTER"})

PUBLIC: Final = frozenset({"*"})  # also for who has not signed in
SIGNED_IN: Final = frozenset({"+"})  # for whoever has

RULES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {
        "login": PUBLIC,
        "language": PUBLIC,
        "logout": SIGNED_IN,
        "cockpit": READERS | {"TASKFORCE_OFFICE"},
        "indicators": READERS,
        "indicator": READERS,
        "voucher": READERS,
        "trial-balance": BOOKKEEPERS,
        "sealing": BOOKKEEPERS | VERIFIERS,
        "verify": VERIFIERS,
        "closing": BOOKKEEPERS,
        "closing-act": frozenset({"FIN_TREASURY", "FIN_DIRECTOR"}),
        "payments": PAYERS | {"FIN_TREASURY", "AUDITOR"},
        "payment": PAYERS | {"FIN_TREASURY", "AUDITOR"},
        "payment-new": frozenset({"UNIT_CLERK"}),
        "payment-edit": frozenset({"UNIT_CLERK"}),
        "payment-controls": PAYERS,
        "payment-act": PAYERS,
    }
)


def admits(name: str, role: str | None) -> bool:
    """Say whether somebody of this role, or nobody in particular, may open a page.

    Raises:
        KeyError: the page has no rule, so nobody may open it.

    Example:
        >>> admits("cockpit", "GOV_LEADER"), admits("cockpit", None), admits("login", None)
        (True, False, True)
    """
    rule = RULES[name]
    if rule is PUBLIC:
        return True
    return role is not None and (rule is SIGNED_IN or role in rule)
