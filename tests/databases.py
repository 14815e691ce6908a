"""Fresh, migrated databases for tests, on either engine, at the price of a copy."""

from __future__ import annotations

import shutil
from itertools import count
from pathlib import Path

from django.core.management import call_command
from django.db import connections

from fisc.config.settings import _database

_serial = count(1)
_templates: dict[str, object] = {}


def connect(alias: str, settings: dict) -> None:
    """Make Django know a database under an alias."""
    if alias in connections.settings:
        connections[alias].close()
        del connections[alias]
    filled = {**connections.settings["default"], "OPTIONS": {}, **settings}
    connections.settings[alias] = filled


def sqlite_settings(path: Path) -> dict:
    return {**_database("sqlite"), "NAME": str(path)}


def fresh(vendor: str, folder: Path, cluster=None, alias: str = "fresh") -> str:
    """Make an empty, migrated database of this kind and return the alias that leads to it."""
    if vendor == "sqlite":
        template = _templates.get("sqlite")
        if template is None:
            template = Path(connections.settings["default"]["NAME"]).parent / "template.sqlite3"
            connect("template", sqlite_settings(template))
            call_command("migrate", database="template", verbosity=0)
            with connections["template"].cursor() as cursor:
                cursor.execute("PRAGMA wal_checkpoint(TRUNCATE)")
            connections["template"].close()
            _templates["sqlite"] = template
        path = folder / f"book{next(_serial)}.sqlite3"
        shutil.copy(template, path)
        connect(alias, sqlite_settings(path))
        return alias
    import psycopg

    if "postgresql" not in _templates:
        address = cluster.create_database("record_template")
        connect("template_pg", _database(address))
        call_command("migrate", database="template_pg", verbosity=0)
        connections["template_pg"].close()
        _templates["postgresql"] = "record_template"
    name = f"book{next(_serial)}"
    with psycopg.connect(cluster.address(), autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name} TEMPLATE record_template")
    connect(alias, _database(cluster.address(name)))
    return alias


def discard(alias: str, cluster=None) -> None:
    """Close a fresh database and, on PostgreSQL, drop it: hundreds of them fill a disk."""
    connection = connections[alias]
    connection.close()
    if connection.vendor == "postgresql" and cluster is not None:
        import psycopg

        with psycopg.connect(cluster.address(), autocommit=True) as server:
            server.execute(f"DROP DATABASE IF EXISTS {connection.settings_dict['NAME']} (FORCE)")
