"""What the ledger holds, as programs read it: at any moment, in pages, within one's scope."""

from __future__ import annotations

from datetime import timedelta

import pytest

from fisc.doors.api import journal as journal_desk
from fisc.engines.ledger.keys import posting_key
from fisc.record import sealing
from fisc.stages.pay.states import ReceiptKind
from fisc.values import FunctionCode
from tests.doors.api.callers import Program, walk
from tests.doors.api.samples import SAMPLES
from tests.stages.pay import cases
from tests.stages.town import (
    CHECKER,
    FARM,
    FARMLAND,
    MAKER,
    NOON,
    SCHOOL,
    TOWN,
    YEAR,
)

pytestmark = pytest.mark.writes

TOWN_YEAR = {"year": YEAR, "division": str(TOWN)}
FARM_POT = cases.indicator(2, unit=FARM, project=FARMLAND, function="2130153", item="50302")


def test_totals_are_summed_by_any_mix_of_elements(program, office):
    cases.fund(office, FARM_POT, 700)
    cases.submitted(250_000)
    answer = program(CHECKER).get(
        "/ledger/totals", **TOWN_YEAR, by=["budget_unit", "family"], below=True
    )
    rows = {tuple(row["key"].values()): row for row in answer.body["rows"]}

    assert answer.body["unit"] == "yuan"
    assert answer.body["by"] == ["budget_unit", "family"]
    school = rows[str(SCHOOL), "indicator"]
    assert (school["open"], school["held"], school["done"]) == ("7500.00", "2500.00", "0.00")
    assert rows[str(FARM), "indicator"]["open"] == "7.00"


def test_a_function_is_summed_with_everything_under_it_or_alone(program):
    head = program(CHECKER)
    whole = head.get("/ledger/totals", **TOWN_YEAR, function="205", by="function").body["rows"]
    alone = head.get(
        "/ledger/totals", **TOWN_YEAR, function="205", below="false", by="function"
    ).body["rows"]

    assert [row["key"]["function"] for row in whole] == [str(FunctionCode("2050202"))]
    assert alone == []


def test_a_clerk_sums_only_what_is_their_units(program, office):
    cases.fund(office, FARM_POT, 700)
    rows = (
        program(cases.FARM_CLERK)
        .get("/ledger/totals", year=YEAR, by=["budget_unit", "family"])
        .body["rows"]
    )

    assert [row["key"]["budget_unit"] for row in rows] == [str(FARM)]


def test_the_past_is_read_at_any_pair_of_a_day_and_an_instant(program, office):
    cases.submitted(250_000)
    head = program(CHECKER)
    ask = {**TOWN_YEAR, "family": "indicator", "indicator": cases.POT.indicator}

    def held(**moment) -> list[str]:
        rows = head.get("/ledger/totals", **ask, **moment, by="indicator").body["rows"]
        return [row["held"] for row in rows]

    before = (NOON - timedelta(seconds=1)).isoformat()
    assert held() == ["2500.00"]
    assert held(day="2026-03-02") == ["2500.00"]
    assert held(day="2026-03-01") == ["0.00"]
    assert held(known=NOON.isoformat()) == ["2500.00"]
    assert held(known=before) == []


def test_totals_come_in_pages_that_add_up(program, office):
    for at in range(5):
        cases.fund(office, cases.indicator(10 + at), 100 + at)
    head = program(CHECKER)
    ask = {**TOWN_YEAR, "by": "indicator"}
    whole = head.get("/ledger/totals", **ask).body["rows"]

    assert walk(head, "/ledger/totals", **ask, limit=2) == whole
    assert len(whole) == 7  # six indicators, and the pots that have none


def test_the_trial_balance_is_even_and_says_how(program):
    cases.submitted(250_000)
    (book,) = program(CHECKER).get("/ledger/trial-balance", **TOWN_YEAR).body["books"]
    rows = {row["role"]: row for row in book["rows"]}

    assert book["sound"] is True
    assert (book["debit"], book["credit"], book["difference"]) == ("10000.00", "10000.00", "0.00")
    assert rows["applied"]["balance"] == "2500.00"
    assert rows["source_own"]["side"] == "credit"
    assert book["steps"]


def test_a_pot_shows_its_chambers_by_their_roles(program):
    cases.submitted(250_000)
    answer = program(cases.CLERK).get(f"/ledger/pots/{cases.POT.number}").body

    assert answer["pot"]["indicator"] == cases.POT.indicator
    assert {row["role"]: row["balance"] for row in answer["chambers"]} == {
        "executable": "7500.00",
        "applied": "2500.00",
        "paid": "0.00",
    }


