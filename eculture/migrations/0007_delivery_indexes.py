from django.contrib.postgres.operations import AddIndexConcurrently, RemoveIndexConcurrently
from django.db import migrations, models
from django.db.models import Q


class Migration(migrations.Migration):
    atomic = False
    dependencies = [("eculture", "0006_delivery_tries")]
    operations = [
        AddIndexConcurrently(
            "delivery",
            models.Index(fields=["channel", "due_at"], condition=Q(state="waiting"), name="delivery_to_send"),
        ),
        AddIndexConcurrently("delivery", models.Index(fields=["-created_at", "-id"], name="delivery_latest")),
        RemoveIndexConcurrently("delivery", "delivery_due"),
    ]
