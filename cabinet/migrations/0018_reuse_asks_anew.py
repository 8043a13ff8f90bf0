from django.db import migrations


def ask_anew(apps, schema_editor):
    """What was ticked before wordings were kept is no consent that can be shown."""
    apps.get_model("cabinet", "Attachment").objects.filter(consent=None).update(may_be_reused=False)


class Migration(migrations.Migration):
    dependencies = [("cabinet", "0017_consents")]
    operations = [migrations.RunPython(ask_anew, migrations.RunPython.noop)]
