from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="BankDifference",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("division", models.CharField(max_length=6)),
                ("kind", models.CharField(max_length=20)),
                ("end_to_end", models.CharField(max_length=80)),
                ("bank_day", models.DateField()),
                ("gap_fen", models.BigIntegerField()),
                ("said_en", models.CharField(max_length=300)),
                ("said_zh", models.CharField(max_length=300)),
                ("opened_at", models.DateTimeField()),
                ("settled_at", models.DateTimeField(null=True)),
                ("settled_by", models.CharField(default="", max_length=60)),
                ("settlement_en", models.CharField(default="", max_length=200)),
                ("settlement_zh", models.CharField(default="", max_length=200)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["division", "settled_at"], name="difference_open")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("division", "kind", "end_to_end", "bank_day"),
                        name="difference_is_opened_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "kind__in",
                                (
                                    "unknown_number",
                                    "amount_differs",
                                    "contradiction",
                                    "not_on_statement",
                                    "unanswered",
                                    "refused_by_ledger",
                                    "ledger_differs",
                                    "message_changed",
                                ),
                            )
                        ),
                        name="difference_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("settled_at", None),
                            models.Q(("settled_by", ""), _negated=True),
                            _connector="OR",
                        ),
                        name="difference_settled_names_somebody",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankInstruction",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("end_to_end", models.CharField(max_length=48)),
                ("division", models.CharField(max_length=6)),
                ("amount_fen", models.BigIntegerField()),
                ("account", models.CharField(max_length=40)),
                ("payee", models.CharField(max_length=120)),
                ("purpose", models.CharField(default="", max_length=200)),
                ("state", models.CharField(default="waiting", max_length=10)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("possible_duplicate", models.BooleanField(default=False)),
                ("released_day", models.DateField()),
                ("sent_day", models.DateField(null=True)),
                ("auditor", models.CharField(max_length=60)),
                ("releaser", models.CharField(max_length=60)),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("state", "answered"), _negated=True),
                        fields=["division", "state"],
                        name="instruction_open",
                    ),
                    models.Index(fields=["division", "released_day"], name="instruction_day"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("end_to_end",), name="end_to_end_number_is_used_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)),
                        name="instruction_amount_is_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("state__in", ("waiting", "sent", "answered", "unknown"))
                        ),
                        name="instruction_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("attempts__lte", 1), ("possible_duplicate", True), _connector="OR"
                        ),
                        name="instruction_repeated_is_marked",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="BankReceipt",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("message", models.CharField(max_length=80)),
                ("division", models.CharField(max_length=6)),
                ("end_to_end", models.CharField(max_length=48)),
                ("kind", models.CharField(max_length=10)),
                ("amount_fen", models.BigIntegerField()),
                ("bank_day", models.DateField()),
                ("fate", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
            ],
            options={
                "indexes": [models.Index(fields=["end_to_end"], name="receipt_number")],
                "constraints": [
                    models.UniqueConstraint(fields=("message",), name="bank_message_is_taken_once"),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("paid", "failed", "returned"))),
                        name="receipt_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("fate__in", ("applied", "duplicate", "waiting", "disputed"))
                        ),
                        name="receipt_fate_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gte", 0)),
                        name="receipt_amount_is_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Payee",
            fields=[
                ("account", models.CharField(max_length=40, primary_key=True, serialize=False)),
                ("name", models.CharField(max_length=120)),
                ("bank", models.CharField(max_length=120)),
                ("kind", models.CharField(max_length=10)),
                ("enabled", models.BooleanField(default=True)),
                ("maintainer", models.CharField(max_length=60)),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("corporate", "personal", "own"))),
                        name="payee_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("name", ""), _negated=True),
                            models.Q(("account", ""), _negated=True),
                        ),
                        name="payee_has_name_and_account",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="PaymentRequest",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=48)),
                ("division", models.CharField(max_length=6)),
                ("year", models.PositiveSmallIntegerField()),
                ("unit", models.CharField(max_length=21)),
                ("pot", models.BigIntegerField(default=0)),
                ("book", models.CharField(default="", max_length=10)),
                ("project", models.CharField(default="", max_length=21)),
                ("function", models.CharField(default="", max_length=9)),
                ("item", models.CharField(default="", max_length=5)),
                ("department_item", models.CharField(default="", max_length=5)),
                ("fund_type", models.CharField(default="", max_length=3)),
                ("indicator", models.CharField(default="", max_length=38)),
                ("counterpart", models.CharField(default="", max_length=38)),
                ("origin", models.PositiveSmallIntegerField(default=0)),
                ("amount_fen", models.BigIntegerField(null=True)),
                ("account", models.CharField(default="", max_length=40)),
                ("payee", models.CharField(default="", max_length=120)),
                ("purpose", models.CharField(default="", max_length=200)),
                ("invoice", models.CharField(max_length=40, null=True)),
                ("invoice_seller", models.CharField(default="", max_length=40)),
                ("invoice_fen", models.BigIntegerField(null=True)),
                ("contract", models.CharField(default="", max_length=40)),
                ("purchase_plan", models.CharField(default="", max_length=40)),
                ("procurement", models.BooleanField(null=True)),
                ("bond_project", models.CharField(default="", max_length=21)),
                ("state", models.CharField(default="draft", max_length=10)),
                ("turn", models.PositiveSmallIntegerField(default=1)),
                ("warnings", models.CharField(default="", max_length=120)),
                ("day", models.DateField()),
                ("expires_on", models.DateField(null=True)),
                ("paid_day", models.DateField(null=True)),
                ("paid_fen", models.BigIntegerField(default=0)),
                ("refunded_fen", models.BigIntegerField(default=0)),
                ("maker", models.CharField(max_length=60)),
                ("reviewer", models.CharField(default="", max_length=60)),
                ("head", models.CharField(default="", max_length=60)),
                ("auditor", models.CharField(default="", max_length=60)),
                ("releaser", models.CharField(default="", max_length=60)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["pot", "state"], name="request_pot"),
                    models.Index(fields=["unit", "account", "amount_fen"], name="request_unit"),
                    models.Index(fields=["division", "paid_day"], name="request_paid_day"),
                    models.Index(
                        condition=models.Q(("state__in", ("cleared", "paid")), _negated=True),
                        fields=["division", "state"],
                        name="request_queue",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("number",), name="request_number_is_used_once"),
                    models.UniqueConstraint(
                        condition=models.Q(
                            ("invoice__gt", ""),
                            (
                                "state__in",
                                (
                                    "approved",
                                    "cleared",
                                    "paid",
                                    "released",
                                    "submitted",
                                    "unknown",
                                    "warned",
                                ),
                            ),
                        ),
                        fields=("invoice", "invoice_seller"),
                        name="invoice_is_used_once",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            (
                                "state__in",
                                (
                                    "draft",
                                    "reviewed",
                                    "submitted",
                                    "warned",
                                    "approved",
                                    "released",
                                    "unknown",
                                    "paid",
                                    "cleared",
                                    "refunded",
                                    "failed",
                                    "returned",
                                    "expired",
                                    "withdrawn",
                                ),
                            )
                        ),
                        name="request_state_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("amount_fen__gt", 0), ("amount_fen__isnull", False)),
                            models.Q(("amount_fen", None), ("state__in", ("draft", "withdrawn"))),
                            _connector="OR",
                        ),
                        name="request_amount_is_positive",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pot", 0), _negated=True),
                            ("state__in", ("draft", "withdrawn")),
                            _connector="OR",
                        ),
                        name="request_beyond_draft_has_a_pot",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("paid_fen", 0), ("refunded_fen", 0)),
                            models.Q(
                                ("paid_fen__gt", 0),
                                ("paid_fen__lte", models.F("amount_fen")),
                                ("refunded_fen__gte", 0),
                                ("refunded_fen__lte", models.F("paid_fen")),
                            ),
                            _connector="OR",
                        ),
                        name="request_pays_no_more_than_asked",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(
                                ("reviewer", ""),
                                models.Q(("reviewer", models.F("maker")), _negated=True),
                                _connector="OR",
                            ),
                            models.Q(
                                ("head", ""),
                                models.Q(
                                    models.Q(("head", models.F("maker")), _negated=True),
                                    models.Q(("head", models.F("reviewer")), _negated=True),
                                ),
                                _connector="OR",
                            ),
                            models.Q(
                                ("releaser", ""),
                                models.Q(
                                    models.Q(("releaser", models.F("auditor")), _negated=True),
                                    models.Q(("releaser", models.F("maker")), _negated=True),
                                ),
                                _connector="OR",
                            ),
                        ),
                        name="request_is_checked_by_others",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Refund",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.CharField(max_length=48)),
                ("division", models.CharField(max_length=6)),
                ("message", models.CharField(max_length=80)),
                ("amount_fen", models.BigIntegerField()),
                ("bank_day", models.DateField()),
                ("same_year", models.BooleanField()),
            ],
            options={
                "indexes": [models.Index(fields=["division", "bank_day"], name="refund_day")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("number", "message"), name="refund_is_booked_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)), name="refund_is_positive"
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Signature",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("key", models.CharField(max_length=200)),
                ("subject", models.CharField(max_length=48)),
                ("act", models.CharField(max_length=20)),
                ("actor", models.CharField(max_length=60)),
                ("day", models.DateField()),
                ("at", models.DateTimeField()),
                ("done", models.BooleanField()),
                ("reason", models.CharField(default="", max_length=200)),
                ("digest", models.CharField(max_length=64)),
                ("answer", models.TextField()),
            ],
            options={
                "indexes": [models.Index(fields=["subject"], name="signature_subject")],
                "constraints": [
                    models.UniqueConstraint(fields=("key",), name="signature_key_is_used_once")
                ],
            },
        ),
        migrations.CreateModel(
            name="StatementLine",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("division", models.CharField(max_length=6)),
                ("bank_day", models.DateField()),
                ("line", models.PositiveIntegerField()),
                ("end_to_end", models.CharField(max_length=48)),
                ("kind", models.CharField(max_length=10)),
                ("amount_fen", models.BigIntegerField()),
            ],
            options={
                "indexes": [models.Index(fields=["end_to_end"], name="statement_number")],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("division", "bank_day", "line"), name="statement_line_stands_once"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("kind__in", ("paid", "returned"))),
                        name="statement_kind_is_known",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("amount_fen__gt", 0)),
                        name="statement_amount_is_positive",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="UnitSerial",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("unit", models.CharField(max_length=21)),
                ("year", models.PositiveSmallIntegerField()),
                ("last", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("unit", "year"), name="unit_serial_is_one_a_year"
                    )
                ],
            },
        ),
    ]
