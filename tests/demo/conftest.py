"""Databases into which a demo is written: "default" leads to a fresh one of the run's engine."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.db import connections

from fisc.record.book import Book
from tests.databases import fresh

VENDOR = os.environ.get("FISC_TEST_DATABASE", "sqlite")


@contextmanager
def fresh_default(folder, cluster, vendor: str = VENDOR) -> Iterator[Book]:
    """Let "default" lead to a fresh database; the run's own connection is set aside."""
    connection, settings = connections["default"], connections.settings["default"]
    fresh(vendor, folder, cluster, alias="fresh")
    del connections["default"]
    connections.settings["default"] = connections.settings["fresh"]
    try:
        yield Book()
    finally:
        connections["default"].close()
        connections.settings["default"] = settings
        connections["default"] = connection
        connections["fresh"].close()


@pytest.fixture(scope="session")
def cluster(request):
    return request.getfixturevalue("postgres_cluster") if VENDOR == "postgresql" else None


@pytest.fixture
def database(tmp_path, cluster, django_db_blocker) -> Iterator[Book]:
    """An empty, migrated database for one test."""
    with django_db_blocker.unblock(), fresh_default(tmp_path, cluster) as book:
        yield book
