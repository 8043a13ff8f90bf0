import django.contrib.postgres.constraints
import django.contrib.postgres.fields.ranges
import django.core.serializers.json
import django.db.models.deletion
import django.db.models.functions.datetime
import pgtrigger.compiler
import pgtrigger.migrations
import registry.history.acts
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("registry", "0005_names_folded_anew"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]
    operations = [
        migrations.CreateModel(
            name="Effect",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "role",
                    models.CharField(
                        choices=[("subject", "subject"), ("heir", "successor")],
                        default="subject",
                        max_length=8,
                        verbose_name="part",
                    ),
                ),
                (
                    "changes",
                    models.JSONField(
                        default=dict,
                        encoder=django.core.serializers.json.DjangoJSONEncoder,
                        verbose_name="changes",
                    ),
                ),
            ],
            options={
                "verbose_name": "effect of an event",
                "verbose_name_plural": "effects of events",
            },
        ),
        migrations.CreateModel(
            name="LegalAct",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("law", "law"),
                            ("decree", "decree of the President"),
                            ("cabinet", "decision of the Cabinet of Ministers"),
                            ("ministry", "order of the ministry"),
                            ("office", "order of a regional office"),
                            ("local", "order of a local authority"),
                            ("court", "decision of a court"),
                            ("other", "another act"),
                        ],
                        max_length=16,
                        verbose_name="kind of act",
                    ),
                ),
                ("number", models.CharField(max_length=40, verbose_name="number of the act")),
                ("on", models.DateField(verbose_name="day of the act")),
                (
                    "link",
                    models.URLField(
                        blank=True,
                        help_text="For example on e-qanun.az.",
                        max_length=300,
                        verbose_name="address of the text",
                    ),
                ),
                (
                    "file",
                    models.FileField(
                        blank=True,
                        upload_to="acts/%Y/%m/",
                        validators=[registry.history.acts.validate_pdf],
                        verbose_name="text of the act as PDF",
                    ),
                ),
            ],
            options={
                "verbose_name": "legal act",
                "verbose_name_plural": "legal acts",
                "ordering": ["-on", "-pk"],
            },
        ),
        migrations.CreateModel(
            name="LifecycleEvent",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("register", "Entered in the registry"),
                            ("rename", "Renamed"),
                            ("relocate", "Moved to another address"),
                            ("transfer", "Passed to another body"),
                            ("grant_status", "Status granted"),
                            ("count", "Figures updated"),
                            ("suspend", "Activity suspended"),
                            ("resume", "Activity resumed"),
                            ("displace", "Working elsewhere"),
                            ("bring_back", "Returned"),
                            ("merge", "Merged into another institution"),
                            ("split", "Split into several institutions"),
                            ("close", "Closed"),
                            ("amend", "Data corrected"),
                        ],
                        max_length=16,
                        verbose_name="event",
                    ),
                ),
                ("on", models.DateField(blank=True, null=True, verbose_name="day")),
                (
                    "precision",
                    models.CharField(
                        choices=[
                            ("day", "day"),
                            ("month", "month"),
                            ("year", "year"),
                            ("unknown", "unknown"),
                        ],
                        default="day",
                        max_length=8,
                        verbose_name="known to the",
                    ),
                ),
                ("reason", models.TextField(blank=True, verbose_name="reason")),
                (
                    "recorded_at",
                    models.DateTimeField(
                        db_default=django.db.models.functions.datetime.Now(),
                        editable=False,
                        verbose_name="recorded",
                    ),
                ),
                ("voided_at", models.DateTimeField(editable=False, null=True, verbose_name="struck out")),
                (
                    "void_reason",
                    models.TextField(blank=True, editable=False, verbose_name="why it was struck out"),
                ),
            ],
            options={
                "verbose_name": "event of an institution",
                "verbose_name_plural": "events of institutions",
                "ordering": ["-pk"],
            },
        ),
        migrations.AddField(
            model_name="effect",
            name="institution",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="effects",
                to="registry.institution",
                verbose_name="institution",
            ),
        ),
        migrations.AddConstraint(
            model_name="legalact",
            constraint=models.UniqueConstraint(fields=("kind", "number", "on"), name="legal_act_once"),
        ),
        migrations.AddConstraint(
            model_name="legalact",
            constraint=models.CheckConstraint(
                condition=models.Q(("number", ""), _negated=True), name="legal_act_has_a_number"
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="legalact",
            trigger=pgtrigger.compiler.Trigger(
                name="act_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."number" IS DISTINCT FROM (NEW."number") OR OLD."on" IS DISTINCT FROM (NEW."on"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="eb437ed87e572cfa0950ebe88771e8d82831bf32",
                    operation="UPDATE",
                    pgid="pgtrigger_act_stays_e2521",
                    table="registry_legalact",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="legalact",
            trigger=pgtrigger.compiler.Trigger(
                name="act_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="a5185f70dc6629359fa4c1782d01385a5e9123b3",
                    operation="DELETE",
                    pgid="pgtrigger_act_never_deleted_eb4a6",
                    table="registry_legalact",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="lifecycleevent",
            name="act",
            field=models.ForeignKey(
                blank=True,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="events",
                to="registry.legalact",
                verbose_name="legal act",
            ),
        ),
        migrations.AddField(
            model_name="lifecycleevent",
            name="recorded_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="recorded by",
            ),
        ),
        migrations.AddField(
            model_name="lifecycleevent",
            name="voided_by",
            field=models.ForeignKey(
                editable=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to=settings.AUTH_USER_MODEL,
                verbose_name="struck out by",
            ),
        ),
        migrations.AddField(
            model_name="effect",
            name="event",
            field=models.ForeignKey(
                on_delete=django.db.models.deletion.PROTECT,
                related_name="effects",
                to="registry.lifecycleevent",
                verbose_name="event",
            ),
        ),
        migrations.AddConstraint(
            model_name="lifecycleevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("on__isnull", False), ("kind__in", ("register", "amend", "count")), _connector="OR"
                ),
                name="event_on_a_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="lifecycleevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("act__isnull", False),
                    models.Q(("reason", ""), _negated=True),
                    ("kind__in", ("register", "amend", "count")),
                    _connector="OR",
                ),
                name="event_rests_on_an_act_or_a_reason",
                violation_error_message="Name the act, or write the reason.",
            ),
        ),
        migrations.AddConstraint(
            model_name="lifecycleevent",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("void_reason", ""), ("voided_at", None)),
                    models.Q(("voided_at__isnull", False), models.Q(("void_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="event_struck_out_with_a_reason",
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lifecycleevent",
            trigger=pgtrigger.compiler.Trigger(
                name="event_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."on" IS DISTINCT FROM (NEW."on") OR OLD."precision" IS DISTINCT FROM (NEW."precision") OR OLD."act_id" IS DISTINCT FROM (NEW."act_id") OR OLD."reason" IS DISTINCT FROM (NEW."reason") OR OLD."recorded_at" IS DISTINCT FROM (NEW."recorded_at") OR OLD."recorded_by_id" IS DISTINCT FROM (NEW."recorded_by_id"))',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="a2a517d1ef032675c18f48a565a1cc94a198b9f2",
                    operation="UPDATE",
                    pgid="pgtrigger_event_stays_44c2d",
                    table="registry_lifecycleevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lifecycleevent",
            trigger=pgtrigger.compiler.Trigger(
                name="event_struck_out_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    condition='WHEN (OLD."voided_at" IS NOT NULL)',
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update rows from % table', TG_TABLE_NAME;",
                    hash="de0a6399e59d0439b008e730c76460b907b9d2ac",
                    operation="UPDATE",
                    pgid="pgtrigger_event_struck_out_once_e2ee6",
                    table="registry_lifecycleevent",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="lifecycleevent",
            trigger=pgtrigger.compiler.Trigger(
                name="event_never_deleted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="34aa2a5e8be08abdfc0e0eaf202221e1a42798e4",
                    operation="DELETE",
                    pgid="pgtrigger_event_never_deleted_e1755",
                    table="registry_lifecycleevent",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddConstraint(
            model_name="effect",
            constraint=models.UniqueConstraint(fields=("institution", "event"), name="effect_once"),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="effect",
            trigger=pgtrigger.compiler.Trigger(
                name="effect_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="a24f800c71897096980b0853c8a2bbbda671b5ec",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_effect_stays_1d83c",
                    table="registry_effect",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddIndex(
            model_name="lifecycleevent",
            index=models.Index(fields=["-on", "-id"], name="event_by_day"),
        ),
    ]
