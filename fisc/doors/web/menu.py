"""The menu in the order in which people think of their work, and the keys to its pages."""

from __future__ import annotations

from typing import Final

from django.utils.translation import gettext_lazy as _

MENU: Final = (
    (_("Work"), (("work", _("My work")),)),
    (_("Overview"), (("cockpit", _("Cockpit")),)),
    (
        _("Budgets"),
        (
            ("balance", _("Four budgets")),
            ("budgets", _("Budget book")),
            ("congress", _("Congress tables")),
            ("calendar", _("Calendar")),
            ("coordination", _("Coordination")),
            ("sources", _("Follow this yuan")),
            ("scenarios", _("What if")),
            ("cash", _("Cash")),
            ("resources", _("All resources")),
            ("standards", _("Spending standards")),
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
