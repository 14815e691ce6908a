"""A database that lives as long as one play: SQLite in a temporary folder, migrated."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def database() -> Iterator[None]:
    """Point Django at an empty, migrated database of its own until the end of the block.

    What the environment says of databases is set aside, so no real one is ever touched. Call it
    before anything of Django is loaded.
    """
    with tempfile.TemporaryDirectory(prefix="fisc-oracle-") as home:
        os.environ |= {"FISC_HOME": home, "FISC_DATABASE": "sqlite", "FISC_MODE": "demo"}
        os.environ["DJANGO_SETTINGS_MODULE"] = "fisc.config.settings"
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            connections.close_all()
