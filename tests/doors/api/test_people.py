"""People and grants for programs: a role by two, handing on, and rights that end at once."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fisc.doors.api import clock, tokens
from fisc.registers import grants
from fisc.stages.pay import models
from tests.doors.api.callers import walk
from tests.record.granting_office import FIRST, LI, LOGS, SECOND, SYSTEM, staff
from tests.record.granting_office import SCHOOL_LI as LI_OF_THE_SCHOOL
from tests.stages.pay import cases
from tests.stages.town import MAKER, NOON, TOWN

pytestmark = pytest.mark.writes
ASKED = {"person": LI, "role": "FIN_BUDGET", "division": str(TOWN), "reason": "needed"}


@pytest.fixture
def somebody(program):
    staff()
    return program


def given(somebody) -> int:
    number = somebody(FIRST).post("/grants", ASKED).body["number"]
    path = f"/grants/{number}/confirmation"
    assert somebody(SECOND).post(path, {}, key=str(number)).body["state"] == "held"
    return number


def test_a_role_is_given_by_two_and_ends_with_the_next_request(somebody):
    theirs = somebody(LI)
    assert theirs.get("/me").body["roles"] == []
    assert theirs.get("/indicators", year=2026).status == 403
    number = given(somebody)
    assert theirs.get("/me").body["roles"] == ["FIN_BUDGET"]
    assert theirs.get("/indicators", year=2026).status == 200

    ended = somebody(FIRST).post(f"/grants/{number}/ending", {"reason": "moved"}, key=str(number))

    assert (ended.status, ended.body["state"]) == (200, "ended")
    assert theirs.get("/indicators", year=2026).status == 403


def test_one_alone_gives_nothing(somebody):
    number = somebody(FIRST).post("/grants", ASKED).body["number"]
    alone = somebody(FIRST).post(f"/grants/{number}/confirmation", {}, key=str(number))

    assert (alone.status, alone.type) == (409, "refused")
    assert somebody(LI).get("/me").body["roles"] == []


def test_a_role_that_is_handed_on_is_gone_after_its_last_day(somebody, monkeypatch):
    own = grants.grants_of(MAKER)[0].number
    body = {"to": LI, "last_day": "2026-03-03", "reason": "on leave"}
    path = f"/grants/{own}/delegations"
    assert somebody(MAKER).post(path, body).body["state"] == "held"
    assert somebody(LI).post(path, body).status == 404

    theirs = somebody(LI)
    theirs.headers["Authorization"] = "Bearer " + tokens.issue(LI, at=NOON, hours=24)[0]
    # From noon to the last minute of the third, where the office stands, and to the fourth.
    for hours, status in ((0, 200), (23, 200)):
        monkeypatch.setattr(clock, "now", lambda hours=hours: NOON + timedelta(hours=hours))
        assert theirs.get("/indicators", year=2026).status == status
    after = NOON + timedelta(days=2)
    theirs.headers["Authorization"] = "Bearer " + tokens.issue(LI, at=after, hours=8)[0]
    monkeypatch.setattr(clock, "now", lambda: after)
    assert theirs.get("/indicators", year=2026).status == 403


def test_a_proposal_sent_twice_is_one(somebody):
    first, again = (somebody(FIRST).post("/grants", ASKED, key="k") for _ in range(2))
    other = somebody(FIRST).post("/grants", ASKED | {"reason": "else"}, key="k")

    assert first.body == again.body
    assert (other.status, other.type) == (422, "key-reused")
    assert len(grants.grants_of(LI)) == 1


def test_people_and_the_trail_come_in_pages(somebody):
    given(somebody)
    everybody = walk(somebody(LOGS), "/people", limit=7)
    names = [one["person"] for one in everybody]
    told = walk(somebody(LOGS), "/grants", limit=7)

    assert names == sorted(names)
    assert LI in names
    assert [one["number"] for one in told] == sorted({o["number"] for o in told}, reverse=True)
    assert told[0]["confirmed_by"] == SECOND
    found = somebody(LOGS).get(f"/people/{LI}").body
    assert [one["role"] for one in found["grants"]] == ["FIN_BUDGET"]
    assert found["history"][0]["reason"] == "needed"


def test_a_person_is_entered_by_the_system_administrator(somebody):
    new = {"person": "wu.new", "name_zh": "吴新", "name_en": "Wu Xin", "division": str(TOWN)}

    assert somebody(FIRST).post("/people", new, key="wu.new").status == 403
    assert somebody(SYSTEM).post("/people", new, key="wu.new").status == 200
    assert somebody(LOGS).get("/people/wu.new").body["grants"] == []


def test_who_stands_in_for_somebody_does_not_check_what_they_did(somebody):
    """As where the reviewer begins a request in another role, and goes on leave."""
    cases_of = {"to": LI_OF_THE_SCHOOL, "last_day": "2026-03-20", "reason": "on leave"}
    reviewer = grants.grants_of(cases.REVIEWER)[0].number
    assert somebody(cases.REVIEWER).post(f"/grants/{reviewer}/delegations", cases_of).status == 200
    own = cases.draft()
    other = cases.draft()
    models.PaymentRequest.objects.filter(number=own).update(maker=cases.REVIEWER)

    refused = somebody(LI_OF_THE_SCHOOL).post(f"/payments/{own}/review", {})
    done = somebody(LI_OF_THE_SCHOOL).post(f"/payments/{other}/review", {})

    assert refused.status == 409
    assert refused.body["refusals"][0]["rule"].startswith("SOD02")
    assert "stands in for" in refused.raw.decode()
    assert done.status == 200
