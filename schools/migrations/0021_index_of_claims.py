from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("schools", "0020_opened_at_the_desk")]

    operations = [
        AddIndexConcurrently(
            model_name="application",
            index=models.Index(
                condition=models.Q(("claim_hash", ""), _negated=True),
                fields=["claim_hash"],
                name="application_to_claim",
            ),
        ),
    ]
