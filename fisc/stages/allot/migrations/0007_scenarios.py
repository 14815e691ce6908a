"""What-if scenarios are documents."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("allot", "0006_sweeps"),
    ]

    operations = [
        migrations.CreateModel(
            name="Scenario",
            fields=[
                ("number", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("title", models.CharField(max_length=200)),
                ("division", models.CharField(max_length=6)),
                ("year", models.PositiveSmallIntegerField()),
                ("freeze", models.PositiveSmallIntegerField(default=0)),
                ("short", models.PositiveSmallIntegerField(default=0)),
                ("stabilisation_fen", models.BigIntegerField(default=0)),
                ("effects", models.JSONField(default=dict)),
                ("state", models.CharField(default="KEPT", max_length=10)),
                ("maker", models.CharField(max_length=60)),
                ("made_at", models.DateTimeField()),
                ("checker", models.CharField(default="", max_length=60)),
            ],
            options={
                "ordering": ("number",),
                "indexes": [models.Index(fields=["division", "year"], name="scenario_of_place")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("KEPT", "DROPPED", "ADOPTED", "UNDONE"))),
                        name="scenario_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("freeze__lte", 10000),
                            ("short__lte", 10000),
                            ("stabilisation_fen__gte", 0),
                        ),
                        name="scenario_has_shares",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("ADOPTED", "UNDONE")), _negated=True),
                            models.Q(
                                models.Q(("checker", ""), _negated=True),
                                models.Q(("checker", models.F("maker")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="scenario_is_adopted_by_another",
                    ),
                ],
            },
        ),
    ]
