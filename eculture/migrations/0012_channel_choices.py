import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("eculture", "0011_journal_seals")]
    operations = [
        migrations.CreateModel(
            name="ChannelChoice",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("kind", models.CharField("kind", max_length=64)),
                ("channel", models.CharField("channel", max_length=16)),
                ("is_wanted", models.BooleanField("wanted")),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="channel_choices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={"verbose_name": "choice of a channel", "verbose_name_plural": "choices of channels"},
        ),
        migrations.AddConstraint(
            "channelchoice",
            models.UniqueConstraint(
                fields=["user", "kind", "channel"], name="one_choice_for_kind_and_channel"
            ),
        ),
    ]
