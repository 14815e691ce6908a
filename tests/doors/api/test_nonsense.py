"""Whatever is sent, the answer is a problem that says what is wrong, and never a crash."""

from __future__ import annotations

import json
import os
import time
from contextlib import suppress
from copy import deepcopy

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from fisc.doors.api import keys, parsing
from tests.doors.api.callers import PROBLEM, Program, requests_of
from tests.doors.api.payment_samples import REQUEST
from tests.doors.api.samples import SAMPLES
from tests.doors.api.test_gate import EVERY
from tests.record import granting_office
from tests.stages.approve import budgets
from tests.stages.pay import cases
from tests.stages.town import CHECKER, SCHOOL, YEAR

LEAVES = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.sampled_from([0, -1, 10**14, 10**40, 2**63]),
    st.floats(),
    st.text(max_size=20),
    st.sampled_from(
        ["-0.00", "0.00", "1e400", "999999999999.99", "1000000000000.00", "NaN", "１.00", "\x00"]
    ),
    st.sampled_from(
        ["2026-03-02", "2026-02-30", "0001-01-01", "general", "paid", "239900", "\ud800"]
    ),
)
VALUES = st.recursive(
    LEAVES,
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=8,
)
CALM = settings(
    max_examples=40 if os.environ.get("FISC_TEST_DATABASE") != "postgresql" else 15,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)


@st.composite
def spoilt(draw, body):
    """Draw a request in order in which one thing was exchanged, removed or added."""
    body = deepcopy(body)
    place = body
    while True:
        names = list(place) if isinstance(place, dict) else list(range(len(place)))
        if not names:
            return draw(VALUES)
        name = draw(st.sampled_from(names))
        inner = place[name]
        if not isinstance(inner, dict | list) or not inner or draw(st.booleans()):
            break
        place = inner
    act = draw(st.sampled_from(["exchange", "remove", "add"]))
    if act == "exchange":
        place[name] = draw(VALUES)
    elif act == "remove":
        del place[name]
    elif isinstance(place, dict):
        place[draw(st.text(max_size=8))] = draw(VALUES)
    else:
        place.append(draw(VALUES))
    return body


@pytest.fixture
def busy_office(program):
    """An office in which there is something for every act to go wrong with."""
    assert cases.submitted() == "PAY-2026-203005-1"
    budgets.draft()
    granting_office.staff()
    for name in (
        "ceilings-draft",
        "indicators-draft",
        "transfers-draft",
        "changes-propose",
        "revenue-statements-enter",
        "stabilisation-orders-write",
        "scenarios-keep",
        "salary-files-enter",
        "cash-plans-enter",
    ):
        sample = SAMPLES[name]
        program(sample.person).post(sample.path, sample.body, key=sample.key)


def never_a_crash(answer) -> None:
    assert answer.status < 500, answer.raw.decode()
    if answer.status >= 400:
        assert answer.headers["Content-Type"] == PROBLEM
        assert answer.body["status"] == answer.status
        assert answer.body["title"]
        assert answer.body["detail"]


def test_there_is_a_sample_for_every_operation_with_a_body():
    assert set(SAMPLES) == {name for name, (_, one) in EVERY.items() if one.methods != ["GET"]}


@pytest.mark.writes
@pytest.mark.parametrize("name", SAMPLES)
def test_any_json_at_all_is_answered(busy_office, name):
    sample = SAMPLES[name]
    caller = Program(sample.person)

    @CALM
    @given(VALUES)
    def asked(body):
        raw = json.dumps(body).encode()
        never_a_crash(caller.send(sample.method, sample.path, raw, sample.key))

    asked()


@pytest.mark.writes
@pytest.mark.parametrize("name", [name for name in SAMPLES if SAMPLES[name].body])
def test_a_request_with_one_thing_wrong_is_answered(busy_office, name):
    sample = SAMPLES[name]
    caller = Program(sample.person)

    @CALM
    @given(spoilt(sample.body))
    def asked(body):
        raw = json.dumps(body).encode()
        never_a_crash(caller.send(sample.method, sample.path, raw, sample.key))

    asked()


# What the samples name is there for most of them; a plan is another kind of draft than a budget.
WRONG_KIND = {"budget-drafts-approve", "budget-adjust"}
# The proposal is there, and its indicator has no document here; nor does any long work run, nor
# was a file tried or taken over, nor a reopening asked for.
NOT_THERE = {
    "changes-carry-out",
    "jobs-cancel",
    "jobs-again",
    "imports-take-over",
    "imports-undo",
    "reopenings-grant",
    "sweeps-propose",
    "sweeps-carry-out",
    "sweeps-reverse",
}


@pytest.mark.writes
@pytest.mark.parametrize("name", SAMPLES)
def test_a_request_in_order_is_never_called_invalid(busy_office, name):
    sample = SAMPLES[name]
    answer = Program(sample.person).send(
        sample.method, sample.path, json.dumps(sample.body).encode(), sample.key
    )

    never_a_crash(answer)
    assert answer.status in {200, 404, 409} or name in WRONG_KIND, answer.raw.decode()
    if answer.status == 404:
        assert name in NOT_THERE


