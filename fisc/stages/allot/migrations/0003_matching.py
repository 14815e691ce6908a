from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("allot", "0002_settlements"),
    ]

    operations = [
        migrations.AddField(
            model_name="transfer",
            name="matching_fen",
            field=models.BigIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="transfer",
            name="shared",
            field=models.BooleanField(default=False),
        ),
    ]