def test_a_voucher_is_read_by_its_key_with_its_seal_and_relatives(program, office):
    number = cases.submitted(250_000)
    sealing.seal_waiting(office)
    key = posting_key(number)
    head = program(CHECKER)
    found = head.get(f"/ledger/vouchers/{key.hex()}").body
    batch = head.get(f"/ledger/batches/{found['batch']}").body

    assert (found["document"], found["total"], found["actor"]) == (number, "2500.00", cases.HEAD)
    assert [line["event"]["name"] for line in found["lines"]] == ["apply"]
    assert found["seal"]["digest"] == batch["seal"]["digest"]
    assert [voucher["key"] for voucher in batch["vouchers"]] == [key.hex()]
    assert program(cases.FARM_CLERK).get(f"/ledger/vouchers/{key.hex()}").status == 404


def test_the_journal_is_read_from_its_first_entry_to_its_last(program, office):
    number = cases.submitted(250_000)
    head = program(CHECKER)
    whole = walk(head, "/ledger/journal", **TOWN_YEAR)
    march = walk(head, "/ledger/journal", **TOWN_YEAR, first_day="2026-03-01", limit=1)

    assert [row["event"]["name"] for row in whole] == [
        "approve_revenue",
        "arrange_expenditure",
        "issue_directly",
        "apply",
    ]
    assert walk(head, "/ledger/journal", **TOWN_YEAR, limit=1) == whole
    assert [row["document"] for row in march] == [number]
    assert walk(head, "/ledger/journal", **TOWN_YEAR, last_day="2026-01-04") == []


def test_the_chain_is_read_link_by_link(program, office):
    cases.submitted(250_000)
    sealing.seal_waiting(office)
    links = walk(program(CHECKER), "/ledger/seals", **TOWN_YEAR, limit=1)

    assert [link["number"] for link in links] == [1, 2, 3, 4]
    assert len({link["hash"] for link in links}) == 4


def test_a_checkpoint_and_a_verification_can_be_read(program, office):
    taken = sealing.take_checkpoint(office, at=NOON)
    people_see = program("finance.director")
    state = people_see.get("/ledger/sealing").body
    report = people_see.get("/ledger/verification").body

    assert state["checkpoint"] == {
        "number": 1,
        "taken_at": NOON.isoformat().replace("+00:00", "Z"),
        "root": taken.root,
    }
    assert (report["sound"], report["entries"], report["faults"]) == (True, 3, [])
    assert report["witnessed"] is False


def test_a_verification_names_what_was_changed(program, office):
    with office.connection.cursor() as cursor:
        cursor.execute(
            "UPDATE balance SET open_fen = open_fen + 1 WHERE pot = %s", [cases.POT.number]
        )
    report = program("finance.director").get("/ledger/verification").body

    assert report["sound"] is False
    assert report["faults"][0]["where"] == f"pot {cases.POT.number}"


def test_a_long_record_is_not_verified_while_somebody_waits(program, monkeypatch):
    monkeypatch.setattr(journal_desk, "ENTRIES_MAX", 2)
    answer = program("finance.director").get("/ledger/verification")

    assert (answer.status, answer.type) == (409, "too-much")


def test_the_year_is_shown_as_far_as_it_has_got(program):
    cases.submitted(250_000)
    answer = program(CHECKER).get("/execution", **TOWN_YEAR).body

    assert answer["whole"] == {
        "budget": "10000.00",
        "issued": "10000.00",
        "frozen": "0.00",
        "applied": "2500.00",
        "paid": "0.00",
        "balance": "7500.00",
        "free": "7500.00",
    }
    assert [part["key"] for part in answer["functions"]] == ["205"]


def test_indicators_come_in_pages_and_one_in_full(program, office):
    for at in range(4):
        cases.fund(office, cases.indicator(10 + at), 100)
    clerk = program(cases.CLERK)
    rows = walk(clerk, "/indicators", year=YEAR, limit=2)
    one = clerk.get(f"/indicators/{cases.POT.indicator}").body

    assert len({row["pot"]["number"] for row in rows}) == 5
    assert one["execution"]["free"] == "10000.00"
    assert one["pot"]["budget_unit"] == SCHOOL
    assert clerk.get("/indicators", year=YEAR, search="-12").body["count"] == 1


def test_the_history_of_an_indicator_names_who_did_what(program, office):
    number = cases.submitted(250_000)
    rows = walk(program(cases.CLERK), f"/indicators/{cases.POT.indicator}/history", limit=1)

    assert [(row["event"]["name"], row["actor"]) for row in rows] == [
        ("apply", cases.HEAD),
        ("issue_directly", MAKER),
    ]
    assert (rows[0]["document"], rows[0]["free"], rows[0]["applied"]) == (
        number,
        "-2500.00",
        "2500.00",
    )


