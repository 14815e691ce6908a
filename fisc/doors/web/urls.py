"""The addresses of the pages; each is made behind its rule."""

from __future__ import annotations

from typing import Final

from django.urls import URLPattern

from fisc.doors.web import closing, cockpit, entrance, indicators, ledger, payments, work
from fisc.doors.web.gate import at

urlpatterns: Final[list[URLPattern]] = [
    at("login", entrance.login, "login"),
    at("login/again", entrance.again, "again"),
    at("logout", entrance.logout, "logout"),
    at("language", entrance.language, "language"),
    at("work", work.desk, "work"),
    at("work-batch", work.batch, "work-batch"),
    at("", cockpit.cockpit, "cockpit"),
    at("indicators", indicators.indicator_list, "indicators"),
    at("indicators/<str:number>", indicators.indicator, "indicator"),
    at("vouchers/<str:key>", indicators.voucher, "voucher"),
    at("trial-balance", ledger.trial_balance, "trial-balance"),
    at("sealing", ledger.sealing, "sealing"),
    at("verify", ledger.verify, "verify"),
    at("closing", closing.closing, "closing"),
    at("closing/<str:name>", closing.act, "closing-act"),
    at("payments", payments.queue, "payments"),
    at("payments/new", payments.new, "payment-new"),
    at("payments/keep", payments.keep, "payment-keep"),
    at("payments/controls", payments.controls, "payment-controls"),
    at("payments/<str:number>", payments.payment, "payment"),
    at("payments/<str:number>/edit", payments.edit, "payment-edit"),
    at("payments/<str:number>/<str:name>", payments.act, "payment-act"),
]
