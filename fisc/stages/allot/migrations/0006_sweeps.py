import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Idle money taken back together, line by line."""

    dependencies = [
        ("allot", "0005_returned"),
    ]

    operations = [
        migrations.CreateModel(
            name="Sweep",
            fields=[
                ("number", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("division", models.CharField(max_length=6)),
                ("year", models.PositiveSmallIntegerField()),
                ("reason_code", models.CharField(max_length=40)),
                ("evidence", models.CharField(max_length=200)),
                ("state", models.CharField(default="PROPOSED", max_length=10)),
                ("proposed_on", models.DateField()),
                ("done_on", models.DateField(null=True)),
                ("reversed_on", models.DateField(null=True)),
                ("reversed_why", models.CharField(default="", max_length=400)),
                ("maker", models.CharField(max_length=60)),
                ("checker", models.CharField(default="", max_length=60)),
                ("reverser", models.CharField(default="", max_length=60)),
            ],
            options={
                "ordering": ("number",),
                "indexes": [models.Index(fields=["division", "year"], name="sweep_of_division")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("PROPOSED", "DONE", "REVERSED", "DROPPED"))
                        ),
                        name="sweep_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("reason_code", ""), _negated=True),
                            models.Q(("evidence", ""), _negated=True),
                        ),
                        name="sweep_has_a_reason_and_evidence",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checker", models.F("maker")), _negated=True),
                            models.Q(("reverser", models.F("maker")), _negated=True),
                        ),
                        name="sweep_is_carried_out_and_reversed_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SweepLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveSmallIntegerField()),
                ("change", models.CharField(max_length=60)),
                ("indicator", models.CharField(max_length=60)),
                ("unit", models.CharField(default="", max_length=21)),
                ("project", models.CharField(default="", max_length=21)),
                ("book", models.CharField(max_length=10)),
                ("origin", models.PositiveSmallIntegerField(default=0)),
                ("amount_fen", models.BigIntegerField()),
                ("interest_fen", models.BigIntegerField(default=0)),
                ("idle_since", models.DateField(null=True)),
                ("why_en", models.CharField(default="", max_length=400)),
                ("why_zh", models.CharField(default="", max_length=400)),
                ("state_before", models.CharField(default="", max_length=20)),
                (
                    "sweep",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="lines",
                        to="allot.sweep",
                    ),
                ),
            ],
            options={
                "ordering": ("sweep", "position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("sweep", "indicator"), name="sweep_takes_an_indicator_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0), ("interest_fen__gte", 0)),
                        name="sweep_line_has_an_amount",
                    ),
                ],
            },
        ),
    ]
