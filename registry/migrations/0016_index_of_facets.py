from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("registry", "0015_populations")]
    operations = [
        AddIndexConcurrently(
            model_name="institution",
            index=models.Index(
                fields=["kind", "registered_unit"],
                name="institution_facets",
                condition=models.Q(state__in=("active", "displaced")),
            ),
        ),
    ]
