"""An indicator and a transfer, by programs, from the draft to the unit that may pay from it."""

from __future__ import annotations

import pytest

from fisc.datacentre.indicators import indicator
from fisc.datacentre.moments import Moment
from fisc.record import facts, trails
from fisc.record.book import Book
from fisc.registers import people
from fisc.stages.allot import commands as allot
from fisc.stages.allot.models import Indicator
from fisc.values import Money
from tests.doors.api.authority_samples import INDICATOR
from tests.doors.api.callers import Program
from tests.doors.api.samples import SAMPLES
from tests.stages.allot.indicators import change
from tests.stages.approve import budgets
from tests.stages.town import CHECKER, DAY, MAKER, NOON, STRANGER, TOWN, YEAR

pytestmark = pytest.mark.writes
NUMBER = INDICATOR.removeprefix("/indicators/")
OF_YEAR = {"year": YEAR}


@pytest.fixture
def adopted(town):
    budgets.draft()
    assert budgets.adopt().done
    return Book()


def done(person: str, path: str, body, key: str = ""):
    answer = Program(person).post(path, body, key=key)
    assert answer.status == 200, answer.raw.decode()
    return answer.body


def drafted(**more) -> None:
    body = {**SAMPLES["indicators-draft"].body, **more}
    done("business.officer", "/indicators", body, NUMBER)


def waiting_for_allocation() -> None:
    drafted(budget_unit="")
    done("business.head", f"{INDICATOR}/review", OF_YEAR)
    registered = done(MAKER, f"{INDICATOR}/registration", OF_YEAR)
    assert registered == {"number": NUMBER, "state": "PENDING_ALLOC"}


def test_an_indicator_goes_its_whole_way_by_programs(adopted):
    waiting_for_allocation()
    sample = SAMPLES["indicators-allocate"]
    part = sample.body["parts"][0]["number"]
    given = done(sample.person, sample.path, sample.body)
    issued = done(CHECKER, f"/indicators/{part}/issue", OF_YEAR)

    assert given == {"number": NUMBER, "parts": [part], "state": "PENDING_ISSUE"}
    assert issued == {"number": part, "state": "EXECUTABLE"}
    held = indicator(adopted, part, Moment(NOON, DAY))
    assert held.execution.issued == Money.yuan("60.00")
    rest = indicator(adopted, NUMBER, Moment(NOON, DAY))
    assert rest.pending == Money.yuan("40.00")
    acts = [mark.act for mark in trails.of(adopted, "indicator", NUMBER, YEAR)]
    assert acts == ["draft", "review", "register_without_unit", "give_parts"]


def test_a_key_is_of_one_act_on_one_indicator_and_of_its_parts(adopted):
    waiting_for_allocation()
    sample = SAMPLES["indicators-allocate"]
    officer = Program(sample.person)
    first = officer.post(sample.path, sample.body, key="one")
    other = {**sample.body, "parts": [{**sample.body["parts"][0], "amount": "1.00"}]}
    more = [*sample.body["parts"], {**sample.body["parts"][0], "number": "IND-2026-239900-92"}]

    assert officer.post(sample.path, sample.body, key="one").raw == first.raw
    for body in (other, {**sample.body, "parts": more}):
        assert officer.post(sample.path, body, key="one").type == "key-reused"
    # Without the key they would be given twice, which their numbers forbid.
    assert officer.post(sample.path, sample.body, key="two").type == "invalid"
    head = Program("business.head")
    drafted_beside = {**SAMPLES["indicators-draft"].body, "number": "IND-2026-239900-8"}
    done("business.officer", "/indicators", drafted_beside, "IND-2026-239900-8")
    assert head.post("/indicators/IND-2026-239900-8/review", OF_YEAR, key="one").status == 200
    assert head.post(f"{INDICATOR}/review", OF_YEAR, key="one").type == "key-reused"


def test_a_repeated_step_answers_as_it_did_wherever_the_indicator_went_since(adopted):
    drafted()
    head, officer, chief = Program("business.head"), Program(MAKER), Program(CHECKER)
    reviewed = head.post(f"{INDICATOR}/review", OF_YEAR, key="r")
    registered = officer.post(f"{INDICATOR}/registration", OF_YEAR, key="g")
    issued = chief.post(f"{INDICATOR}/issue", OF_YEAR, key="i")
    told = len(facts.of_kind(adopted, "IndicatorIssued", TOWN, YEAR))

    assert issued.body == {"number": NUMBER, "state": "EXECUTABLE"}
    assert head.post(f"{INDICATOR}/review", OF_YEAR, key="r").raw == reviewed.raw
    assert officer.post(f"{INDICATOR}/registration", OF_YEAR, key="g").raw == registered.raw
    assert chief.post(f"{INDICATOR}/issue", OF_YEAR, key="i").raw == issued.raw
    assert len(facts.of_kind(adopted, "IndicatorIssued", TOWN, YEAR)) == told
    late = chief.post(f"{INDICATOR}/issue", OF_YEAR, key="j")
    assert (late.status, late.type) == (409, "out-of-turn")


