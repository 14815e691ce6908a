"""Through the door for programs: changes of authority, collections, orders and final accounts."""

from __future__ import annotations

import pytest

from fisc.doors.api.changes import CARRYING_OUT
from tests.doors.api.callers import Program
from tests.stages.allot.indicators import issued, school
from tests.stages.approve import budgets
from tests.stages.town import CHECKER, MAKER, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
CUT = {
    "number": "CUT-2026-239900-1",
    "act": "cut",
    "division": str(TOWN),
    "year": YEAR,
    "amount": "5000000.00",
    "reason": "the project was stopped",
    "indicator": "IND-2026-239900-2",
    "decision": "SC 2026-4",
}
REVENUE = {
    "number": "REV-1",
    "division": str(TOWN),
    "year": YEAR,
    "day": "2026-03-01",
    "lines": [{"book": "general", "code": "1010101", "amount": "75000000.00"}],
}
TREASURY, SECOND = "treasury.officer", "treasury.second"


@pytest.fixture
def ask(town):
    surplus = (*budgets.LINES, budgets.income("10101", "3.00"), budgets.line("23009", "3.00"))
    budgets.draft(lines=surplus)
    assert budgets.adopt().done
    issued(school())
    return Program


def done(answer):
    assert answer.status == 200, answer.raw.decode()
    return answer.body


def test_an_indicator_is_cut_by_two_persons(ask):
    done(ask(MAKER).post("/changes", CUT, key=CUT["number"]))
    path = f"/changes/{CUT['number']}/carrying-out"
    refused = ask("budget.head").post(path, {"act": "freeze"}, key=CUT["number"])
    carried = done(ask(CHECKER).post(path, {"act": "cut"}, key=CUT["number"]))
    again = ask(CHECKER).post(path, {"act": "cut"}, key=CUT["number"])

    assert (refused.status, refused.type) == (404, "not-found")
    assert carried == again.body
    assert len(carried["facts"]) == 1
    (row,) = ask(MAKER).get("/changes", division=str(TOWN), year=YEAR).body["rows"]
    assert (row["state"], row["amount"], row["checker"]) == ("DONE", "5000000.00", CHECKER)


def test_who_proposes_does_not_carry_out(ask):
    done(ask(CHECKER).post("/changes", CUT, key=CUT["number"]))
    path = f"/changes/{CUT['number']}/carrying-out"

    for person in (CHECKER, STRANGER):
        answer = ask(person).post(path, {"act": "cut"}, key=CUT["number"])
        assert (answer.status, answer.type) == (409, "refused")


def test_a_proposal_with_another_content_is_a_problem(ask):
    done(ask(MAKER).post("/changes", CUT, key=CUT["number"]))
    other = ask(MAKER).post("/changes", CUT | {"amount": "1.00"}, key=CUT["number"])
    out = {"number": "OUT-1", "act": "make_transfer_out"}
    done(ask(MAKER).post("/changes", CUT | out, key="OUT-1"))
    aimless = ask(CHECKER).post(
        "/changes/OUT-1/carrying-out", {"act": "make_transfer_out"}, key="OUT-1"
    )

    assert (other.status, other.type) == (422, "invalid")
    assert (aimless.status, aimless.type) == (422, "invalid")


def test_a_remittance_names_its_line_and_is_paid_by_the_treasury(ask):
    asked = CUT | {
        "number": "REM-1",
        "act": "pay_remittance",
        "source_line": {"function": "2300601"},
    }
    done(ask(MAKER).post("/changes", asked, key="REM-1"))
    path, body = "/changes/REM-1/carrying-out", {"act": "pay_remittance"}
    answer = ask(TREASURY).post(path, body, key="REM-1")

    assert (answer.status, answer.body["rule"][:3]) == (409, "K02")


