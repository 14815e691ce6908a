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
from tests.databases import discard, fresh
from tests.stages import town as place


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
