"""Which right opens which page. An address without a right does not exist.

Rights and the roles that have them stand in law/organisation/rights.csv. What a person sees on a
page is narrowed further to their own division and unit (``scope``); what an act allows is decided
by the act, not here.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Final

from fisc.engines.organisation import exceptions, rights
from fisc.engines.organisation.rights import ANYBODY, Grant, roles_of
from fisc.law.tables import FLOWS, read
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
# Whoever may do an act on a document of the budget may see those that it is about.
_DOCUMENTS: Final = tuple(
    dict.fromkeys(
        row.right
        for row in read(FLOWS)
        if row.right and row.flow != "payment_request" and row.last_day is None
    )
)
# Whoever sees one kind of what may be out of order sees the list; which kinds, the law says.
_EXCEPTIONS: Final = tuple(sorted({one.sees for one in exceptions.kinds()}))
# Whoever may import some table sees the imports; which tables they are, the pages say.
_IMPORTS: Final = (
    "allot.draft",
    "approve.draft",
    right_of("draft"),
    "resources.enter",
    "standards.enter",
    "import.journal",
)
RIGHTS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "login": ("see.entrance",),
        "again": ("see.entrance",),
        "login-code": ("see.entrance",),
        "language": ("see.entrance",),
        "logout": ("see.self",),
        "work": ("see.self",),
        "work-batch": ("see.self",),
        "document": ("see.books", *_DOCUMENTS),
        "document-act": _DOCUMENTS,
        "cockpit": ("see.cockpit",),
        "balance": ("see.books",),
        "balance-cell": ("see.books",),
        "budgets": ("see.books",),
        "standards": ("see.standards",),
        "standard": ("see.standards",),
        "resources": ("see.resources",),
        "resource": ("see.resources",),
        "resource-sweep": ("allot.propose",),
        "resource-sweep-step": ("allot.recall",),
        "coordination": ("see.books",),
        "coordination-take": ("approve.draft",),
        "calendar": ("see.books",),
        "changing": ("see.books",),
        "calendar-act": ("approve.record_step",),
        "congress": ("see.books",),
        "indicators": ("see.indicators",),
        "indicator": ("see.indicators",),
        "voucher": ("see.indicators",),
        "cash": ("see.books",),
        "scenarios": ("see.books",),
        "scenario-act": ("allot.propose_scenario", "allot.adopt_scenario"),
        "sources": ("see.books",),
        "trial-balance": ("see.books",),
        "sealing": ("see.seals",),
        "verify": ("verify.record",),
        "health": ("see.health",),
        "jobs": ("see.jobs",),
        "job": ("see.jobs",),
        "job-step": ("jobs.stop",),
        "final-accounts": ("see.books",),
        "closing": ("see.books",),
        "closing-act": ("close.close", "close.reopen"),
        "reconciliation": ("see.differences",),
        "reconciliation-resolve": (right_of("resolve"),),
        "payments": ("see.payments",),
        "payment": ("see.payments",),
        "payment-new": (right_of("draft"),),
        "payment-edit": (right_of("change"),),
        "payment-keep": (right_of("draft"), right_of("change")),
        "payment-controls": _STEPS,
        "payment-act": _STEPS,
        "exceptions": _EXCEPTIONS,
        "people": ("see.people",),
        "people-person": ("see.people",),
        "trail": ("see.trail",),
        "people-step": (
            "people.add",
            "people.grant",
            "people.confirm",
            "people.end",
            "people.reset_factor",
        ),
        "own-roles": ("see.self",),
        "own-roles-step": ("people.delegate",),
        "own-sign-in": ("see.self",),
        "own-sign-in-step": ("see.self",),
        "saved-views": ("see.self",),
        "saved-view-step": ("see.self",),
        "imports": _IMPORTS,
        "import-new": _IMPORTS,
        "indicator-lines": ("allot.draft",),
        "indicator-drafting": ("allot.draft",),
        "indicator-codes": ("allot.draft",),
        "indicator-drafting-save": ("allot.draft",),
        "import-template": _IMPORTS,
        "import-run": _IMPORTS,
        "import-marked": _IMPORTS,
        "import-step": _IMPORTS,
        "import-batch": _IMPORTS,
        "import-file": _IMPORTS,
        "import-undo": _IMPORTS,
    }
)
RULES: Final[Mapping[str, frozenset[str]]] = MappingProxyType(
    {name: roles_of(*wanted) for name, wanted in RIGHTS.items()}
)


def opens(name: str, grants: Collection[Grant]) -> bool:
    """Say whether somebody who has signed in and holds these grants may open a page.

    Raises:
        KeyError: the page has no right, so nobody may open it.

    Example:
        >>> opens("cockpit", (Grant("GOV_LEADER", "239900"),)), opens("cockpit", ())
        (True, False)
    """
    return rights.open_to(RULES[name], grants)


def admits(name: str, role: str | None) -> bool:
    """Say whether somebody of this role, or nobody in particular, may open a page.

    Raises:
        KeyError: the page has no right, so nobody may open it.

    Example:
        >>> admits("cockpit", "GOV_LEADER"), admits("cockpit", None), admits("login", None)
        (True, False, True)
    """
    return rights.admits(RULES[name], role)
