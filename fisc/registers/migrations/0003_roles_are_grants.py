"""A person has no role of their own any more: what they hold are grants."""

from __future__ import annotations

from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    dependencies = [("registers", "0002_grants")]

    operations = [
        migrations.RemoveConstraint(model_name="person", name="person_has_a_name_and_a_role"),
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
