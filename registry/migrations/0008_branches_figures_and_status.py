import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.datetime
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
            name="figures",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                editable=False,
                verbose_name="figures",
            ),
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
            name="parent",
            field=models.ForeignKey(
                blank=True,
                help_text="The institution that is its legal person: a branch has no VÖEN of its own.",
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="branches",
                to="registry.institution",
                verbose_name="branch of",
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
            name="figures",
            field=models.JSONField(
                blank=True,
                db_default=models.Value({}, models.JSONField()),
                default=dict,
                editable=False,
                verbose_name="figures",
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
            name="parent",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                help_text="The institution that is its legal person: a branch has no VÖEN of its own.",
                null=True,
                on_delete=django.db.models.deletion.DO_NOTHING,
                related_name="+",
                related_query_name="+",
                to="registry.institution",
                verbose_name="branch of",
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
                    func='INSERT INTO "registry_institutionevent" ("address", "closed_on", "code", "figures", "founded", "honour", "id", "kind_id", "lat", "lon", "name_az", "name_en", "name_ru", "operating_unit_id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "registered_unit_id", "short_name", "source", "source_url", "state", "successor_id", "supervisor", "voen", "website") VALUES (NEW."address", NEW."closed_on", NEW."code", NEW."figures", NEW."founded", NEW."honour", NEW."id", NEW."kind_id", NEW."lat", NEW."lon", NEW."name_az", NEW."name_en", NEW."name_ru", NEW."operating_unit_id", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."registered_unit_id", NEW."short_name", NEW."source", NEW."source_url", NEW."state", NEW."successor_id", NEW."supervisor", NEW."voen", NEW."website"); RETURN NULL;',
                    hash="6d333b85f37c5c15a06a8b041ac3645efd3f3f12",
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
                    condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."closed_on" IS DISTINCT FROM (NEW."closed_on") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."figures" IS DISTINCT FROM (NEW."figures") OR OLD."founded" IS DISTINCT FROM (NEW."founded") OR OLD."honour" IS DISTINCT FROM (NEW."honour") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind_id" IS DISTINCT FROM (NEW."kind_id") OR OLD."lat" IS DISTINCT FROM (NEW."lat") OR OLD."lon" IS DISTINCT FROM (NEW."lon") OR OLD."name_az" IS DISTINCT FROM (NEW."name_az") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."name_ru" IS DISTINCT FROM (NEW."name_ru") OR OLD."operating_unit_id" IS DISTINCT FROM (NEW."operating_unit_id") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."registered_unit_id" IS DISTINCT FROM (NEW."registered_unit_id") OR OLD."short_name" IS DISTINCT FROM (NEW."short_name") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."source_url" IS DISTINCT FROM (NEW."source_url") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."successor_id" IS DISTINCT FROM (NEW."successor_id") OR OLD."supervisor" IS DISTINCT FROM (NEW."supervisor") OR OLD."voen" IS DISTINCT FROM (NEW."voen") OR OLD."website" IS DISTINCT FROM (NEW."website"))',
                    func='INSERT INTO "registry_institutionevent" ("address", "closed_on", "code", "figures", "founded", "honour", "id", "kind_id", "lat", "lon", "name_az", "name_en", "name_ru", "operating_unit_id", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "registered_unit_id", "short_name", "source", "source_url", "state", "successor_id", "supervisor", "voen", "website") VALUES (NEW."address", NEW."closed_on", NEW."code", NEW."figures", NEW."founded", NEW."honour", NEW."id", NEW."kind_id", NEW."lat", NEW."lon", NEW."name_az", NEW."name_en", NEW."name_ru", NEW."operating_unit_id", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."registered_unit_id", NEW."short_name", NEW."source", NEW."source_url", NEW."state", NEW."successor_id", NEW."supervisor", NEW."voen", NEW."website"); RETURN NULL;',
                    hash="52740ca62ef7b203d06359578b13e88412742424",
                    operation="UPDATE",
                    pgid="pgtrigger_update_update_2a1e2",
                    table="registry_institution",
                    when="AFTER",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="institution",
            constraint=models.CheckConstraint(
                condition=models.Q(("parent", None), ("voen", None), _connector="OR"),
                name="institution_branch_has_no_voen",
                violation_error_message="A branch has no VÖEN of its own: it has that of its institution.",
            ),
        ),
    ]
