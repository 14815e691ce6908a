"""Lay the tables of the record, each engine in its own words."""

import sqlite3
from pathlib import Path

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SCHEMA = Path(__file__).resolve().parents[1] / "schema"


def lay(apps: object, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    connection = editor.connection
    files = sorted(SCHEMA.glob(f"{connection.vendor}*.sql"))
    script = "\n".join(file.read_text(encoding="utf-8") for file in files)
    if connection.vendor == "postgresql":
        with connection.cursor() as cursor:
            cursor.connection.execute(script)
        return
    statement = ""
    with connection.cursor() as cursor:
        for line in script.splitlines(keepends=True):
            if line.lstrip().startswith("--"):
                continue
            statement += line
            if sqlite3.complete_statement(statement):
                if statement.strip():
                    cursor.execute(statement.replace("%", "%%"))
                statement = ""


class Migration(migrations.Migration):
    dependencies = []
    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
