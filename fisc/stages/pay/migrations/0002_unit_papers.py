import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("pay", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CashPlan",
            fields=[
                ("number", models.CharField(max_length=48, primary_key=True, serialize=False)),
                ("division", models.CharField(max_length=6)),
                ("unit", models.CharField(max_length=21)),
                ("year", models.PositiveSmallIntegerField()),
                ("month", models.PositiveSmallIntegerField()),
                ("total_fen", models.BigIntegerField()),
                ("state", models.CharField(default="entered", max_length=10)),
                ("maker", models.CharField(max_length=60)),
                ("checker", models.CharField(default="", max_length=60)),
            ],
            options={
                "ordering": ("number",),
                "indexes": [
                    models.Index(fields=["unit", "year", "month"], name="cash_plan_of_unit")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("month__gte", 1), ("month__lte", 12), ("total_fen__gt", 0)
                        ),
                        name="cash_plan_names_a_month_and_an_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checker", ""), ("state", "entered")),
                            models.Q(
                                ("state", "confirmed"),
                                models.Q(("checker", ""), _negated=True),
                                models.Q(("checker", models.F("maker")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="cash_plan_is_confirmed_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SalaryFile",
            fields=[
                ("number", models.CharField(max_length=48, primary_key=True, serialize=False)),
                ("division", models.CharField(max_length=6)),
                ("unit", models.CharField(max_length=21)),
                ("year", models.PositiveSmallIntegerField()),
                ("month", models.PositiveSmallIntegerField()),
                ("total_fen", models.BigIntegerField()),
                ("state", models.CharField(default="entered", max_length=10)),
                ("maker", models.CharField(max_length=60)),
                ("checker", models.CharField(default="", max_length=60)),
            ],
            options={
                "ordering": ("number",),
                "indexes": [
                    models.Index(fields=["unit", "year", "month"], name="salary_file_of_unit")
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("month__gte", 1), ("month__lte", 12), ("total_fen__gt", 0)
                        ),
                        name="salary_file_names_a_month_and_an_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checker", ""), ("state", "entered")),
                            models.Q(
                                ("state", "confirmed"),
                                models.Q(("checker", ""), _negated=True),
                                models.Q(("checker", models.F("maker")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="salary_file_is_confirmed_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="SalaryPerson",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("account", models.CharField(max_length=40)),
                ("amount_fen", models.BigIntegerField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="persons",
                        to="pay.salaryfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("file", "account"), name="person_is_one_in_a_file"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0), models.Q(("account", ""), _negated=True)
                        ),
                        name="person_is_paid_something",
                    ),
                ],
            },
        ),
    ]
