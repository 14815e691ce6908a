"""Processes that start warm: Django is loaded once, and no open database crosses a fork.

A fork server loads this module before it holds anything; every attacking process is forked from
it in a few milliseconds and opens its own connection.
"""

from __future__ import annotations

import multiprocessing
import os
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import Any

import django
import numpy as np
from django.apps import apps

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "fisc.config.settings")
if not apps.ready:
    django.setup()

from django.core.management import call_command
from django.db import connections

from fisc.config.settings import _database
from fisc.record.book import Book
from tests.databases import connect
from tools.postgres import Cluster

PRELOADED = (
    "tests.attacks.warm",
    "tests.attacks.crowd",
    "tests.attacks.writer",
    "tests.attacks.retries",
)
np.unique(np.arange(2))  # NumPy loads a good part of itself when this is first asked
_context = multiprocessing.get_context("forkserver")
_context.set_forkserver_preload(list(PRELOADED))


def barrier(parties: int) -> Any:
    """Return a barrier at which attacking processes wait for each other."""
    return _context.Barrier(parties)


def settings_of(book: Book) -> dict[str, Any]:
    """Return what another process needs to open the same database."""
    known = connections.settings[book.using]
    return {key: known[key] for key in ("ENGINE", "NAME", "USER", "PASSWORD", "HOST", "PORT")} | {
        "OPTIONS": known["OPTIONS"]
    }


def open_book(settings: dict[str, Any], kind: type[Book] = Book) -> Book:
    """Open a database in a process of its own."""
    connect("attacked", settings)
    return kind("attacked")


def found(cluster: Cluster) -> Book:
    """Return a book in a new database of a cluster of one's own, which may be killed."""
    connect("attacked", _database(cluster.create_database("attacked")))
    call_command("migrate", database="attacked", verbosity=0)
    return Book("attacked")


def start(target: Callable[..., None], *arguments: Any) -> tuple[Any, Connection]:
    """Start a warm process; return it and the end of the pipe on which it reports."""
    mine, theirs = _context.Pipe(duplex=False)
    process = _context.Process(target=target, args=(theirs, *arguments), daemon=True)
    process.start()
    theirs.close()
    return process, mine
