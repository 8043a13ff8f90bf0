import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0028_buildings")]

    operations = [
        migrations.CreateModel(
            name="Stray",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kilometres",
                    models.PositiveSmallIntegerField(verbose_name="kilometres from its territory"),
                ),
            ],
            options={
                "verbose_name": "institution outside its territory",
                "verbose_name_plural": "institutions outside their territory",
            },
        ),
        migrations.AddField(
            model_name="stray",
            name="institution",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.CASCADE,
                related_name="stray",
                to="registry.institution",
                verbose_name="institution",
            ),
        ),
    ]
