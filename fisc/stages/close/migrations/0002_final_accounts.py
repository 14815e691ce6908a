from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("close", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="RevenueStatement",
            fields=[
                ("number", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("division", models.CharField(max_length=6)),
                ("year", models.PositiveSmallIntegerField()),
                ("day", models.DateField()),
                ("lines", models.JSONField()),
                ("state", models.CharField(default="ENTERED", max_length=10)),
                ("maker", models.CharField(max_length=60)),
                ("checker", models.CharField(default="", max_length=60)),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("day__year", models.F("year"))),
                        name="statement_lies_in_its_year",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checker", ""), ("state", "ENTERED")),
                            models.Q(
                                ("state", "CONFIRMED"),
                                models.Q(("checker", ""), _negated=True),
                                models.Q(("checker", models.F("maker")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="statement_is_confirmed_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StabilisationOrder",
            fields=[
                ("number", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("division", models.CharField(max_length=6)),
                ("year", models.PositiveSmallIntegerField()),
                ("kind", models.CharField(max_length=30)),
                ("amount_fen", models.BigIntegerField()),
                ("reason", models.CharField(max_length=400)),
                ("state", models.CharField(default="PROPOSED", max_length=10)),
                ("maker", models.CharField(max_length=60)),
                ("checker", models.CharField(default="", max_length=60)),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0),
                            (
                                "kind__in",
                                (
                                    "top_up_stabilisation",
                                    "surplus_to_stabilisation",
                                    "put_over_collection_aside",
                                ),
                            ),
                            models.Q(("reason", ""), _negated=True),
                        ),
                        name="order_has_a_kind_an_amount_and_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checker", ""), ("state", "PROPOSED")),
                            models.Q(
                                ("state", "DONE"),
                                models.Q(("checker", ""), _negated=True),
                                models.Q(("checker", models.F("maker")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="order_is_carried_out_by_another",
                    ),
                ],
            },
        ),
    ]
