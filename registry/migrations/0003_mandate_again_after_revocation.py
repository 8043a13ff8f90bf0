import django.contrib.postgres.constraints
import django.db.models.functions.comparison
import registry.mandates
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0002_registry"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="mandate",
            name="mandate_not_twice_at_a_time",
        ),
        migrations.AddConstraint(
            model_name="mandate",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("revoked_at", None)),
                expressions=[
                    ("user", "="),
                    ("role", "="),
                    (django.db.models.functions.comparison.Coalesce("institution", models.Value(0)), "="),
                    (django.db.models.functions.comparison.Coalesce("region", models.Value(0)), "="),
                    (registry.mandates.DateRangeOf("since", "until", models.Value("[]")), "&&"),
                ],
                name="mandate_not_twice_at_a_time",
                violation_error_message="This person already has this mandate on these days.",
            ),
        ),
    ]
