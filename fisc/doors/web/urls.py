"""The addresses of the pages; each is made behind its rule."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern

from fisc.doors.web import (
    accounts,
    budgets,
    closing,
    cockpit,
    documents,
    drafting,
    entrance,
    exceptional,
    health,
    import_batches,
    imports,
    indicators,
    jobs,
    ledger,
    own_roles,
    own_sign_in,
    payments,
    people,
    reconciliation,
    work,
)
from fisc.doors.web.gate import at

_DOCUMENT: Final = "documents/<str:kind>/<int:year>/<str:number>"
_BATCH: Final = "imports/batches/<str:division>/<str:name>/<int:number>"

urlpatterns: Final[list[URLPattern]] = [
    at("login", entrance.login, "login"),
    at("login/again", entrance.again, "again"),
    at("login/code", entrance.code, "login-code"),
    at("logout", entrance.logout, "logout"),
    at("language", entrance.language, "language"),
    at("work", work.desk, "work"),
    at("work-batch", work.batch, "work-batch"),
    at(_DOCUMENT, documents.document, "document"),
    at(f"{_DOCUMENT}/<str:name>", documents.act, "document-act"),
    at("", cockpit.cockpit, "cockpit"),
    at("budgets", budgets.budgets, "budgets"),
    at("indicators", indicators.indicator_list, "indicators"),
    at("indicators/lines", imports.lines, "indicator-lines"),
    at("indicators/drafting", drafting.drafting, "indicator-drafting"),
    at("indicators/drafting/codes", drafting.codes, "indicator-codes"),
    at("indicators/drafting/save", drafting.save, "indicator-drafting-save"),
    at("indicators/<str:number>", indicators.indicator, "indicator"),
    at("vouchers/<str:key>", indicators.voucher, "voucher"),
    at("trial-balance", ledger.trial_balance, "trial-balance"),
    at("sealing", ledger.sealing, "sealing"),
    at("verify", ledger.verify, "verify"),
    at("health", health.health, "health"),
    at("jobs", jobs.listing, "jobs"),
    at("jobs/<int:number>", jobs.job, "job"),
    at("jobs/<int:number>/<str:name>", jobs.step, "job-step"),
    at("final-accounts", accounts.final_accounts, "final-accounts"),
    at("closing", closing.closing, "closing"),
    at("closing/<str:name>", closing.act, "closing-act"),
    at("reconciliation", reconciliation.reconciliation, "reconciliation"),
    at("reconciliation/<str:number>/resolve", reconciliation.resolve, "reconciliation-resolve"),
    at("payments", payments.queue, "payments"),
    at("payments/new", payments.new, "payment-new"),
    at("payments/keep", payments.keep, "payment-keep"),
    at("payments/controls", payments.controls, "payment-controls"),
    at("payments/<str:number>", payments.payment, "payment"),
    at("payments/<str:number>/edit", payments.edit, "payment-edit"),
    at("payments/<str:number>/<str:name>", payments.act, "payment-act"),
    at("exceptions", exceptional.exception_list, "exceptions"),
    at("people", people.people_list, "people"),
    at("people/trail", people.trail, "trail"),
    at("people/persons/<str:username>", people.person, "people-person"),
    at("people/steps/<str:name>", people.step, "people-step"),
    at("roles", own_roles.own_roles, "own-roles"),
    at("roles/<str:name>", own_roles.step, "own-roles-step"),
    at("sign-in", own_sign_in.own_sign_in, "own-sign-in"),
    at("sign-in/<str:name>", own_sign_in.step, "own-sign-in-step"),
    at("imports", imports.listing, "imports"),
    at("imports/new", imports.new, "import-new"),
    at("imports/templates/<str:name>", imports.template, "import-template"),
    at("imports/runs/<str:token>", imports.run, "import-run"),
    at("imports/runs/<str:token>/marked", imports.marked, "import-marked"),
    at("imports/runs/<str:token>/<str:step_name>", imports.step, "import-step"),
    at(
        "imports/batches/<str:division>/<str:name>/<int:number>",
        import_batches.batch,
        "import-batch",
    ),
    at(
        f"{_BATCH}/file",
        import_batches.original,
        "import-file",
    ),
    at(
        f"{_BATCH}/undo",
        import_batches.undo,
        "import-undo",
    ),
]
