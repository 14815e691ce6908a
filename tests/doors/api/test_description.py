"""The description that programs read (OpenAPI): sound, complete, and true to what is answered."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from fisc.doors.api import problems
from fisc.doors.api.rules import ANYBODY, RULES
from tests.doors.api.callers import PROBLEM, Program
from tests.doors.api.samples import SAMPLES
from tests.doors.api.schemas import REFERENCE, fits, references, walk
from tests.stages.pay import cases

CHINESE = re.compile(r"[\u3400-\u9fff]")
READING_POSTS = {"demo-token", "token", "payments-preview", "imports-try", "imports-give-up"} | {
    "changes-rule"
}


@pytest.fixture
def described(program) -> dict[str, Any]:
    return Program().get("/openapi.json").body


def each(described) -> Iterator[tuple[str, str, dict]]:
    for path, operations in described["paths"].items():
        for method, operation in operations.items():
            yield path, method, operation


def test_the_description_is_served_to_anybody_and_fetches_nothing_from_elsewhere(described):
    assert described["openapi"].startswith("3.1")
    assert described["info"]["title"] == "Fisc"
    assert CHINESE.search(described["info"]["description"])
    assert not re.search(r"https?://", str(described))


def test_every_operation_stands_there_once_under_its_name(described):
    names = [operation["operationId"] for _, _, operation in each(described)]

    assert sorted(names) == sorted(RULES)


def test_every_operation_is_described_in_both_languages_and_with_all_its_answers(described):
    for path, method, operation in each(described):
        where = f"{method} {path}"
        assert CHINESE.search(operation["summary"]), where
        assert len(operation["description"]) > len("What it does."), where
        assert {"200", "401", "403", "409", "422"} <= operation["responses"].keys(), where
        good = operation["responses"]["200"]["content"]
        assert list(good) == operation.get("x-files", ["application/json"]), where
        assert all(answer["schema"] for answer in good.values()), where
        assert operation["tags"], where
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == [PROBLEM], where


def test_every_reference_leads_to_a_shape_with_a_description(described):
    shapes = described["components"]["schemas"]
    found = set(references(described))

    assert found
    for reference in found:
        assert reference.startswith(REFERENCE)
        assert reference.removeprefix(REFERENCE) in shapes, reference
    for name, shape in shapes.items():
        assert shape["type"] in {"object", "string"}, name


def test_every_parameter_of_an_address_is_declared(described):
    for path, method, operation in each(described):
        declared = {p["name"] for p in operation["parameters"] if p["in"] == "path"}
        assert declared == set(re.findall(r"{(\w+)}", path)), f"{method} {path}"


def test_every_operation_says_who_may_use_it_and_how_they_are_known(described):
    assert set(described["components"]["securitySchemes"]) == {"Token", "Session"}
    for path, method, operation in each(described):
        rule = RULES[operation["operationId"]]
        assert operation["x-roles"] == sorted(rule.roles), f"{method} {path}"
        known_by = [name for way in operation.get("security", []) for name in way]
        assert known_by == ([] if rule.roles is ANYBODY else ["Token", "Session"])


def test_every_writing_operation_declares_its_key(described):
    for path, method, operation in each(described):
        headers = {p["name"]: p for p in operation["parameters"] if p["in"] == "header"}
        writes = method != "get" and operation["operationId"] not in READING_POSTS
        assert ("Idempotency-Key" in headers) is writes, f"{method} {path}"
        if writes:
            assert headers["Idempotency-Key"]["required"] is True


def test_every_list_in_pages_says_how_long_a_page_may_be(described):
    paged = 0
    for _, _, operation in each(described):
        limits = [p["schema"] for p in operation["parameters"] if p["name"] == "limit"]
        for limit in limits:
            paged += 1
            assert (limit["minimum"], limit["maximum"], limit["default"]) == (1, 1000, 100)
    assert paged >= 9


def test_no_amount_is_described_as_a_number(described):
    assert not [shape for shape in walk(described) if shape.get("type") == "number"]


READ = {
    "/me": {},
    "/divisions": {},
    "/units": {"division": "239900"},
    "/projects": {"budget_unit": "203005"},
    "/classifications/revenue": {},
    "/ledger/totals": {"year": 2026, "by": ["book", "family"]},
    "/ledger/trial-balance": {"year": 2026},
    "/ledger/journal": {"year": 2026, "division": "239900"},
    "/ledger/seals": {"year": 2026, "division": "239900"},
    "/ledger/sealing": {},
    "/ledger/verification": {},
    "/execution": {"year": 2026},
    "/indicators": {"year": 2026},
    "/budgets/239900/2026": {},
    "/calendar/239900/2026": {},
    "/budget-plans": {"division": "239900", "year": 2026},
    "/ceilings": {"division": "239900", "year": 2026},
    "/unit-papers": {"budget_unit": "203005", "year": 2026},
    "/late-transfers": {"division": "239900", "year": 2026, "day": "2026-12-01"},
    "/changes": {"division": "239900", "year": 2026},
    "/transfers": {"division": "239900", "year": 2026},
    "/revenue-statements": {"division": "239900", "year": 2026},
    "/stabilisation-orders": {"division": "239900", "year": 2026},
    "/final-accounts/239900/2026": {},
    "/cash/239900/2026": {},
    "/scenarios": {"division": "239900", "year": 2026},
    "/scenario-effects": {"division": "239900", "year": 2026, "freeze": 500},
    "/sources/239900/2026": {},
    "/sources/239900/2026/uses": {"book": "general"},
    "/balance": {"division": "239900", "year": 2026, "figures": "execution"},
    "/balance/cell": {"division": "239900", "year": 2026, "row": "spent", "book": "general"},
    "/tables/budgets": {"division": "239900", "year": 2026},
    "/tables/budget-book": {"division": "239900", "year": 2026},
    "/execution/tables": {"division": "239900", "year": 2026},
    "/months": {"division": "239900", "year": 2026},
    "/standards": {"division": "239900"},
    "/standards/choice": {"division": "239900", "item": "travel_meal"},
    "/resources": {"division": "239900", "year": 2026},
    "/sweeps": {"division": "239900", "year": 2026},
    "/work": {"list": "todo"},
    "/exceptions": {"division": "239900", "year": 2026},
    "/health": {},
}


@pytest.mark.parametrize("path", READ)
def test_an_answer_has_the_shape_that_was_described(program, described, path):
    cases.submitted(100)
    answer = program("finance.director").get(path, **READ[path])
    assert answer.status == 200, answer.raw.decode()

    shapes = described["components"]["schemas"]
    known = path.split("/")
    for pattern, _, operation in each(described):
        parts = pattern.removeprefix("/api").split("/")
        if len(parts) == len(known) and all(
            ours == theirs or theirs.startswith("{")
            for ours, theirs in zip(known, parts, strict=True)
        ):
            if operation["operationId"].startswith(("budget-drafts", "ceilings-")):
                continue
            shape = operation["responses"]["200"]["content"]["application/json"]["schema"]
            assert fits(answer.body, shape, shapes)
            return
    raise AssertionError(f"{path} is not described.")


def test_a_problem_has_the_shape_that_was_described(program, described):
    shapes = described["components"]["schemas"]
    number = cases.reviewed(1_000_001)
    refused = program(cases.HEAD).post(f"/payments/{number}/submission").body
    invalid = program(cases.CLERK).post("/payments", {}).body

    for body in (refused, invalid):
        assert fits(body, shapes["Problem"], shapes)
    assert not fits(refused | {"status": "409"}, shapes["Problem"], shapes)


def test_every_sample_has_the_shape_that_was_described(described):
    shapes = described["components"]["schemas"]
    for _, _, operation in each(described):
        sample = SAMPLES.get(operation["operationId"])
        if sample and sample.body:
            shape = operation["requestBody"]["content"]["application/json"]["schema"]
            assert fits(sample.body, shape, shapes), operation["operationId"]


def test_every_kind_of_problem_has_a_name_of_its_own_and_words_in_both_languages():
    names = [kind.name for kind in problems.KINDS]

    assert len(set(names)) == len(names) > 15
    for kind in problems.KINDS:
        assert re.fullmatch(r"[a-z][a-z-]+", kind.name)
        assert CHINESE.search(kind.title.zh)
        assert not CHINESE.search(kind.title.en)
        assert bool(kind.advice.zh) == bool(kind.advice.en)


def test_no_two_shapes_share_a_name(described):
    """The description knows a shape by its name only: of two, one would be told for both."""
    from ninja import Schema

    from fisc.doors import api

    found, waiting = [], [Schema]
    while waiting:
        below = waiting.pop().__subclasses__()
        waiting += below
        found += [one for one in below if one.__module__.startswith(api.__name__)]
    names = [one.__name__ for one in set(found)]

    assert len(names) > 60
    assert sorted(names) == sorted(set(names))
