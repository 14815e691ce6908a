from django.db import migrations, models


class Migration(migrations.Migration):
    """Sign-ins are written down, so that whoever guesses is locked out."""

    dependencies = [("registers", "0003_roles_are_grants")]

    operations = [
        migrations.CreateModel(
            name="SignIn",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("username", models.CharField(max_length=60)),
                ("at", models.DateTimeField()),
                ("address", models.CharField(default="", max_length=60)),
                ("outcome", models.CharField(max_length=10)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["username", "at"], name="sign_in_by_name_and_time")
                ],
                "constraints": [
                    models.CheckConstraint(
                        name="sign_in_ends_in_one_way",
                        condition=models.Q(outcome__in=("in", "wrong", "locked")),
                    )
                ],
            },
        ),
    ]
