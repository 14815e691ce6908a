"""The tables of the stage allot."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Change",
            fields=[
                ("number", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("act", models.CharField(max_length=20)),
                ("division", models.CharField(max_length=6)),
                ("year", models.PositiveSmallIntegerField()),
                ("amount_fen", models.BigIntegerField()),
                ("reason", models.CharField(max_length=400)),
                ("content", models.JSONField(default=dict)),
                ("state", models.CharField(default="PROPOSED", max_length=10)),
                ("maker", models.CharField(max_length=60)),
                ("checker", models.CharField(default="", max_length=60)),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "act__in",
                                (
                                    "freeze",
                                    "unfreeze",
                                    "recall",
                                    "vire",
                                    "use_reserve",
                                    "use_held_back",
                                    "receive_from_above",
                                    "recall_transfer",
                                ),
                            )
                        ),
                        name="change_act_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0), models.Q(("reason", ""), _negated=True)
                        ),
                        name="change_has_an_amount_and_a_reason",
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
                        name="change_is_carried_out_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Transfer",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("year", models.PositiveSmallIntegerField()),
                ("division", models.CharField(max_length=6)),
                ("receiver", models.CharField(max_length=6)),
                ("book", models.CharField(max_length=10)),
                ("document", models.CharField(default="", max_length=120)),
                ("function", models.CharField(max_length=40)),
                ("project", models.CharField(default="", max_length=21)),
                ("fund_type", models.CharField(default="", max_length=3)),
                ("direct_fund", models.BooleanField(default=False)),
                ("origin", models.PositiveSmallIntegerField(default=0)),
                ("amount_fen", models.BigIntegerField()),
                ("granted_fen", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="DRAFT", max_length=10)),
                ("maker", models.CharField(max_length=60)),
                ("checker", models.CharField(default="", max_length=60)),
            ],
            options={
                "ordering": ("year", "number"),
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number", "year"), name="transfer_is_one_a_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("DRAFT", "ISSUED", "RECOVERED", "CARRIED"))
                        ),
                        name="transfer_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0),
                            ("granted_fen__gte", 0),
                            models.Q(("receiver", ""), _negated=True),
                            models.Q(("receiver", models.F("division")), _negated=True),
                        ),
                        name="transfer_has_an_amount_and_a_receiver",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checker", ""), ("state", "DRAFT")),
                            models.Q(
                                models.Q(("state", "DRAFT"), _negated=True),
                                models.Q(("checker", ""), _negated=True),
                                models.Q(("checker", models.F("maker")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="transfer_is_issued_by_another",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=60)),
                ("year", models.PositiveSmallIntegerField()),
                ("division", models.CharField(max_length=6)),
                ("book", models.CharField(max_length=10)),
                ("document", models.CharField(default="", max_length=120)),
                ("unit", models.CharField(default="", max_length=21)),
                ("project", models.CharField(db_index=True, default="", max_length=21)),
                ("function", models.CharField(max_length=40)),
                ("item", models.CharField(default="", max_length=40)),
                ("department_item", models.CharField(default="", max_length=40)),
                ("fund_type", models.CharField(default="", max_length=3)),
                ("counterpart", models.CharField(default="", max_length=60)),
                ("business_division", models.CharField(default="", max_length=10)),
                ("indicator_division", models.CharField(default="", max_length=10)),
                ("direct_fund", models.BooleanField(default=False)),
                ("bond", models.CharField(default="", max_length=60)),
                ("top_project", models.CharField(default="", max_length=21)),
                ("guarantee", models.CharField(default="", max_length=40)),
                ("source", models.CharField(default="1", max_length=1)),
                ("in_advance", models.BooleanField(default=False)),
                ("decision", models.CharField(default="", max_length=120)),
                ("origin", models.PositiveSmallIntegerField(default=0)),
                ("carried", models.BooleanField(default=False)),
                ("amount_fen", models.BigIntegerField()),
                ("granted_fen", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="DRAFT", max_length=20)),
                ("issued_on", models.DateField(null=True)),
                ("maker", models.CharField(max_length=60)),
                ("last_actor", models.CharField(max_length=60)),
                (
                    "parent",
                    models.ForeignKey(
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="allot.indicator",
                    ),
                ),
            ],
            options={
                "ordering": ("year", "number"),
                "indexes": [
                    models.Index(fields=["division", "year", "unit"], name="indicator_of_unit")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number", "year"), name="indicator_is_one_a_year"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "DRAFT",
                                    "REVIEWED",
                                    "PENDING_ALLOC",
                                    "PENDING_ISSUE",
                                    "EXECUTABLE",
                                    "FROZEN",
                                    "RECOVERED",
                                    "CARRIED",
                                ),
                            )
                        ),
                        name="indicator_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0),
                            ("granted_fen__gte", 0),
                            models.Q(("function", ""), _negated=True),
                        ),
                        name="indicator_has_an_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ("DRAFT", "REVIEWED")), _negated=True),
                            ("granted_fen", 0),
                            _connector="OR",
                        ),
                        name="indicator_is_granted_after_review",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("state__in", ("PENDING_ISSUE", "EXECUTABLE", "FROZEN")),
                                _negated=True,
                            ),
                            models.Q(("unit", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="indicator_that_is_issued_has_a_unit",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Remittance",
            fields=[
                ("number", models.CharField(max_length=60, primary_key=True, serialize=False)),
                ("amount_fen", models.BigIntegerField()),
                ("paid_fen", models.BigIntegerField(default=0)),
                ("state", models.CharField(default="APPLIED", max_length=10)),
                ("maker", models.CharField(max_length=60)),
                ("checker", models.CharField(default="", max_length=60)),
                (
                    "transfer",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="remittances",
                        to="allot.transfer",
                    ),
                ),
            ],
            options={
                "ordering": ("number",),
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ("APPLIED", "PAID", "CANCELLED"))),
                        name="remittance_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("amount_fen__gt", 0),
                            ("paid_fen__gte", 0),
                            ("paid_fen__lte", models.F("amount_fen")),
                        ),
                        name="remittance_pays_within_its_amount",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("checker", ""), ("state", "APPLIED")),
                            models.Q(
                                models.Q(("state", "APPLIED"), _negated=True),
                                models.Q(("checker", ""), _negated=True),
                                models.Q(("checker", models.F("maker")), _negated=True),
                            ),
                            _connector="OR",
                        ),
                        name="remittance_is_paid_by_another",
                    ),
                ],
            },
        ),
    ]
