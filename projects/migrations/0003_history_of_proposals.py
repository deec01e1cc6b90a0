import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("projects", "0002_alternative_of_documents"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="ProposalEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("submitted", "sent"),
                            ("returned", "the office asked back"),
                            ("resubmitted", "sent again"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                        ],
                        max_length=12,
                        verbose_name="what",
                    ),
                ),
                ("at", models.DateTimeField(verbose_name="when")),
                ("message", models.TextField(blank=True, verbose_name="message")),
                (
                    "by",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.SET_NULL,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                        verbose_name="by",
                    ),
                ),
                (
                    "proposal",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="events",
                        to="projects.proposal",
                        verbose_name="project proposal",
                    ),
                ),
            ],
            options={
                "verbose_name": "step of a proposal",
                "verbose_name_plural": "steps of proposals",
                "ordering": ["at", "pk"],
            },
        ),
    ]
