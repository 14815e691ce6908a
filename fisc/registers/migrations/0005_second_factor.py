import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """What happens to a second factor is written down, and so is a wrong code."""

    dependencies = [("registers", "0004_sign_ins")]

    operations = [
        migrations.RemoveConstraint(model_name="signin", name="sign_in_ends_in_one_way"),
        migrations.AddConstraint(
            model_name="signin",
            constraint=models.CheckConstraint(
                name="sign_in_ends_in_one_way",
                condition=models.Q(outcome__in=("in", "wrong", "code", "locked")),
            ),
        ),
        migrations.CreateModel(
            name="FactorAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("act", models.CharField(max_length=10)),
                ("at", models.DateTimeField()),
                ("officer", models.CharField(max_length=60)),
                ("reason", models.CharField(blank=True, max_length=400)),
                ("key", models.CharField(blank=True, max_length=160, null=True, unique=True)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="registers.person",
                    ),
                ),
            ],
            options={
                "ordering": ("-id",),
                "constraints": [
                    models.CheckConstraint(
                        name="factor_act_is_known",
                        condition=models.Q(
                            act__in=("enrolled", "replaced", "codes", "recovered", "reset")
                        ),
                    ),
                    models.CheckConstraint(
                        name="factor_is_reset_by_another_and_for_a_reason",
                        condition=models.Q(
                            models.Q(
                                ("act", "reset"),
                                models.Q(("officer", models.F("person")), _negated=True),
                                models.Q(("reason", ""), _negated=True),
                            ),
                            models.Q(
                                models.Q(("act", "reset"), _negated=True),
                                ("officer", models.F("person")),
                            ),
                            _connector="OR",
                        ),
                    ),
                ],
            },
        ),
    ]
