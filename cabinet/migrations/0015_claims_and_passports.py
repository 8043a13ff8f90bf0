import cabinet.people.passports
import django.db.models.deletion
import django.db.models.functions.datetime
import eculture.crypto
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("cabinet", "0014_limits_of_guardians"),
        ("registry", "0004_constraints_in_words"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Passport",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("country", models.CharField(max_length=2, verbose_name="country")),
                ("number", eculture.crypto.EncryptedText(verbose_name="number of the passport")),
                (
                    "index",
                    cabinet.people.passports.PassportIndexField(editable=False, max_length=64, unique=True),
                ),
                (
                    "shown_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="shown",
                    ),
                ),
            ],
            options={
                "verbose_name": "passport",
                "verbose_name_plural": "passports",
            },
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("claim_hash", ""), _negated=True),
                fields=["claim_hash"],
                name="case_to_claim",
            ),
        ),
        migrations.AddIndex(
            model_name="case",
            index=models.Index(
                condition=models.Q(("claimed_at", None), ("desk_officer__isnull", False)),
                fields=["desk_officer"],
                name="case_at_desk",
            ),
        ),
        migrations.AddField(
            model_name="passport",
            name="person",
            field=models.OneToOneField(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="passport",
                to="cabinet.person",
                verbose_name="person",
            ),
        ),
    ]
