"""A fresh book on each engine, for every attack."""

from __future__ import annotations

import pytest

from fisc.record.book import Book
from tests.databases import fresh


@pytest.fixture(params=["sqlite", "postgresql"])
def book(request, tmp_path, django_db_blocker):
    cluster = None
    if request.param == "postgresql":
        cluster = request.getfixturevalue("postgres_cluster")
    with django_db_blocker.unblock():
        book = Book(fresh(request.param, tmp_path, cluster, alias="attacked"))
        yield book
        book.connection.close()


@pytest.fixture
def sqlite_book(tmp_path, django_db_blocker):
    with django_db_blocker.unblock():
        book = Book(fresh("sqlite", tmp_path, alias="attacked"))
        yield book
        book.connection.close()


@pytest.fixture
def tell(request):
    """Return a function that prints a line even where output is captured."""
    plugins = request.config.pluginmanager
    reporter, capture = plugins.getplugin("terminalreporter"), plugins.getplugin("capturemanager")

    def write(text: str) -> None:
        if reporter is not None:
            with capture.global_and_fixture_disabled():
                reporter.ensure_newline()
                reporter.write_line(text)

    return write
