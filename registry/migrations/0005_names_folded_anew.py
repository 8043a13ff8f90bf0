from django.db import migrations

# The trigger writes the search columns; only rows are touched that have a Cyrillic word with a schwa.
AGAIN = """
UPDATE registry_institution SET search_text = ''
WHERE concat_ws(' ', name_az, name_en, name_ru, short_name, address)
      ~ '[а-яА-ЯёЁ][əӘәƏǝƎ]|[əӘәƏǝƎ][а-яА-ЯёЁ]'
"""


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0004_constraints_in_words"),
        ("eculture", "0017_schwa_in_cyrillic_words"),
    ]
    operations = [migrations.RunSQL(AGAIN, migrations.RunSQL.noop)]
