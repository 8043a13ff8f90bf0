from django.db import migrations

ENTERED = """
INSERT INTO registry_change (institution_id, kind)
SELECT id, CASE WHEN state = 'closed' THEN 'closed' ELSE 'entered' END FROM registry_institution ORDER BY id
"""


class Migration(migrations.Migration):
    """Whoever reads the feed from its beginning learns of every institution."""

    dependencies = [("registry", "0020_changes")]

    operations = [migrations.RunSQL(ENTERED, migrations.RunSQL.noop)]
