"""The command line, called as a person calls it, on a fresh database."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

import pytest
from typer.testing import CliRunner

from fisc.doors.cli.main import app
from tests.stages.conftest import default_book, town  # noqa: F401 - the fixtures


@dataclass(frozen=True)
class Call:
    """What a command printed and how it ended."""

    code: int
    out: str
    err: str

    @property
    def document(self) -> Any:
        """The one JSON document on standard output."""
        return json.loads(self.out)


@pytest.fixture
def fisc(default_book, monkeypatch):  # noqa: F811
    """Return a function that calls ``fisc`` in English."""
    monkeypatch.delenv("FISC_LANG", raising=False)

    def call(*words, lang="en"):
        done = CliRunner().invoke(app, ["--lang", lang, *map(str, words)], catch_exceptions=False)
        return Call(done.exit_code, done.stdout, done.stderr)

    return call
