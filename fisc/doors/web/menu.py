"""The menu in the order in which people think of their work, and the keys to its pages."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

MENU: Final = (
    (_("Work"), (("work", _("My work")),)),
    (_("Overview"), (("cockpit", _("Cockpit")),)),
    (
        _("Coordinated resources"),
        (
            ("balance", _("Four budgets")),
            ("coordination", _("Coordination")),
            ("resources", _("All resources")),
            ("sources", _("Follow this yuan")),
            ("standards", _("Spending standards")),
            ("scenarios", _("What if")),
            ("cash", _("Cash")),
        ),
    ),
    (
        _("Budgets"),
        (
            ("calendar", _("Calendar")),
            ("budgets", _("Budget book")),
            ("changing", _("Adjustment or virement")),
            ("congress", _("Congress tables")),
        ),
    ),
    (
        _("Execution"),
        (
            ("indicators", _("Indicators")),
            ("indicator-drafting", _("Draft indicators")),
            ("payments", _("Payments")),
            ("exceptions", _("Exceptions")),
            ("reconciliation", _("Reconciliation")),
            ("imports", _("Imports")),
        ),
    ),
    (
        _("Ledger"),
        (
            ("trial-balance", _("Trial balance")),
            ("closing", _("Closing")),
            ("final-accounts", _("Final accounts")),
            ("sealing", _("Seals and checks")),
        ),
    ),
    (
        _("Administration"),
        (("people", _("People")), ("trail", _("Trail of grants")), ("health", _("Health"))),
    ),
    (
        _("Myself"),
        (
            ("own-roles", _("My roles")),
            ("own-sign-in", _("My sign-in")),
            ("jobs", _("Long work")),
        ),
    ),
)
# After G, these lead to the pages; English, because keyboards are.
KEYS: Final = {
    "work": "w",
    "cockpit": "c",
    "balance": "a",
    "budgets": "b",
    "indicators": "i",
    "indicator-drafting": "d",
    "payments": "p",
    "exceptions": "x",
    "reconciliation": "r",
    "imports": "u",
    "trial-balance": "t",
    "closing": "o",
    "final-accounts": "f",
    "sealing": "s",
    "sources": "y",
    "scenarios": "v",
    "people": "e",
    "trail": "g",
    "own-roles": "m",
    "own-sign-in": "n",
    "health": "h",
    "jobs": "j",
    "coordination": "k",
    "calendar": "l",
    "congress": "q",
    "cash": "z",
}
