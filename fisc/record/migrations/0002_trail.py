"""Lay the trail of documents, each engine in its own words."""

import sqlite3
from pathlib import Path

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor

SCHEMA = Path(__file__).resolve().parents[1] / "schema"


def lay(apps: object, editor: BaseDatabaseSchemaEditor) -> None:  # noqa: ARG001
    connection = editor.connection
    script = (SCHEMA / f"trail_{connection.vendor}.sql").read_text(encoding="utf-8")
    statement = ""
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.connection.execute(script)
            return
        for line in script.splitlines(keepends=True):
            statement += line
            if sqlite3.complete_statement(statement):
                cursor.execute(statement)
                statement = ""


class Migration(migrations.Migration):
    dependencies = [("record", "0001_record")]
    operations = [migrations.RunPython(lay, migrations.RunPython.noop)]
