import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    """Pages with their filters, under names of one's own."""

    dependencies = [("registers", "0005_second_factor")]

    operations = [
        migrations.CreateModel(
            name="SavedView",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("place", models.PositiveSmallIntegerField()),
                ("page", models.CharField(max_length=40)),
                ("name", models.CharField(max_length=60)),
                ("query", models.CharField(blank=True, max_length=1000)),
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
                "constraints": [
                    models.UniqueConstraint(
                        models.F("person"),
                        models.F("place"),
                        name="saved_view_has_a_place_of_its_own",
                    ),
                    models.UniqueConstraint(
                        models.F("person"),
                        models.F("page"),
                        models.F("name"),
                        name="saved_view_is_named_once",
                    ),
                    models.CheckConstraint(
                        name="saved_views_are_few",
                        condition=models.Q(place__range=(1, 30)),
                    ),
                    models.CheckConstraint(
                        name="saved_view_has_a_name",
                        condition=models.Q(("name", ""), _negated=True),
                    ),
                ],
            },
        ),
    ]