@CALM
@given(st.binary(max_size=200))
def test_bytes_are_json_or_a_problem(raw):
    with suppress(parsing.Stop):
        parsing.read_json(raw)


AMOUNTS = {
    "a fraction": "1.5",
    "a whole number": "1",
    "not a number": "NaN",
    "infinity": "Infinity",
    "a huge power": "1e400",
    "a tiny power": "1e-400",
    "a huge integer": "9" * 5000,
    "negative zero": "-0",
    "negative zero with decimals": '"-0.00"',
    "one decimal": '"1.5"',
    "three decimals": '"1.500"',
    "no decimals": '"1"',
    "a power in text": '"1e3"',
    "a separator": '"1,000.00"',
    "full-width digits": '"１.００"',
    "a space": '" 1.00"',
    "a sign": '"+1.00"',
    "a currency": '"¥1.00"',
    "below zero": '"-1.00"',
    "nothing": '"0.00"',
    "thirteen digits": '"1000000000000.00"',
    "an empty text": '""',
    "true": "true",
    "an object": '{"yuan": "1.00"}',
}


@pytest.mark.parametrize("written", AMOUNTS.values(), ids=AMOUNTS)
def test_an_amount_is_a_text_of_yuan_with_two_decimals_and_nothing_else(program, written):
    raw = json.dumps(REQUEST | {"amount": "HERE"}).replace('"HERE"', written).encode()
    answer = program(cases.CLERK).send("POST", "/payments", raw)

    assert (answer.status, answer.type) == (422, "invalid"), answer.raw.decode()
    assert requests_of(SCHOOL, YEAR) == 0


@pytest.mark.parametrize("yuan", ["0.01", "999999999999.99", "1234.50"])
def test_an_amount_comes_back_as_it_was_written(program, yuan):
    clerk = program(cases.CLERK)
    number = clerk.post("/payments", REQUEST | {"amount": yuan}).body["number"]

    assert clerk.get(f"/payments/{number}").body["payment"]["amount"] == yuan


def test_another_unit_than_yuan_is_refused(program):
    answer = program(cases.CLERK).post("/payments", REQUEST | {"unit": "万元"})

    assert answer.status == 422
    assert answer.body["errors"][0]["at"] == "body.unit"


def test_a_field_that_is_not_known_is_named(program):
    answer = program(cases.CLERK, "zh").post("/payments", REQUEST | {"amuont": "1.00"})

    assert answer.status == 422
    assert answer.body["errors"][0]["at"] == "body.amuont"
    assert "不认识的字段" in answer.body["errors"][0]["what"]


def nested(depth: int) -> bytes:
    return b'{"a":' * (depth - 1) + b"[]" + b"}" * (depth - 1)


BODIES = {
    "nothing": (b"", 422),
    "no JSON": (b"{", 400),
    "two documents": (b"{}{}", 400),
    "not UTF-8": (b'{"a": "\xff"}', 400),
    "UTF-16": ('{"a": 1}'.encode("utf-16"), 400),
    "a member twice": (b'{"amount": "1.00", "amount": "2.00"}', 422),
    "half a character": (rb'{"purpose": "\ud800"}', 422),
    "a NUL": (rb'{"purpose": "a\u0000b"}', 422),
    "a writing direction": ('{"purpose": "a\u202eb"}'.encode(), 422),
    "101 members": (json.dumps({str(at): at for at in range(101)}).encode(), 422),
    "500,000 members": (b"{" + b'"a":0,' * 499_999 + b'"b":0}', 422),
    "a million values": (b"[" + b"0," * 999_999 + b"0]", 422),
    "depth 51": (nested(51), 422),
    "depth 10,000": (nested(10_000), 400),
    "5 MB and one byte": (b" " * 5_000_001, 413),
    "50 MB": (b" " * 50_000_000, 413),
}


@pytest.mark.parametrize(("raw", "status"), BODIES.values(), ids=BODIES)
def test_an_odd_body_is_refused_within_a_second(program, raw, status):
    clerk = program(cases.CLERK)
    clerk.get("/me")  # the first request also loads the house
    began = time.process_time()  # of the processor, whatever else runs
    answer = clerk.send("POST", "/payments", raw)
    took = time.process_time() - began

    never_a_crash(answer)
    assert answer.status == status, answer.raw.decode()
    assert took < 1, took


REFUSED_AT_ONCE = [name for name, (_, status) in BODIES.items() if status in {400, 422}][1:]


@pytest.mark.parametrize("name", REFUSED_AT_ONCE)
def test_an_odd_body_is_refused_before_anything_looks_into_it(name):
    raw, status = BODIES[name]
    with pytest.raises(parsing.Stop) as stopped:
        parsing.read_json(raw)

    assert stopped.value.kind.status == status


