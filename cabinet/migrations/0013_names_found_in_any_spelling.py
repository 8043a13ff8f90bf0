from django.contrib.postgres.indexes import OpClass
from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models

from eculture.azerbaijani import AzFold


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("cabinet", "0012_decisions_of_two_people")]
    operations = [
        AddIndexConcurrently(
            "person", models.Index(OpClass(AzFold("surname"), "text_pattern_ops"), name="person_by_surname")
        ),
        AddIndexConcurrently(
            "person", models.Index(OpClass(AzFold("name"), "text_pattern_ops"), name="person_by_name")
        ),
    ]