def test_who_may_not_is_told_and_who_may_not_see_finds_nothing(adopted):
    done("business.head", "/indicators", SAMPLES["indicators-draft"].body, NUMBER)
    own = Program("business.head").post(f"{INDICATOR}/review", OF_YEAR)
    early = Program(CHECKER).post(f"{INDICATOR}/issue", OF_YEAR)

    assert (own.status, own.type) == (409, "refused")
    assert (early.status, early.type) == (409, "out-of-turn")
    assert Program(MAKER).post(f"{INDICATOR}/review", OF_YEAR).type == "no-right"
    assert Program(STRANGER).post(f"{INDICATOR}/issue", OF_YEAR).type == "not-found"
    absent = Program(CHECKER).post(f"{INDICATOR}/issue", {"year": YEAR + 1})
    assert absent.type == "not-found"
    assert Indicator.objects.get(number=NUMBER).state == "DRAFT"


def test_a_transfer_is_issued_by_another_person_once_and_says_that_it_is_late(adopted):
    sample, issue = SAMPLES["transfers-draft"], SAMPLES["transfers-issue"]
    assert Program(STRANGER).post(issue.path, OF_YEAR, key=issue.key).type == "not-found"
    assert done(MAKER, sample.path, sample.body, sample.key)["state"] == "DRAFT"
    assert Program(CHECKER).post(issue.path, OF_YEAR, key="other").type == "key-is-number"
    assert Program(MAKER).post(issue.path, OF_YEAR, key=issue.key).type == "no-right"
    assert Program(STRANGER).post(issue.path, OF_YEAR, key=issue.key).type == "not-found"
    issued = Program(CHECKER).post(issue.path, OF_YEAR, key=issue.key)
    assert issued.body["state"] == "ISSUED"
    assert [alert["rule"][:3] for alert in issued.body["alerts"]] == ["K23"]

    more = {"indicator": sample.key}
    assert change("recall_transfer", "REC-2026-239900-1", "100", **more).done
    again = Program(CHECKER).post(issue.path, OF_YEAR, key=issue.key)
    assert (again.status, again.raw) == (200, issued.raw)
    assert len(facts.of_kind(adopted, "TransferIssued", TOWN, YEAR)) == 1


def test_the_transfers_of_a_year_are_listed_with_what_is_left_of_them(adopted):
    sample, issue = SAMPLES["transfers-draft"], SAMPLES["transfers-issue"]
    asked = {"division": str(TOWN), "year": YEAR}
    assert Program(CHECKER).get("/transfers", **asked).body["rows"] == []
    done(MAKER, sample.path, sample.body, sample.key)
    (drafted,) = Program(CHECKER).get("/transfers", **asked).body["rows"]
    assert Program(CHECKER).post(issue.path, OF_YEAR, key=issue.key).status == 200
    assert change("recall_transfer", "REC-2026-239900-1", "40", indicator=sample.key).done
    (row,) = Program(CHECKER).get("/transfers", **asked).body["rows"]

    assert (drafted["state"], drafted["left"]) == ("DRAFT", "0.00")
    assert (row["number"], row["receiver"], row["state"]) == (
        sample.key,
        sample.body["receiver"],
        "ISSUED",
    )
    assert (row["left"], row["applied"], row["remitted"]) == ("60.00", "0.00", "0.00")
    assert Program(STRANGER).get("/transfers", **asked).type == "out-of-scope"


def test_a_transfer_of_its_own_maker_is_refused(adopted):
    sample, issue = SAMPLES["transfers-draft"], SAMPLES["transfers-issue"]
    done(CHECKER, sample.path, sample.body, sample.key)
    own = Program(CHECKER).post(issue.path, OF_YEAR, key=issue.key)

    assert (own.status, own.type) == (409, "refused")
    other = {**sample.body, "receiver": str(TOWN)}
    beside = "TRF-2026-239900-2"
    refused = Program(MAKER).post("/transfers", {**other, "number": beside}, key=beside)
    assert (refused.status, refused.type) == (409, "refused")
    taken = Program(MAKER).post("/transfers", sample.body, key=sample.key)
    assert (taken.status, taken.type) == (422, "invalid")


def test_a_step_under_a_key_of_another_step_is_an_error_of_the_stage(adopted):
    drafted()
    told = {"numbers": NUMBER, "year": YEAR, "at": NOON, "key": "k"}
    assert allot.review_indicator(reviewer="business.head", **told).done
    with pytest.raises(trails.KeyOfAnotherAct):
        allot.register_indicator(registrar=MAKER, day=DAY, **told)


def test_a_document_of_no_unit_is_the_affair_of_whoever_takes_a_step_of_it(adopted):
    people.add(people.PersonRecord("dept.reviewer", "某", "One", "DEPT_REVIEWER", TOWN, "203"))
    body = {**SAMPLES["changes-propose"].body, "act": "vire", "indicator": "", "target": ""}
    virement = "VIR-2026-239900-1"
    body |= {"number": virement, "target_line": {"function": "2050202"}}
    done(MAKER, "/changes", body, virement)
    ceiling = SAMPLES["ceilings-draft"]
    done(ceiling.person, ceiling.path, ceiling.body, ceiling.key)
    reviewer = Program("dept.reviewer")

    assert reviewer.get(f"/documents/change_of_authority/{YEAR}/{virement}").status == 200
    address = f"/documents/ceiling/{YEAR}/{ceiling.key}"
    assert reviewer.get(address).type == "not-found"
    back = {"reason": "why", "to": "author"}
    assert reviewer.post(f"{address}/return", back).type == "not-found"
    assert Program(CHECKER).get(address).status == 200
