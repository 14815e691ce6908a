"""Whatever a page asks or does, a program can ask and do: page by page, or the reason why not.

The list is held against the addresses of the pages and the operations of the interface, so that a
new page without its operation fails here until somebody has decided.
"""

from __future__ import annotations

from fisc.doors.api.documents import KINDS as DOCUMENTS
from fisc.doors.api.rules import RULES as OPERATIONS
from fisc.doors.web import closing, jobs, own_roles, payments, people
from fisc.doors.web.rules import RIGHTS as PAGES
from fisc.doors.web.rules import RULES as RULES_OF
from fisc.doors.web.urls import urlpatterns
from fisc.engines.organisation.flows import flow
from fisc.engines.organisation.rights import roles_of
from fisc.stages.allot.models import ACTS as CHANGES

# The operations that answer what a page asks, or do what it does.
SAME: dict[str, tuple[str, ...]] = {
    "work": ("work",),
    "cockpit": ("execution", "execution-tables", "execution-file", "totals"),
    "exceptions": ("exceptions",),
    "document": ("document",),
    "document-act": (
        "documents-return",
        "documents-resubmit",
        "documents-recall",
        "documents-withdraw",
        "indicators-review",
        "indicators-register",
        "indicators-issue",
        "transfers-issue",
        "changes-carry-out",
        "ceilings-set",
        "budget-drafts-adopt",
        "budget-drafts-approve",
    ),
    "jobs": ("jobs",),
    "job": ("job",),
    "job-step": ("jobs-cancel", "jobs-again"),
    "standards": ("standards", "standard"),
    "standard": ("standard",),
    "resources": ("resources", "sweeps"),
    "resource": ("resource",),
    "resource-sweep": ("sweeps-propose",),
    "resource-sweep-step": ("sweeps-carry-out", "sweeps-reverse"),
    "budgets": ("budget", "budget-plans", "tables", "tables-file", "budget-package"),
    "balance": ("balance", "balance-file"),
    "balance-cell": ("balance-cell",),
    "coordination": ("coordination",),
    "coordination-take": ("coordination-take",),
    "calendar": ("calendar",),
    "changing": ("changes-rule",),
    "calendar-act": ("calendar-enter", "calendar-take-back"),
    "congress": ("tables", "tables-file"),
    "indicators": ("indicators",),
    "indicator": ("indicator", "indicator-history"),
    "indicator-lines": ("imports-lines",),
    "indicator-drafting": ("indicators", "imports-lines"),
    "indicator-codes": ("classifications", "units", "projects"),
    "indicator-drafting-save": ("indicators-draft", "imports-try", "imports-take-over"),
    "voucher": ("voucher",),
    "cash": ("cash",),
    "scenarios": ("scenarios", "scenario-effects"),
    "scenario-act": ("scenarios-keep", "scenarios-drop", "scenarios-adopt", "scenarios-undo"),
    "sources": ("sources", "sources-payment", "sources-uses"),
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
    "people-step": (
        "people-enter",
        "grants-propose",
        "grants-confirm",
        "grants-end",
        "person-factor-reset",
    ),
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
    "login-code": "a token was given to whoever had signed in with a second factor already",
    "own-sign-in": "how somebody signs in is seen and set up by that person at the pages",
    "own-sign-in-step": "a stolen token must not change how its holder proves who they are",
    "logout": "a token ends by itself; there is no session to leave",
    "language": "every request names its language in Accept-Language",
    "payment-keep": "what is half typed belongs to the page; a program sends a whole draft",
    "saved-views": "a program keeps its own addresses; names of views belong to the pages",
    "saved-view-step": "a program keeps its own addresses; names of views belong to the pages",
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
        "job-step": len(jobs.STEPS),
    }
    for page, many in acts.items():
        assert len(SAME[page]) >= many, page
    assert own_roles.step


# What the law lets be done with a document, and the operation that does it. What is "outside" is
# no act of a person, and what is written anew under its number is the operation that wrote it.
KINDS_OF_ACTS: dict[str, str] = {
    "return": "documents-return",
    "resubmit": "documents-resubmit",
    "recall": "documents-recall",
    "end": "documents-withdraw",
}
STEPS_OF: dict[str, dict[str, tuple[str, ...]]] = {
    "indicator": {
        "draft": ("indicators-draft",),
        "change": ("imports-take-over",),
        "review": ("indicators-review",),
        "register_without_unit": ("indicators-register",),
        "register_with_unit": ("indicators-register",),
        "allocate": ("indicators-allocate",),
        "issue": ("indicators-issue",),
    },
    "change_of_authority": {"propose": ("changes-propose",), "change": ("changes-propose",)}
    | dict.fromkeys(CHANGES, ("changes-carry-out",)),
    "transfer": {
        "draft": ("transfers-draft",),
        "change": ("transfers-draft",),
        "issue": ("transfers-issue",),
    },
    "ceiling": {
        "draft": ("ceilings-draft",),
        "change": ("ceilings-draft",),
        "set": ("ceilings-set",),
    },
    "budget": {
        "draft": ("budget-drafts-draft",),
        "change": ("budget-drafts-draft",),
        "adopt": ("budget-drafts-adopt", "budget-drafts-approve"),
    },
}


def test_every_act_on_a_document_of_the_budget_has_its_operation():
    """What a batch takes with many documents, a program takes with each of them."""
    missing, closed = [], []
    for name in DOCUMENTS:
        for row in flow(name).acts:
            if row.kind == "outside":
                continue
            of_kind = KINDS_OF_ACTS.get(row.kind)
            operations = (of_kind,) if of_kind else STEPS_OF[name].get(row.act, ())
            if not operations or set(operations) - OPERATIONS.keys():
                missing.append((name, row.act))
                continue
            open_to = set().union(*(OPERATIONS[one].roles for one in operations))
            if row.right and not roles_of(row.right) <= open_to:
                closed.append((name, row.act))

    assert missing == []
    assert closed == []
    assert DOCUMENTS.keys() == STEPS_OF.keys()


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
