"""When things of the catalogue became public for the first time."""

from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Announcement",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("object_id", models.PositiveBigIntegerField(verbose_name="number")),
                ("public_at", models.DateTimeField(verbose_name="public since")),
            ],
            options={
                "verbose_name": "first publication",
                "verbose_name_plural": "first publications",
                "constraints": [
                    models.UniqueConstraint(fields=("kind", "object_id"), name="discovery_announcement_once")
                ],
            },
        ),
    ]
