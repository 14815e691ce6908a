from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("allot", "0003_matching"),
    ]

    operations = [
        migrations.AddField(
            model_name="indicator",
            name="purpose",
            field=models.CharField(default="", max_length=360),
        ),
    ]
