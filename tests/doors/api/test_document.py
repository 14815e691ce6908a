"""Every example of the document is run, in order, and answers as the document says."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from tests.doors.api.callers import Program
from tests.stages.pay import cases

pytestmark = pytest.mark.writes

DOCUMENT = Path(__file__).resolve().parents[3] / "docs" / "api.md"
EXAMPLE = re.compile(r"```http\n(.*?)\n```\s+```json\n(\d{3})\n(.*?)\n```", re.DOTALL)
OPEN = "…"


@dataclass(frozen=True)
class Example:
    """A request as the document writes it, and what it answers."""

    method: str
    path: str
    headers: dict[str, str]
    body: str
    status: int
    answer: Any


def examples() -> list[Example]:
    found = []
    for asked, status, answer in EXAMPLE.findall(DOCUMENT.read_text(encoding="utf-8")):
        head, _, body = asked.partition("\n\n")
        first, *lines = head.splitlines()
        method, path = first.split()
        headers = dict(line.split(": ", 1) for line in lines)
        found.append(Example(method, path, headers, body, int(status), json.loads(answer)))
    return found


def shown(said: Any, is_so: Any) -> bool:
    """Say whether an answer holds what the document shows of it."""
    if said == OPEN:
        return is_so not in (None, "")
    if isinstance(said, dict):
        return isinstance(is_so, dict) and all(
            name in is_so and shown(value, is_so[name]) for name, value in said.items()
        )
    if isinstance(said, list):
        return len(said) == len(is_so) and all(map(shown, said, is_so))
    return said == is_so


def played(example: Example) -> Any:
    """Send a request, with the token of the person whom the document names."""
    person = example.headers.get("Authorization", "").removeprefix("Bearer ")
    program = Program(person, example.headers.get("Accept-Language", ""))
    path = example.path.removeprefix("/api")
    if example.method == "GET":
        return program.send("GET", path, b"", None)
    key = example.headers.get("Idempotency-Key")
    return program.send(example.method, path, example.body.encode(), key)


def test_every_example_answers_as_the_document_says(program):
    played_so_far = 0
    for example in examples():
        answer = played(example)
        where = f"{example.method} {example.path}"
        assert answer.status == example.status, (where, answer.raw.decode())
        assert shown(example.answer, answer.body), (where, answer.raw.decode())
        played_so_far += 1
    assert played_so_far >= 17
    assert cases.chambers(cases.Book()) == (750_000, 250_000, 0)


def test_every_listing_of_the_document_is_part_of_an_example():
    text = DOCUMENT.read_text(encoding="utf-8")

    assert text.count("```http\n") == text.count("```json\n") == len(examples())


def test_every_kind_of_problem_that_the_document_lists_is_one():
    from fisc.doors.api.problems import KINDS

    table = re.findall(
        r"^\| ([\d, ]+) \| (`.*?`) \|", DOCUMENT.read_text(encoding="utf-8"), re.MULTILINE
    )
    listed = {name for _, names in table for name in re.findall(r"`([\w-]+)`", names)}
    statuses = {int(status) for statuses, _ in table for status in statuses.split(", ")}
    hidden = {"no-such-method", "our-fault"}

    assert listed == {kind.name for kind in KINDS} - hidden
    assert statuses == {kind.status for kind in KINDS if kind.name not in hidden}