def test_the_queue_says_how_many_requests_are_where(program):
    cases.draft(100)
    cases.submitted(250_000)
    rows = program(cases.AUDITOR).get("/payments/queue", division=str(TOWN)).body["rows"]

    assert {row["state"]: (row["count"], row["amount"]) for row in rows} == {
        "draft": (1, "1.00"),
        "submitted": (1, "2500.00"),
    }


def test_the_controls_of_a_request_say_what_stops_it(program):
    number = cases.reviewed(1_000_001)
    panel = program(cases.CLERK).get(f"/payments/{number}/controls").body
    refusing = [control for control in panel["controls"] if control["outcome"] == "refuse"]

    assert (panel["fine"], panel["remaining"]) == (False, "-0.01")
    assert [control["rule"] for control in refusing] == ["K03 Payment within indicator"]
    assert refusing[0]["advice"]


def test_differences_are_told_in_the_language_that_was_asked_for(program):
    cases.answer(
        cases.commands.Message(
            "B9", "PAY-2026-203005-77", ReceiptKind.PAID, cases.Money(1), cases.DAY
        )
    )
    english, chinese = (
        Program(cases.TREASURY, language)
        .get("/bank/differences", division=str(TOWN))
        .body["rows"][0]
        for language in ("en", "zh")
    )

    assert english["kind"] == "unknown_number"
    assert "never sent" in english["said"]
    assert "从未发送" in chinese["said"]


def test_what_is_asked_of_the_database_does_not_grow_with_the_page(
    program, office, django_assert_max_num_queries
):
    for at in range(30):
        cases.fund(office, cases.indicator(10 + at), 100)
    head = program(CHECKER)
    head.get("/indicators", **TOWN_YEAR)
    with django_assert_max_num_queries(8):
        assert len(head.get("/indicators", **TOWN_YEAR).body["rows"]) == 31
    with django_assert_max_num_queries(6):
        assert len(head.get("/ledger/journal", **TOWN_YEAR, limit=1000).body["rows"]) == 93


def test_the_entries_of_an_outside_journal_are_posted_once(program, office):
    sample = {
        "division": str(TOWN),
        "day": "2026-03-02",
        "number": "17",
        "lines": [
            {"account": "1001", "amount": "10.00"},
            {"account": "6001", "amount": "-10.00"},
        ],
    }
    officer, key = program(MAKER), "2026-03-02/17"
    first = officer.post("/ledger/journal-entries", sample, key=key)
    again = officer.post("/ledger/journal-entries", sample, key=key)
    sample["lines"][0]["amount"], sample["lines"][1]["amount"] = "9.00", "-9.00"
    other = officer.post("/ledger/journal-entries", sample, key=key)
    rows = (
        program(CHECKER).get("/ledger/totals", **TOWN_YEAR, book="outside", by="item").body["rows"]
    )

    assert first.status == 200, first.raw.decode()
    assert first.raw == again.raw
    assert (other.status, other.type) == (422, "key-reused")
    assert {row["key"]["item"]: row["open"] for row in rows} == {"1001": "10.00", "6001": "-10.00"}


def test_an_entry_that_does_not_add_up_is_refused_whole(program, office):
    body = {
        "division": str(TOWN),
        "day": "2026-03-02",
        "number": "18",
        "lines": [
            {"account": "1001", "amount": "10.00"},
            {"account": "6001", "amount": "-9.99"},
        ],
    }
    answer = program(MAKER).post("/ledger/journal-entries", body, key="2026-03-02/18")

    assert (answer.status, answer.type) == (422, "invalid")
    assert "¥0.01" in answer.body["detail"]
    assert len(walk(program(CHECKER), "/ledger/journal", **TOWN_YEAR)) == 3


def test_an_indicator_is_drafted_once_under_its_number(program):
    sample = SAMPLES["indicators-draft"]
    officer = program(MAKER)
    first = officer.post(sample.path, sample.body, key=sample.key)
    again = officer.post(sample.path, sample.body, key=sample.key)
    other = officer.post(sample.path, {**sample.body, "amount": "1.00"}, key=sample.key)
    wrong = officer.post(
        sample.path, {**sample.body, "number": "IND-8", "item": "50201"}, key="IND-8"
    )

    assert first.body == {"number": sample.key, "state": "DRAFT"}, first.raw.decode()
    assert first.raw == again.raw
    assert (other.status, wrong.status, wrong.type) == (422, 409, "refused")
    assert "31005" in wrong.body["detail"]
