from django.contrib.postgres.operations import ValidateConstraint
from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("registry", "0031_voen_of_a_body")]

    operations = [
        ValidateConstraint(model_name="institution", name="institution_voen_of_a_body"),
        migrations.RemoveConstraint(
            model_name="institution",
            name="institution_voen_form",
        ),
    ]
