import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Sources of money outside the ledger, what they report, and standards of places' own."""

    dependencies = [
        ("registers", "0006_saved_views"),
    ]

    operations = [
        migrations.CreateModel(
            name="Resource",
            fields=[
                ("code", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=30)),
                ("name", models.CharField(max_length=200)),
                ("bank", models.CharField(blank=True, max_length=120)),
                ("basis", models.CharField(blank=True, max_length=200)),
                ("flexibility", models.CharField(blank=True, max_length=10)),
                ("origin", models.PositiveSmallIntegerField(default=0)),
                ("since", models.DateField(blank=True, null=True)),
                ("expiry", models.DateField(blank=True, null=True)),
                ("reason", models.CharField(blank=True, max_length=400)),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.division",
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
                "ordering": ("code",),
            },
        ),
        migrations.CreateModel(
            name="ResourceReport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField()),
                ("amount_fen", models.BigIntegerField()),
                ("planned_fen", models.BigIntegerField(blank=True, null=True)),
                ("entered_by", models.CharField(max_length=60)),
                ("entered_at", models.DateTimeField()),
                (
                    "resource",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="reports",
                        to="registers.resource",
                    ),
                ),
            ],
            options={
                "ordering": ("resource", "day", "id"),
            },
        ),
        migrations.CreateModel(
            name="OwnStandard",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.CharField(max_length=40)),
                ("item", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=200)),
                ("measure", models.CharField(max_length=30)),
                ("amount_fen", models.BigIntegerField()),
                ("grade", models.CharField(blank=True, max_length=20)),
                ("unit_kind", models.CharField(blank=True, max_length=20)),
                ("first_day", models.DateField()),
                ("last_day", models.DateField(blank=True, null=True)),
                ("document", models.CharField(blank=True, max_length=200)),
                ("review_year", models.PositiveSmallIntegerField(default=0)),
                ("entered_by", models.CharField(max_length=60)),
                ("entered_at", models.DateTimeField()),
                (
                    "division",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.division",
                    ),
                ),
            ],
            options={
                "ordering": ("division", "code", "first_day"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("division", "code", "first_day"), name="own_standard_begins_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0),
                            models.Q(("code", ""), _negated=True),
                            models.Q(("item", ""), _negated=True),
                        ),
                        name="own_standard_has_an_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("last_day", None),
                            ("last_day__gte", models.F("first_day")),
                            _connector="OR",
                        ),
                        name="own_standard_ends_after_it_starts",
                    ),
                ],
            },
        ),
        migrations.AddConstraint(
            model_name="resource",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("kind", ""), _negated=True), models.Q(("name", ""), _negated=True)
                ),
                name="resource_has_a_kind_and_a_name",
            ),
        ),
        migrations.AddConstraint(
            model_name="resource",
            constraint=models.CheckConstraint(
                condition=models.Q(("flexibility__in", ("", "free", "guided", "locked"))),
                name="resource_flexibility_is_known",
            ),
        ),
        migrations.AddIndex(
            model_name="resourcereport",
            index=models.Index(fields=["resource", "day"], name="resource_report_by_day"),
        ),
        migrations.AddConstraint(
            model_name="resourcereport",
            constraint=models.CheckConstraint(
                condition=models.Q(("amount_fen__gte", 0)), name="resource_report_is_not_negative"
            ),
        ),
    ]
