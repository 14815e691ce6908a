from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("allot", "0004_purpose"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="change",
            name="change_is_carried_out_by_another",
        ),
        migrations.RemoveConstraint(
            model_name="indicator",
            name="indicator_state_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="indicator",
            name="indicator_is_granted_after_review",
        ),
        migrations.RemoveConstraint(
            model_name="transfer",
            name="transfer_state_is_known",
        ),
        migrations.RemoveConstraint(
            model_name="transfer",
            name="transfer_is_issued_by_another",
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checker", ""), ("state__in", ("PROPOSED", "RETURNED"))),
                    models.Q(
                        ("state", "DONE"),
                        models.Q(("checker", ""), _negated=True),
                        models.Q(("checker", models.F("maker")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="change_is_carried_out_by_another",
            ),
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    (
                        "state__in",
                        (
                            "DRAFT",
                            "RETURNED",
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
        ),
        migrations.AddConstraint(
            model_name="indicator",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ("DRAFT", "RETURNED", "REVIEWED")), _negated=True),
                    ("granted_fen", 0),
                    _connector="OR",
                ),
                name="indicator_is_granted_after_review",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("state__in", ("DRAFT", "RETURNED", "ISSUED", "RECOVERED", "CARRIED"))
                ),
                name="transfer_state_is_known",
            ),
        ),
        migrations.AddConstraint(
            model_name="transfer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checker", ""), ("state__in", ("DRAFT", "RETURNED"))),
                    models.Q(
                        models.Q(("state__in", ("DRAFT", "RETURNED")), _negated=True),
                        models.Q(("checker", ""), _negated=True),
                        models.Q(("checker", models.F("maker")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="transfer_is_issued_by_another",
            ),
        ),
    ]
