"""Every table of the pages: who looks at it where, and under which name it is there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from tests.doors.web import idle, street

CELL = "/balance/cell?year=2026&measure=execution&row=spent"
WISHED = "/coordination?draft=BUD-2027-239900-1"
INDICATOR = "/indicators/IND-2026-239900-1"
FOLLOWED = "/sources?payment=PAY-2026-203005-1"


@dataclass(frozen=True)
class Shown:
    """A table of the pages: who looks at it where, and under which name it is there."""

    who: str
    address: str
    key: str
    template: str
    totalled: bool = True
    first: Callable[[], None] | None = None  # what must happen before it has rows

    def at(self, **more: str) -> str:
        query = "&".join(f"{name}={value}" for name, value in more.items())
        return f"{self.address}{'&' if '?' in self.address else '?'}{query}"


REGISTRY = (
    Shown("mayor", "/", "book", "bars.html"),
    Shown("mayor", "/", "function", "bars.html"),
    Shown("mayor", "/?day=2026-03-01", "book", "bars.html"),
    Shown("school.clerk", "/", "function", "bars.html"),
    Shown("budget.head", "/indicators", "indicators", "indicators.html"),
    Shown("budget.head", "/indicators?book=general", "indicators", "indicators.html"),
    Shown("budget.head", "/indicators?of_unit=203005&by=unit", "indicators", "indicators.html"),
    Shown("budget.head", "/indicators?function=213&q=T0000", "indicators", "indicators.html"),
    Shown("farm.clerk", "/indicators?day=2026-03-02", "indicators", "indicators.html"),
    Shown("school.clerk", INDICATOR, "history", "indicator.html", totalled=False),
    Shown("auditor", f"{INDICATOR}?day=2026-02-01", "history", "indicator.html", totalled=False),
    Shown("mayor", "/balance?year=2025", "four-budgets", "balance.html", totalled=False),
    Shown("mayor", "/balance?year=2025", "four-ties", "balance.html", totalled=False),
    Shown(
        "mayor", "/balance?year=2025&tab=general", "four-general", "balance.html", totalled=False
    ),
    Shown("auditor", f"{CELL}&of=general", "cell-lines", "balance_cell.html"),
    Shown("auditor", f"{CELL}&of=general", "cell-entries", "balance_cell.html", totalled=False),
    Shown("auditor", f"{CELL}&of=total", "cell-books", "balance_cell.html"),
    Shown("mayor", "/budgets?year=2025", "general-revenue", "budgets.html"),
    Shown("auditor", "/budgets?year=2025", "general-expenditure", "budgets.html"),
    Shown("auditor", "/budgets?year=2025", "plans", "budgets.html", totalled=False),
    Shown("auditor", "/coordination", "plan", "coordination.html", totalled=False),
    Shown("auditor", "/coordination", "orders", "coordination.html", totalled=False),
    *(
        Shown("auditor", WISHED, key, "coordination.html", False, street.draft_next_year)
        for key in ("moves", "binding", "broken")
    ),
    Shown("auditor", "/calendar?year=2025", "calendar-reply", "calendar.html", totalled=False),
    Shown("auditor", "/adjustment-or-virement", "change-rules", "changing.html", totalled=False),
    Shown("auditor", "/reconciliation", "days", "reconciliation.html", first=street.reconcile),
    Shown(
        "treasury.officer",
        "/reconciliation",
        "open",
        "reconciliation.html",
        totalled=False,
        first=street.reconcile,
    ),
    Shown("auditor", "/congress?year=2025", "list", "congress.html", totalled=False),
    Shown("auditor", "/congress?year=2025", "general-balance", "congress.html", totalled=False),
    Shown(
        "auditor", "/congress?year=2025", "general-balance-checks", "checks.html", totalled=False
    ),
    Shown("auditor", "/trial-balance", "general", "trial_balance.html"),
    Shown("auditor", "/trial-balance", "funds", "trial_balance.html"),
    Shown("auditor", "/trial-balance", "general-checks", "checks.html", totalled=False),
    Shown("mayor", "/", "book-checks", "checks.html", totalled=False),
    *(
        Shown("auditor", "/cash?book=general", key, "cash.html", totalled=False)
        for key in ("days", "test")
    ),
    *(
        Shown("auditor", "/scenarios?freeze=5&short=10", key, "scenarios.html")
        for key in ("divisions", "functions", "units", "coverage")
    ),
    Shown("auditor", "/sources", "sources", "sources.html"),
    Shown("auditor", f"{FOLLOWED}&rule=first_in", "payment", "sources.html"),
    *(
        Shown("mayor", "/sources?source=other&book=general", key, "sources.html")
        for key in ("functions", "units", "payments")
    ),
    Shown("auditor", "/final-accounts", "sources", "final_accounts.html", totalled=False),
    Shown("auditor", "/final-accounts", "final-general", "final_accounts.html", totalled=False),
    Shown("auditor", "/final-accounts", "final-general-checks", "checks.html", totalled=False),
    Shown("school.reviewer", "/work", "work", "work.html"),
    Shown("school.clerk", "/work?list=sent", "work", "work.html"),
    Shown("auditor", "/standards", "standards", "standards.html", totalled=False),
    Shown("school.clerk", "/standards/TL003P", "history", "standard.html", totalled=False),
    Shown("auditor", "/resources", "resources", "resources.html", totalled=False),
    Shown("auditor", "/resources?tab=ages", "ages", "resources.html"),
    Shown("auditor", "/resources?tab=idle", "idle", "resources.html", totalled=False),
    Shown("auditor", "/resources?tab=idle", "idle-kinds", "resources.html"),
    Shown("auditor", "/resources?tab=accounts", "accounts", "resources.html", totalled=False),
    Shown("auditor", "/resources?tab=sources", "sources", "resources.html", totalled=False),
    Shown(
        "auditor",
        "/resources?tab=sweeps",
        "sweeps",
        "resources.html",
        totalled=False,
        first=idle.be_swept,
    ),
    Shown("auditor", "/resources?tab=sweeps", "made", "resources.html", first=idle.be_swept),
    Shown("auditor", "/exceptions", "exceptions", "exceptions.html", totalled=False),
    Shown("school.clerk", "/exceptions", "exceptions", "exceptions.html", totalled=False),
    Shown("pay.auditor", "/payments?state=warned", "payments", "payments.html"),
    Shown("school.clerk", "/payments?state=paid", "payments", "payments.html"),
    Shown("school.clerk", "/payments?state=draft", "payments", "payments.html"),
    Shown(street.MAKER, "/imports", "imports", "imports.html", totalled=False),
    Shown("school.clerk", "/jobs", "jobs", "jobs.html", totalled=False),
    Shown("logs", "/jobs?state=failed", "jobs", "jobs.html", totalled=False),
    Shown("logs", "/people", "people", "people.html", totalled=False),
    Shown("logs", "/people?role=FIN_BUDGET&q=a", "people", "people.html", totalled=False),
    Shown("logs", "/people/persons/school.clerk", "grants", "person.html", totalled=False),
    Shown("logs", "/people/trail", "trail", "people_trail.html", totalled=False),
    Shown("school.clerk", "/roles", "grants", "own_roles.html", totalled=False),
    *(
        Shown(who, address, key, template, totalled=False, first=street.try_doors)
        for who, address, key, template in (
            ("school.clerk", "/sign-in", "sign-ins", "own_sign_in.html"),
            ("school.clerk", "/sign-in", "factor", "own_sign_in.html"),
            ("logs", "/people/persons/school.clerk", "factor", "person.html"),
            ("logs", "/people/trail", "factors", "people_trail.html"),
        )
    ),
)
