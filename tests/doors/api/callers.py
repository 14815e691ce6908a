"""Programs that call: each with the token of a person of the town."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from itertools import count
from typing import Any

from django.http import HttpResponse
from django.test import Client

from fisc.doors.api import tokens
from fisc.stages.pay import queries
from tests.stages.town import NOON

PROBLEM = "application/problem+json"
_serial = count(1)


@dataclass(frozen=True)
class Answer:
    """What the door answered."""

    status: int
    body: Any
    headers: dict[str, str]
    raw: bytes

    @property
    def type(self) -> str:
        """The name of the problem."""
        assert self.headers["Content-Type"] == PROBLEM, self.raw[:300]
        return self.body["type"].removeprefix("urn:fisc:problem:")


class Program:
    """Somebody's program; without a person it is nobody's."""

    def __init__(self, person: str = "", language: str = "en", at: datetime = NOON) -> None:
        self.client = Client()
        self.headers = {"Accept-Language": language}
        if person:
            token, _ = tokens.issue(person, at=at, hours=8)
            self.headers["Authorization"] = f"Bearer {token}"

    def get(self, path: str, **asked: Any) -> Answer:
        return _read(self.client.get(f"/api{path}", asked, headers=self.headers))

    def post(self, path: str, body: Any = None, *, key: str | None = "", **more: str) -> Answer:
        return self.send("POST", path, json.dumps(body).encode() if body is not None else b"", key)

    def put(self, path: str, body: Any, *, key: str | None = "") -> Answer:
        return self.send("PUT", path, json.dumps(body).encode(), key)

    def send(
        self,
        method: str,
        path: str,
        body: bytes,
        key: str | None = "",
        content_type: str = "application/json",
    ) -> Answer:
        """Send a body as it is. An empty key is a fresh one, None is none."""
        headers = dict(self.headers)
        if key is not None:
            headers["Idempotency-Key"] = key or fresh_key()
        return _read(
            self.client.generic(
                method, f"/api{path}", body, content_type=content_type, headers=headers
            )
        )


def fresh_key() -> str:
    return f"key-{next(_serial)}"


def requests_of(unit: str, year: int) -> int:
    return len(queries.requests_of(unit, year, limit=10_000))


def _read(response: HttpResponse) -> Answer:
    raw = response.content
    is_json = "json" in response.headers.get("Content-Type", "")
    body = json.loads(raw) if is_json and raw else None
    return Answer(response.status_code, body, dict(response.headers), raw)


def walk(program: Program, path: str, **asked) -> list[dict]:
    """Return the rows of all pages."""
    rows, cursor = [], ""
    while cursor is not None:
        page = program.get(path, **asked, cursor=cursor)
        assert page.status == 200, page.raw.decode()
        assert len(page.body["rows"]) <= asked.get("limit", 1000)
        assert page.body["rows"] or not cursor, "A cursor leads to a page that has rows."
        rows += page.body["rows"]
        assert page.body["next"] != cursor, "A cursor leads on."
        cursor = page.body["next"]
    return rows
