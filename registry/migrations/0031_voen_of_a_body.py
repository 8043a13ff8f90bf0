import eculture.identifiers
from django.contrib.postgres.operations import AddConstraintNotValid
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("registry", "0030_criterion_of_confirmation")]

    operations = [
        migrations.AlterField(
            model_name="institution",
            name="voen",
            field=models.CharField(
                blank=True,
                max_length=10,
                null=True,
                validators=[eculture.identifiers.validate_legal_voen],
                verbose_name="VÖEN",
            ),
        ),
        migrations.AlterField(
            model_name="institutionevent",
            name="voen",
            field=models.CharField(
                blank=True,
                max_length=10,
                null=True,
                validators=[eculture.identifiers.validate_legal_voen],
                verbose_name="VÖEN",
            ),
        ),
        migrations.AlterField(
            model_name="institutionversion",
            name="voen",
            field=models.CharField(
                blank=True,
                max_length=10,
                null=True,
                validators=[eculture.identifiers.validate_legal_voen],
                verbose_name="VÖEN",
            ),
        ),
        AddConstraintNotValid(
            model_name="institution",
            constraint=models.CheckConstraint(
                condition=models.Q(("voen", None), ("voen__regex", "^[0-9]{9}1$"), _connector="OR"),
                name="institution_voen_of_a_body",
                violation_error_message="The VÖEN of an institution ends in 1. Compare it with the certificate.",
            ),
        ),
    ]
