import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0016_index_of_facets"),
    ]

    operations = [
        migrations.CreateModel(
            name="Criterion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "code",
                    models.CharField(
                        choices=[
                            ("place", "coordinates"),
                            ("address", "address"),
                            ("phone", "telephone"),
                            ("website", "website"),
                            ("founded", "year of foundation"),
                            ("english", "name in English"),
                            ("russian", "name in Russian"),
                            ("voen", "VÖEN, or the institution whose branch it is"),
                            ("figures", "figures of its kind"),
                            ("fresh", "a change within a year"),
                        ],
                        max_length=16,
                        unique=True,
                        verbose_name="code",
                    ),
                ),
                (
                    "weight",
                    models.PositiveSmallIntegerField(
                        default=10, help_text="0: it does not count.", verbose_name="weight"
                    ),
                ),
            ],
            options={
                "verbose_name": "criterion of quality",
                "verbose_name_plural": "criteria of quality",
                "ordering": ["-weight", "code"],
            },
        ),
        migrations.CreateModel(
            name="QualityDay",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("records", models.PositiveIntegerField(verbose_name="institutions")),
                ("points", models.FloatField(verbose_name="sum of scores")),
                (
                    "region",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="+",
                        to="registry.unit",
                        verbose_name="economic region",
                    ),
                ),
            ],
            options={
                "verbose_name": "quality of a day",
                "verbose_name_plural": "quality by day",
                "constraints": [models.UniqueConstraint(fields=("day", "region"), name="quality_once_a_day")],
            },
        ),
    ]
