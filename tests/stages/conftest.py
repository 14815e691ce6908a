"""The default database is a fresh one of the run's engine, and a town stands in it.

The record is append-only, so nothing is flushed between tests: every test gets a copy of an empty
database instead.
"""

from __future__ import annotations

import os
from collections.abc import Iterator

import pytest
from django.db import connections

from fisc.record.book import Book
from fisc.record.refusals import Refused
from fisc.stages.pay import signing
from tests.databases import discard, fresh
from tests.languages import assert_both, assert_verdict
from tests.stages import town as place


@pytest.fixture(autouse=True)
def _told_in_both_languages(monkeypatch) -> None:
    """Insist that whatever stops an act of a stage is said in Chinese and in English."""
    stop, say = Refused.__init__, signing.told

    def _stop(self, verdict, items=()):
        assert_verdict(verdict)
        stop(self, verdict, items)

    def _say(receipt):
        for control in (*receipt.refusals, *receipt.warnings):
            assert_verdict(control.verdict)
            assert_both(control.advice)
        return say(receipt)

    monkeypatch.setattr(Refused, "__init__", _stop)
    monkeypatch.setattr(signing, "told", _say)


@pytest.fixture
def default_book(request, tmp_path, django_db_blocker) -> Iterator[Book]:
    """The book of a fresh database that "default" leads to while the test runs."""
    vendor = os.environ.get("FISC_TEST_DATABASE", "sqlite")
    cluster = request.getfixturevalue("postgres_cluster") if vendor == "postgresql" else None
    connection, settings = connections["default"], connections.settings["default"]
    with django_db_blocker.unblock():
        # The run's own connection is set aside, not closed: it may carry other tests.
        fresh(vendor, tmp_path, cluster, alias="fresh")
        del connections["default"]
        connections.settings["default"] = connections.settings["fresh"]
        try:
            yield Book()
        finally:
            connections["default"].close()
            connections.settings["default"] = settings
            connections["default"] = connection
            discard("fresh", cluster)


@pytest.fixture
def town(default_book) -> Book:
    """The book of a town whose registers are filled; see ``tests.stages.town``."""
    place.settle()
    return default_book
