from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("registry", "0035_territories_with_days")]
    operations = [
        AddIndexConcurrently("word", models.Index(fields=["shown"], name="word_as_shown")),
    ]
