"""Choose the database of a test run before Django reads its settings.

Loaded by ``-p tools.pytest_database`` in ``pyproject.toml``. ``FISC_TEST_DATABASE`` is ``sqlite``
(default: a file in a temporary ``FISC_HOME``) or ``postgresql`` (a throwaway cluster). Whatever
``FISC_DATABASE`` said before is set aside, so that no test ever touches a real database.
"""

from __future__ import annotations

import atexit
import os
import shutil
import tempfile
from contextlib import ExitStack
from pathlib import Path
from typing import Final

import pytest

from tools import postgres

CHOICES: Final = ("sqlite", "postgresql")
_stack = ExitStack()
_clusters: list[postgres.Cluster] = []


def cluster() -> postgres.Cluster:
    """Return this process's throwaway cluster, started when it is first asked for."""
    if not _clusters:
        _clusters.append(_stack.enter_context(postgres.throwaway()))
    return _clusters[0]


def prepare(environment: dict[str, str] | os._Environ[str] = os.environ) -> str:
    """Set ``FISC_HOME`` and ``FISC_DATABASE`` for this run and return the choice.

    Raises:
        ValueError: ``FISC_TEST_DATABASE`` is neither ``sqlite`` nor ``postgresql``.
    """
    choice = environment.get("FISC_TEST_DATABASE", "sqlite")
    if choice not in CHOICES:
        raise ValueError(f"FISC_TEST_DATABASE is {choice!r}; use 'sqlite' or 'postgresql'.")
    home = Path(tempfile.mkdtemp(prefix="fisc-test-"))
    _stack.callback(shutil.rmtree, home, ignore_errors=True)
    (home / "test").mkdir()
    environment["FISC_HOME"] = str(home)
    if "PYTEST_XDIST_WORKER" in environment:
        return choice  # a worker has a home of its own, and the database that all inherit
    environment["FISC_MODE"] = "demo"
    environment["FISC_DATABASE"] = "sqlite"
    if choice == "postgresql":
        environment["FISC_DATABASE"] = cluster().create_database("fisc")
    return choice


prepare()
atexit.register(_stack.close)


def pytest_report_header() -> str:
    """Say on which database the tests run."""
    return f"database: {os.environ.get('FISC_TEST_DATABASE', 'sqlite')}"


@pytest.fixture(scope="session")
def postgres_cluster() -> postgres.Cluster:
    """Return a running PostgreSQL, in which a test may create databases and crash the server."""
    return cluster()


@pytest.fixture(scope="session")
def postgres_address() -> str:
    """Return the address of an empty PostgreSQL database, whatever the run itself uses."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "main")
    return cluster().create_database(f"empty_{worker}")