def test_what_was_collected_is_entered_confirmed_and_shown(ask):
    done(ask(TREASURY).post("/revenue-statements", REVENUE, key="REV-1"))
    own = ask(TREASURY).post("/revenue-statements/REV-1/confirmation", {}, key="REV-1")
    confirmed = done(ask(SECOND).post("/revenue-statements/REV-1/confirmation", key="REV-1"))

    assert (own.status, own.type) == (409, "refused")
    assert len(confirmed["facts"]) == 1
    (row,) = ask(MAKER).get("/revenue-statements", division=str(TOWN), year=YEAR).body["rows"]
    assert (row["amount"], row["state"]) == ("75000000.00", "CONFIRMED")
    shown = ask(MAKER).get(f"/final-accounts/{TOWN}/{YEAR}").body
    (general,) = shown["books"]
    assert (general["collected"], general["shortfall"]) == ("75000000.00", "5000003.00")
    assert (general["margin"], general["verdict"]["outcome"]) == ("-5000003.00", "refuse")
    finals = {row["code"]: row["final"] for row in shown["rows"] if row["side"] == "revenue"}
    assert finals == {"10101": "75000000.00", "1100202": None}


def test_the_balance_is_ordered_into_the_stabilisation_fund(ask):
    asked = {
        "number": "STA-1",
        "division": str(TOWN),
        "year": YEAR,
        "kind": "surplus_to_stabilisation",
        "amount": "3.00",
        "reason": "year end",
    }
    done(ask(MAKER).post("/stabilisation-orders", asked, key="STA-1"))
    done(ask(CHECKER).post("/stabilisation-orders/STA-1/carrying-out", key="STA-1"))

    (row,) = ask(MAKER).get("/stabilisation-orders", division=str(TOWN), year=YEAR).body["rows"]
    assert (row["state"], row["amount"]) == ("DONE", "3.00")


def test_transfers_that_are_late_are_listed_with_their_term(ask):
    path, asked = "/late-transfers", {"division": str(TOWN), "year": YEAR}
    assert ask(MAKER).get(path, **asked, day="2026-02-24").body["rows"] == []
    (row,) = ask(MAKER).get(path, **asked).body["rows"]  # on the town's day, 2 March

    assert (row["kind"], row["amount"], row["last"]) == ("issue", "35000000.00", "2026-02-24")
    assert row["days_late"] == 6
    assert row["verdict"]["rule"].startswith("K23")


def test_what_does_not_exist_is_not_found(ask):
    for person, path in (
        (CHECKER, "/changes/X-1/carrying-out"),
        (SECOND, "/revenue-statements/X-1/confirmation"),
        (CHECKER, "/stabilisation-orders/X-1/carrying-out"),
    ):
        body = {"act": "cut"} if path.startswith("/changes") else {}
        answer = ask(person).post(path, body, key="X-1")
        assert (answer.status, answer.type) == (404, "not-found")


WHO = {"use_reserve": "mayor", "pay_remittance": TREASURY}


@pytest.mark.parametrize("act", sorted(CARRYING_OUT))
def test_a_proposal_that_says_too_little_is_answered_when_it_is_carried_out(ask, act):
    least = {
        "act": act,
        "division": str(TOWN),
        "year": YEAR,
        "amount": "1.00",
        "reason": "why",
        "decision": "GOV-1",
        "ground": "emergency",
    }
    full = (
        CUT
        | least
        | {
            "source_line": {"function": "2130153", "budget_unit": "9999", "project": ""},
            "target_line": {"function": "2050202", "budget_unit": "203"},
            "target": "IND-9",
            "receiving": "funds",
            "fund": "nothing",
            "code": "nothing",
        }
    )
    for serial, content in enumerate((least, full, full | {"book": "funds", "indicator": ""})):
        number = f"CHG-{serial}"
        done(ask(MAKER).post("/changes", content | {"number": number}, key=number))
        answer = ask(WHO.get(act, CHECKER)).post(
            f"/changes/{number}/carrying-out", {"act": act}, key=number
        )
        assert answer.status < 500, answer.raw.decode()
