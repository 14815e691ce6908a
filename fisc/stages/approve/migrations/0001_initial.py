"""The tables of the stage approve."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="BudgetDraft",
            fields=[
                ("number", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("kind", models.CharField(max_length=10)),
                ("division", models.CharField(max_length=6)),
                ("year", models.PositiveSmallIntegerField()),
                ("title_zh", models.CharField(max_length=200)),
                ("title_en", models.CharField(max_length=240)),
                ("state", models.CharField(default="FIN_FINAL", max_length=20)),
                ("maker", models.CharField(max_length=60)),
                ("checker", models.CharField(default="", max_length=60)),
                ("resolution", models.CharField(default="", max_length=120)),
                ("resolved_on", models.DateField(null=True)),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("initial", "adjustment"))),
                        name="draft_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("checker", ""),
                                ("resolution", ""),
                                ("resolved_on", None),
                                ("state", "FIN_FINAL"),
                            ),
                            models.Q(
                                ("resolved_on__isnull", False),
                                ("state", "NPC_APPROVED"),
                                models.Q(("checker", ""), _negated=True),
                                models.Q(("checker", models.F("maker")), _negated=True),
                                models.Q(("resolution", ""), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="draft_is_approved_by_another_with_a_resolution",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("kind", "initial"), ("state", "NPC_APPROVED")),
                        fields=("division", "year"),
                        name="draft_adopted_once_a_year",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Ceiling",
            fields=[
                ("number", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("division", models.CharField(max_length=6)),
                ("year", models.PositiveSmallIntegerField()),
                ("book", models.CharField(max_length=10)),
                ("code", models.CharField(max_length=40)),
                ("title_zh", models.CharField(max_length=200)),
                ("title_en", models.CharField(max_length=240)),
                ("amount_fen", models.BigIntegerField()),
                ("members", models.JSONField()),
                ("state", models.CharField(default="DRAFT", max_length=10)),
                ("maker", models.CharField(max_length=60)),
                ("checker", models.CharField(default="", max_length=60)),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gte", 0), models.Q(("code", ""), _negated=True)
                        ),
                        name="ceiling_is_not_negative",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checker", ""), ("state", "DRAFT")),
                            models.Q(
                                ("state", "SET"),
                                models.Q(("checker", ""), _negated=True),
                                models.Q(("checker", models.F("maker")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="ceiling_is_set_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BudgetLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("position", models.PositiveIntegerField()),
                ("book", models.CharField(max_length=10)),
                ("side", models.CharField(max_length=11)),
                ("line", models.CharField(max_length=2)),
                ("code", models.CharField(default="", max_length=40)),
                ("fund", models.CharField(default="", max_length=40)),
                ("other", models.CharField(default="", max_length=10)),
                ("unit", models.CharField(default="", max_length=21)),
                ("project", models.CharField(default="", max_length=21)),
                ("item", models.CharField(default="", max_length=40)),
                ("department_item", models.CharField(default="", max_length=40)),
                ("fund_type", models.CharField(default="", max_length=3)),
                ("counterpart", models.CharField(default="", max_length=60)),
                ("amount_fen", models.BigIntegerField()),
                ("used_fen", models.BigIntegerField(default=0)),
                (
                    "draft",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="lines",
                        to="approve.budgetdraft",
                    ),
                ),
            ],
            options={
                "ordering": ("draft", "position"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("draft", "position"), name="line_has_one_position"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("side__in", ("revenue", "expenditure", "balance"))),
                        name="line_side_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen", 0), _negated=True),
                        name="line_has_an_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("amount_fen__gt", 0),
                                ("used_fen__gte", 0),
                                ("used_fen__lte", models.F("amount_fen")),
                            ),
                            models.Q(
                                ("amount_fen__lt", 0),
                                ("used_fen__gte", models.F("amount_fen")),
                                ("used_fen__lte", 0),
                            ),
                            _connector="OR",
                        ),
                        name="line_is_used_within_its_amount",
                    ),
                ],
            },
        ),
    ]
