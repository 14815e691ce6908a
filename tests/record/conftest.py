"""A fresh book on each engine."""

from __future__ import annotations

import pytest

from fisc.record.book import Book
from tests.databases import discard, fresh


@pytest.fixture(params=["sqlite", "postgresql"])
def book(request, tmp_path, django_db_blocker):
    cluster = None
    if request.param == "postgresql":
        cluster = request.getfixturevalue("postgres_cluster")
    with django_db_blocker.unblock():
        alias = fresh(request.param, tmp_path, cluster)
        yield Book(alias)
        discard(alias, cluster)
