from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0029_strays")]

    operations = [
        migrations.AlterField(
            model_name="criterion",
            name="code",
            field=models.CharField(
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
                    ("confirmed", "a confirmation within a year"),
                ],
                max_length=16,
                unique=True,
                verbose_name="code",
            ),
        ),
    ]
