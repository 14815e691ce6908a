"""Every page of the office, to be walked by tests that look at all of them.

Addresses come from the patterns themselves, with real numbers of the street in them; a pattern that
nobody filled fails. Besides its usual state a page is walked empty, in the past, refused, absent.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from importlib import import_module
from typing import Any, Final

from django.apps import apps
from django.conf import settings
from django.urls import reverse

from fisc.doors.web import urls
from fisc.doors.web.gate import SESSION_KEY
from tests.doors.web import street
from tests.doors.web.hands import FORM
from tests.doors.web.test_reading import paid_voucher
from tools.serving import served

LANGUAGES: Final = ("zh-hans", "en")
LOOKERS: Final = ("auditor", "school.clerk", "treasury.officer", "budget.officer")
RUN: Final = "0" * 32
# Addresses that take what is sent and lead elsewhere; the pages they lead to are walked.
ACTS: Final = {
    "logout",
    "language",
    "verify",
    "calendar-act",
    "closing-act",
    "scenario-act",
    "payment-act",
    "people-step",
    "own-roles-step",
    "own-sign-in-step",
    "saved-view-step",
    "reconciliation-resolve",
    "import-step",
    "import-undo",
    "indicator-drafting-save",
    "again",
    "login-code",  # a page only between password and code: see test_browser_sign_in
    "payment-keep",
    "work-batch",
    "job-step",
    "document-act",
    "resource-sweep",
    "resource-sweep-step",
    "coordination-take",
}
# What answers with a file, or with rows for a script.
FILES: Final = {"import-template", "import-marked", "import-file", "indicator-lines"}
TYPED: Final = "&".join(f"{name}={value}" for name, value in FORM.items() if name != "act")
# Not a page but what a page fetches while one types; it is looked at inside that page.
FRAGMENT: Final = "payment-controls"
# A draft, and one that waits for the pay centre; with what a page of each address is asked for.
FILLED: Final[dict[str, tuple[dict[str, object], ...]]] = {
    "indicator": ({"number": street.PAPER.indicator},),
    "voucher": ({"key": paid_voucher()},),
    "document": tuple(
        {"kind": kind, "year": year, "number": number}
        for kind, year, number in (
            ("indicator", 2026, "IND-2026-239900-901"),
            ("budget", street.LAST_YEAR, f"BUD-{street.LAST_YEAR}-{street.TOWN}-8"),
        )
    ),
    "payment": tuple({"number": f"PAY-2026-203005-{serial}"} for serial in (1, 5, 7)),
    "payment-edit": ({"number": "PAY-2026-203005-7"},),
    "people-person": ({"username": "school.clerk"}, {"username": "treasury.officer"}),
    "standard": ({"code": "TL003P"},),
    "resource": ({"number": "ACC-OUTSIDE"},),
    "job": ({"number": 1}, {"number": 2}),
    "import-run": ({"token": RUN},),
    "import-batch": ({"division": "239900", "name": "indicators", "number": 1},),
}
MORE: Final = (
    "/?day=2026-03-01",
    "/?day=2026-01-01",
    "/congress?year=2025&kind=final",
    "/indicators?by=function&book=general&unit=wan",
    "/balance?year=2025&measure=final",
    "/balance?year=2025&tab=funds",
    "/balance/cell?year=2025&measure=final&row=spent&of=general",
    "/indicators?q=nothing",
    f"/indicators/{street.PAPER.indicator}?day=2026-01-01",
    "/payments?state=draft",
    "/payments?state=rejected",
    f"/payments/new?{TYPED}&amount=120000",
    "/views?of_page=indicators&query=unit%3Dwan",
    *(f"/resources?tab={tab}" for tab in ("ages", "idle", "accounts", "sources", "sweeps")),
    "/resources?q=nothing",
    "/standards?item=travel_lodging&for_grade=others&quantity=3&amount=2000",
    "/standards?q=nothing",
    "/nothing-here",
)


def addresses(*, fragments: bool = False) -> list[str]:
    """Return every address at which a page, or a fragment too, can be read."""
    found = []
    for pattern in urls.urlpatterns:
        name, parts = str(pattern.name), list(pattern.pattern.converters)
        if name in ACTS | FILES or (name == FRAGMENT and not fragments):
            continue
        for filled in FILLED.get(name, ({},)):
            assert set(filled) == set(parts), f"Say in FILLED what fills {name}."
            address = reverse(name, kwargs=filled)
            found.append(f"{address}?{TYPED}" if name == FRAGMENT else address)
    return [*found, *MORE]


def session_of(who: str) -> str:
    """Return the key of a session in which somebody of the demo has signed in."""
    made = import_module(settings.SESSION_ENGINE).SessionStore()
    made[SESSION_KEY] = who
    made.create()
    return str(made.session_key)


@contextmanager
def walking(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Serve the office and yield ``come("auditor", "en")``: a page in which somebody signed in."""
    contexts = []
    with served() as office:

        def _come(who: str, language: str, width: int = 1366, height: int = 768) -> Any:
            context = chromium.new_context(
                base_url=office, viewport={"width": width, "height": height}
            )
            contexts.append(context)
            cookies = {settings.SESSION_COOKIE_NAME: session_of(who), "django_language": language}
            context.add_cookies(
                [{"name": name, "value": value, "url": office} for name, value in cookies.items()]
            )
            context.set_default_timeout(30_000)
            return context.new_page()

        yield _come
        for context in contexts:
            context.close()


def rename(change: Callable[[str, str], str]) -> None:
    """Change every name of the registers; ``change`` gets the field and what stands there."""
    for model in apps.get_models():
        names = [field.name for field in model._meta.fields if field.name in {"name_en", "name_zh"}]
        for row in model._default_manager.all() if names else ():
            told = {name: change(name, getattr(row, name)) for name in names}
            model._default_manager.filter(pk=row.pk).update(**told)
