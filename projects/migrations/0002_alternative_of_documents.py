from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("projects", "0001_projects")]

    operations = [
        migrations.AddField(
            model_name="projectdocument",
            name="alternative",
            field=models.URLField(
                blank=True,
                help_text="A web page that says the same. Needed for a PDF that not everybody can read.",
                verbose_name="accessible version",
            ),
        ),
    ]
