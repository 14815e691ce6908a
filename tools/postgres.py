"""A throwaway PostgreSQL: started from the installed programs, gone when it is no longer needed.

``with throwaway() as cluster:`` gives a running server on a free loopback port and a Unix socket,
with durability on as in production. Run by root it starts as an unprivileged user, because
PostgreSQL refuses root. Each cluster has its own folder and its own password, so that many may
run side by side, and none is ever stopped but by the one who started it.
"""

from __future__ import annotations

import os
import pwd
import re
import secrets
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

OWNER: Final = "fisc"
ATTEMPTS: Final = 5
PLACE_LENGTH_MAX: Final = 70  # a socket's path may have 107 bytes in all
UNPRIVILEGED: Final = ("postgres", "nobody")
SETTINGS: Final = """
listen_addresses = '127.0.0.1'
port = {port}
unix_socket_directories = '{folder}'
fsync = on
synchronous_commit = on
full_page_writes = on
shared_buffers = '256MB'
max_connections = 100
max_wal_size = '4GB'
timezone = 'UTC'
log_timezone = 'UTC'
log_min_messages = warning
"""


class PostgresMissing(RuntimeError):
    """PostgreSQL is not installed, or its programs were not found."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """One running server.

    ``data`` is its data folder, ``programs`` the folder of ``pg_ctl`` and its kin, ``account``
    the user of the operating system that it runs as (``None``: the present one).
    """

    data: Path
    programs: Path
    port: int
    password: str
    account: str | None

    def address(self, database: str = "postgres") -> str:
        """Return the address of one of its databases."""
        return f"postgresql://{OWNER}:{self.password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str) -> str:
        """Make an empty database and return its address."""
        import psycopg
        from psycopg import sql

        with psycopg.connect(self.address(), autocommit=True) as connection:
            connection.execute(sql.SQL("create database {}").format(sql.Identifier(name)))
        return self.address(name)

    def control(self, *words: str, timeout: int = 120) -> None:
        """Run ``pg_ctl`` on this cluster: ``control("restart", "-m", "immediate")``."""
        log = self.data.parent / "server.log"
        _run(
            [self.programs / "pg_ctl", "-D", self.data, "-l", log, "-w", *words],
            account=self.account,
            timeout=timeout,
        )


def find_programs() -> Path:
    """Return the folder with ``initdb``, ``pg_ctl`` and ``postgres`` of the newest PostgreSQL.

    Raises:
        PostgresMissing: there is none; the message says how to get it.
    """
    folders = [
        *Path("/usr/lib/postgresql").glob("*/bin"),
        *Path("/usr").glob("pgsql-*/bin"),
        *(Path(entry) for entry in os.get_exec_path()),
    ]
    whole = [f for f in folders if all((f / name).exists() for name in ("initdb", "pg_ctl"))]
    if not whole:
        raise PostgresMissing(
            "PostgreSQL is not installed. Run tools/provide.sh as root, or install your "
            "distribution's package 'postgresql'."
        )
    return max(whole, key=_version)


def _version(folder: Path) -> int:
    number = re.search(r"(\d+)", str(folder))
    return int(number[1]) if number else 0


def _account() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return next(name for name in UNPRIVILEGED if name in known)


def _run(command: Sequence[str | Path], *, account: str | None, timeout: int = 120) -> None:
    options: dict[str, Any] = {}
    if account is not None:
        entry = pwd.getpwnam(account)
        options = {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    environment = {k: v for k, v in os.environ.items() if not k.startswith("PG")}
    # The server inherits these descriptors, so a pipe would never close: a file is used.
    with tempfile.TemporaryFile(mode="w+") as output:
        done = subprocess.run(
            [str(word) for word in command],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            env=environment | {"LC_ALL": "C"},
            cwd="/",
            timeout=timeout,
            check=False,
            **options,
        )
        output.seek(0)
        if done.returncode:
            raise RuntimeError(f"{command[0]} failed ({done.returncode}): {output.read().strip()}")


def _free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def _place(account: str | None) -> Path:
    """Return a temporary folder that the account can reach, and whose name fits a socket's."""
    choices = [Path(tempfile.gettempdir()).resolve(), Path("/var/tmp")]  # noqa: S108
    for choice in choices:
        reachable = all(path.stat().st_mode & 0o001 for path in (choice, *choice.parents))
        if (account is None or reachable) and len(str(choice)) <= PLACE_LENGTH_MAX:
            return choice
    raise RuntimeError(f"{choices[0]} cannot be reached by {account}; set TMPDIR to one that can.")


def _make(folder: Path, programs: Path, account: str | None) -> Cluster:
    password = secrets.token_hex(16)
    data, word = folder / "data", folder / "password"
    word.write_text(password, encoding="ascii")
    if account is not None:
        entry = pwd.getpwnam(account)
        for path in (folder, word):
            os.chown(path, entry.pw_uid, entry.pw_gid)
    options = ["--auth=scram-sha-256", f"--pwfile={word}", "--encoding=UTF8", "--no-locale"]
    initdb: list[str | Path] = [
        programs / "initdb",
        "-D",
        data,
        "-U",
        OWNER,
        *options,
        "--data-checksums",
        "-N",
    ]
    _run(initdb, account=account)
    return Cluster(data, programs, 0, password, account)


def _start(cluster: Cluster) -> Cluster:
    for attempt in range(1, ATTEMPTS + 1):
        port = _free_port()
        text = SETTINGS.format(port=port, folder=cluster.data.parent)
        (cluster.data / "postgresql.auto.conf").write_text(text, encoding="ascii")
        running = Cluster(cluster.data, cluster.programs, port, cluster.password, cluster.account)
        try:
            running.control("start")
        except RuntimeError as failure:
            # Somebody may have taken the port between the choice and the start.
            if attempt == ATTEMPTS:
                log = cluster.data.parent / "server.log"
                told = log.read_text(encoding="utf-8") if log.exists() else "no log"
                raise RuntimeError(f"PostgreSQL does not start: {told}") from failure
        else:
            return running
    raise AssertionError("unreachable")


@contextmanager
def throwaway() -> Iterator[Cluster]:
    """Start a server, hand it over, and remove it with everything in it.

    Raises:
        PostgresMissing: PostgreSQL is not installed.
        RuntimeError: it is installed and does not start; the message holds its log.
    """
    programs = find_programs()
    account = _account()
    folder = Path(tempfile.mkdtemp(prefix="fisc-pg-", dir=_place(account)))
    try:
        cluster = _start(_make(folder, programs, account))
        try:
            yield cluster
        finally:
            cluster.control("stop", "-m", "immediate")
    finally:
        shutil.rmtree(folder, ignore_errors=True)