@pytest.mark.parametrize("number", ["1.5", "1e400", "1e-400", "NaN", "-Infinity", "-0", "9" * 16])
def test_a_number_that_is_not_plain_and_whole_is_refused_wherever_it_stands(number):
    with pytest.raises(parsing.Stop) as stopped:
        parsing.read_json(f'{{"a": [{number}]}}'.encode())

    assert stopped.value.kind.name == "invalid"


def test_five_megabytes_and_fifty_levels_are_let_in():
    deepest = parsing.read_json(nested(50))
    assert deepest
    body = json.dumps({"a": ["x" * 99] * 48_000}).encode()
    assert 4_900_000 < len(body) <= parsing.BYTES_MAX
    assert len(parsing.read_json(body)["a"]) == 48_000


@pytest.mark.parametrize(
    "content_type", ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", ""]
)
def test_only_json_is_taken(program, content_type):
    raw = json.dumps(REQUEST).encode()
    answer = program(cases.CLERK).send("POST", "/payments", raw, "", content_type)

    assert (answer.status, answer.type) == (415, "not-json")
    assert requests_of(SCHOOL, YEAR) == 0


@pytest.mark.parametrize("key", ["ä", "a b", "x" * 65, "\x7f", "-", ";DROP"])
def test_a_key_is_a_short_plain_word(program, key):
    answer = program(cases.CLERK).send("POST", "/payments", json.dumps(REQUEST).encode(), key)

    assert (answer.status, answer.type) == (422, "invalid")


QUERIES = [
    ("/ledger/totals", {"year": "2026", "by": "x"}),
    ("/ledger/totals", {"year": "1e3"}),
    ("/ledger/totals", {"year": "99999999999999999999"}),
    ("/ledger/totals", {"year": "2026", "function": "2' OR '1'='1"}),
    ("/ledger/totals", {"year": "2026", "known": "yesterday"}),
    ("/ledger/totals", {"year": "2026", "known": "2026-03-02T12:00:00"}),
    ("/ledger/totals", {"year": "2026", "day": "20260302"}),
    ("/ledger/totals", {"year": "2026", "cursor": "AAAA"}),
    ("/ledger/totals", {"year": "2026", "limit": "1001"}),
    ("/ledger/totals", {"year": "2026", "limit": "0"}),
    ("/ledger/journal", {"year": "2026", "division": "239900", "cursor": "!"}),
    ("/indicators", {"year": "2026", "search": "a\x00"}),
    ("/payees", {"search": "\x00"}),
    ("/payments", {}),
    ("/payments", {"division": "239900", "state": "nowhere"}),
    ("/units", {"division": "23990"}),
    ("/exceptions", {"division": "239900", "year": "2026", "light": "loud"}),
    ("/exceptions", {"division": "239900", "year": "2026", "cursor": "AAAA"}),
]


@pytest.mark.parametrize(("path", "asked"), QUERIES)
def test_a_question_that_makes_no_sense_is_a_problem(program, path, asked):
    person = CHECKER if path.startswith(("/ledger", "/indicators", "/units")) else cases.AUDITOR
    answer = program(person).get(path, **asked)

    assert (answer.status, answer.type) == (422, "invalid"), answer.raw.decode()


def test_a_cursor_of_one_list_leads_nowhere_in_another(program):
    for at in range(3):
        cases.draft(purpose=f"thing {at}")
    clerk = program(cases.CLERK)
    payments = clerk.get("/payments", year=YEAR, limit=1).body["next"]
    codes = clerk.get("/classifications/functions", limit=1).body["next"]
    head = program(CHECKER)
    totals = head.get("/ledger/totals", year=YEAR, by="family", limit=1).body["next"]

    assert head.get("/ledger/totals", year=YEAR, cursor=totals).status == 200
    for answer in (
        clerk.get("/ledger/totals", year=YEAR, cursor=payments),
        clerk.get("/classifications/revenue", cursor=codes),
        head.get("/indicators", year=YEAR, cursor=totals),
        head.get("/ledger/seals", year=YEAR, division="239900", cursor=totals),
    ):
        assert (answer.status, answer.type) == (422, "invalid")


@pytest.mark.parametrize("path", ["/", "/nowhere", "/payments/a/b/c", "/ledger/pots/0x1", "/docs"])
def test_an_address_that_is_none_is_a_problem_too(program, path):
    answer = program(cases.AUDITOR).get(path)

    assert answer.headers["Content-Type"] == PROBLEM
    assert answer.status in {404, 422}


def test_a_method_that_is_not_offered_is_named_with_those_that_are(program):
    answer = program(cases.CLERK).send("DELETE", "/payments", b"")

    assert (answer.status, answer.type) == (405, "no-such-method")
    assert set(answer.headers["Allow"].split(", ")) == {"GET", "POST"}


def test_nothing_that_is_answered_is_kept_on_the_way(program):
    clerk = program(cases.CLERK)

    assert clerk.get("/me").headers["Cache-Control"] == "no-store"
    assert clerk.get("/nowhere").headers["Cache-Control"] == "no-store"


def test_the_key_of_the_sample_set_is_the_digest_of_its_numbers():
    sample = SAMPLES["payments-submit-many"]
    keys.demand_set(sample.key, sample.body["numbers"])
