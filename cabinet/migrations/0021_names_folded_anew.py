from django.db import migrations

INDEXES = ("person_by_surname", "person_by_name")


class Migration(migrations.Migration):
    """The indexes over az_fold follow its new answer for Cyrillic words with a schwa."""

    atomic = False
    dependencies = [
        ("cabinet", "0020_question_about_a_look"),
        ("eculture", "0017_schwa_in_cyrillic_words"),
    ]
    operations = [
        migrations.RunSQL(f"REINDEX INDEX CONCURRENTLY {name}", migrations.RunSQL.noop) for name in INDEXES
    ]
