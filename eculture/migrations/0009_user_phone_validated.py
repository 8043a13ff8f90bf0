from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("eculture", "0008_user_phone")]
    operations = [ValidateConstraint("user", "user_phone_is_international")]
