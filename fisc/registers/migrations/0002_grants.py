"""Roles become grants; the role that a person had is the first grant of each."""

from __future__ import annotations

from datetime import date
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import F, Q, Value
from django.db.models.functions import Coalesce

BEGINNING = date(2000, 1, 1)
PROPOSED, HELD, ENDED = "proposed", "held", "ended"


def roles_to_grants(apps: Any, schema_editor: Any) -> None:
    """Give everybody their role as a grant without an end."""
    using = schema_editor.connection.alias
    person, grant = apps.get_model("registers", "Person"), apps.get_model("registers", "Grant")
    everybody = person.objects.using(using).order_by("username").iterator()
    grant.objects.using(using).bulk_create(
        (
            grant(
                person_id=one.username,
                role_code=one.role_code,
                division_id=one.division_id,
                unit_id=one.unit_id,
                first_day=BEGINNING,
                state=HELD,
            )
            for one in everybody
        ),
        batch_size=1000,
    )


class Migration(migrations.Migration):
    dependencies = [("registers", "0001_initial")]

    operations = [
        migrations.CreateModel(
            name="Grant",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("role_code", models.CharField(max_length=30)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField(blank=True, null=True)),
                ("state", models.CharField(max_length=10)),
                ("given_by", models.CharField(blank=True, max_length=60)),
                ("given_at", models.DateTimeField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("confirmed_by", models.CharField(blank=True, max_length=60)),
                ("confirmed_at", models.DateTimeField(blank=True, null=True)),
                ("ended_by", models.CharField(blank=True, max_length=60)),
                ("ended_at", models.DateTimeField(blank=True, null=True)),
                ("ended_why", models.CharField(blank=True, max_length=400)),
                ("key", models.CharField(blank=True, max_length=160, null=True, unique=True)),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.division",
                    ),
                ),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="grants",
                        to="registers.person",
                    ),
                ),
                (
                    "source",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="delegations",
                        to="registers.grant",
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.unit",
                    ),
                ),
            ],
            options={
                "ordering": ("id",),
                "constraints": [
                    models.CheckConstraint(name="grant_has_a_role", condition=~Q(role_code="")),
                    models.CheckConstraint(
                        name="grant_ends_after_it_starts",
                        condition=Q(last_day=None) | Q(last_day__gte=F("first_day")),
                    ),
                    models.CheckConstraint(
                        name="grant_in_somebodys_place_has_a_last_day",
                        condition=Q(source=None) | Q(last_day__isnull=False),
                    ),
                    models.CheckConstraint(
                        name="grant_state_is_known", condition=Q(state__in=(PROPOSED, HELD, ENDED))
                    ),
                    models.CheckConstraint(
                        name="grant_is_ended_by_somebody",
                        condition=Q(state=ENDED) & ~Q(ended_by="")
                        | ~Q(state=ENDED) & Q(ended_by=""),
                    ),
                    models.CheckConstraint(
                        name="grant_is_not_given_to_oneself",
                        condition=~Q(given_by=F("person")) & ~Q(confirmed_by=F("person")),
                    ),
                    models.CheckConstraint(
                        name="grant_is_held_by_the_will_of_two",
                        condition=~Q(state=HELD)
                        | Q(given_by="")
                        | Q(source__isnull=False)
                        | ~Q(confirmed_by="") & ~Q(confirmed_by=F("given_by")),
                    ),
                    models.UniqueConstraint(
                        F("person"),
                        F("role_code"),
                        F("division"),
                        Coalesce("unit", Value("")),
                        F("first_day"),
                        name="grant_is_given_once",
                        condition=Q(state__in=(PROPOSED, HELD)),
                    ),
                ],
            },
        ),
        migrations.RunPython(roles_to_grants, migrations.RunPython.noop),
    ]
