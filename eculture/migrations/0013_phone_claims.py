import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("eculture", "0012_channel_choices")]
    operations = [
        migrations.CreateModel(
            name="PhoneClaim",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("phone", models.CharField("mobile number", max_length=16)),
                ("code_hash", models.CharField(max_length=64)),
                ("expires_at", models.DateTimeField("valid until")),
                ("tries", models.PositiveSmallIntegerField("tries", default=0)),
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="phone_claim",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "number to be confirmed",
                "verbose_name_plural": "numbers to be confirmed",
            },
        ),
    ]
