from django.contrib.postgres.operations import BtreeGistExtension, TrigramExtension
from django.db import migrations

from registry.search import SQL_FUNCTIONS

DROP = """
DROP FUNCTION IF EXISTS registry_query(text);
DROP FUNCTION IF EXISTS registry_sounds(text);
DROP FUNCTION IF EXISTS registry_sound(text);
DROP SEQUENCE IF EXISTS registry_institution_code;
"""


class Migration(migrations.Migration):
    initial = True
    dependencies = [("eculture", "0002_alphabet")]
    operations = [
        TrigramExtension(),
        BtreeGistExtension(),
        migrations.RunSQL(SQL_FUNCTIONS, DROP),
    ]
