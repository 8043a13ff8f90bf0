import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("eculture", "0003_moved_working_days"),
    ]

    operations = [
        migrations.AddField(
            model_name="issueddocument",
            name="person_id",
            field=models.BigIntegerField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="issueddocument",
            name="signer",
            field=models.CharField(blank=True, db_default="", max_length=200, verbose_name="signed by"),
        ),
        migrations.AddField(
            model_name="issueddocument",
            name="superseded_by",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                to="eculture.issueddocument",
                verbose_name="replaced by",
            ),
        ),
        migrations.AlterField(
            model_name="issueddocument",
            name="file",
            field=models.FileField(upload_to="documents/%Y/%m/%d/"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="issueddocument",
            trigger=pgtrigger.compiler.Trigger(
                name="as_issued",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."title" IS DISTINCT FROM (NEW."title") OR OLD."holder_id" IS DISTINCT FROM (NEW."holder_id") OR OLD."holder_label" IS DISTINCT FROM (NEW."holder_label") OR OLD."person_id" IS DISTINCT FROM (NEW."person_id") OR OLD."issuer" IS DISTINCT FROM (NEW."issuer") OR OLD."signer" IS DISTINCT FROM (NEW."signer") OR OLD."subject_type" IS DISTINCT FROM (NEW."subject_type") OR OLD."subject_id" IS DISTINCT FROM (NEW."subject_id") OR OLD."file" IS DISTINCT FROM (NEW."file") OR OLD."sha256" IS DISTINCT FROM (NEW."sha256") OR OLD."issued_at" IS DISTINCT FROM (NEW."issued_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="bf24520965b907776373ad52b94e1d03497df36c",
                    operation="UPDATE",
                    pgid="pgtrigger_as_issued_0f063",
                    table="eculture_issueddocument",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="issueddocument",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("superseded_by", None),
                    models.Q(
                        ("state", "superseded"), models.Q(("superseded_by", models.F("id")), _negated=True)
                    ),
                    _connector="OR",
                ),
                name="successor_of_a_superseded_document",
            ),
        ),
    ]
