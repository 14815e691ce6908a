"""The tables of the stage close."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="MonthReopening",
            fields=[
                ("number", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("division", models.CharField(max_length=6)),
                ("year", models.PositiveSmallIntegerField()),
                ("month", models.PositiveSmallIntegerField()),
                ("reason", models.CharField(max_length=400)),
                ("state", models.CharField(default="ASKED", max_length=10)),
                ("maker", models.CharField(max_length=60)),
                ("checker", models.CharField(default="", max_length=60)),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("month__gte", 1),
                            ("month__lte", 12),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="reopening_names_a_month_and_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checker", ""), ("state", "ASKED")),
                            models.Q(
                                ("state", "REOPENED"),
                                models.Q(("checker", ""), _negated=True),
                                models.Q(("checker", models.F("maker")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="reopening_is_granted_by_another",
                    ),
                ],
            },
        ),
    ]
