from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("eculture", "0009_user_phone_validated")]
    operations = [
        migrations.CreateModel(
            name="Breaker",
            fields=[
                (
                    "channel",
                    models.CharField("channel", max_length=16, primary_key=True, serialize=False),
                ),
                ("failures", models.PositiveIntegerField(default=0)),
                ("open_until", models.DateTimeField("left alone until", null=True)),
            ],
            options={"verbose_name": "breaker", "verbose_name_plural": "breakers"},
        ),
    ]
