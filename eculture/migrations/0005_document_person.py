from django.contrib.postgres.operations import AddIndexConcurrently
from django.db import migrations, models


class Migration(migrations.Migration):
    atomic = False

    dependencies = [("eculture", "0004_document_signer_person_successor")]

    operations = [
        AddIndexConcurrently(
            model_name="issueddocument",
            index=models.Index(fields=["person_id"], name="document_person"),
        ),
    ]
