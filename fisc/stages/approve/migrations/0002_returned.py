from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("approve", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="budgetdraft",
            name="draft_is_approved_by_another_with_a_resolution",
        ),
        migrations.RemoveConstraint(
            model_name="ceiling",
            name="ceiling_is_set_by_another",
        ),
        migrations.AddConstraint(
            model_name="budgetdraft",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(
                        ("checker", ""),
                        ("resolution", ""),
                        ("resolved_on", None),
                        ("state__in", ("FIN_FINAL", "RETURNED")),
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
        ),
        migrations.AddConstraint(
            model_name="ceiling",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("checker", ""), ("state__in", ("DRAFT", "RETURNED"))),
                    models.Q(
                        ("state", "SET"),
                        models.Q(("checker", ""), _negated=True),
                        models.Q(("checker", models.F("maker")), _negated=True),
                    ),
                    _connector="OR",
                ),
                name="ceiling_is_set_by_another",
            ),
        ),
    ]
