"""Fixtures of the pages: a street to look at, a clock that stands still, and who looks."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from django.conf import settings as own_settings
from django.db import connections
from django.test import Client

from fisc.doors.web import clock
from fisc.record.book import Book
from tests.databases import connect, fresh, sqlite_settings
from tests.doors.web import street
from tests.stages import town as place

_built: dict[str, Path] = {}


@pytest.fixture
def book(request, tmp_path, django_db_blocker, monkeypatch) -> Iterator[Book]:
    """The book of the street, in a database of this test's own, on its last day of June."""
    vendor = os.environ.get("FISC_TEST_DATABASE", "sqlite")
    cluster = request.getfixturevalue("postgres_cluster") if vendor == "postgresql" else None
    connection, settings = connections["default"], connections.settings["default"]
    Path(own_settings.STATIC_ROOT).mkdir(exist_ok=True)  # as an office has it, once collected
    monkeypatch.setattr(clock, "today", lambda: street.TODAY)
    monkeypatch.setattr(clock, "now", lambda: street.NOW)
    for upload in (own_settings.HOME / "uploads").glob("?" * 32):
        shutil.rmtree(upload)
    with django_db_blocker.unblock():
        built = vendor == "sqlite" and "street" in _built
        if built:
            path = tmp_path / "street.sqlite3"
            shutil.copy(_built["street"], path)
            connect("fresh", sqlite_settings(path))
        else:
            fresh(vendor, tmp_path, cluster, alias="fresh")
        del connections["default"]
        connections.settings["default"] = connections.settings["fresh"]
        try:
            if not built:
                place.settle()
                street.build(Book())
                if vendor == "sqlite":
                    _keep(tmp_path)
            yield Book()
        finally:
            connections["default"].close()
            connections.settings["default"] = settings
            connections["default"] = connection
            connections["fresh"].close()


def _keep(folder: Path) -> None:
    """Keep the built street, so that the next test starts with a copy."""
    with connections["default"].cursor() as cursor:
        cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    name = Path(connections["default"].settings_dict["NAME"])
    kept = name.parents[1] / f"street-{os.getpid()}.sqlite3"
    shutil.copy(name, kept)
    _built["street"] = kept


@pytest.fixture
def come(book, request) -> Callable[..., Client]:
    """Return ``come("school.clerk")``: a browser in which that person has signed in.

    What the table of a test needs before it has rows happens first.
    """
    given = getattr(request.node, "callspec", None)
    table = given.params.get("table") if given else None
    if getattr(table, "first", None) is not None:
        table.first()

    def _come(username: str, language: str = "zh-hans") -> Client:
        client = Client()
        client.cookies["django_language"] = language
        answer = client.post("/login", {"username": username})
        assert answer.status_code == 302, f"{username} could not come in"
        return client

    return _come
