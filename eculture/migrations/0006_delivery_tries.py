import django.db.models.deletion
from django.db import migrations, models
from django.db.models.functions import Now

OUTCOMES = [
    ("begun", "not finished"),
    ("taken", "taken"),
    ("later", "tried again later"),
    ("rejected", "rejected for good"),
]


class Migration(migrations.Migration):
    dependencies = [("eculture", "0005_document_person")]
    operations = [
        migrations.AlterModelOptions(
            name="delivery",
            options={
                "ordering": ["-created_at", "-pk"],
                "verbose_name": "delivery",
                "verbose_name_plural": "deliveries",
            },
        ),
        migrations.AlterField("delivery", "created_at", models.DateTimeField("created", db_default=Now())),
        migrations.AddField(
            "delivery",
            "tries_before",
            models.PositiveIntegerField(db_default=0, default=0, editable=False),
        ),
        migrations.CreateModel(
            name="DeliveryTry",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveIntegerField("number")),
                ("begun_at", models.DateTimeField("begun", db_default=Now())),
                ("ended_at", models.DateTimeField("ended", null=True)),
                ("outcome", models.CharField("outcome", choices=OUTCOMES, default="begun", max_length=16)),
                ("reference", models.CharField("reference of the gateway", blank=True, max_length=64)),
                ("error", models.CharField("error", blank=True, max_length=200)),
                (
                    "delivery",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="record",
                        to="eculture.delivery",
                    ),
                ),
            ],
            options={"verbose_name": "try", "verbose_name_plural": "tries", "ordering": ["number"]},
        ),
        migrations.AddConstraint(
            "deliverytry",
            models.UniqueConstraint(fields=["delivery", "number"], name="a_try_is_counted_once"),
        ),
    ]
