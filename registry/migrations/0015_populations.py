import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0014_kinds_looked_for"),
    ]

    operations = [
        migrations.CreateModel(
            name="Population",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("people", models.PositiveIntegerField(verbose_name="inhabitants")),
                ("source", models.CharField(max_length=200, verbose_name="source")),
                (
                    "unit",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="populations",
                        to="registry.unit",
                        verbose_name="territorial unit",
                    ),
                ),
            ],
            options={
                "verbose_name": "population",
                "verbose_name_plural": "population",
                "ordering": ["unit", "-day"],
                "constraints": [
                    models.UniqueConstraint(fields=("unit", "day"), name="population_once_a_day"),
                    models.CheckConstraint(
                        condition=models.Q(("people__gt", 0)), name="population_of_somebody"
                    ),
                ],
            },
        ),
    ]
