import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0007_versions"),
    ]
    operations = [
        pgtrigger.migrations.RemoveTrigger(
            model_name="institution",
            name="insert_insert",
        ),
        pgtrigger.migrations.RemoveTrigger(
            model_name="institution",
            name="update_update",
        ),
        migrations.AddField(
            model_name="institution",
            name="honour",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=120, verbose_name="status"
            ),
        ),
        migrations.AddField(
            model_name="institution",
            name="supervisor",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=200,
                verbose_name="superior body",
            ),
        ),
        migrations.AddField(
            model_name="institutionevent",
            name="honour",
            field=models.CharField(
                blank=True, db_default="", default="", editable=False, max_length=120, verbose_name="status"
            ),
        ),
        migrations.AddField(
            model_name="institutionevent",
            name="supervisor",
            field=models.CharField(
                blank=True,
                db_default="",
                default="",
                editable=False,
                max_length=200,
                verbose_name="superior body",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="institution",
            trigger=pgtrigger.compiler.Trigger(
                name="insert_insert",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func='INSERT INTO "registry_institutionevent" ("address", "closed_on", "code", "founded", "honour", "id", "kind_id", "lat", "lon", "name_az", "name_en", "name_ru", "operating_unit_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "registered_unit_id", "short_name", "source", "source_url", "state", "successor_id", "supervisor", "voen", "website") VALUES (NEW."address", NEW."closed_on", NEW."code", NEW."founded", NEW."honour", NEW."id", NEW."kind_id", NEW."lat", NEW."lon", NEW."name_az", NEW."name_en", NEW."name_ru", NEW."operating_unit_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."registered_unit_id", NEW."short_name", NEW."source", NEW."source_url", NEW."state", NEW."successor_id", NEW."supervisor", NEW."voen", NEW."website"); RETURN NULL;',
                    hash="955eb32425673bc6b3fdb6581ca12d197b28d9cc",
                    operation="INSERT",
                    pgid="pgtrigger_insert_insert_72132",
                    table="registry_institution",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="institution",
            trigger=pgtrigger.compiler.Trigger(
                name="update_update",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."closed_on" IS DISTINCT FROM (NEW."closed_on") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."founded" IS DISTINCT FROM (NEW."founded") OR OLD."honour" IS DISTINCT FROM (NEW."honour") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind_id" IS DISTINCT FROM (NEW."kind_id") OR OLD."lat" IS DISTINCT FROM (NEW."lat") OR OLD."lon" IS DISTINCT FROM (NEW."lon") OR OLD."name_az" IS DISTINCT FROM (NEW."name_az") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."name_ru" IS DISTINCT FROM (NEW."name_ru") OR OLD."operating_unit_id" IS DISTINCT FROM (NEW."operating_unit_id") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."registered_unit_id" IS DISTINCT FROM (NEW."registered_unit_id") OR OLD."short_name" IS DISTINCT FROM (NEW."short_name") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."source_url" IS DISTINCT FROM (NEW."source_url") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."successor_id" IS DISTINCT FROM (NEW."successor_id") OR OLD."supervisor" IS DISTINCT FROM (NEW."supervisor") OR OLD."voen" IS DISTINCT FROM (NEW."voen") OR OLD."website" IS DISTINCT FROM (NEW."website"))',
                    func='INSERT INTO "registry_institutionevent" ("address", "closed_on", "code", "founded", "honour", "id", "kind_id", "lat", "lon", "name_az", "name_en", "name_ru", "operating_unit_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "registered_unit_id", "short_name", "source", "source_url", "state", "successor_id", "supervisor", "voen", "website") VALUES (NEW."address", NEW."closed_on", NEW."code", NEW."founded", NEW."honour", NEW."id", NEW."kind_id", NEW."lat", NEW."lon", NEW."name_az", NEW."name_en", NEW."name_ru", NEW."operating_unit_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."registered_unit_id", NEW."short_name", NEW."source", NEW."source_url", NEW."state", NEW."successor_id", NEW."supervisor", NEW."voen", NEW."website"); RETURN NULL;',
                    hash="71b57235473867b6ffc54a1a0428d66675bb3c51",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2a1e2",
                    table="registry_institution",
                    when="AFTER",
                ),
            ),
        ),
    ]
