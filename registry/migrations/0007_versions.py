import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.datetime
import eculture.identifiers
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from eculture.azerbaijani import AzKey


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0006_acts_and_events"),
    ]
    operations = [
        migrations.CreateModel(
            name="InstitutionVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("name_az", models.CharField(max_length=300, verbose_name="official name")),
                ("name_en", models.CharField(blank=True, max_length=300, verbose_name="name in English")),
                ("name_ru", models.CharField(blank=True, max_length=300, verbose_name="name in Russian")),
                ("short_name", models.CharField(blank=True, max_length=120, verbose_name="short name")),
                ("address", models.CharField(blank=True, max_length=300, verbose_name="address")),
                ("lat", models.FloatField(blank=True, null=True, verbose_name="latitude")),
                ("lon", models.FloatField(blank=True, null=True, verbose_name="longitude")),
                (
                    "founded",
                    models.PositiveSmallIntegerField(
                        blank=True, null=True, verbose_name="year of foundation"
                    ),
                ),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("active", "working"),
                            ("suspended", "activity suspended"),
                            ("displaced", "working elsewhere"),
                            ("closed", "closed down"),
                        ],
                        default="active",
                        editable=False,
                        max_length=16,
                        verbose_name="state",
                    ),
                ),
                ("closed_on", models.DateField(editable=False, null=True, verbose_name="closed on")),
                (
                    "supervisor",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        editable=False,
                        max_length=200,
                        verbose_name="superior body",
                    ),
                ),
                (
                    "honour",
                    models.CharField(
                        blank=True,
                        db_default="",
                        default="",
                        editable=False,
                        max_length=120,
                        verbose_name="status",
                    ),
                ),
                (
                    "voen",
                    models.CharField(
                        blank=True,
                        max_length=10,
                        null=True,
                        validators=[eculture.identifiers.validate_voen],
                        verbose_name="VÖEN",
                    ),
                ),
                ("phone", models.CharField(blank=True, max_length=120, verbose_name="telephone")),
                ("website", models.URLField(blank=True, max_length=300, verbose_name="website")),
                (
                    "figures",
                    models.JSONField(
                        blank=True,
                        db_default=models.Value({}, models.JSONField()),
                        default=dict,
                        editable=False,
                        verbose_name="figures",
                    ),
                ),
                ("source", models.CharField(max_length=300, verbose_name="source")),
                (
                    "source_url",
                    models.CharField(blank=True, max_length=300, verbose_name="address of the source"),
                ),
                ("valid", django.contrib.postgres.fields.ranges.DateRangeField(verbose_name="valid")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(), verbose_name="recorded"
                    ),
                ),
                ("superseded_at", models.DateTimeField(null=True, verbose_name="replaced")),
            ],
            options={
                "verbose_name": "version of an institution",
                "verbose_name_plural": "versions of institutions",
            },
        ),
        migrations.AddField(
            model_name="institutionversion",
            name="institution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="versions",
                to="registry.institution",
                verbose_name="institution",
            ),
        ),
        migrations.AddField(
            model_name="institutionversion",
            name="kind",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.kind",
                verbose_name="kind",
            ),
        ),
        migrations.AddField(
            model_name="institutionversion",
            name="operating_unit",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.unit",
                verbose_name="territory of operation",
            ),
        ),
        migrations.AddField(
            model_name="institutionversion",
            name="parent",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.institution",
                verbose_name="branch of",
            ),
        ),
        migrations.AddField(
            model_name="institutionversion",
            name="registered_unit",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.unit",
                verbose_name="territory of registration",
            ),
        ),
        migrations.AddField(
            model_name="institutionversion",
            name="successor",
            field=models.ForeignKey(
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.institution",
                verbose_name="successor",
            ),
        ),
        migrations.AddField(
            model_name="institutionversion",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="registry.lifecycleevent",
                verbose_name="event",
            ),
        ),
        migrations.AddConstraint(
            model_name="institutionversion",
            constraint=django.contrib.postgres.constraints.ExclusionConstraint(
                condition=models.Q(("superseded_at", None)),
                expressions=[("institution", "="), ("valid", "&&")],
                name="version_never_overlaps",
            ),
        ),
        migrations.AddConstraint(
            model_name="institutionversion",
            constraint=models.CheckConstraint(
                condition=models.Q(("valid__isempty", False)), name="version_has_days"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="institutionversion",
            trigger=pgtrigger.compiler.Trigger(
                name="version_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."name_az" IS DISTINCT FROM (NEW."name_az") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."name_ru" IS DISTINCT FROM (NEW."name_ru") OR OLD."short_name" IS DISTINCT FROM (NEW."short_name") OR OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."lat" IS DISTINCT FROM (NEW."lat") OR OLD."lon" IS DISTINCT FROM (NEW."lon") OR OLD."founded" IS DISTINCT FROM (NEW."founded") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."closed_on" IS DISTINCT FROM (NEW."closed_on") OR OLD."supervisor" IS DISTINCT FROM (NEW."supervisor") OR OLD."honour" IS DISTINCT FROM (NEW."honour") OR OLD."voen" IS DISTINCT FROM (NEW."voen") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."website" IS DISTINCT FROM (NEW."website") OR OLD."figures" IS DISTINCT FROM (NEW."figures") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."source_url" IS DISTINCT FROM (NEW."source_url") OR OLD."institution_id" IS DISTINCT FROM (NEW."institution_id") OR OLD."kind_id" IS DISTINCT FROM (NEW."kind_id") OR OLD."registered_unit_id" IS DISTINCT FROM (NEW."registered_unit_id") OR OLD."operating_unit_id" IS DISTINCT FROM (NEW."operating_unit_id") OR OLD."successor_id" IS DISTINCT FROM (NEW."successor_id") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."event_id" IS DISTINCT FROM (NEW."event_id") OR OLD."valid" IS DISTINCT FROM (NEW."valid") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="933fba05a63382fe4cb7b2bab0b4fc878028e2bb",
                    operation="UPDATE",
                    pgid="pgtrigger_version_stays_c0073",
                    table="registry_institutionversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="institutionversion",
            trigger=pgtrigger.compiler.Trigger(
                name="version_replaced_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."superseded_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="0c398661c683db8ee8e7e202aa92254a8a6af062",
                    operation="UPDATE",
                    pgid="pgtrigger_version_replaced_once_dd18e",
                    table="registry_institutionversion",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="institutionversion",
            trigger=pgtrigger.compiler.Trigger(
                name="version_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="7e228c0edea02c2cfb49531dc8ccb2e4d7d817f1",
                    operation="DELETE",
                    pgid="pgtrigger_version_never_deleted_e016a",
                    table="registry_institutionversion",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="institutionversion",
            index=models.Index(
                AzKey("name_az"),
                models.F("id"),
                condition=models.Q(superseded_at=None),
                name="version_in_order",
            ),
        ),
    ]
