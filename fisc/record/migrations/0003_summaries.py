"""Lay the sums of places, functions and units, each engine in its own words.

Where postings were made before, they are empty until the first gathering; until then the pots are
summed, as before.
"""

import sqlite3
from pathlib import Path

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SCHEMA = Path(__file__).resolve().parents[1] / "schema"


def lay(apps: object, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    connection = editor.connection
    script = (SCHEMA / f"summary_{connection.vendor}.sql").read_text(encoding="utf-8")
    statement = ""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.connection.execute(script)
            return
        for line in script.splitlines(keepends=True):
            if line.startswith("--"):
                continue
            statement += line
            if sqlite3.complete_statement(statement):
                cursor.execute(statement)
                statement = ""


class Migration(migrations.Migration):
    dependencies = [("record", "0002_trail")]
    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
