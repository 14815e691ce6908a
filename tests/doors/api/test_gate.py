"""Every operation has a rule, and the rule is what the door does."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.conf import settings
from django.contrib.auth import get_user_model
from django.test import Client
from ninja.operation import Operation

from fisc.doors.api import clock, service, tokens
from fisc.doors.api.gate import Desk, Session, Token
from fisc.doors.api.rules import ANYBODY, RULES, SIGNED_IN
from fisc.law.tables import ROLES, read
from fisc.registers import people
from fisc.registers.people import PersonRecord
from fisc.values import DivisionCode
from tests.doors.api.callers import Program
from tests.stages.pay import cases
from tests.stages.town import FARM, NOON, SCHOOL, TOWN

PARTS = {
    "division": str(TOWN),
    "year": "2026",
    "code": "203005",
    "kind": "functions",
    "key": "0" * 32,
}
READING_POSTS = {"demo-token", "token", "payments-preview", "imports-try", "imports-give-up"} | {
    "changes-rule"
}


def operations() -> Iterator[tuple[str, Operation]]:
    """Yield every operation that the interface really has, with its address."""
    for router in service.service._get_bound_routers():
        for path, view in router.path_operations.items():
            for operation in view.operations:
                yield path, operation


def address(path: str) -> str:
    for name, value in PARTS.items():
        path = path.replace("{" + name + "}", value)
    return path.replace("{number}", "1")


EVERY = {operation.operation_id: (path, operation) for path, operation in operations()}


def test_every_operation_has_a_rule_and_every_rule_an_operation():
    assert set(EVERY) == set(RULES)
    assert len(EVERY) == len(list(operations()))


def test_an_operation_without_a_right_cannot_be_declared():
    with pytest.raises(KeyError, match="new-operation"):
        Desk("new").get("/new", "new-operation", None)


@pytest.mark.parametrize("name", EVERY)
def test_an_operation_lets_in_by_its_own_rule_and_by_nothing_else(name):
    _, operation = EVERY[name]
    gates = operation.auth_callbacks

    if RULES[name].roles is ANYBODY:
        assert not gates
    else:
        assert [type(gate) for gate in gates] == [Token, Session]
        assert {gate.rule for gate in gates} == {RULES[name]}
    assert operation.openapi_extra["x-roles"] == sorted(RULES[name].roles)


@pytest.mark.parametrize("name", EVERY)
def test_a_rule_names_roles_that_there_are(name):
    known = {role.code for role in read(ROLES)}

    assert RULES[name].roles
    assert RULES[name].roles <= known or RULES[name].roles in (ANYBODY, SIGNED_IN)


def test_nobody_gets_in_anywhere_but_through_the_demo(program):
    nobody = Program()
    for name, (path, operation) in EVERY.items():
        if RULES[name].roles is ANYBODY:
            continue
        answer = nobody.send(operation.methods[0], address(path), b"{}")
        assert (answer.status, answer.type) == (401, "unknown-caller"), name
        assert answer.headers["WWW-Authenticate"] == "Bearer"


def test_a_role_gets_in_where_its_rule_says_so_and_nowhere_else(program):
    roles = sorted({role.code for role in read(ROLES)})
    for role in roles:
        unit = SCHOOL if role.startswith(("UNIT", "DEPT")) else None
        people.add(PersonRecord(f"one.{role}", "某", "One", role, TOWN, unit))
    cells = 0
    for role in roles:
        one = Program(f"one.{role}")
        for name, (path, operation) in EVERY.items():
            if RULES[name].roles is ANYBODY:
                continue
            answer = one.send(operation.methods[0], address(path), b"{}", key=None)
            refused = answer.status == 403 and answer.type == "no-right"
            assert refused is not RULES[name].admits(role), (role, name, answer.raw.decode())
            assert answer.status < 500, (role, name)
            cells += 1
    assert cells == len(roles) * (len(EVERY) - 1)


def test_every_writing_operation_asks_for_a_key(program):
    for name, (path, operation) in EVERY.items():
        if operation.methods == ["GET"] or name in READING_POSTS:
            continue
        role = min(RULES[name].roles - SIGNED_IN, default="AUDITOR")
        unit = SCHOOL if role.startswith(("UNIT", "DEPT")) else None
        people.add(PersonRecord("somebody", "某", "One", role, TOWN, unit))
        answer = Program("somebody").send(operation.methods[0], address(path), b"{}", key=None)
        assert (answer.status, answer.type) == (400, "key-missing"), name


def test_a_demo_person_gets_a_token_that_holds_for_eight_hours(program, monkeypatch):
    made = Program().post("/demo-token", {"person": cases.CLERK}, key=None)
    somebody = Program()
    somebody.headers["Authorization"] = f"Bearer {made.body['token']}"

    assert somebody.get("/me").body["person"] == cases.CLERK
    monkeypatch.setattr(clock, "now", lambda: NOON + timedelta(hours=8))
    assert somebody.get("/me").status == 401


def test_an_office_hands_out_no_demo_tokens(program, settings):
    settings.MODE = "office"
    answer = Program().post("/demo-token", {"person": cases.CLERK}, key=None)

    assert (answer.status, answer.type) == (404, "not-found")


@pytest.mark.parametrize("token", ["", "x", "a.b.c", "é", "x" * 5000])
def test_a_token_that_is_none_lets_nobody_in(program, token):
    somebody = Program()
    somebody.headers["Authorization"] = f"Bearer {token}"

    assert somebody.get("/me").status == 401


def test_a_token_of_another_key_or_purpose_lets_nobody_in(program, settings):
    somebody = Program(cases.CLERK)
    settings.SECRET_KEY = "another"  # noqa: S105 - of a test

    assert somebody.get("/me").status == 401


def test_rights_end_at_once(program):
    clerk = program(cases.CLERK)
    assert clerk.get("/payees").status == 200

    people.add(PersonRecord(cases.CLERK, "某", "One", "EXPERT", TOWN))

    assert clerk.get("/payees").status == 403


def test_a_closed_account_ends_its_tokens_at_once(program):
    clerk = program(cases.CLERK)
    account = get_user_model().objects.create_user(cases.CLERK)
    assert clerk.get("/me").status == 200

    account.is_active = False
    account.save()

    assert clerk.get("/me").status == 401


def test_nobody_holds_a_token_for_longer_than_a_day(program):
    clerk = program(cases.CLERK)

    assert clerk.post("/tokens", {"hours": 24}, key=None).status == 200
    assert clerk.post("/tokens", {"hours": 25}, key=None).status == 422
    with pytest.raises(ValueError, match="1 to 24 hours"):
        tokens.issue(cases.CLERK, at=NOON, hours=25)


def signed_in(person: str) -> Client:
    client = Client(enforce_csrf_checks=True)
    session = client.session
    session["demo_person"] = person
    session.save()
    client.cookies[settings.SESSION_COOKIE_NAME] = session.session_key
    return client


def test_the_session_of_the_pages_reads_here(program):
    answer = signed_in(cases.CLERK).get("/api/me")

    assert answer.json()["person"] == cases.CLERK


def test_the_session_of_the_pages_writes_only_with_the_pages_token(program):
    client = signed_in(cases.CLERK)
    ask = {"data": b'{"hours": 1}', "content_type": "application/json"}
    forged = client.post("/api/tokens", **ask)
    client.cookies[settings.CSRF_COOKIE_NAME] = "c" * 32
    honest = client.post("/api/tokens", **ask, headers={"X-CSRFToken": "c" * 32})

    assert (forged.status_code, honest.status_code) == (403, 200)
    assert forged.json()["type"] == "urn:fisc:problem:no-right"


def test_in_an_office_the_session_needs_a_real_account(program, settings):
    settings.MODE = "office"

    assert signed_in(cases.CLERK).get("/api/me").status_code == 401


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/units", {"division": "239901"}),
        ("/ledger/totals", {"year": 2026, "division": "239902"}),
        ("/ledger/totals", {"year": 2026, "budget_unit": str(FARM)}),
        ("/payments", {"year": 2026, "budget_unit": str(FARM)}),
    ],
)
def test_a_clerk_does_not_ask_beyond_their_unit(program, path, asked):
    answer = program(cases.CLERK).get(path, **asked)

    assert (answer.status, answer.type) == (403, "out-of-scope")


def test_what_is_out_of_scope_answers_like_what_is_not_there(program):
    number = cases.reviewed()
    pot = str(cases.POT.number)
    others = program(cases.FARM_CLERK)
    for path, absent in (
        (f"/payments/{number}", "/payments/PAY-2026-203005-99"),
        (f"/payments/{number}/trail", "/payments/PAY-2026-203005-99/trail"),
        (f"/indicators/{cases.POT.indicator}", "/indicators/IND-9"),
        (f"/ledger/pots/{pot}", "/ledger/pots/77"),
        (f"/units/{SCHOOL}", "/units/999999"),
    ):
        hidden, missing = others.get(path), others.get(absent)
        assert (hidden.status, hidden.type) == (missing.status, missing.type) == (404, "not-found")
        assert program(cases.CLERK).get(path).status == 200, path


def test_an_act_on_a_document_of_others_is_not_found_and_does_nothing(program):
    number = cases.draft()
    people.add(PersonRecord("farm.reviewer", "某", "One", "UNIT_REVIEWER", TOWN, FARM))
    answer = program("farm.reviewer").post(f"/payments/{number}/review")

    assert (answer.status, answer.type) == (404, "not-found")
    assert cases.state(number) == "draft"


def test_a_superior_sees_below_and_acts_there_only_where_they_belong(program):
    people.add(PersonRecord("province.pay", "某", "One", "FIN_PAYCENTER", DivisionCode("230000")))
    number = cases.submitted()
    superior = program("province.pay")

    assert superior.get(f"/payments/{number}").status == 200
    answer = superior.post(f"/payments/{number}/audit", {"passed": True, "reason": "seen"})
    assert (answer.status, answer.type) == (403, "no-right")
    assert cases.state(number) == "submitted"


def test_who_looks_from_above_sees_every_division_under_theirs(program):
    below = program("budget.head").get("/me").body["divisions"]
    aside = program("stranger.head").get("/me").body["divisions"]

    assert below == ["239900", "239901", "239902", "239903", "239904"]
    assert aside == ["239901"]
