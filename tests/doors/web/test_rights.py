"""Nobody opens a page that is not theirs, and what is hidden answers like what is not there."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from fisc.doors.web import clock, urls
from fisc.doors.web.gate import at
from fisc.doors.web.rules import PUBLIC, RULES, admits
from fisc.law.tables import ROLES, read
from fisc.registers import people
from fisc.registers.models import Grant
from fisc.registers.people import PersonRecord
from tests.doors.web import street

NUMBER = "PAY-2026-203005-5"
VOUCHER = "/vouchers/" + "00" * 16
RUN = "0" * 32
ADDRESSES = {
    "login": "/login",
    "again": "/login/again",
    "login-code": "/login/code",
    "own-sign-in": "/sign-in",
    "own-sign-in-step": "/sign-in/begin",
    "work": "/work",
    "work-batch": "/work-batch",
    "document": "/documents/indicator/2026/IND-2026-239900-901",
    "document-act": "/documents/indicator/2026/IND-2026-239900-901/review",
    "payment-keep": "/payments/keep",
    "logout": "/logout",
    "language": "/language",
    "cockpit": "/",
    "balance": "/balance",
    "balance-cell": "/balance/cell",
    "budgets": "/budgets",
    "standards": "/standards",
    "standard": "/standards/ST001",
    "resources": "/resources",
    "resource": "/resources/sources/ACC-OUTSIDE",
    "resource-sweep": "/resources/sweep",
    "resource-sweep-step": "/resources/sweeps/carry-out",
    "coordination": "/coordination",
    "coordination-take": "/coordination/BUD-2025-239900-1/take",
    "calendar": "/calendar",
    "changing": "/adjustment-or-virement",
    "calendar-act": "/calendar/enter",
    "congress": "/congress",
    "indicators": "/indicators",
    "indicator": "/indicators/IND-2026-239900-1",
    "voucher": VOUCHER,
    "cash": "/cash",
    "scenarios": "/scenarios",
    "scenario-act": "/scenarios/keep",
    "sources": "/sources",
    "trial-balance": "/trial-balance",
    "sealing": "/sealing",
    "health": "/health",
    "jobs": "/jobs",
    "job": "/jobs/2",
    "job-step": "/jobs/2/cancel",
    "final-accounts": "/final-accounts",
    "closing": "/closing",
    "closing-act": "/closing/month",
    "verify": "/verify",
    "reconciliation": "/reconciliation",
    "reconciliation-resolve": f"/reconciliation/{NUMBER}/resolve",
    "payments": "/payments",
    "payment-new": "/payments/new",
    "payment-controls": "/payments/controls",
    "payment": f"/payments/{NUMBER}",
    "payment-edit": f"/payments/{NUMBER}/edit",
    "payment-act": f"/payments/{NUMBER}/review",
    "exceptions": "/exceptions",
    "people": "/people",
    "people-person": "/people/persons/school.clerk",
    "people-step": "/people/steps/end",
    "trail": "/people/trail",
    "own-roles": "/roles",
    "own-roles-step": "/roles/end",
    "saved-views": "/views",
    "saved-view-step": "/views/delete",
    "imports": "/imports",
    "import-new": "/imports/new",
    "indicator-lines": "/indicators/lines",
    "indicator-drafting": "/indicators/drafting",
    "indicator-codes": "/indicators/drafting/codes",
    "indicator-drafting-save": "/indicators/drafting/save",
    "import-template": "/imports/templates/indicators",
    "import-run": f"/imports/runs/{RUN}",
    "import-marked": f"/imports/runs/{RUN}/marked",
    "import-step": f"/imports/runs/{RUN}/give-up",
    "import-batch": "/imports/batches/239900/indicators/1",
    "import-file": "/imports/batches/239900/indicators/1/file",
    "import-undo": "/imports/batches/239900/indicators/1/undo",
}
POSTED = {"logout", "language", "verify", "payment-act", "closing-act", "calendar-act"}
POSTED |= {"people-step", "own-roles-step", "reconciliation-resolve"}
POSTED |= {"import-step", "import-undo", "indicator-drafting-save"}
POSTED |= {"again", "payment-keep", "work-batch", "job-step", "own-sign-in-step"}
POSTED |= {"document-act", "saved-view-step", "resource-sweep", "resource-sweep-step"}
POSTED |= {"scenario-act"}
POSTED |= {"coordination-take"}
NO = 403


def _patterns(resolver, before=""):
    for pattern in resolver.url_patterns:
        if isinstance(pattern, URLResolver):
            yield from _patterns(pattern, before + str(pattern.pattern))
        elif isinstance(pattern, URLPattern):
            yield before + str(pattern.pattern), pattern


def test_every_address_of_the_pages_has_a_rule_and_every_rule_an_address():
    pages = [
        pattern
        for address, pattern in _patterns(get_resolver())
        if not address.startswith(("api/", "v1/"))
    ]

    assert pages
    for pattern in pages:
        assert pattern.callback.rule is RULES[pattern.name], pattern
    assert {pattern.name for pattern in pages} == set(RULES) == set(ADDRESSES)
    assert {pattern.name for pattern in urls.urlpatterns} == set(RULES)


def test_a_page_without_a_right_cannot_be_given_an_address():
    with pytest.raises(KeyError, match="new-page"):
        at("new", lambda _: None, "new-page")


def test_every_role_in_a_rule_is_a_role_of_the_law():
    known = {role.code for role in read(ROLES)} | {"*", "+"}

    assert all(rule <= known for rule in RULES.values())


@pytest.mark.parametrize("name", sorted(set(RULES) - {"login", "again", "language"}))
@pytest.mark.parametrize("method", ["get", "post"])
def test_who_has_not_signed_in_is_sent_to_the_entrance(book, name, method):
    answer = getattr(Client(), method)(ADDRESSES[name])

    assert answer.status_code == 302
    assert answer["Location"].startswith("/login?next=")


def test_a_fragment_tells_a_script_that_the_session_has_ended(book):
    assert Client().get("/payments/controls", headers={"x-fragment": "1"}).status_code == 401


def _somebody(role: str) -> str:
    organisation = next(one.organisation for one in read(ROLES) if one.code == role)
    unit = street.SCHOOL if organisation in {"unit", "department"} else None
    username = f"role.{role.lower()}"
    people.add(PersonRecord(username, role, role, role, street.TOWN, unit))
    return username


@pytest.mark.parametrize("role", sorted(role.code for role in read(ROLES)))
def test_a_role_opens_the_pages_of_its_rules_and_no_others(come, role):
    browser = come(_somebody(role))

    for name, address in ADDRESSES.items():
        if RULES[name] is PUBLIC or name == "logout":
            continue
        ask = browser.post if name in POSTED else browser.get
        status = ask(address).status_code
        assert (status != NO) == admits(name, role), f"{role} {name} {status}"


def test_the_refusal_names_the_roles_that_can(come):
    answer = come("expert", "en").get("/")

    assert answer.status_code == NO
    assert "Finance director" in answer.content.decode()


HIDDEN = (
    "/indicators/IND-2026-239900-1",
    f"/payments/{NUMBER}",
    f"/payments/{NUMBER}/edit",
)
ABSENT = (
    "/indicators/IND-2026-239900-9999",
    "/payments/PAY-2026-203005-9999",
    "/payments/PAY-2026-203005-9999/edit",
)


@pytest.mark.parametrize("who", ["farm.clerk"])
@pytest.mark.parametrize(("hidden", "absent"), list(zip(HIDDEN, ABSENT, strict=True)))
def test_what_belongs_to_another_unit_answers_like_what_is_not_there(come, who, hidden, absent):
    browser = come(who)
    one, other = browser.get(hidden), browser.get(absent)

    assert one.status_code == other.status_code == 404
    assert one.content == other.content


def test_another_divisions_officer_sees_nothing_of_the_town(come):
    browser = come("stranger.officer")

    assert browser.get("/indicators/IND-2026-239900-1").status_code == 404
    assert "IND-2026-239900" not in browser.get("/indicators").content.decode()
    page = browser.get("/").content.decode()
    assert "示例市" not in page
    assert '<option value="239901" selected>' in page


def test_a_unit_sees_its_own_indicators_in_lists_sums_and_searches_and_no_others(come):
    browser = come("farm.clerk", "en")
    page = browser.get("/indicators").content.decode()

    assert "IND-2026-239900-4" in page
    assert "IND-2026-239900-1" not in page
    assert "9,850,000.00" in page
    assert "52,695,678.90" not in page
    assert "Primary School" not in page
    assert "IND-2026-239900-1" not in browser.get("/indicators?q=239900").content.decode()
    assert "IND-2026-239900-1" not in browser.get("/indicators?of_unit=203005").content.decode()
    cockpit = browser.get("/?unit=yuan").content.decode()
    assert "9,850,000.00" in cockpit
    assert "52,695,678.90" not in cockpit


def test_a_right_that_is_taken_away_ends_with_the_next_request(come):
    browser = come("mayor")
    assert browser.get("/trial-balance").status_code == 200
    people.add(PersonRecord("mayor", "郑阳", "Zheng Yang", "EXPERT", street.TOWN))

    assert browser.get("/trial-balance").status_code == NO


def test_a_right_ends_with_its_last_day(come, monkeypatch):
    browser = come("mayor")
    Grant.objects.filter(person="mayor").update(last_day=street.TODAY)
    assert browser.get("/trial-balance").status_code == 200

    monkeypatch.setattr(clock, "now", lambda: street.NOW + timedelta(days=1))

    assert browser.get("/trial-balance").status_code == NO
    assert browser.get("/roles").status_code == 200
