"""Whatever a page asks or does, a program can ask and do: page by page, or the reason why not.

The list is held against the addresses of the pages and the operations of the interface, so that a
new page without its operation fails here until somebody has decided.
"""

from __future__ import annotations

from fisc.doors.api.rules import RULES as OPERATIONS
from fisc.doors.web import closing, own_roles, payments, people
from fisc.doors.web.rules import RIGHTS as PAGES
from fisc.doors.web.rules import RULES as RULES_OF
from fisc.doors.web.urls import urlpatterns

# The operations that answer what a page asks, or do what it does.
SAME: dict[str, tuple[str, ...]] = {
    "work": ("work",),
    "cockpit": ("execution", "execution-tables", "execution-file", "totals"),
    "budgets": ("budget", "budget-plans", "tables", "tables-file"),
    "indicators": ("indicators",),
    "indicator": ("indicator", "indicator-history"),
    "indicator-lines": ("imports-lines",),
    "indicator-drafting": ("indicators", "imports-lines"),
    "indicator-drafting-save": ("indicators-draft", "imports-try", "imports-take-over"),
    "voucher": ("voucher",),
    "trial-balance": ("trial-balance", "tables", "tables-file"),
    "sealing": ("seals", "sealing"),
    "verify": ("verification",),
    "health": ("health",),
    "final-accounts": ("final-accounts", "tables", "tables-file"),
    "closing": ("months", "final-accounts"),
    "closing-act": ("months-close", "years-close", "reopenings-ask", "reopenings-grant"),
    "reconciliation": ("bank-days", "bank-differences"),
    "reconciliation-resolve": ("payments-resolve",),
    "payments": ("payments", "payments-queue"),
    "payment": ("payment", "payment-trail", "payment-controls"),
    "payment-new": ("payments-draft", "payees"),
    "payment-edit": ("payments-change",),
    "payment-controls": ("payments-preview", "payment-controls"),
    "payment-act": (
        "payments-review",
        "payments-submit",
        "payments-audit",
        "payments-countersign",
        "payments-release",
        "payments-return",
        "payments-withdraw",
        "payments-recall",
        "payments-resubmit",
    ),
    "people": ("people",),
    "people-person": ("person",),
    "people-step": ("people-enter", "grants-propose", "grants-confirm", "grants-end"),
    "trail": ("grants",),
    "own-roles": ("me",),
    "own-roles-step": ("grants-delegate", "grants-end"),
    "imports": ("imports",),
    "import-new": ("imports-try",),
    "import-template": ("imports-template",),
    "import-run": ("imports-run", "imports-problems", "imports-changes"),
    "import-marked": ("imports-marked",),
    "import-step": ("imports-take-over", "imports-give-up"),
    "import-batch": ("imports-batch",),
    "import-file": ("imports-file",),
    "import-undo": ("imports-undo",),
}
# Pages that no operation repeats, and why.
NOT_HERE: dict[str, str] = {
    "login": "a program brings a token; nobody signs in through this door",
    "again": "a token that has ended is asked for anew; no form waits for it",
    "logout": "a token ends by itself; there is no session to leave",
    "language": "every request names its language in Accept-Language",
    "payment-keep": "what is half typed belongs to the page; a program sends a whole draft",
    "work-batch": "a program takes the act of each document, and learns of each what became of it",
}


def test_every_page_has_its_operations_or_a_reason():
    pages = {pattern.name for pattern in urlpatterns}

    assert pages == PAGES.keys()
    assert sorted(pages - SAME.keys() - NOT_HERE.keys()) == []
    assert sorted(SAME.keys() & NOT_HERE.keys()) == []
    assert sorted((SAME.keys() | NOT_HERE.keys()) - pages) == []
    assert all(len(reason) > 20 for reason in NOT_HERE.values())


def test_every_operation_that_is_named_exists():
    named = {name for names in SAME.values() for name in names}

    assert sorted(named - OPERATIONS.keys()) == []


def test_every_step_of_a_page_is_counted():
    """A page whose address names the act has an operation for each of its acts."""
    acts = {
        "closing-act": len(closing.STEPS),
        "payment-act": len(payments.ACTS),
        "people-step": len(people.STEPS),
    }
    for page, many in acts.items():
        assert len(SAME[page]) >= many, page
    assert own_roles.step


def test_who_may_open_a_page_may_use_an_operation_of_it():
    """The same rights: no role of a page finds every one of its operations closed."""
    for page, names in SAME.items():
        roles = set(RULES_OF[page])
        if "+" in roles:  # everybody who has signed in
            assert any("+" in OPERATIONS[name].roles for name in names), page
            continue
        open_to = set().union(*(OPERATIONS[name].roles for name in names))
        if "+" not in open_to:
            assert roles <= open_to, (page, sorted(roles - open_to))
