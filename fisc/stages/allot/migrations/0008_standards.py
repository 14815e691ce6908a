from django.db import migrations, models


class Migration(migrations.Migration):
    """By which standard the amount of a draft was worked out, and why it is above it."""

    dependencies = [("allot", "0007_scenarios")]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="standard",
            field=models.CharField(default="", max_length=40),
        ),
        migrations.AddField(
            model_name="indicator",
            name="quantity",
            field=models.PositiveIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="indicator",
            name="exception",
            field=models.CharField(default="", max_length=60),
        ),
    ]
