from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0013_indicators"),
    ]

    operations = [
        migrations.AddField(
            model_name="kind",
            name="is_expected",
            field=models.BooleanField(
                db_default=False,
                default=False,
                help_text="Pages of territories name it as missing where none is within ten kilometres.",
                verbose_name="looked for near every place",
            ),
        ),
    ]
