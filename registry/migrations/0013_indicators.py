from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0012_no_circles"),
    ]
    operations = [
        migrations.CreateModel(
            name="Indicator",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True, verbose_name="code")),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_az", models.CharField(max_length=120, null=True, verbose_name="name")),
                ("name_en", models.CharField(max_length=120, null=True, verbose_name="name")),
                ("name_ru", models.CharField(max_length=120, null=True, verbose_name="name")),
                (
                    "most",
                    models.PositiveIntegerField(
                        default=100000000,
                        help_text="A larger number is taken for a typing error.",
                        verbose_name="at most",
                    ),
                ),
                ("order", models.PositiveSmallIntegerField(default=0, verbose_name="order")),
            ],
            options={
                "verbose_name": "indicator",
                "verbose_name_plural": "indicators",
                "ordering": ["order", "code"],
            },
        ),
        migrations.AddField(
            model_name="indicator",
            name="kinds",
            field=models.ManyToManyField(related_name="indicators", to="registry.kind", verbose_name="kinds"),
        ),
    ]
