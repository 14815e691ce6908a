from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("allot", "0001_initial"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="change",
            name="change_act_is_known",
        ),
        migrations.AddConstraint(
            model_name="change",
            constraint=models.CheckConstraint(
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
                            "pay_remittance",
                            "make_transfer_out",
                            "cut",
                        ),
                    )
                ),
                name="change_act_is_known",
            ),
        ),
    ]
