"""A person has no role of their own any more: what they hold are grants."""

from __future__ import annotations

from typing import Any

from django.db import migrations, models
from django.db.models import Q

HELD = "held"


def grants_to_roles(apps: Any, schema_editor: Any) -> None:
    """Give everybody back the first role that they hold; who holds none stops the way back."""
    using = schema_editor.connection.alias
    person, grant = apps.get_model("registers", "Person"), apps.get_model("registers", "Grant")
    first: dict[str, str] = {}
    for one in grant.objects.using(using).filter(state=HELD, source=None).order_by("id"):
        first.setdefault(one.person_id, one.role_code)
    for username, role in first.items():
        person.objects.using(using).filter(username=username).update(role_code=role)


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_grants")]

    operations = [
        migrations.RemoveConstraint(model_name="person", name="person_has_a_name_and_a_role"),
        migrations.RunPython(migrations.RunPython.noop, grants_to_roles),
        migrations.AlterField(
            model_name="person",
            name="role_code",
            field=models.CharField(default="", max_length=30),
        ),
        migrations.RemoveField(model_name="person", name="role_code"),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.CheckConstraint(name="person_has_a_name", condition=~Q(username="")),
        ),
    ]
